/**
 * What happened, in one vocabulary for every world: the events of a trace. The same
 * definition types them, checks a file that somebody hands in, and is published as
 * JSON Schema (dist/trace.schema.json).
 *
 * A segment's way from one application to the other:
 *
 *     submit ─▶ send ─▶ ┬─▶ drop                          (in the channel, or there ends)
 *                       ├─▶ corrupt, duplicate, delay ─▶ receive ─▶ discard
 *                       └──────────────────────────────▶ receive ─▶ deliver
 *
 * What a sender believes (`timeout`: "3 is lost") and what happened (`drop` of ACK 3)
 * are separate events; the difference is the lesson.
 */
import * as v from 'valibot'

export const EVENTS = [
  'submit',
  'send',
  'drop',
  'corrupt',
  'duplicate',
  'delay',
  'receive',
  'discard',
  'deliver',
  'timer-start',
  'timer-stop',
  'timeout',
  'state',
  'open',
  'close',
  'say'
] as const

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const shortText = v.pipe(v.string(), v.maxLength(1000))

/** One line of a trace file, after the header. Keys that do not apply are left out. */
export const eventSchema = v.strictObject({
  /** Microseconds since the run began. */
  t: count,
  /** The node at which it happened; for what befalls a datagram on its way, the channel. */
  at: shortText,
  event: v.picklist(EVENTS),
  /** From whom to whom, `alice>server`. */
  link: v.optional(shortText),
  /** The connection, as the receiver numbers it. */
  conn: v.optional(shortText),
  /** The transmission: one number from `send` to its end, a new one for each retransmission. */
  id: v.optional(count),
  /** For a copy that the channel made: the transmission that it is a copy of. */
  of: v.optional(count),
  kind: v.optional(shortText),
  seq: v.optional(count),
  ack: v.optional(count),
  /** Of a data segment: which transmission of it this is, from 1. */
  attempt: v.optional(count),
  /** Bytes: of the payload in `submit`, `send` and `deliver`. */
  len: v.optional(count),
  /** The rule, the roll and the probability of what the channel did; the reason of a discard. */
  why: v.optional(shortText),
  /** Which machine a timer or a state belongs to, and the timer's number. */
  half: v.optional(v.picklist(['sender', 'receiver'])),
  timer: v.optional(count),
  /** Microseconds: of a timer that starts, of a datagram that is late (negative: early). */
  delay: v.optional(v.pipe(v.number(), v.safeInteger())),
  /** The machine's state after an event, with the book's names. */
  state: v.optional(v.record(shortText, v.union([v.number(), v.string(), v.array(v.number())]))),
  /** A chat line, for `say`: who, to whom, what. */
  from: v.optional(shortText),
  to: v.optional(v.array(shortText)),
  text: v.optional(v.string())
})

export type TraceEvent = v.InferOutput<typeof eventSchema>

export const TRACE_VERSION = 1

/** The first line of a trace file. */
export const headerSchema = v.strictObject({
  trace: v.literal('rdt-chat'),
  version: v.literal(TRACE_VERSION),
  clock: v.picklist(['virtual', 'wall']),
  seed: v.string(),
  /** Every option of the run, resolved. */
  config: v.record(v.string(), v.unknown()),
  nodes: v.array(shortText)
})

export type TraceHeader = v.InferOutput<typeof headerSchema>

/** Somewhere that events go. */
export type TraceSink = (event: TraceEvent) => void
