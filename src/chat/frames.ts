/**
 * The chat's frames: one JSON object in UTF-8 for each message of the rdt layer
 * below. CMD, UN, UID, MSG, TO, FROM, TYPE and DATA are those of the chat with a
 * JSON protocol that this one grew from; the others are ours.
 *
 * A text is any JavaScript string, also one with control characters or lone
 * surrogates: JSON escapes both, so it arrives exactly as it was sent.
 */
import * as v from 'valibot'
import { decodeUtf8Strictly, encodeUtf8 } from '../kernel/utf8.js'

/** The longest text, in bytes of UTF-8 (a lone surrogate counts 3). */
export const MAX_TEXT = 65_536
/** The longest frame: a text in which JSON escapes every byte as six, and the fields around it. */
export const MAX_FRAME = 448 * 1024
/** The most people one message may name. */
export const MAX_RECIPIENTS = 64
/** The most entries of LIST: with the longest names they still fit a frame. */
export const MAX_PEOPLE = 1_000
/** The most entries of one PRESENCE or RECEIPT, the most ranges of one SEEN. */
export const MAX_BATCH = 128
/** The longest name that a frame carries, in UTF-16 units; names.ts is stricter. */
export const MAX_NAME_UNITS = 64

const bounded = (most: number) => v.pipe(v.string(), v.maxLength(most))
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const token = bounded(64)
const sentence = bounded(400)
const name = bounded(MAX_NAME_UNITS)
const names = v.pipe(v.array(name), v.maxLength(MAX_RECIPIENTS))
const uid = v.pipe(
  v.union([v.string(), v.pipe(v.number(), v.safeInteger())]),
  v.transform(String),
  v.regex(/^[^\p{C}\p{Zl}\p{Zp}]{1,64}$/u, '1 to 64 visible characters')
)
const person = v.object({ UN: name, UID: uid })
const optional = v.exactOptional

const ranges = v.pipe(
  v.array(v.strictTuple([count, count])),
  v.maxLength(MAX_BATCH),
  // Ascending and apart, so that the work of one frame is bounded by the server's log.
  v.check(
    (list) => list.every(([first, last], i) => first <= last && first > (list[i - 1]?.[1] ?? -1)),
    'ranges must ascend'
  )
)

/** What a client says. KEY is its secret, RUN names its life in public, SEEN and EPOCH resume. */
const clientFrame = v.variant('CMD', [
  v.object({
    CMD: v.literal('JOIN'),
    UN: bounded(256),
    UID: uid,
    RUN: optional(token),
    KEY: optional(token),
    EPOCH: optional(token),
    SEEN: optional(count)
  }),
  v.object({
    CMD: v.literal('SEND'),
    MSG: v.string(),
    TO: names,
    FROM: bounded(256),
    ID: optional(count),
    /** True where this client has put it on a pipe before, so the server may have it. */
    AGAIN: optional(v.boolean()),
    /** Counts the fresh starts of the sender, so that a refusal can be told from an older one. */
    TURN: optional(count)
  }),
  v.object({ CMD: v.literal('LEAVE'), MSG: optional(sentence) }),
  v.object({ CMD: v.literal('LIST') }),
  v.object({ CMD: v.literal('SEEN'), DATA: ranges }),
  v.object({ CMD: v.literal('PONG') })
])

