/**
 * A protocol from a file of somebody's own, `--protocol my-gbn.ts`: TypeScript or JavaScript,
 * with imports of its own and of 'rdt-chat', whether that is installed beside it or not. It is
 * the default export; `rdt2.ts#rdt21` is the one that is exported as rdt21.
 */
import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import * as v from 'valibot'
import { ms } from '../kernel/time.js'
import { checkedProtocol } from '../rdt/checked-protocol.js'
import type { Protocol, RdtSender } from '../rdt/protocol.js'
import { RecordingHost } from '../rdt/recording-host.js'
import { isPath, loadModule, refusalOf } from './author-file.js'
import { loadExecProtocol } from './exec-protocol.js'
import { commandOf, meantProgram } from './exec-protocol-words.js'
import { protocolEntries } from './protocol-schema.js'

const MOST_BITS = 32
const isFunction = v.function('it must be a function')
const protocolSchema = v.object({
  ...protocolEntries,
  maxWindow: v.optional(isFunction),
  createSender: isFunction,
  createReceiver: isFunction
})

/** The file, and the export that is meant, where one is named. */
const PART = /^(.+\.[cm]?[jt]s)#([A-Za-z_]\w*)$/

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
  const [, name = word, part = 'default'] = PART.exec(word) ?? []
  const file = resolve(name)
  if (!existsSync(file) || !statSync(file).isFile()) {
    throw refusal(`there is no file ${name}; check its name, or write gbn`)
  }
  const module = await loadModule(file, name, refusal)
  return checkedProtocol(checkProtocol(module, name, part))
}

const refusal = refusalOf('--protocol')

function checkProtocol(module: Record<string, unknown>, word: string, part: string): Protocol {
  const found = module[part]
  if (typeof found !== 'object' || found === null) {
    const what = found === undefined ? 'is missing' : `is no protocol, but a ${typeof found}`
    const [which, mend] =
      part === 'default'
        ? ['default export', "end the file with 'export default {"]
        : [`export ${part}`, `write 'export const ${part} = {`]
    const others = Object.keys(module).filter((name) => hasMachines(module[name]))
    const end = `${mend} name, title, survives, createSender, createReceiver }'`
    const choice = others.length === 0 ? end : `write ${word}#${others.join(` or ${word}#`)}`
    throw refusal(`the ${which} of ${word} ${what}; ${choice}`)
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

const hasMachines = (value: unknown): boolean =>
  typeof (value as Partial<Protocol> | null | undefined)?.createSender === 'function'

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
