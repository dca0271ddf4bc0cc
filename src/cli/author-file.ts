/**
 * Code from a file of somebody's own: TypeScript or JavaScript, with imports of its own and of
 * 'rdt-chat', whether that is installed beside it or not.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { BuildFailure, Plugin } from 'esbuild'
import { cleanText } from '../kernel/display.js'
import { BadInput } from '../kernel/quantity.js'

const STACK_LINE = /^ +at (?:.* \()?(?:async )?((?:file:\/\/)?\/.+):(\d+):\d+\)?$/gm
const AUTHOR = new URL('../rdt/author.js', import.meta.url)
/** What is ours, as it runs and as its source maps call it. */
const OURS = ['../../', '../../../src/', '../../../lossy-channel/'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url))
)

/** Makes what is told of a file that is not as it should be. */
export type Refuse = (what: string) => BadInput

/** What a file says of itself may hold anything; a terminal is not to see all of it. */
export const refusalOf =
  (option: string): Refuse =>
  (what) =>
    new BadInput(`${option}: ${cleanText(what)}`)

/** Does `word` name a file, and not something that is known by name? */
export const isPath = (word: string): boolean => /[/\\]|\.[cm]?[jt]s(#\w+)?$/.test(word)

/**
 * What the file `file` exports.
 * @param word as it was named
 * @throws BadInput where it cannot be loaded
 */
export const loadModule = async (
  file: string,
  word: string,
  refusal: Refuse
): Promise<Record<string, unknown>> =>
  importBundle(await bundle(file, word, refusal), word, refusal)

/** One module of plain JavaScript; the author's half of rdt-chat stays where it is. */
async function bundle(file: string, word: string, refusal: Refuse): Promise<string> {
  const { build } = await import('esbuild')
  const author: Plugin = {
    name: 'rdt-chat',
    setup: ({ onResolve }) =>
      onResolve({ filter: /^rdt-chat$/ }, () => ({ path: AUTHOR.href, external: true }))
  }
  try {
    const { outputFiles } = await build({
      entryPoints: [file],
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      sourcemap: 'inline',
      // The bundle is run somewhere else, and its sources are named from here.
      sourceRoot: `${pathToFileURL(process.cwd()).href}/`,
      logLevel: 'silent',
      tsconfigRaw: {},
      plugins: [author]
    })
    return outputFiles[0]?.text ?? ''
  } catch (error) {
    const [first] = (error as BuildFailure).errors ?? []
    if (first === undefined) throw error
    const { location, text } = first
    const where = location === null ? word : `${relativeTo(location.file)}:${location.line}`
    const mend = text.startsWith('Could not resolve')
      ? '; name a file, or a package that is there'
      : ''
    throw refusal(`${where}: ${text}${mend}`)
  }
}

async function importBundle(
  code: string,
  word: string,
  refusal: Refuse
): Promise<Record<string, unknown>> {
  // Lines of errors are those of the author's file.
  process.setSourceMapsEnabled(true)
  const folder = mkdtempSync(join(tmpdir(), 'rdt-protocol-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const isOver = () => {
    remove()
    const what = refusal(`${word} ends the program when it is loaded, or waits without end`)
    process.stderr.write(`rdt: ${what.message}; mend that first\n`)
    process.exitCode = 2
  }
  process.once('exit', isOver)
  try {
    const path = join(folder, 'protocol.mjs')
    writeFileSync(path, code)
    return await import(pathToFileURL(path).href)
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    if (text.startsWith('Dynamic require')) {
      throw refusal(`${word} has a require; write import { makeData } from 'rdt-chat'`)
    }
    const place = placeOf(error) ?? word
    throw refusal(`${place} throws when it is loaded: ${text}; mend that first`)
  } finally {
    process.off('exit', isOver)
    remove()
  }
}

const relativeTo = (file: string): string => relative(process.cwd(), resolve(file)) || file

/**
 * Where in somebody's own file `error` was thrown, or what threw it was called: `my-gbn.ts:12`.
 * Undefined where only our own code was at work.
 */
export function placeOf(error: unknown): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  for (const [, place = '', line] of stack.matchAll(STACK_LINE)) {
    const path = place.startsWith('file:') ? fileURLToPath(place) : place
    const isTheirs = !path.includes('node_modules') && !OURS.some((ours) => path.startsWith(ours))
    if (isTheirs) return `${relativeTo(path)}:${line}`
  }
  return undefined
}
