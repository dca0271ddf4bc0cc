/** Is what a submission exports a protocol at all? If not: what is missing, and what to write. */
import { ms } from '../../src/kernel/time.js'
import { FAULTS } from '../../src/rdt/protocol.js'
import { RecordingHost } from '../../src/rdt/recording-host.js'

const END =
  "end the file with 'export default { name, title, survives, createSender, createReceiver }'"
const ACKS: readonly unknown[] = [undefined, 'last', 'next', 'each', 'none']
const OPTIONS = { windowSize: 1, seqBits: 32, rto: ms(500) }

type Fields = Readonly<Record<string, unknown>>

/**
 * @param part the name of the export that `found` is; undefined for the default export
 * @returns undefined where it is one
 */
export function protocolFault(found: unknown, part: string | undefined): string | undefined {
  const which = part === undefined ? 'the default export' : `the export ${part}`
  const end =
    part === undefined
      ? END
      : `write 'export const ${part}: Protocol = { name, title, survives, createSender, createReceiver }'`
  if (found === undefined) return `${which} is missing; ${end}`
  if (typeof found !== 'object' || found === null) {
    return `${which} is no protocol, but a ${typeof found}; ${end}`
  }
  const protocol = found as Fields
  const fault = fieldFault(protocol) ?? machineFault(protocol)
  return fault === undefined || part === undefined ? fault : `${part}: ${fault}`
}

/** The same of its fields alone. */
export function fieldFault(protocol: Fields): string | undefined {
  const { name, title, survives, acks, seqBits, maxWindow } = protocol
  if (typeof name !== 'string' || !/^[\w.+-]{1,32}$/.test(name)) {
    return "name of the protocol must be 1 to 32 letters or digits: name: 'my-gbn'"
  }
  if (typeof title !== 'string' || !/^[^\p{Cc}\p{Cf}]{1,60}$/u.test(title)) {
    return 'title of the protocol must be a text of 1 to 60 characters'
  }
  const known: readonly unknown[] = FAULTS
  if (!Array.isArray(survives) || !survives.every((one) => known.includes(one))) {
    return `survives of the protocol must be a list of ${FAULTS.join(', ')}; [] is one`
  }
  if (!ACKS.includes(acks)) return "acks of the protocol must be 'last', 'next', 'each' or 'none'"
  if (seqBits !== undefined && !(Number.isInteger(seqBits) && isBetween(seqBits, 1, 32))) {
    return 'seqBits of the protocol must be a whole number from 1 to 32; leave it out'
  }
  if (maxWindow !== undefined && typeof maxWindow !== 'function') {
    return 'maxWindow of the protocol must be a function; leave it out'
  }
  return undefined
}

const isBetween = (value: unknown, least: number, most: number): boolean =>
  typeof value === 'number' && value >= least && value <= most

function machineFault(protocol: Fields): string | undefined {
  for (const which of ['createSender', 'createReceiver'] as const) {
    const create = protocol[which]
    if (typeof create !== 'function') {
      return `${which} of the protocol is missing; write ${which}: (host, options) => new …`
    }
  }
  const sender = made(protocol, 'createSender')
  const receiver = made(protocol, 'createReceiver')
  const needs = (which: string, what: string) => `what ${which} returns needs ${what}`
  for (const method of ['rdtSend', 'rdtRcv', 'timeout']) {
    if (sender !== undefined && typeof sender[method] !== 'function') {
      return needs('createSender', `the method ${method}`)
    }
  }
  if (sender !== undefined && typeof sender['isReady'] !== 'boolean') {
    return needs('createSender', 'isReady, which is true or false')
  }
  if (receiver !== undefined && typeof receiver['rdtRcv'] !== 'function') {
    return needs('createReceiver', 'the method rdtRcv')
  }
  return undefined
}

/** Machines that cannot be made at all, a run tells better, with the place. */
function made(protocol: Fields, which: 'createSender' | 'createReceiver'): Fields | undefined {
  try {
    const create = protocol[which] as (host: RecordingHost, options: unknown) => unknown
    const machine = create.call(protocol, new RecordingHost(), OPTIONS)
    return typeof machine === 'object' && machine !== null ? (machine as Fields) : {}
  } catch {
    return undefined
  }
}
