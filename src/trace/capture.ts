/**
 * A trace as a capture for Wireshark: what crossed the network becomes packets, once on its way
 * to the channel and once from there, and all other events stand between them in blocks of our own.
 * Each packet has its event with it, too: capture-import.ts puts the trace together again.
 *
 *      node ── frame 1 ──▶ channel ── frame 2 ──▶ node          lost: there is no frame 2
 *             outbound                inbound                   a copy: there are two of them
 */
import { encodeUtf8 } from '../kernel/utf8.js'
import { damaged } from './capture-damage.js'
import { CaptureDatagrams } from './capture-datagrams.js'
import { type Fate, type Fates, fatesOf } from './capture-fates.js'
import { CapturePlaces, type Hop } from './capture-places.js'
import { arrivalWords, type Cause, departureWords, nameOf, sectionWords } from './capture-words.js'
import type { TraceEvent, TraceHeader } from './event.js'
import { udpPacket } from './ip-packet.js'
import { formatEvent, formatHeader } from './ndjson.js'
import {
  CRC_ERROR,
  customOption,
  INBOUND,
  LONGEST_CUSTOM,
  type Option,
  OUTBOUND
} from './pcapng-blocks.js'
import {
  eventsBlock,
  interfaceBlock,
  LINK_IPV4,
  nameBlock,
  packetBlock,
  sectionHeader
} from './pcapng-writer.js'

/** Events wait for a packet, up to this many characters. */
const MOST_WAITING = 1 << 16
const TTL = 64
const NOTHING: Fate = {}

const ABOUT = [
  'Every datagram is here as it went to the channel (outbound on the interface of its sender) and as it came from there (inbound on that of its receiver); the outbound ones are the transmissions. Frames that the channel damaged have the CRC error flag.',
  'A trace holds no payloads: those here are made up, and so are cookies, tokens, reasons and addresses; the ranges of SACKs are missing. Damage is shown as one changed bit, two swapped words or a missing end. A run that begins connected has connection ids that tell its terms (52:44:54:2d, bits, checksum, ACKs).',
  'Dissector: rdt trace dissector > rdtchat.lua. Events that are no packets are in blocks of type 0x80005244; rdt trace import reads all of it back.'
]

/** A datagram between its two frames. */
interface UnderWay {
  readonly bytes: Uint8Array
  readonly frame: number
  /** The transmission that it began as, and what it is called. */
  readonly id: number
  readonly name: string
  /** None of ours: somebody else's program sent it. */
  readonly isForeign: boolean
}

/** The blocks of a pcapng file that shows `events`, which are put in the order of their times. */
export function captureOf(
  header: TraceHeader,
  events: readonly TraceEvent[]
): Generator<Uint8Array> {
  const isOrdered = events.every(({ t }, i) => i === 0 || t >= (events[i - 1] as TraceEvent).t)
  return new Capture(header, isOrdered ? events : events.toSorted((a, b) => a.t - b.t)).blocks()
}

class Capture {
  readonly #header: TraceHeader
  readonly #events: readonly TraceEvent[]
  readonly #places: CapturePlaces
  readonly #datagrams: CaptureDatagrams
  readonly #fates: Fates
  /** The receivers' checksums are part of the trace; a channel alone knows of none. */
  readonly #isVerified: boolean
  readonly #underWay = new Map<number, UnderWay>()
  /** In which frame each numbered message was first sent. */
  readonly #firsts = new Map<string, number>()
  /** The last thing that came to each node, and the one that must have made it send. */
  readonly #inputs = new Map<string, Cause>()
  readonly #causes = new Map<string, Cause>()
  #frames = 0
  #waiting = ''

  constructor(header: TraceHeader, events: readonly TraceEvent[]) {
    this.#header = header
    this.#events = events
    this.#places = new CapturePlaces(header, events)
    this.#datagrams = new CaptureDatagrams(header)
    this.#fates = fatesOf(events)
    this.#isVerified = header.config['checksum'] !== undefined
  }

