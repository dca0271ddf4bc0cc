/**
 * The labs: a folder each, NN-name or, for an extension, NNx-name.
 *
 *     05-go-back-n/
 *       lab.json       what it is called, and what a submission is held against
 *       README.md      the task
 *       starter/       what `rdt lab start` copies
 *       checks.json    the runs that it must survive
 *       hints.json     a nudge, where, why: for each group of bugs
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import { nearest } from '../../src/kernel/nearest.js'
import { BadInput } from '../../src/kernel/quantity.js'
import { referenceFault } from './reference.js'

/** In a checkout and in the package: beside dist. */
const LABS = fileURLToPath(new URL('../../../labs', import.meta.url))
const NAME = /^0*(\d+[a-z]?)-[a-z\d][a-z\d.-]*$/

const text = v.pipe(v.string('it must be a text'), v.minLength(1, 'it must not be empty'))

const HANDED_IN = ['protocol', 'module', 'answers'] as const

const labSchema = v.strictObject({
  title: text,
  about: text,
  /** Where to read about it. */
  reading: v.optional(text),
  /** The file that is handed in; `starter/` has one of that name. */
  file: v.pipe(text, v.regex(/^[\w.-]+\.(ts|js|mjs|json)$/, 'it must be the name of a file')),
  /** What kind of thing is handed in: a protocol, other code, or answers in JSON. */
  hands_in: v.optional(
    v.picklist(HANDED_IN, `it must be one of ${HANDED_IN.join(', ')}`),
    'protocol'
  ),
  /**
   * By what the protocol is judged: one that `--protocol` knows by name, `variant:…` too. A lab
   * of a protocol that is not of this house has none: there, what its checks expect is the law.
   */
  reference: v.optional(text),
  /** Of a file with several protocols instead: by the name of its export, the reference. */
  parts: v.optional(
    v.record(
      v.pipe(text, v.regex(/^[A-Za-z_]\w{0,30}$/, 'its key must be the name of an export')),
      text
    )
  ),
  /** Words by which `rdt lab list` finds it, besides those of title and about. */
  words: v.optional(v.array(text), [])
})

/** What is asked for, and by what it is judged. */
export type Terms = Pick<Lab, 'hands_in' | 'reference' | 'parts'>

export interface Lab extends v.InferOutput<typeof labSchema> {
  /** The whole path. */
  readonly folder: string
  /** `05-go-back-n` */
  readonly id: string
  /** `5`, `5x` */
  readonly number: string
}

/** @param folder where they are, if not where ours are */
export function findLabs(folder = LABS): Lab[] {
  if (!existsSync(folder))
    throw new BadInput(`--labs: there is no folder ${folder}; check its name`)
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'lab.json')))
    .map(({ name }) => readLab(join(folder, name)))
    .sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }))
}

/** The lab that is called `word`: `5`, `05`, `05-go-back-n`, `go-back-n`. @throws BadInput */
export function findLab(word: string, labs: readonly Lab[]): Lab {
  const wanted = word.toLowerCase().replace(/^0+(?=\d)/, '')
  const found = labs.find(({ id, number }) => {
    const [, name = ''] = /^\d+[a-z]?-(.*)$/.exec(id) ?? []
    return [number, id.replace(/^0+/, ''), name].includes(wanted)
  })
  if (found !== undefined) return found
  const near = nearest(
    wanted,
    labs.map(({ id }) => id.replace(/^\d+[a-z]?-/, ''))
  )
  const numbers = labs.map(({ number }) => number).join(', ')
  const mend = near === undefined ? `there are ${numbers || 'none'}` : `did you mean ${near}?`
  throw new BadInput(`lab: there is no lab '${word.slice(0, 40)}'; ${mend}; rdt lab list has them`)
}

function readLab(folder: string): Lab {
  const id = basename(folder)
  const number = NAME.exec(id)?.[1]
  if (number === undefined) {
    throw new BadInput(`${shown(folder)}: a lab's folder is called NN-name; rename it to 05-${id}`)
  }
  const path = join(folder, 'lab.json')
  const lab = readJson(path, labSchema)
  const fault = contradictionIn(lab)
  if (fault !== undefined) throw new BadInput(`${shown(path)}: ${fault}`)
  return { ...lab, folder, id, number }
}

/** What does not go together, or names what is not there: one line with the mend. */
function contradictionIn(lab: v.InferOutput<typeof labSchema>): string | undefined {
  const { file, hands_in, reference, parts } = lab
  const isJson = file.endsWith('.json')
  if (isJson !== (hands_in === 'answers')) {
    return isJson
      ? `file: a lab that asks for ${hands_in === 'module' ? 'a module' : 'a protocol'} wants a .ts file; or write "hands_in": "answers"`
      : 'file: answers are handed in as a .json file; rename it'
  }
  const key = parts === undefined ? 'reference' : 'parts'
  if (hands_in !== 'protocol' && (reference ?? parts) !== undefined) {
    return `${key}: only a lab that asks for a protocol has one; leave it out`
  }
  if (parts === undefined) return referenceFault('reference', reference)
  if (reference !== undefined) return 'reference: with parts, each has its own; leave it out'
  if (Object.keys(parts).length === 0) return 'parts: it must name one at least'
  return Object.entries(parts)
    .map(([part, name]) => referenceFault(`parts.${part}`, name))
    .find((one) => one !== undefined)
}

/**
 * The JSON file `path`, by `schema`.
 * @throws BadInput in one line: the file, the place in it, and the mend
 */
export function readJson<Schema extends v.GenericSchema>(
  path: string,
  schema: Schema
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, parseJson(path))
  if (result.success) return result.output
  const [issue] = result.issues
  throw new BadInput(`${shown(path)}: ${faultOf(issue)}`)
}

/** What valibot says of a value, as a place and a mend. */
export function faultOf(issue: v.BaseIssue<unknown>): string {
  const keys = (issue.path ?? []).map(({ key }) => key)
  const place = keys.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('')
  const name = place.replace(/^\./, '') || 'the whole'
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    return `${name} is not known here; check its name, or leave it out`
  }
  if (issue.received === 'undefined') return `${name} is missing; add it`
  return `${name}: ${issue.message}`
}

function parseJson(path: string): unknown {
  let content: string
  try {
    content = readFileSync(path, 'utf8')
  } catch {
    throw new BadInput(`${shown(path)}: it cannot be read; it belongs to the lab`)
  }
  try {
    return JSON.parse(content)
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/\s*\n\s*/g, ' ') : ''
    throw new BadInput(`${shown(path)}: this is no JSON: ${why}; mend it there`)
  }
}

/** A path as people here would write it. */
export function shown(path: string): string {
  const short = relative(process.cwd(), path)
  return short === '' || short.startsWith('..') ? path : short
}
