/**
 * A protocol from a file of somebody's own, `--protocol my-gbn.ts`: TypeScript or JavaScript,
 * with imports of its own and of 'rdt-chat', whether that is installed beside it or not.
 */
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { BuildFailure, Plugin } from 'esbuild'
import * as v from 'valibot'
import { BadInput } from '../kernel/quantity.js'
import { FAULTS, type Protocol } from '../rdt/protocol.js'

const AUTHOR = new URL('../rdt/author.js', import.meta.url)
/** What is compiled of ours. */
const PACKAGE = fileURLToPath(new URL('../..', import.meta.url))

const isFunction = v.function('it must be a function')
const protocolSchema = v.object({
  name: v.pipe(
    v.string('it must be a text'),
    v.regex(/^[\w.+-]{1,32}$/, 'it must be 1 to 32 letters, digits, or any of . + - _')
  ),
  title: v.pipe(
    v.string('it must be a text'),
    v.regex(/^[^\p{Cc}\p{Cf}]{1,60}$/u, 'it must be 1 to 60 characters of plain text')
  ),
  acks: v.optional(v.picklist(['last', 'next', 'each', 'none'])),
  seqBits: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(32))),
  maxWindow: v.optional(isFunction),
  windowRule: v.optional(v.string()),
  otherTimers: v.optional(v.array(v.number())),
  survives: v.array(v.picklist(FAULTS, `each must be one of ${FAULTS.join(', ')}`)),
  createSender: isFunction,
  createReceiver: isFunction
})

/** Does `word` name a file, and not one of the protocols that are known by name? */
const isPath = (word: string): boolean => /[/\\]|\.[cm]?[jt]s$/.test(word)

/**
 * The protocol of the file `word`; undefined where `word` is no file's name.
 * @throws BadInput where there is no such file, or no protocol in it
 */
export async function loadProtocol(word: string | undefined): Promise<Protocol | undefined> {
  if (word === undefined || !isPath(word)) return undefined
  const file = resolve(word)
  if (!existsSync(file) || !statSync(file).isFile()) {
    throw new BadInput(`--protocol: there is no file ${word}; check its name, or write gbn`)
  }
  const module = await importBundle(await bundle(file, word), word)
  return checkProtocol(module['default'], word)
}

/** One module of plain JavaScript; the author's half of rdt-chat stays where it is. */
async function bundle(file: string, word: string): Promise<string> {
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
      logLevel: 'silent',
      tsconfigRaw: {},
      plugins: [author]
    })
    return outputFiles[0]?.text ?? ''
  } catch (error) {
    const [first] = (error as BuildFailure).errors ?? []
    if (first === undefined) throw error
    const { location } = first
    const where = location === null ? word : `${relativeTo(location.file)}:${location.line}`
    throw new BadInput(`--protocol: ${where}: ${first.text}`)
  }
}

async function importBundle(code: string, word: string): Promise<Record<string, unknown>> {
  // Lines of errors are those of the author's file.
  process.setSourceMapsEnabled(true)
  const folder = mkdtempSync(join(tmpdir(), 'rdt-protocol-'))
  try {
    const path = join(folder, 'protocol.mjs')
    writeFileSync(path, code)
    return await import(pathToFileURL(path).href)
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    throw new BadInput(`--protocol: ${word} throws when it is loaded: ${text}; mend that first`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function checkProtocol(found: unknown, word: string): Protocol {
  if (typeof found !== 'object' || found === null) {
    throw new BadInput(
      `--protocol: ${word} has no default export; end it with 'export default { name, title, survives, createSender, createReceiver }'`
    )
  }
  const result = v.safeParse(protocolSchema, found)
  if (result.success) return found as Protocol
  const [issue] = result.issues
  const key = v.getDotPath(issue) ?? 'it'
  throw new BadInput(`--protocol: ${key} of the protocol in ${word}: ${issue.message}`)
}

const relativeTo = (file: string): string => relative(process.cwd(), resolve(file)) || file

/** Where in somebody's own file `error` was thrown, `my-gbn.ts:12`; undefined where in ours. */
export function placeOf(error: unknown): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const [, place, line] = /^ +at .*?\(?((?:file:\/\/)?\/[^()\n]+?):(\d+):\d+\)?$/m.exec(stack) ?? []
  if (place === undefined) return undefined
  const path = place.startsWith('file:') ? fileURLToPath(place) : place
  const isOurs = path.startsWith(PACKAGE) || path.includes('node_modules')
  return isOurs ? undefined : `${relativeTo(path)}:${line}`
}