  *blocks(): Generator<Uint8Array> {
    const line = formatHeader(this.#header)
    const own = ownOption(line)
    yield sectionHeader(sectionWords(this.#header, ABOUT), own === undefined ? [] : [own])
    if (own === undefined) yield eventsBlock(line)
    const { nodes, channel } = this.#places
    for (const { name } of nodes) {
      yield interfaceBlock(LINK_IPV4, name, `between ${name} and the ${channel.name}`)
    }
    yield nameBlock([...nodes, channel])
    for (const event of this.#events) yield* this.#event(event)
    yield* this.#flush()
    yield eventsBlock('')
  }

  *#event(event: TraceEvent): Generator<Uint8Array> {
    const { link } = event
    const isPacket = event.event === 'send' || event.event === 'receive'
    const line = formatEvent(event)
    const own = isPacket && link !== undefined ? ownOption(line) : undefined
    if (own === undefined) this.#waiting += line
    if (isPacket && link !== undefined) {
      yield* this.#flush()
      const more = own === undefined ? [] : [own]
      yield event.event === 'send' ? this.#send(event, link, more) : this.#arrive(event, link, more)
      return
    }
    this.#note(event)
    if (this.#waiting.length > MOST_WAITING) yield* this.#flush()
  }

  *#flush(): Generator<Uint8Array> {
    if (this.#waiting !== '') yield eventsBlock(this.#waiting)
    this.#waiting = ''
  }

  #note(event: TraceEvent): void {
    const { at, id, of, timer = 0 } = event
    this.#datagrams.note(event)
    if (event.event === 'timeout') this.#input(at, { what: 'timeout', timer })
    else if (event.event === 'submit') this.#causes.set(at, { what: 'submit' })
    else if (event.event === 'drop' && id !== undefined) this.#forget(id)
    else if (event.event === 'duplicate' && id !== undefined && of !== undefined) {
      const original = this.#underWay.get(of)
      if (original !== undefined) this.#underWay.set(id, original)
    }
  }

  #send(event: TraceEvent, link: string, more: readonly Option[]): Uint8Array {
    const { t, at, id, conn, kind, seq, attempt = 1 } = event
    const frame = ++this.#frames
    const bytes = this.#datagrams.sent(event)
    if (id !== undefined) {
      const isForeign = kind === undefined
      this.#underWay.set(id, { bytes, frame, id, name: nameOf(event), isForeign })
    }
    let first: number | undefined
    if (kind === 'data') {
      const key = `${link} ${conn} ${seq}`
      if (attempt > 1) first = this.#firsts.get(key)
      else this.#firsts.set(key, frame)
    }
    const cause = (attempt > 1 ? this.#inputs : this.#causes).get(at)
    const hop = this.#places.toChannel(link)
    return packetBlock({
      t,
      interface: hop.node.interface,
      bytes: this.#packet(hop, bytes, TTL),
      comment: departureWords(event, this.#fateOf(id), cause, first),
      flags: OUTBOUND,
      more
    })
  }

  #arrive(event: TraceEvent, link: string, more: readonly Option[]): Uint8Array {
    const { t, at, id, kind, why } = event
    const frame = ++this.#frames
    const fate = this.#fateOf(id)
    const known = id === undefined ? undefined : this.#underWay.get(id)
    const isDamaged = fate.damage !== undefined || why !== undefined
    const isNoticed = isDamaged && (why !== undefined || !this.#isVerified)
    const bytes = known?.isForeign
      ? this.#datagrams.foreign(event, fate.damage)
      : this.#arriving(event, known?.bytes, fate, isNoticed)
    if (kind === 'ping' && !isNoticed) this.#datagrams.pinged(link, known?.id ?? id ?? 0)
    this.#input(at, { what: 'arrival', frame, name: nameOf(event, isDamaged) })
    if (id !== undefined) this.#forget(id)
    const hop = this.#places.fromChannel(link)
    return packetBlock({
      t,
      interface: hop.node.interface,
      bytes: this.#packet(hop, bytes, TTL - 1),
      comment: arrivalWords(known?.name ?? nameOf(event, isDamaged), fate, known?.frame, isNoticed),
      flags: INBOUND | (isDamaged ? CRC_ERROR : 0),
      more
    })
  }

  #arriving(
    event: TraceEvent,
    sent: Uint8Array | undefined,
    { damage }: Fate,
    isNoticed: boolean
  ): Uint8Array {
    if (!isNoticed && damage !== undefined) return this.#datagrams.changed(event)
    const whole = sent ?? this.#datagrams.sent({ ...event, kind: event.kind ?? 'data' })
    return isNoticed ? damaged(whole, damage ?? '', this.#datagrams.checksum) : whole
  }

  #packet({ source, destination }: Hop, payload: Uint8Array, ttl: number): Uint8Array {
    return udpPacket(source, destination, payload, { id: this.#frames, ttl })
  }

  /** Where nobody can make a copy of it any more. */
  #forget(id: number): void {
    if (this.#fateOf(id).isCopied !== true) this.#underWay.delete(id)
  }

  #input(at: string, cause: Cause): void {
    this.#inputs.set(at, cause)
    this.#causes.set(at, cause)
  }

  #fateOf(id: number | undefined): Fate {
    return (id === undefined ? undefined : this.#fates.get(id)) ?? NOTHING
  }
}

/** `line` as an option of the block that it belongs to; undefined where it is too long for one. */
function ownOption(line: string): Option | undefined {
  const bytes = encodeUtf8(line)
  return bytes.length > LONGEST_CUSTOM ? undefined : customOption(bytes)
}
