/** The documents keep their word: links lead somewhere, and the commands they show exist. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'ava'
import { findLabs } from '../../labs/grader/lab.js'
import { rdtHere } from '../cli/rdt-here.js'
import { thorough } from '../thorough.js'
import { anchors, type Example, examples, fences, links, rdtCalls } from './markdown.js'
import { PastePlace } from './pasted.js'

const LABS = findLabs().map(({ id }) => `labs/${id}/README.md`)

const DOCUMENTS = [
  ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
  ...['labs/README.md', 'labs/INSTRUCTORS.md', ...LABS],
  ...['labs/traces/README.md', 'labs/any-language/README.md']
]

/** What is wrong with a link of `document`, or undefined. */
function broken(document: string, target: string): string | undefined {
  if (/^[a-z][a-z+.-]*:/i.test(target)) return undefined
  const [path = '', anchor] = target.split('#')
  const file = path === '' ? document : join(dirname(document), decodeURIComponent(path))
  if (!existsSync(file)) return `${document}: ${target} leads to no file`
  if (anchor !== undefined && file.endsWith('.md')) {
    const known = anchors(readFileSync(file, 'utf8'))
    if (!known.has(anchor)) return `${document}: ${target} leads to no heading`
  }
  return undefined
}

for (const document of DOCUMENTS) {
  test(`the links of ${document} lead to files and headings that exist`, (t) => {
    if (!existsSync(document)) {
      t.log(`${document} does not exist yet`)
      t.pass()
      return
    }
    const targets = links(readFileSync(document, 'utf8'))
    t.deepEqual(
      targets.map((target) => broken(document, target)).filter((fault) => fault !== undefined),
      []
    )
  })
}

/** Both streams of `rdt ARGS…`, whatever its status. */
async function rdt(...args: readonly string[]): Promise<string> {
  const { out, err } = await rdtHere(undefined, args)
  return out + err
}

const helps = new Map<string, Promise<string>>()

function help(...command: readonly string[]): Promise<string> {
  const key = command.join(' ')
  const known = helps.get(key)
  if (known !== undefined) return known
  const asked = command.length === 0 ? rdt('help') : rdt(...command, '--help')
  helps.set(key, asked)
  return asked
}

/** The help of a command and, where its first argument looks like one, of its subcommand. */
async function helpOf([command = '', sub = '']: readonly string[]): Promise<string> {
  const own = await help(command)
  return /^[a-z][a-z-]*$/.test(sub) ? own + (await help(command, sub)) : own
}

const named = (text: string, word: string): boolean =>
  new RegExp(`(^|[\\s,|=[(])${word}(?![\\w-])`, 'm').test(text)

async function faults(call: readonly string[]): Promise<string[]> {
  const [command, ...rest] = call
  const line = `rdt ${call.join(' ')}`
  if (command === undefined || command === 'help' || command === '--version') return []
  if (command.startsWith('-')) {
    return named(await help(), command) ? [] : [`${line}: no option ${command}`]
  }
  if (!named(await help(), command)) return [`${line}: no command ${command}`]
  const text = await helpOf(call)
  const options = rest.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.split('=')[0])
  return options
    .filter((option) => option !== undefined && option !== '--help' && !named(text, option))
    .map((option) => `${line}: no option ${option}`)
}

for (const document of [
  'README.md',
  'CONTRIBUTING.md',
  ...['labs/README.md', 'labs/INSTRUCTORS.md', 'labs/traces/README.md'],
  ...LABS
]) {
  test(`the commands that ${document} shows exist, with their options`, async (t) => {
    const shell = fences(readFileSync(document, 'utf8')).filter(({ language }) =>
      /^(sh|bash|shell|console)$/.test(language)
    )
    const calls = shell.flatMap(({ text }) => rdtCalls(text))
    t.true(calls.length > 0)
    const found: string[] = []
    for (const call of calls) found.push(...(await faults(call)))
    t.deepEqual(found, [])
  })
}

/** A class is graded there, which takes its time. */
const isQuick = ({ shell, prints }: Example): boolean =>
  !/lab (grade|selfcheck)/.test(shell) && (prints.length > 0 || /lab start/.test(shell))

/** Those that are pasted each time; all of them are read each time. */
const PASTED = thorough(
  LABS.filter((_, i) => i % 3 === 0),
  LABS
)

for (const document of ['labs/INSTRUCTORS.md', ...PASTED]) {
  test(`pasted into a shell, ${document} prints what it says`, async (t) => {
    const place = new PastePlace(t)
    const all = examples(readFileSync(document, 'utf8'))
    for (const { shell, prints } of all.filter(thorough(isQuick, () => true))) {
      const { out, calls } = await place.paste(shell)
      t.deepEqual(
        calls.filter((call) => !isDone(call)),
        [],
        `${shell}\n${out}`
      )
      const plain = withoutGaps(out)
      let at = 0
      for (const line of prints) {
        const found = plain.indexOf(withoutGaps(line), at)
        t.true(found >= 0, `${shell}\ndoes not print '${line}', but\n${out}`)
        at = Math.max(at, found)
      }
    }
  })
}

/** Before there is an answer, there is no run of it to step through. */
const isDone = (call: string): boolean => /^[01] /.test(call) || call === '2 rdt lab step 10'

const withoutGaps = (text: string): string => text.replace(/[ \t]+/g, ' ').replace(/^ | $/gm, '')

test('npm scripts that CONTRIBUTING.md names exist', (t) => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    scripts: Record<string, string>
  }
  const names = [...readFileSync('CONTRIBUTING.md', 'utf8').matchAll(/npm run ([\w:]+)/g)]
  t.true(names.length > 5)
  t.deepEqual(
    names.map(([, name = '']) => name).filter((name) => !Object.hasOwn(scripts, name)),
    []
  )
})

test('links, anchors and calls are read out of Markdown', (t) => {
  const page = [
    '# The `rdt` house: a page!',
    '[a](src/a.md "title") ![b](b.svg) <img src="c.png"> `[no](no.md)` [d][d]',
    '[d]: d.md#part',
    '## Part',
    '## Part',
    '```sh',
    'npm ci && npm start -- --loss 0.2   # the demo',
    "$ npx rdt sim --fates 'data: ..x. # ack: x' | head -3",
    'RDT_DEBUG=1 rdt channel \\',
    '  fates --seed=7',
    '# rdt nothing [e](e.md)',
    'echo rdt',
    '```'
  ].join('\n')
  t.deepEqual(links(page).sort(), ['b.svg', 'c.png', 'd.md#part', 'src/a.md'])
  t.deepEqual([...anchors(page)], ['the-rdt-house-a-page', 'part', 'part-1'])
  t.deepEqual(
    fences(page).flatMap(({ text }) => rdtCalls(text)),
    [
      ['chat', '--loss', '0.2'],
      ['sim', '--fates', 'data: ..x. # ack: x'],
      ['channel', 'fates', '--seed=7']
    ]
  )
})
