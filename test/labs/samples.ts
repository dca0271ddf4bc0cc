/** The sample traces of labs/traces: what traces.json says of them, and the README made from it. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { rdtHere } from '../cli/rdt-here.js'
import { argumentsOf } from '../cli/shell-words.js'

/** From the root of the checkout, where people and tests stand. */
const FOLDER = 'labs/traces'
export const README = `${FOLDER}/README.md`
const MANIFEST = `${FOLDER}/traces.json`

const some = v.record(v.string(), v.unknown())
const value = v.union([v.number(), v.string()])

/** What must be seen in a trace; `test/labs/sample-facts.ts` looks. Times in milliseconds. */
const factSchema = v.union([
  v.strictObject({ count: v.string(), is: v.number() }),
  v.strictObject({ count: v.string(), atLeast: v.number() }),
  v.strictObject({ values: v.string(), of: v.string(), are: v.array(value) }),
  v.strictObject({ steps: v.string(), of: v.string(), are: v.array(value) }),
  v.strictObject({ header: some }),
  v.strictObject({ explain: some }),
  v.strictObject({ told: v.string() }),
  v.strictObject({ stats: some, has: some }),
  v.strictObject({ ladder: v.array(v.string()) }),
  v.strictObject({ run: some }),
  v.strictObject({ other: v.string(), has: some }),
  v.strictObject({ replayed: v.string(), says: v.string() })
])

const sampleSchema = v.strictObject({
  name: v.pipe(v.string(), v.regex(/^[a-z\d]+([.-][a-z\d]+)*$/)),
  about: v.string(),
  /** The command, without its `--trace`. */
  made: v.pipe(v.string(), v.regex(/^rdt (sim|chat) /)),
  /** What is written to its standard input. */
  input: v.optional(v.string()),
  look: v.pipe(
    v.array(
      v.strictObject({ text: v.string(), sees: v.pipe(v.array(factSchema), v.minLength(1)) })
    ),
    v.length(3)
  ),
  view: v.picklist(['rdt trace ladder', 'rdt trace explain', 'rdt trace show', 'rdt trace stats']),
  options: v.optional(v.string())
})

export type Fact = v.InferOutput<typeof factSchema>
export type Sample = v.InferOutput<typeof sampleSchema>

export const samples: readonly Sample[] = v.parse(
  v.strictObject({ traces: v.array(sampleSchema) }),
  JSON.parse(readFileSync(MANIFEST, 'utf8'))
).traces

export const pathOf = ({ name }: Sample): string => `${FOLDER}/${name}.ndjson`

/** Is it the same each time? */
export const isSimulated = ({ made }: Sample): boolean => made.startsWith('rdt sim ')

/** What `rdt ARGS…` prints. @throws Error where it complains */
export async function printed(args: readonly string[]): Promise<string> {
  const { out, err } = await rdtHere(undefined, args)
  if (err !== '') throw new Error(`rdt ${args.join(' ')}: ${err}`)
  return out
}

/** The trace that the command of a simulated sample writes today. */
export async function remade(sample: Sample): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'rdt-sample-'))
  try {
    const path = join(folder, 'run.ndjson')
    await printed([...argumentsOf(sample.made), '--trace', path])
    return readFileSync(path, 'utf8')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The command with which to look at it. */
const viewOf = (sample: Sample): string =>
  `${sample.view} ${pathOf(sample)}${sample.options === undefined ? '' : ` ${sample.options}`}`

function madeWith(sample: Sample): string {
  const { made, input } = sample
  const pipe = input === undefined ? '' : `printf '${input.replaceAll('\n', '\\n')}' | `
  return `${pipe}npx ${made} --trace ${pathOf(sample)}`
}

/** The whole README, as the traces that lie beside it have it. */
export async function readme(): Promise<string> {
  const parts = await Promise.all(samples.filter((one) => existsSync(pathOf(one))).map(section))
  return `${[INTRODUCTION, contents(), ...parts].join('\n\n')}\n`
}

const PICTURE =
  /`npx rdt (trace ladder labs\/traces\/[\w.-]+\.ndjson)`[^\n]*\n\n```text\n([\s\S]*?)```/

/**
 * The README of the house, with the picture that its own command draws.
 * @throws Error where there is no picture of a sample in it
 */
export async function withPicture(page: string): Promise<string> {
  const [whole, command, old] = PICTURE.exec(page) ?? []
  if (whole === undefined || command === undefined || old === undefined) {
    throw new Error('README.md shows no ladder of a sample trace')
  }
  const picture = await printed(command.split(' '))
  return page.replace(whole, () => whole.replace(old, () => picture))
}

const INTRODUCTION = `# Sample traces

Small runs, named by what they teach. Each has three lines on what to look for, the command that made it, and one to look at it; \`rdt trace show\`, \`ladder\`, \`stats\`, \`explain\`, \`replay\` and \`export\` work on all of them. \`npm run samples\` makes them again, and this page, from [traces.json](traces.json); a test holds each line against its trace.`

const contents = (): string =>
  [
    '| trace | what it is about |',
    '|---|---|',
    ...samples.map(({ name, about }) => `| [${name}](#${name.replaceAll('.', '')}) | ${about} |`)
  ].join('\n')

async function section(sample: Sample): Promise<string> {
  const { name, look } = sample
  const command = viewOf(sample)
  const shown = await printed(argumentsOf(command))
  return [
    `## ${name}`,
    ['```sh', madeWith(sample), '```'].join('\n'),
    look.map(({ text }) => `* ${text}`).join('\n'),
    ['```sh', `npx ${command}`, '```'].join('\n'),
    ['```text', shown.trimEnd(), '```'].join('\n')
  ].join('\n\n')
}
