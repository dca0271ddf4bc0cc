/** The repository speaks of the product only, and installs from wherever its user installs. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import test from 'ava'

/** The tracked text files, or undefined where this is no checkout. */
function trackedFiles(): string[] | undefined {
  try {
    const list = execFileSync('git', ['ls-files', '-z'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore']
    })
    const files = list.split('\0').filter((file) => file !== '' && existsSync(file))
    return files.length > 0 ? files : undefined
  } catch {
    return undefined
  }
}

const BINARY = /\.(snap|png|pcapng|ico|woff2|wasm)$/

/** Written in pieces, so that this file does not hold what it looks for. */
const HOSTS = [
  ['registry', 'npmjs', 'org'],
  ['registry', 'yarnpkg', 'com'],
  ['npm', 'pkg', 'github', 'com'],
  ['registry', 'npmmirror', 'com']
].map((parts) => parts.join('.'))

const MACHINE_PATH = new RegExp(
  `(?:^|[\\s"'\`(=:,])/(?:${['work', 'root', 'home'].join('|')})/`,
  'm'
)

test('no tracked file names a registry host or a path of one machine', (t) => {
  const files = trackedFiles()
  if (files === undefined) {
    t.log('this is no checkout')
    t.pass()
    return
  }
  const faults: string[] = []
  for (const file of files.filter((each) => !BINARY.test(each))) {
    const text = readFileSync(file, 'utf8')
    for (const host of HOSTS) if (text.includes(host)) faults.push(`${file}: ${host}`)
    const path = MACHINE_PATH.exec(text)?.[0]
    if (path !== undefined) faults.push(`${file}: ${path.trim()}`)
  }
  t.true(files.includes('package.json'))
  t.deepEqual(faults, [])
})

test('the lock file says what, not from where', (t) => {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { resolved?: string; integrity?: string; link?: boolean }>
  }
  const others = Object.entries(packages).filter(([path]) => path !== '')
  t.true(others.length > 10)
  t.deepEqual(
    others.filter(([, each]) => each.resolved !== undefined).map(([path]) => path),
    []
  )
})

test('there is no npm configuration in the repository that names a host', (t) => {
  const text = existsSync('.npmrc') ? readFileSync('.npmrc', 'utf8') : ''
  t.notRegex(text, /registry|_auth|https?:/)
})
