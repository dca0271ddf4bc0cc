/** Selective Repeat with delayed ACKs, and the slips that people make in it. */
import type { Protocol, ProtocolOptions, RdtHost, RdtReceiver, RdtSender, Segment } from 'rdt-chat'
import { isAck, isData, makeAck, makeData, ms } from 'rdt-chat'

export interface Slips {
  /** Of ACKs, in ms: instead of 40. */
  readonly patience?: number
  /** Every ACK goes at once. */
  readonly isHasty?: boolean
  /** What comes early waits for company, too, */
  readonly earlyWaits?: boolean
  /** and what comes again, */
  readonly oldWaits?: boolean
  /** and what fills a gap. */
  readonly gapWaits?: boolean
  /** The timer of an ACK that went with a second segment runs on. */
  readonly leavesTimer?: boolean
  /** What comes early is kept, and not named. */
  readonly namesNone?: boolean
  /** n is taken for one segment, as in lab 6, */
  readonly isIndividual?: boolean
  /** or m for all up to it. */
  readonly isTooCumulative?: boolean
}

class SloppySender implements RdtSender {
  base = 1
  nextseqnum = 1
  sent = new Map<number, Segment>()
  host: RdtHost
  options: ProtocolOptions
  slips: Slips

  constructor(host: RdtHost, options: ProtocolOptions, slips: Slips) {
    this.host = host
    this.options = options
    this.slips = slips
  }

  get isReady() {
    return this.nextseqnum - this.base < this.options.windowSize
  }

  rdtSend(data: Uint8Array) {
    const segment = makeData(this.nextseqnum++, data)
    this.sent.set(segment.seqnum, segment)
    this.again(segment)
  }

  rdtRcv(segment: Segment) {
    if (!isAck(segment)) return
    const { acknum: n, seqnum: m } = segment
    const upTo = this.slips.isTooCumulative ? Math.max(n, m) : n
    for (const k of [...this.sent.keys()]) {
      const isNamed = this.slips.isIndividual ? k === n : k <= upTo
      if (isNamed || k === m) this.arrived(k)
    }
    while (this.base < this.nextseqnum && !this.sent.has(this.base)) this.base++
  }

  arrived(n: number) {
    this.sent.delete(n)
    this.host.stopTimer(n)
  }

  timeout(n: number) {
    const segment = this.sent.get(n)
    if (segment !== undefined) this.again(segment)
  }

  again(segment: Segment) {
    this.host.startTimer(this.options.rto, segment.seqnum)
    this.host.udtSend(segment)
  }
}

class SloppyReceiver implements RdtReceiver {
  rcvBase = 1
  kept = new Map<number, Uint8Array>()
  isOwing = false
  host: RdtHost
  options: ProtocolOptions
  slips: Slips

  constructor(host: RdtHost, options: ProtocolOptions, slips: Slips) {
    this.host = host
    this.options = options
    this.slips = slips
  }

  rdtRcv(segment: Segment) {
    const { seqnum, data } = segment
    if (!isData(segment) || seqnum >= this.rcvBase + this.options.windowSize) return
    const hasGap = this.kept.size > 0
    if (seqnum >= this.rcvBase) this.kept.set(seqnum, data)
    const isEarly = seqnum > this.rcvBase
    const { earlyWaits, oldWaits, gapWaits, isHasty } = this.slips
    const isPatient = isEarly ? earlyWaits : seqnum < this.rcvBase ? oldWaits : !hasGap || gapWaits
    this.deliver()
    if (isPatient && !isHasty && !this.isOwing) this.owe()
    else this.acknowledge(isEarly ? seqnum : 0)
  }

  deliver() {
    for (let data = this.kept.get(this.rcvBase); data; data = this.kept.get(this.rcvBase)) {
      this.host.deliverData(data)
      this.kept.delete(this.rcvBase++)
    }
  }

  owe() {
    const { patience = 40 } = this.slips
    this.isOwing = true
    if (Number.isFinite(patience)) this.host.startTimer(ms(patience))
  }

  timeout() {
    this.acknowledge(0)
  }

  acknowledge(m: number) {
    if (!this.slips.leavesTimer) this.host.stopTimer()
    this.isOwing = false
    this.host.udtSend({ ...makeAck(this.rcvBase - 1), seqnum: this.slips.namesNone ? 0 : m })
  }
}

export const delayedSrWith = (slips: Slips): Protocol => ({
  name: 'sloppy',
  title: 'Selective Repeat with delayed ACKs, and a slip',
  survives: ['loss'],
  createSender: (host, options) => new SloppySender(host, options, slips),
  createReceiver: (host, options) => new SloppyReceiver(host, options, slips)
})
