/**
 * Holds the house in order: who may import whom (.dependency-cruiser.cjs), what the pure
 * rooms must not touch, what files may be called, and how long they may grow.
 *
 *   node scripts/check-imports.mjs [--json] [FOLDER]
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { cruise } from 'dependency-cruiser'
import config from '../.dependency-cruiser.cjs'

const ROOTS = ['src', 'lossy-channel', 'labs', 'test', 'bench']
const SOURCE = /\.[cm]?[jt]sx?$/
const FORBIDDEN_WORDS = /^(utils?|helpers?|types|managers?)$/
const PURE = /^(src\/(kernel|rdt|wire|sim|trace)|lossy-channel\/weather)\//
const LIMITED = /^(src|lossy-channel|labs)\/.*\.ts$/
const PROTOCOL = /^src\/rdt\/(rdt\d\.\d|gbn|sr)\.ts$/
const FILE_LINES = 250
const PROTOCOL_LINES = 120

/** What the compiler cannot refuse in a pure room: these belong to the language itself. */
const IMPURE = [
  [/\bMath\.random\b/, 'dice: take a RandomStream'],
  [/\bDate\b/, 'a clock: the time is an argument'],
  [/\bglobalThis\b/, 'the environment: take it as an argument'],
  [/\bIntl\b|\.toLocale\w+\(|\.localeCompare\(/, 'the locale: results differ between machines'],
  [/^(export )?(let|var) /m, 'module state: keep it in an object that somebody owns']
]

const rooms = config.forbidden.filter(({ name }) => name.startsWith('room '))

function main() {
  const args = process.argv.slice(2)
  const json = args.includes('--json')
  const folder = args.find((arg) => !arg.startsWith('--'))
  if (folder !== undefined) process.chdir(folder)
  return inspect().then(({ findings, files, modules, imports }) => {
    if (json) {
      console.log(JSON.stringify({ findings, files: files.length, modules, imports }))
    } else {
      for (const { rule, from, to, why } of findings) {
        console.error(`${from}${to ? ` → ${to}` : ''}: ${why} (${rule})`)
      }
      console.log(
        `${modules} of ${files.length} source files cruised, ${imports} imports, ` +
          `${findings.length} against the rules`
      )
    }
    process.exitCode = findings.length > 0 ? 1 : 0
  })
}

async function inspect() {
  const roots = ROOTS.filter((root) => existsSync(root))
  const files = roots.flatMap(sourceFiles)
  const findings = files.flatMap((file) => [...nameFindings(file), ...textFindings(file)])
  const { output } = await cruise(roots, {
    ...config.options,
    ruleSet: { forbidden: config.forbidden },
    validate: true
  })
  for (const { rule, from, to } of output.summary.violations) {
    const why = config.forbidden.find(({ name }) => name === rule.name)?.comment ?? rule.name
    findings.push({ rule: rule.name, from, to, why })
  }
  const cruised = new Set(output.modules.map(({ source }) => source))
  const missed = files.filter((file) => !cruised.has(file))
  for (const file of missed) {
    findings.push({ rule: 'cruised', from: file, why: 'the import checker did not look at it' })
  }
  const ours = output.modules.filter(({ source }) => files.includes(source))
  const imports = ours.reduce((sum, { dependencies }) => sum + dependencies.length, 0)
  if (files.length === 0 || imports === 0) {
    const why = `${files.length} source files and ${imports} imports seen: the checker is blind`
    findings.push({ rule: 'cruised', from: '.', why })
  }
  return { findings, files, modules: files.length - missed.length, imports }
}

function sourceFiles(root) {
  return readdirSync(root, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && SOURCE.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).replaceAll('\\', '/'))
    .sort()
}

function nameFindings(file) {
  const findings = []
  if (/^index\./.test(basename(file))) {
    findings.push({ rule: 'barrel', from: file, why: 'no index files: name it by what it exports' })
  }
  const words = file.replace(SOURCE, '').split(/[/.-]/)
  const word = words.find((part) => FORBIDDEN_WORDS.test(part))
  if (word !== undefined) {
    findings.push({ rule: 'name', from: file, why: `'${word}' says nothing: name what is in it` })
  }
  const product = !/^(test|bench)\//.test(file)
  if (product && !rooms.some(({ from }) => new RegExp(from.path).test(file))) {
    const why = 'this folder has no row in .dependency-cruiser.cjs'
    findings.push({ rule: 'room', from: file, why })
  }
  return findings
}

function textFindings(file) {
  const findings = []
  const text = readFileSync(file, 'utf8')
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
  const most = PROTOCOL.test(file)
    ? PROTOCOL_LINES
    : LIMITED.test(file)
      ? FILE_LINES
      : Number.POSITIVE_INFINITY
  if (lines > most) {
    findings.push({ rule: 'length', from: file, why: `${lines} lines, ${most} at most: split it` })
  }
  if (PURE.test(file)) {
    const code = withoutComments(text)
    for (const [pattern, why] of IMPURE) {
      const found = pattern.exec(code)?.[0].trim()
      if (found !== undefined) findings.push({ rule: 'pure', from: file, why: `${found}: ${why}` })
    }
  }
  return findings
}

/** Blanks comments and one-line strings; good enough to look for words. */
function withoutComments(text) {
  const token = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g
  return text.replace(token, (found) => found.replace(/[^\n]/g, ' '))
}

await main()
