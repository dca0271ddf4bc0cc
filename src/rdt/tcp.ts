/**
 * TCP, as far as it is about reliable transfer (Kurose & Ross, sections 3.5 to 3.7).
 *
 *      sender        base              nextseqnum
 *                     ▼                    ▼
 *      ■ ■ ■ ■ ■ ■ ■  ▢  ■  ■  ▢  ▣  ■  ▣  □  □  □  · · ·     ■ acknowledged  ▣ in flight
 *                     └───────────── N ─────────────┘         ▢ lost          □ usable
 *                     in flight at most cwnd, and not beyond the receiver's window
 *
 *      receiver  expectedseqnum                               its ACK
 *                     ▼                                       next 8, SACK 9–10 and 13,
 *      ■ ■ ■ ■ ■ ■ ■  ○  ■  ■  ○  ○  ■  □  □ · · ·            room for N
 *
 * Read on in this order:
 *   tcp-receiver    ACKs: cumulative, selective, delayed; the receive window
 *   tcp-sack        ranges of numbers, and how they travel
 *   tcp-scoreboard  what became of each segment
 *   tcp-rack        when a segment counts as lost
 *   tcp-recovery    what a loss means: an episode of repair
 *   tcp-losses      the three of them together
 *   tcp-congestion  how much may be in the network; tcp-cubic: another answer;
 *                   tcp-controlled: yours
 *   tcp-pacing      not all at once; tcp-rate: how fast instead
 *   tcp-probe       when nothing comes back
 *   tcp-window      the receiver's window, from here
 *   tcp-sender      all of this
 *
 * What it leaves out of TCP: it counts segments, not bytes; there is no urgent data; opening and
 * closing are the connection's.
 */
import type { Protocol, ProtocolOptions } from './protocol.js'
import { type CongestionWindow, NewReno, NoCongestionControl } from './tcp-congestion.js'
import { ControlledWindow } from './tcp-controlled.js'
import { Cubic } from './tcp-cubic.js'
import { TcpReceiver } from './tcp-receiver.js'
import { TcpSender } from './tcp-sender.js'
import { PACING, PERSIST, PROBE, REORDERING } from './tcp-timers.js'
import { MAX_MSS } from './transport.js'

const OURS = { none: NoCongestionControl, newreno: NewReno, cubic: Cubic } as const

function windowOf({ congestion = 'newreno', mss = MAX_MSS }: ProtocolOptions): CongestionWindow {
  return typeof congestion === 'string'
    ? new OURS[congestion]()
    : new ControlledWindow(congestion, mss)
}

export const tcp: Protocol = {
  name: 'tcp',
  title: 'TCP',
  acks: 'next',
  maxWindow: (seqBits) => 2 ** (seqBits - 1),
  windowRule: 'TCP needs N ≤ 2^(k−1): with more, old segments look like new ones',
  otherTimers: [PACING, REORDERING, PROBE, PERSIST],
  survives: ['corrupt-data', 'corrupt-ack', 'loss', 'duplicate', 'reorder', 'delay'],
  createSender: (host, options) => new TcpSender(host, options, windowOf(options)),
  createReceiver: (host, options) => new TcpReceiver(host, options)
}
