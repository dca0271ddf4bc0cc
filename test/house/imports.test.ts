/**
 * Every import rule of the house, seen to bite: a small tree with one forbidden thing per
 * file, and the same tree with only what is allowed.
 */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import test from 'ava'

interface Finding {
  readonly rule: string
  readonly from: string
  readonly to?: string
}

interface Report {
  readonly findings: readonly Finding[]
  readonly files: number
  readonly modules: number
  readonly imports: number
}

const PACKAGES = [
  'seedrandom',
  'valibot',
  'commander',
  'dgram-as-promised',
  'blessed',
  'fast-check',
  'left-pad',
  '@valibot/to-json-schema'
]

/** One file in each room, for others to import. */
const ROOMS = [
  'src/kernel',
  'src/rdt',
  'src/wire',
  'src/trace',
  'src/sim',
  'src/udp',
  'src/chat',
  'src/dashboard',
  'src/dashboard/model',
  'src/web',
  'src/cli',
  'lossy-channel',
  'lossy-channel/weather',
  'labs/grader',
  'test',
  'bench'
]

/** What each room may import: rooms, packages, Node. All else is refused. */
const world = ['src/kernel', 'src/rdt', 'src/wire', 'src/trace', 'src/sim', 'lossy-channel/weather']
const product = ROOMS.slice(0, 13)
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'src/kernel': ['seedrandom'],
  'src/rdt': ['src/kernel'],
  'src/wire': ['src/kernel', 'src/rdt'],
  'src/trace': ['src/kernel', 'src/rdt', 'src/wire', 'valibot'],
  'src/sim': world,
  'src/udp': ['src/kernel', 'src/rdt', 'src/wire', 'dgram-as-promised', 'node:fs'],
  'src/chat': ['src/kernel', 'src/rdt', 'valibot'],
  'src/dashboard': [...world, 'src/dashboard/model', 'blessed', 'node:fs'],
  'src/dashboard/model': world,
  'src/web': world,
  'src/cli': [
    ...product,
    'labs/grader',
    'seedrandom',
    'valibot',
    'commander',
    'dgram-as-promised',
    'blessed',
    'node:fs'
  ],
  'lossy-channel': ['src/kernel', 'lossy-channel/weather', 'valibot', 'node:fs'],
  'lossy-channel/weather': ['src/kernel'],
  'labs/grader': [
    ...product.filter((room) => room !== 'src/cli'),
    'seedrandom',
    'valibot',
    'commander',
    'dgram-as-promised',
    'blessed',
    'node:fs'
  ],
  test: [...ROOMS, 'fast-check', 'node:fs'],
  bench: [...ROOMS, 'fast-check', 'node:fs']
}
const TARGETS = [...ROOMS, 'seedrandom', 'valibot', 'commander', 'dgram-as-promised', 'blessed']

const name = (text: string): string => text.replace(/[^a-z]+/g, '-')

function specifier(from: string, to: string): string {
  if (!ROOMS.includes(to)) return to
  return `${from.replace(/[^/]+/g, '..')}/${to}/place.js`
}

/** `rooms × targets`, split into what the table allows and what it does not. */
function probes(): { good: Map<string, string>; bad: Map<string, string> } {
  const good = new Map<string, string>()
  const bad = new Map<string, string>()
  for (const [room, allowed] of Object.entries(ALLOWED)) {
    for (const target of [...TARGETS, 'fast-check', 'node:fs']) {
      const file = `${room}/sees-${name(target)}.ts`
      const text = `import '${specifier(room, target)}'\n`
      if (target === room || allowed.includes(target)) good.set(file, text)
      else if (room !== 'test' && room !== 'bench') bad.set(file, text)
    }
  }
  return { good, bad }
}

/** A package.json that declares all of PACKAGES but `left-pad`. */
function manifest(): string {
  const development = ['fast-check', '@valibot/to-json-schema']
  const production = PACKAGES.filter((each) => ![...development, 'left-pad'].includes(each))
  const any = (names: readonly string[]) => Object.fromEntries(names.map((each) => [each, '*']))
  return JSON.stringify({
    name: 'rdt-chat',
    type: 'module',
    exports: { '.': './dist/src/rdt/author.js' },
    dependencies: any(production),
    devDependencies: any(development)
  })
}

async function inspect(files: ReadonlyMap<string, string>): Promise<Report> {
  const root = await mkdtemp(join(tmpdir(), 'rdt-house-'))
  try {
    const all = new Map(files)
    all.set('package.json', manifest())
    for (const room of ROOMS) all.set(`${room}/place.ts`, 'export const place = 1\n')
    for (const each of PACKAGES) {
      all.set(`node_modules/${each}/package.json`, `{"name":"${each}","main":"main.js"}`)
      all.set(`node_modules/${each}/main.js`, 'module.exports = 1\n')
    }
    for (const [path, text] of all) {
      await mkdir(dirname(join(root, path)), { recursive: true })
      await writeFile(join(root, path), text)
    }
    return JSON.parse(await run(root)) as Report
  } finally {
    await rm(root, { recursive: true })
  }
}

const run = (root: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const args = ['scripts/check-imports.mjs', '--json', root]
    execFile(process.execPath, args, (error, stdout, stderr) => {
      if (stdout === '') reject(error ?? new Error(stderr))
      else resolve(stdout)
    })
  })

