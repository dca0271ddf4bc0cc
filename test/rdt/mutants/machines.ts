/** A machine alone, what comes to it, and what it orders: for transcripts of a single bug. */
import { findMutant } from '../../../src/rdt/mutants/catalogue.js'
import type { ProtocolOptions } from '../../../src/rdt/protocol.js'
import { PROTOCOLS } from '../../../src/rdt/protocols.js'
import { type HostCall, RecordingHost } from '../../../src/rdt/recording-host.js'
import { makeAck, makeData, makeNak, type Segment } from '../../../src/rdt/segment.js'

const OPTIONS: ProtocolOptions = { windowSize: 4, seqBits: 32, rto: 150_000 }

const protocolOf = (name: string) =>
  PROTOCOLS.find((known) => known.name === name) ??
  findMutant(`mutant:${name}`) ??
  findMutant(`variant:${name}`)!

/** Something that happens, `send`, `ack 3`, `data 2`, `nak`, `bad ack 3`, `timeout 0`, and when, in ms. */
type Step = string | readonly [what: string, at: number]

/** What a sender orders in the last of `steps`. What it sends is a byte each: 1, 2, 3, … */
export function sender(
  name: string,
  steps: readonly Step[],
  options: Partial<ProtocolOptions> = {}
): string {
  const host = new RecordingHost()
  const machine = protocolOf(name).createSender(host, { ...OPTIONS, ...options })
  let byte = 0
  for (const step of steps) {
    const [what, at] = typeof step === 'string' ? [step, 0] : step
    host.take()
    if (what === 'send') machine.rdtSend(Uint8Array.of(++byte), at * 1_000)
    else if (what.startsWith('timeout')) machine.timeout(numberIn(what), at * 1_000)
    else machine.rdtRcv(segmentOf(what), at * 1_000)
  }
  return host.take().map(inWords).join(', ')
}

/** What a receiver orders in the last of `steps`. */
export function receiver(
  name: string,
  steps: readonly string[],
  options: Partial<ProtocolOptions> = {}
): string {
  const host = new RecordingHost()
  const machine = protocolOf(name).createReceiver(host, { ...OPTIONS, ...options })
  for (const step of steps) {
    host.take()
    if (step.startsWith('timeout')) machine.timeout?.(numberIn(step), 0)
    else machine.rdtRcv(segmentOf(step), 0)
  }
  return host.take().map(inWords).join(', ')
}

const numberIn = (words: string): number => Number(/\d+/.exec(words)?.[0] ?? 0)

function segmentOf(words: string): Segment {
  const n = numberIn(words)
  const segment = words.includes('data')
    ? makeData(n, Uint8Array.of(n))
    : words.includes('nak')
      ? makeNak()
      : makeAck(n)
  return { ...segment, corrupt: words.startsWith('bad') }
}

/** `data 1 [7]`, `ack 3`, `deliver [7]`, `start 0 for 150 ms`, `stop 0`. */
function inWords(call: HostCall): string {
  switch (call.call) {
    case 'udtSend': {
      const { kind, seqnum, acknum, data } = call.segment
      if (kind === 'nak') return kind
      return kind === 'ack' ? `ack ${acknum}` : `data ${seqnum} [${[...data]}]`
    }
    case 'deliverData':
      return `deliver [${[...call.data]}]`
    case 'startTimer':
      return `start ${call.timer} for ${call.delay / 1_000} ms`
    case 'stopTimer':
      return `stop ${call.timer}`
  }
}
