/** How TCP Reno is usually written wrongly, and how it may be written otherwise. */
import type { Verdict } from '../../../src/sim/outcome.js'

export interface Flaw {
  readonly verdict: Exclude<Verdict, 'pass'>
  /** What it does, and what to do instead. */
  readonly story: string
}

const wrong = (story: string): Flaw => ({ verdict: 'fail', story })
/** True to the book's letter, or to another RFC. */
const other = (story: string): Flaw => ({ verdict: 'weak', story })

export const RENO_FLAWS = {
  'no-slow-start': wrong(
    'below ssthresh cwnd grows by MSS · MSS/cwnd for an ACK, as in congestion avoidance; in slow start it grows by one MSS for each'
  ),
  'grows-by-mss-per-ack-in-avoidance': wrong(
    'above ssthresh cwnd still grows by one MSS for each ACK, so it doubles in a round trip; there it grows by MSS · MSS/cwnd, which is one MSS in a round trip'
  ),
  'never-grows-in-avoidance': wrong(
    'above ssthresh cwnd stays as it is; it grows by MSS · MSS/cwnd for each new ACK'
  ),
  'never-halves': wrong(
    'the third duplicate ACK changes nothing; it is a loss: ssthresh becomes half of what is in flight'
  ),
  'halves-on-every-dup-ack': wrong(
    'each duplicate ACK counts as a loss; the first two may be mere reordering, and only the third is one'
  ),
  'halves-again-in-recovery': wrong(
    'the fourth duplicate ACK and those after it count as losses again; in fast recovery each says that one more segment has left the network, and cwnd grows by one MSS'
  ),
  'dup-ack-like-timeout': wrong(
    'three duplicate ACKs bring cwnd down to one MSS: that is TCP Tahoe, and for Reno what a timeout does; here cwnd becomes ssthresh + 3 MSS, and the state is fast recovery'
  ),
  'timeout-like-dup-ack': wrong(
    'a timeout halves cwnd, as three duplicate ACKs do; after a timeout nothing is known to arrive any more: cwnd becomes one MSS, and slow start begins'
  ),
  'timeout-ignored': wrong('a timeout changes nothing; cwnd becomes one MSS, ssthresh half'),
  'ssthresh-kept-on-timeout': wrong(
    'a timeout leaves ssthresh as it was, so slow start runs into the same loss again; ssthresh becomes half of what was in flight'
  ),
  'ssthresh-kept-on-dup-ack': wrong(
    'the third duplicate ACK halves cwnd and leaves ssthresh as it was; ssthresh is the half, and cwnd is made of it'
  ),
  'timeout-keeps-state': wrong(
    'after a timeout the machine goes on in the state in which it was; every timeout leads to slow start'
  ),
  'never-deflates': wrong(
    'the new ACK that ends fast recovery leaves cwnd blown up; it becomes ssthresh'
  ),
  'recovery-without-end': wrong(
    'fast recovery is never left, so cwnd never grows again; a new ACK leads to congestion avoidance'
  ),
  'count-not-reset': wrong(
    'dupACKcount goes on counting after a new ACK; a new ACK sets it to 0, since the three must come in a row'
  ),
  'count-not-reset-by-timeout': wrong(
    'dupACKcount goes on counting after a timeout; a timeout sets it to 0'
  ),
  'no-floor': wrong(
    'ssthresh falls below 2 MSS; with less than two segments in flight there are no duplicate ACKs any more: max(flightSize/2, 2 MSS)'
  ),
  'segments-for-bytes': wrong(
    'cwnd counts segments where bytes are asked for; the first cwnd is mss, not 1, and one more segment is mss more'
  ),
  'mss-over-cwnd': wrong(
    'in congestion avoidance cwnd grows by mss/cwnd, which is a part of a segment and is added as bytes; in bytes it is mss · mss/cwnd'
  ),
  'adds-three-bytes': wrong(
    'the third duplicate ACK makes cwnd ssthresh + 3, three bytes more; it is 3 · mss, three segments'
  ),
  'larger-initial-window': other(
    'cwnd begins with more than one MSS, as RFC 6928 allows; the figure begins with one, so that slow start can be seen'
  ),
  'ssthresh-from-cwnd-not-flight': other(
    'ssthresh becomes half of cwnd, as the figure says. RFC 5681, section 3.1, warns of just that: cwnd may be far above what is in flight; take flightSize/2'
  ),
  'no-inflation': other(
    'in fast recovery cwnd is ssthresh and stays there. So says RFC 6675, for a sender that knows from SACK what has left the network; the figure adds 3 MSS, and one more for each duplicate ACK'
  ),
  'grows-by-all-that-is-acked': other(
    'an ACK for two segments makes cwnd grow by two; RFC 5681 allows one MSS for one ACK: min(acked, mss)'
  ),
  'grows-by-mss-for-any-ack': other(
    'an ACK for a few bytes makes cwnd grow by a whole MSS, as the figure says. A receiver that acknowledges byte by byte could blow cwnd up at will (RFC 5681, section 3.1): min(acked, mss)'
  )
} as const satisfies Readonly<Record<string, Flaw>>

export type FlawName = keyof typeof RENO_FLAWS

export const FLAW_NAMES = Object.keys(RENO_FLAWS) as FlawName[]
