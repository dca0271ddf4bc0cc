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
import { cleanText } from '../kernel/display.js'
import { BadInput } from '../kernel/quantity.js'
import { ms } from '../kernel/time.js'
import { checkedProtocol } from '../rdt/checked-protocol.js'
import type { Protocol, RdtSender } from '../rdt/protocol.js'
import { RecordingHost } from '../rdt/recording-host.js'
import { loadExecProtocol } from './exec-protocol.js'
import { commandOf, meantProgram } from './exec-protocol-words.js'
import { protocolEntries } from './protocol-schema.js'

const STACK_LINE = /^ +at (?:.* \()?(?:async )?((?:file:\/\/)?\/.+):(\d+):\d+\)?$/gm
const AUTHOR = new URL('../rdt/author.js', import.meta.url)
/** What is ours, as it runs and as its source maps call it. */
const OURS = ['../../', '../../../src/', '../../../lossy-channel/'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url))
)

const MOST_BITS = 32
const isFunction = v.function('it must be a function')
const protocolSchema = v.object({
  ...protocolEntries,
  maxWindow: v.optional(isFunction),
  createSender: isFunction,
  createReceiver: isFunction
})

/** Does `word` name a file, and not one of the protocols that are known by name? */
const isPath = (word: string): boolean => /[/\\]|\.[cm]?[jt]s$/.test(word)

/**
 * The protocol of the file or the program `word`, whose machines have every order checked;
 * undefined where `word` is neither.
 * @throws BadInput where there is no such file or program, or no protocol in it
 */
export async function loadProtocol(word: string | undefined): Promise<Protocol | undefined> {
  if (word === undefined) return undefined
  const command = commandOf(word)
  if (command !== undefined) return checkedProtocol(await loadExecProtocol(command))
  const isThere = /\.[cm]?[jt]s$/.test(word) && existsSync(resolve(word))
  const meant = isThere ? undefined : meantProgram(word)
  if (meant !== undefined) throw refusal(`${word} is no protocol; did you mean '${meant}'?`)
  if (!isPath(word)) return undefined
  const file = resolve(word)
  if (!existsSync(file) || !statSync(file).isFile()) {
    throw refusal(`there is no file ${word}; check its name, or write gbn`)
  }
  const module = await importBundle(await bundle(file, word), word)
  return checkedProtocol(checkProtocol(module, word))
}

/** What a file says of itself may hold anything; a terminal is not to see all of it. */
const refusal = (what: string): BadInput => new BadInput(`--protocol: ${cleanText(what)}`)

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

async function importBundle(code: string, word: string): Promise<Record<string, unknown>> {
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

function checkProtocol(module: Record<string, unknown>, word: string): Protocol {
  const found = module['default']
  if (typeof found !== 'object' || found === null) {
    const what = 'default' in module ? `is no protocol, but a ${typeof found}` : 'is missing'
    throw refusal(
      `the default export of ${word} ${what}; end the file with 'export default { name, title, survives, createSender, createReceiver }'`
    )
  }
  const result = v.safeParse(protocolSchema, found)
  if (!result.success) {
    const [issue] = result.issues
    const key = v.getDotPath(issue) ?? 'it'
    const what = key in found || key.includes('.') ? issue.message : 'it is missing'
    throw refusal(`${key} of the protocol in ${word}: ${what}`)
  }
  const protocol = found as Protocol
  checkMaxWindow(protocol, word)
  checkMachines(protocol, word)
  return protocol
}

function checkMaxWindow(protocol: Protocol, word: string): void {
  for (let bits = protocol.seqBits ?? 1; bits <= (protocol.seqBits ?? MOST_BITS); bits++) {
    const most = protocol.maxWindow?.(bits) ?? 1
    if (Number.isSafeInteger(most) && most >= 1) continue
    throw refusal(
      `maxWindow of the protocol in ${word}: maxWindow(${bits}) is ${String(most)}; it must be a whole number from 1 on; leave it out where there is no limit`
    )
  }
}

/** Machines that cannot be made at all, a run tells better, with all that led to it. */
function checkMachines(protocol: Protocol, word: string): void {
  const { seqBits = MOST_BITS } = protocol
  const options = { windowSize: 1, seqBits, rto: ms(500) }
  const made = (which: 'createSender' | 'createReceiver'): Partial<RdtSender> | undefined => {
    try {
      return protocol[which](new RecordingHost(), options) ?? {}
    } catch {
      return undefined
    }
  }
  const sender = made('createSender')
  const receiver = made('createReceiver')
  const needs = (what: string) => refusal(`what ${what}`)
  if (sender && !(isMethod(sender.rdtSend) && isMethod(sender.rdtRcv))) {
    throw needs(`createSender of ${word} returns needs the methods rdtSend, rdtRcv and timeout`)
  }
  if (sender && typeof sender.isReady !== 'boolean') {
    throw needs(`createSender of ${word} returns needs isReady, which is true or false`)
  }
  if (receiver && !isMethod(receiver.rdtRcv)) {
    throw needs(`createReceiver of ${word} returns needs the method rdtRcv`)
  }
}

const isMethod = (value: unknown): boolean => typeof value === 'function'

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