test('what a room may import is let through, and every file is looked at', async (t) => {
  const { good } = probes()
  good.set('src/udp/sees-event.ts', `import type { E } from '../trace/event.js'\n`)
  good.set('src/trace/event.ts', 'export type E = 1\n')
  good.set('src/trace/published-schema.ts', `import 'valibot'\nimport '@valibot/to-json-schema'\n`)
  good.set('src/rdt/rdt2.0.ts', `import './place.js'\n// Math.random and Date are only spoken of\n`)
  good.set('src/chat/hour.ts', 'export const hour = () => Date.now()\n')
  good.set('dist/src/rdt/author.js', 'export const makeAck = 1\n')
  good.set('labs/01-stop/starter/receiver.ts', `import { makeAck } from 'rdt-chat'\n`)
  good.set('test/long.test.ts', '\n'.repeat(400))
  const report = await inspect(good)
  t.deepEqual(report.findings, [])
  t.is(report.files, good.size - 1 + ROOMS.length) // dist is not ours
  t.is(report.modules, report.files)
  t.is(report.imports, [...good.values()].join('').split('import ').length - 1)
})

test('every import that a room may not have is refused', async (t) => {
  const { bad } = probes()
  t.true(bad.size > 150)
  const { findings } = await inspect(bad)
  const refused = (file: string): boolean =>
    findings.some(({ rule, from }) => from === file && /^(room|development)/.test(rule))
  t.deepEqual(
    [...bad.keys()].filter((file) => !refused(file)),
    []
  )
  t.deepEqual(
    findings.filter(({ from }) => !bad.has(from)),
    []
  )
})

test('every other rule of the house bites', async (t) => {
  const trespasses: readonly (readonly [rule: string, file: string, text: string])[] = [
    ['room src/rdt', 'src/rdt/a.ts', `import type { Stats } from 'node:fs'\n`],
    ['room src/rdt', 'src/rdt/b.ts', `export type S = import('node:fs').Stats\n`],
    ['room src/rdt', 'src/rdt/c.ts', `export const s = () => import('../sim/place.js')\n`],
    ['room src/rdt', 'src/rdt/d.ts', `export { place } from '../sim/place.js'\n`],
    ['room src/rdt', 'src/rdt/e.ts', `import 'fs'\n`],
    ['room src/udp', 'src/udp/a.ts', `import type { P } from '../trace/other.js'\n`],
    ['room src/kernel', 'src/kernel/a.ts', `import '../../dist/src/kernel/time.js'\n`],
    ['room src/sim', 'src/sim/e.ts', `import 'rdt-chat'\n`],
    ['cycle', 'src/sim/a.ts', `import type { B } from './b.js'\nexport type A = B\n`],
    ['unresolved', 'src/sim/c.ts', `import './nowhere.js'\n`],
    ['undeclared', 'src/cli/a.ts', `import 'left-pad'\n`],
    ['undeclared', 'test/a.ts', `import 'left-pad'\n`],
    ['development', 'src/cli/b.ts', `import 'fast-check'\n`],
    ['build only', 'src/trace/a.ts', `import './published-schema.js'\n`],
    ['room', 'src/elsewhere/a.ts', 'export const a = 1\n'],
    ['barrel', 'src/sim/index.ts', `export * from './place.js'\n`],
    ['name', 'src/sim/utils.ts', 'export const a = 1\n'],
    ['name', 'src/sim/window-helper.ts', 'export const a = 1\n'],
    ['name', 'test/sim/helpers/a.ts', 'export const a = 1\n'],
    ['name', 'src/chat/types.ts', 'export const a = 1\n'],
    ['name', 'src/chat/room-manager.ts', 'export const a = 1\n'],
    ['length', 'src/cli/long.ts', '// a line\n'.repeat(251)],
    ['length', 'lossy-channel/long.ts', '// a line\n'.repeat(251)],
    ['length', 'labs/01-stop/starter/long.ts', '// a line\n'.repeat(251)],
    ['length', 'src/rdt/gbn.ts', '// a line\n'.repeat(121)],
    ['length', 'src/rdt/rdt2.1.ts', '// a line\n'.repeat(121)],
    ['pure', 'src/rdt/f.ts', 'export const dice = () => Math.random()\n'],
    ['pure', 'src/sim/d.ts', 'export const now = () => Date.now()\n'],
    ['pure', 'src/wire/a.ts', 'export const now = () => new Date()\n'],
    ['pure', 'src/kernel/b.ts', 'let count = 0\nexport const next = () => count++\n'],
    ['pure', 'src/trace/b.ts', 'export const show = (n: number) => n.toLocaleString()\n'],
    ['pure', 'lossy-channel/weather/a.ts', 'export const all = () => globalThis\n']
  ]
  const files = new Map(trespasses.map(([, file, text]) => [file, text]))
  const bystanders = new Map([
    ['src/sim/b.ts', `import type { A } from './a.js'\nexport type B = A\n`],
    ['src/trace/other.ts', 'export type P = 1\n'],
    ['src/trace/published-schema.ts', 'export const publishedSchema = 1\n'],
    ['dist/src/kernel/time.js', 'export const time = 1\n'],
    ['dist/src/rdt/author.js', 'export const makeAck = 1\n']
  ])
  const { findings } = await inspect(new Map([...files, ...bystanders]))
  const missed = trespasses.filter(
    ([rule, file]) => !findings.some((found) => found.from === file && found.rule === rule)
  )
  t.deepEqual(missed, [])
  t.deepEqual(
    findings.filter(({ from }) => !files.has(from)),
    []
  )
})

test('a checker that sees nothing is not content', async (t) => {
  const { findings } = await inspect(new Map())
  t.deepEqual(
    findings.map(({ rule }) => rule),
    ['cruised']
  )
})
