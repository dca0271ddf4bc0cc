/**
 * The sender of `tcp` (Kurose & Ross, sections 3.5.4, 3.5.5 and 3.7; RFC 9293, 6298, 6675, 8985).
 *
 *        rdtSend(data)                                           an ACK
 *             │ isReady: window N, cwnd,                            │ next, SACK, window, and which
 *             │          the peer's window, pacing                  │ transmission it answers
 *       ┌─────▼──────┐  what arrived  ┌────────┐  a loss  ┌──────────▼┐
 *       │ scoreboard │ ◀────────────▶ │ losses │ ───────▶ │ recovery  │ ───▶ cwnd
 *       └─────┬──────┘                └────────┘          └───────────┘
 *             │ first the lost, then the new
 *             ▼ udtSend(segment)
 *
 * Of its timers one is for retransmission (RFC 6298): it runs while something is in flight, and
 * restarts when something has arrived, and when base is sent again. The others spare it work.
 */
import type { Micros } from '../kernel/time.js'
import type { ProtocolOptions, RdtHost, RdtSender } from './protocol.js'
import { isAck, type Segment } from './segment.js'
import { SequenceSpace } from './sequence.js'
import type { CongestionWindow } from './tcp-congestion.js'
import { Losses } from './tcp-losses.js'
import { Pacer, paceOf } from './tcp-pacing.js'
import { TailProbe } from './tcp-probe.js'
import { LinkRate } from './tcp-rate.js'
import { Recovery } from './tcp-recovery.js'
import { decodeRanges } from './tcp-sack.js'
import { Scoreboard, type Sent } from './tcp-scoreboard.js'
import {
  Alarms,
  ackDelay,
  PACING,
  PERSIST,
  PROBE,
  REORDERING,
  RETRANSMISSION
} from './tcp-timers.js'
import { PeerWindow } from './tcp-window.js'

/** An ACK with news. */
interface Arrival {
  /** The transmission that it answers. */
  readonly echo: number
  /** Segments that were in flight before. */
  readonly pipe: number
  readonly at: Micros
  /** Base has not moved. */
  readonly isDuplicate: boolean
}

export class TcpSender implements RdtSender {
  readonly #board = new Scoreboard()
  readonly #peer = new PeerWindow()
  readonly #pacer = new Pacer()
  readonly #link = new LinkRate()
  readonly #probe = new TailProbe()
  readonly #losses: Losses
  readonly #recovery: Recovery
  readonly #congestion: CongestionWindow
  readonly #numbers: SequenceSpace
  readonly #alarms: Alarms
  readonly #host: RdtHost
  readonly #options: ProtocolOptions

  constructor(host: RdtHost, options: ProtocolOptions, congestion: CongestionWindow) {
    this.#host = host
    this.#options = options
    this.#congestion = congestion
    this.#recovery = new Recovery(congestion)
    this.#losses = new Losses(this.#board, this.#recovery, options.windowSize)
    this.#numbers = new SequenceSpace(options.seqBits)
    this.#alarms = new Alarms(host)
  }

  get isReady(): boolean {
    const { length, next } = this.#board
    // As long as something lost could be sent, nothing else may: `#repair` comes first.
    return length < this.#options.windowSize && this.#maySend && this.#peer.admits(next)
  }

