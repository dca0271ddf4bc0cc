/** What a receiver does with a segment that arrives, and why, in words. */
import { isKept, type State } from '../../trace/ladder-row.js'
import { hasAckNumbers, hasDataNumbers, type StepWords, segmentText } from './step-phrases.js'
import { expectedIn, isBehind, type StepReading } from './step-reading.js'

export function arrivalWords(reading: StepReading): StepWords {
  return reading.isBroken ? brokenWords(reading) : intactWords(reading)
}

function intactWords(reading: StepReading): StepWords {
  const { step, config, before } = reading
  const { seq } = step.input
  const flight = before.flights.get(step.input.id ?? -1)
  const name = segmentText({ kind: 'data', number: seq }, hasDataNumbers(config.protocol.name))
  const remarks = [
    flight?.of === undefined ? '' : 'a copy that the channel made',
    (flight?.attempt ?? 1) > 1 ? `sent ${flight?.attempt} times` : '',
    flight?.damage === undefined ? '' : 'damaged, and the checksum does not show it'
  ].filter((remark) => remark !== '')
  const what = `${name} arrives${remarks.length === 0 ? '' : `, ${remarks.join(', ')}`}`
  return { what, does: [fateWords(reading), sentWords(reading)], why: reasonFor(reading) }
}

/** What becomes of the data itself. */
function fateWords({ step, before, after, deliveries, config }: StepReading): string {
  const { seq } = step.input
  const expected = hasDataNumbers(config.protocol.name) ? expectedIn(before.receiver) : undefined
  if (deliveries > 1) return `it fills the gap, and ${deliveries} pieces are delivered`
  if (deliveries === 1) {
    if (expected === undefined) return 'it is delivered'
    return expected === seq
      ? 'it is the expected one, and is delivered'
      : `it is delivered, though ${expected} was expected`
  }
  if (isIn(after.receiver, seq)) {
    const isOld = isIn(before.receiver, seq)
    return isOld ? 'it is buffered already' : `expected ${expected}: it is buffered meanwhile`
  }
  if (expected === undefined || seq === undefined || expected === seq) return 'it is not delivered'
  const isOld = isBehind(config, seq, expected)
  return isOld
    ? `expected ${expected}, so this one was here before: it is thrown away`
    : `expected ${expected}, so it is thrown away`
}

const isIn = (state: State | undefined, seq: number | undefined): boolean =>
  state !== undefined && isKept(state, seq)

/** What it answers. */
function sentWords({ sends, before, config }: StepReading): string {
  const isNumbered = hasAckNumbers(config.protocol.name)
  const [first] = sends
  if (first === undefined) return 'the receiver sends nothing'
  const names = sends.map(({ kind, ack }) => {
    const isAgain = isNumbered && kind === 'ack' && ack === before.lastAnswer
    return `${segmentText({ kind, number: ack }, isNumbered)}${isAgain ? ' again' : ''}`
  })
  return `the receiver sends ${names.join(', ')}`
}

function reasonFor({ step, before, after, deliveries, sends, config }: StepReading): string {
  const { title, acks } = config.protocol
  const { seq } = step.input
  const expected = expectedIn(before.receiver)
  if (seq === undefined || expected === undefined || seq === expected || deliveries > 0) return ''
  if (isBehind(config, seq, expected)) {
    return sends.length > 0 ? 'that it comes again says that its ACK was lost or is late' : ''
  }
  if (isIn(after.receiver, seq)) {
    return `${title} keeps it until ${expected} has come${acks === 'each' ? ', and acknowledges it alone' : ''}`
  }
  return `${title} keeps nothing that comes out of order`
}

function brokenWords(reading: StepReading): StepWords {
  const { step, before, sends, config } = reading
  const flight = before.flights.get(step.input.id ?? -1)
  const name = flight && segmentText(flight, hasDataNumbers(config.protocol.name))
  const what = `a damaged segment arrives${name === undefined ? '' : `, which was ${name}`}`
  const [answer] = sends
  const why =
    answer?.kind === 'nak'
      ? 'a NAK asks for it again'
      : answer?.kind === 'ack'
        ? 'the ACK of the last good one says what a NAK would'
        : 'its sender will have to find out by itself'
  return { what, does: ['the checksum does not hold', sentWords(reading)], why }
}
