/**
 * A submission: what somebody hands in, as one script, with the map that leads from its lines back
 * to those of the files. It may import 'rdt-chat' and files beside it, and nothing else; what it
 * asks for besides is told with file and line, and is not loaded.
 */
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import type { BuildFailure, PartialMessage, Plugin } from 'esbuild'
import { BadInput } from '../../src/kernel/quantity.js'
import { parseAnswers } from './answers-file.js'
import type { Terms } from './lab.js'
import { findOurs } from './reference.js'
import { checkStandIn } from './standard.js'

export interface Submission {
  /** As it was named. */
  readonly word: string
  /** A script for `require`, `module` and `exports`. */
  readonly code: string
  /** Its source map, as JSON; sources are named from the folder of the file. */
  readonly map: string
  /** Instead of all that: a protocol of ours, by its name. */
  readonly ours?: string
  /** Or what a JSON file holds. */
  readonly answers?: Readonly<Record<string, unknown>>
}

/**
 * What `word` names: a file; or `gbn`, `mutant:NAME`, `variant:NAME` in its place, to see what is
 * said of it. `lab` is what it is handed in for.
 * @param isAlone what lies beside it is somebody else's, and not for it to import
 * @throws BadInput where there is no such thing, or where the lab asks for something else
 */
export async function readSubmission(
  word: string,
  lab: Terms,
  isAlone = false
): Promise<Submission | LoadFault> {
  const isOurs = /^(mutant|variant):/.test(word) || findOurs(word) !== undefined
  if (isOurs && !existsSync(resolve(word))) {
    checkStandIn(word, lab)
    return { ...emptySubmission(word), ours: word }
  }
  const path = checkedFile(word)
  if (typeof path !== 'string') return path
  if (lab.hands_in === 'answers') return readAnswers(word, path)
  return bundleSubmission(word, path, isAlone)
}

const emptySubmission = (word: string): Submission => ({
  word,
  code: '',
  map: '{"version":3,"sources":[],"names":[],"mappings":""}'
})

/** Why a submission cannot be run: the first thing that is wrong with it. */
export interface LoadFault {
  /** `gbn.ts:12`, or the file. */
  readonly place: string
  readonly what: string
}

export const isFault = (one: Submission | LoadFault): one is LoadFault => 'what' in one

/** Nobody writes a protocol of more than that by hand. */
const MOST_BYTES = 1 << 20
const LARGE = `is larger than ${MOST_BYTES} bytes`

/** The path of a text. @throws BadInput where there is no such file */
function checkedFile(word: string): string | LoadFault {
  const path = resolve(word)
  if (!existsSync(path) || !statSync(path).isFile()) {
    throw new BadInput(`there is no file ${word}; check its name, or make it with rdt lab start`)
  }
  if (statSync(path).size > MOST_BYTES) {
    return { place: basename(path), what: `it ${LARGE}` }
  }
  const file = realpathSync(path)
  if (readFileSync(file).includes(0)) {
    return { place: basename(path), what: 'it is no text; hand in the source' }
  }
  return file
}

async function readAnswers(word: string, file: string): Promise<Submission | LoadFault> {
  const read = await parseAnswers(readFileSync(file, 'utf8'))
  if ('answers' in read) return { ...emptySubmission(word), answers: read.answers }
  const line = read.line === undefined ? '' : `:${read.line}`
  return { place: `${basename(file)}${line}`, what: read.fault }
}

const UNREADABLE = 'it cannot be read: is it very long, or nested too deep? write it in parts'

async function bundleSubmission(
  word: string,
  file: string,
  isAlone: boolean
): Promise<Submission | LoadFault> {
  if (!isReadable(join(dirname(file), 'package.json'))) {
    return { place: 'package.json', what: 'it is no file; leave it out' }
  }
  const { build } = await import('esbuild')
  try {
    const { outputFiles } = await build({
      entryPoints: [file],
      absWorkingDir: dirname(file),
      outfile: 'submission.js',
      bundle: true,
      write: false,
      format: 'cjs',
      platform: 'neutral',
      target: 'node20',
      sourcemap: 'external',
      sourcesContent: false,
      legalComments: 'none',
      // As every module is.
      banner: { js: "'use strict'" },
      logLevel: 'silent',
      tsconfigRaw: {},
      plugins: [onlyItsOwn(isAlone ? file : dirname(file))]
    })
    const textOf = (ending: string) =>
      outputFiles.find((one) => one.path.endsWith(ending))?.text ?? ''
    return { word, code: textOf('.js'), map: textOf('.map') }
  } catch (error) {
    const [first] = (error as Partial<BuildFailure>).errors ?? []
    // What is nested without end the bundler does not survive; the next one gets a new one.
    if (first === undefined) return { place: basename(file), what: UNREADABLE }
    const { location, text } = first
    const where = location === null ? basename(file) : `${location.file}:${location.line}`
    return { place: where, what: text }
  }
}

/** The bundler looks into it, and would wait for a pipe for ever. */
const isReadable = (path: string): boolean => {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats === undefined || (stats.isFile() && stats.size <= MOST_BYTES)
}

const refuse = (text: string): { errors: PartialMessage[] } => ({ errors: [{ text }] })

/** Lets a submission import what lies in `folder`, or a file itself, and the author's half of rdt-chat. */
function onlyItsOwn(folder: string): Plugin {
  return {
    name: 'only its own',
    setup: ({ onResolve, onLoad, resolve: find }) => {
      onResolve({ filter: /^rdt-chat$/ }, () => ({ path: 'rdt-chat', external: true }))
      onResolve({ filter: /.*/ }, async ({ path, kind, resolveDir, pluginData }) => {
        if (kind === 'entry-point' || pluginData === 'asked') return undefined
        if (!path.startsWith('.')) {
          return refuse(`it asks for '${path}'; it may import 'rdt-chat' and files beside it`)
        }
        const found = await find(path, { resolveDir, kind, pluginData: 'asked' })
        if (found.errors.length > 0) return refuse(`there is no file ${path} beside it`)
        const from = relative(folder, realpathSync(found.path))
        if (from === '..' || from.startsWith(`..${sep}`)) {
          return refuse(`it asks for '${path}', which is outside its own folder`)
        }
        return found
      })
      let bytes = 0
      onLoad({ filter: /.*/, namespace: 'file' }, ({ path }) => {
        const stats = statSync(path)
        bytes += stats.size
        if (!stats.isFile()) return refuse(`${basename(path)} is no file`)
        if (bytes > MOST_BYTES) return refuse(`with what it imports it ${LARGE}`)
        const contents = sourceOf(path)
        return isNestedDeep(contents) ? refuse(UNREADABLE) : { contents, loader: 'default' }
      })
    }
  }
}

/** Without a map of its own, for which the bundler would read any file of ours that it names. */
const sourceOf = (path: string): string =>
  readFileSync(path, 'utf8').replaceAll('sourceMappingURL', 'sourceMappingUrl')

/** More brackets within one another than anybody writes, and than the bundler survives. */
const DEEPEST = 1_000

function isNestedDeep(text: string): boolean {
  let depth = 0
  for (const [bracket] of text.matchAll(/[([{}\])]/g)) {
    depth += '([{'.includes(bracket) ? 1 : -1
    if (depth > DEEPEST) return true
  }
  return false
}