  get state() {
    const { base, next, sacked } = this.#board
    const { windowSize } = this.#options
    const { cwnd, ssthresh } = this.#congestion
    return {
      state: this.#recovery.name,
      base: this.#numbers.wrap(base),
      nextseqnum: this.#numbers.wrap(next),
      cwnd: cwnd === Number.POSITIVE_INFINITY ? windowSize : hundredths(cwnd),
      ssthresh: hundredths(ssthresh),
      rwnd: Math.min(Math.max(0, this.#peer.edge - base), windowSize),
      sacked: sacked.map((number) => this.#numbers.wrap(number))
    }
  }

  rdtSend(data: Uint8Array, at: Micros): void {
    if (!this.isReady) throw new Error('rdtSend: nothing may be sent now (refuse_data)')
    const isFirst = this.#board.length === 0
    this.#peer.sent(this.#board.next)
    this.#transmit(this.#board.add(data), at)
    if (!isFirst) return
    this.#alarms.start(this.#options.rto, RETRANSMISSION)
    this.#watchTail()
  }

  rdtRcv(segment: Segment, at: Micros): void {
    if (!isAck(segment)) return // Λ: corrupt or not for us
    const next = this.#nextOf(segment)
    if (next === undefined) return // Λ: names nothing that was ever in this window
    const board = this.#board
    const { base, pipe } = board
    const echo = segment.seqnum
    const { windowSize } = this.#options
    const news: Sent[] = []
    board.acknowledge(next, news)
    for (const range of decodeRanges(segment.data, this.#numbers, next, windowSize)) {
      board.sack(range, news)
    }
    if (board.first?.fate === 'arrived') board.forgetSacks()
    this.#link.answered(echo, at)
    const rtt = this.#losses.arrived(news, echo, at)
    if (rtt !== undefined) this.#host.measured?.(rtt)
    if (next >= base) this.#noteWindow(next, segment.window)
    if (news.length > 0) this.#noteNews(news, { echo, pipe, at, isDuplicate: board.base === base })
    if (board.base > base) this.#losses.progressed()
    this.#repair(pipe, at)
  }

  timeout(timer: number, at: Micros): void {
    this.#alarms.rang(timer)
    if (timer === PACING) this.#pacer.release()
    else if (timer === PERSIST) this.#peer.mayAsk = true
    else if (timer === PROBE) this.#sendProbe(at)
    else if (timer === RETRANSMISSION) this.#timedOut(at)
    this.#repair(this.#board.pipe, at)
  }

  /** Room in cwnd, and pacing lets it go. */
  get #maySend(): boolean {
    return !this.#pacer.isHeld && this.#board.pipe + 1 <= this.#congestion.cwnd
  }

  get #rtt(): number | undefined {
    return this.#losses.rack.srtt ?? this.#options.srtt
  }

  /** What `segment` expects next, as a plain number; an ACK may have been overtaken by later ones. */
  #nextOf({ acknum }: Segment): number | undefined {
    const { base, length } = this.#board
    const ahead = this.#numbers.distance(this.#numbers.wrap(base), acknum)
    if (ahead <= length) return base + ahead
    const behind = this.#numbers.distance(acknum, this.#numbers.wrap(base))
    return behind <= this.#options.windowSize && behind < base ? base - behind : undefined
  }

  #transmit(sent: Sent, at: Micros): void {
    this.#board.transmitted(sent, at)
    this.#host.udtSend({
      kind: 'data',
      seqnum: this.#numbers.wrap(sent.number),
      acknum: sent.order >>> 0,
      data: sent.data,
      corrupt: false
    })
    const interval = paceOf(this.#congestion, this.#rtt, this.#link.interval)
    const wait = this.#pacer.left(interval, at)
    if (wait > 0) this.#alarms.start(wait, PACING)
  }

  #sendAgain(sent: Sent, at: Micros): void {
    this.#transmit(sent, at)
    if (sent === this.#board.first) this.#alarms.start(this.#options.rto, RETRANSMISSION)
  }

  #noteNews(news: readonly Sent[], { echo, pipe, at, isDuplicate }: Arrival): void {
    if (this.#probe.answered(news, echo)) this.#recovery.repaired(pipe, at)
    if (this.#board.length > 0) this.#alarms.start(this.#options.rto, RETRANSMISSION)
    else for (const timer of [RETRANSMISSION, REORDERING, PROBE]) this.#alarms.stop(timer)
    if (isDuplicate) this.#congestion.duplicate?.(pipe)
    if (this.#recovery.isFast) return
    const { cwnd, ssthresh } = this.#congestion
    // A window that was not used says nothing of what the network carries (RFC 7661).
    const wasUsed = pipe + 1 > cwnd || (cwnd < ssthresh && 2 * pipe >= cwnd)
    if (wasUsed) this.#congestion.acknowledged(news.length, at, this.#rtt ?? 0, isDuplicate)
  }

  #noteWindow(next: number, window: number | undefined): void {
    const { base, length } = this.#board
    const wasClosed = this.#peer.isClosed(base)
    this.#peer.update(next, window)
    if (this.#peer.isClosed(base)) {
      // While something is in flight, it is what asks.
      if (length === 0 && !this.#peer.mayAsk) this.#alarms.start(this.#options.rto, PERSIST)
    } else if (wasClosed) {
      this.#alarms.stop(PERSIST)
      // What was sent to a closed door was not let in.
      this.#losses.giveUpUntil(Number.POSITIVE_INFINITY)
    }
  }

  /** Finds what is lost, sends it again as far as it may, and sees to it that silence is noticed. */
  #repair(flight: number, at: Micros): void {
    const board = this.#board
    if (board.length === 0) return
    const wasFast = this.#recovery.isFast
    const overtaken = this.#losses.find(flight, at)
    // The retransmission that begins a recovery does not ask cwnd (RFC 6675, section 5, step 4.3).
    let isFree = this.#recovery.isFast && !wasFast
    let sent = board.nextLost
    while (sent !== undefined && sent.number < this.#peer.edge && (isFree || this.#maySend)) {
      this.#sendAgain(sent, at)
      isFree = false
      sent = board.nextLost
    }
    if (overtaken > 0) this.#alarms.start(overtaken, REORDERING)
    else this.#alarms.stop(REORDERING)
    if (overtaken > 0) this.#alarms.stop(PROBE)
    else this.#watchTail()
  }

  #watchTail(): void {
    const { base, pipe } = this.#board
    const { rto } = this.#options
    const rtt = this.#rtt
    const delay = rtt === undefined ? rto : this.#probe.delay(rtt, ackDelay(rto))
    // A receiver that has no room answers no question; the RTO asks it now and then.
    const isAwaited = pipe > 0 && !this.#peer.isClosed(base)
    if (isAwaited && delay < rto) this.#alarms.start(delay, PROBE)
    else this.#alarms.stop(PROBE)
  }

  #sendProbe(at: Micros): void {
    const sent = this.#probe.pick(this.#board)
    if (sent !== undefined) this.#transmit(sent, at)
  }

  #timedOut(at: Micros): void {
    const { first, base } = this.#board
    if (first === undefined) return
    this.#probe.forget()
    // A closed window is no congestion; the segment asks whether it is open.
    if (!this.#peer.isClosed(base)) this.#losses.timedOut(first, at)
    this.#sendAgain(first, at)
  }
}

/** For people. */
const hundredths = (value: number): number => Math.round(value * 100) / 100