/** What the server says. NO is its number of a message, ID the author's own, OF what is answered. */
const serverFrame = v.variant('CMD', [
  v.object({
    CMD: v.literal('ACK'),
    TYPE: v.picklist(['OKAY', 'FAIL']),
    OF: bounded(16),
    ID: optional(count),
    NO: optional(count),
    CODE: optional(bounded(40)),
    TEXT: optional(sentence),
    UN: optional(name),
    EPOCH: optional(token),
    RESUMED: optional(v.boolean()),
    /** The number of the newest message when the connection was joined. */
    LAST: optional(count),
    TURN: optional(count),
    /** How long to wait before trying again, in milliseconds. */
    WAIT: optional(count),
    REFUSED: optional(
      v.pipe(
        v.array(v.object({ UN: name, CODE: bounded(40), TEXT: sentence })),
        v.maxLength(MAX_RECIPIENTS)
      )
    )
  }),
  v.object({
    CMD: v.literal('LIST'),
    DATA: v.pipe(v.array(person), v.maxLength(MAX_PEOPLE))
  }),
  v.object({
    CMD: v.literal('MSG'),
    TYPE: v.picklist(['ALL', 'GROUP', 'PRIVATE']),
    MSG: v.string(),
    FROM: name,
    UID: uid,
    RUN: optional(token),
    ID: optional(count),
    NO: count,
    /** Milliseconds since 1970, or since the world began where time is virtual. */
    TIME: count,
    TO: names,
    ROOM: optional(name),
    AGAIN: optional(v.boolean())
  }),
  v.object({
    CMD: v.literal('PRESENCE'),
    JOINED: v.pipe(v.array(person), v.maxLength(MAX_BATCH)),
    LEFT: v.pipe(
      v.array(v.object({ UN: name, UID: uid, WHY: sentence, SILENT: v.boolean() })),
      v.maxLength(MAX_BATCH)
    )
  }),
  v.object({
    CMD: v.literal('RECEIPT'),
    DATA: v.pipe(
      v.array(v.object({ ID: optional(count), NO: count, GOT: count, OF: count })),
      v.maxLength(MAX_BATCH)
    )
  }),
  v.object({ CMD: v.literal('ERROR'), CODE: bounded(40), TEXT: sentence }),
  v.object({ CMD: v.literal('SHUTDOWN'), TEXT: sentence }),
  v.object({ CMD: v.literal('PING') })
])

export type ClientFrame = v.InferOutput<typeof clientFrame>
export type ServerFrame = v.InferOutput<typeof serverFrame>
type Named<F, C> = Extract<F, { CMD: C }>
export type JoinFrame = Named<ClientFrame, 'JOIN'>
export type SendFrame = Named<ClientFrame, 'SEND'>
export type AckFrame = Named<ServerFrame, 'ACK'>
export type MsgFrame = Named<ServerFrame, 'MSG'>

/** A frame, or why these bytes are none (a bounded sentence, not cleaned for a terminal). */
export type Decoded<F> =
  | { readonly frame: F; readonly why?: undefined }
  | { readonly frame?: undefined; readonly why: string }

export const encodeFrame = (frame: ClientFrame | ServerFrame): Uint8Array =>
  encodeUtf8(JSON.stringify(frame))

/** Total: any bytes give a frame or a refusal. */
export const decodeClientFrame = (bytes: Uint8Array): Decoded<ClientFrame> =>
  decode(clientFrame, bytes)

/** Total: any bytes give a frame or a refusal. */
export const decodeServerFrame = (bytes: Uint8Array): Decoded<ServerFrame> =>
  decode(serverFrame, bytes)

/** The size of a text in bytes of UTF-8. */
export const textSize = (text: string): number => encodeUtf8(text).length

/** `text` cut to a sentence that a frame may carry. */
export const toSentence = (text: string): string =>
  text.length > 400 ? `${text.slice(0, 399)}…` : text

function decode<F>(schema: v.GenericSchema<unknown, F>, bytes: Uint8Array): Decoded<F> {
  if (bytes.length > MAX_FRAME) return { why: `${bytes.length} bytes, more than ${MAX_FRAME}` }
  const text = decodeUtf8Strictly(bytes)
  if (text === undefined) return { why: 'not UTF-8' }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { why: 'not JSON' }
  }
  const result = v.safeParse(schema, value, { abortEarly: true })
  if (result.success) return { frame: result.output }
  const [issue] = result.issues
  const where = v.getDotPath(issue)
  return { why: (where ? `${where}: ${issue.message}` : issue.message).slice(0, 160) }
}
