/** Bugs of the Go-Back-N sender: when its timer runs, and what it sends again. */
import { GbnSender, gbn } from '../gbn.js'
import { isAck, makeData, type Segment } from '../segment.js'
import { brokenSender, type Mutant } from './mutant.js'

/** The reference, with what a new ACK does to the timer in a method of its own. */
abstract class TimedSender extends GbnSender {
  override rdtRcv(segment: Segment) {
    if (!isAck(segment)) return
    const acknowledged = this.numbers.distance(this.base, segment.acknum) + 1
    if (acknowledged > this.sndpkt.length) return
    for (let n = 0; n < acknowledged; n++) this.sndpkt.shift()
    this.base = this.numbers.next(segment.acknum)
    this.mindTimer()
  }

  /** The reference: stop it if nothing is in flight, or else start it again. */
  protected abstract mindTimer(): void
}

export const GBN_TIMER_MUTANTS: readonly Mutant[] = [
  brokenSender(
    gbn,
    'timer-restart-on-send',
    'Each new segment starts the timer again: while messages trickle in, a loss is never noticed.',
    class extends GbnSender {
      override rdtSend(data: Uint8Array) {
        super.rdtSend(data)
        this.host.startTimer(this.options.rto)
      }
    }
  ),
  brokenSender(
    gbn,
    'timer-restart-on-dup-ack',
    'An ACK that says nothing new starts the timer again: while duplicates come, a loss is never noticed.',
    class extends GbnSender {
      override rdtRcv(segment: Segment) {
        super.rdtRcv(segment)
        if (isAck(segment) && this.sndpkt.length > 0) this.host.startTimer(this.options.rto)
      }
    }
  ),
  brokenSender(
    gbn,
    'no-restart-on-new-ack',
    'A new ACK leaves the timer as it was started for an older segment: it rings too early, and the window is sent twice.',
    class extends TimedSender {
      protected mindTimer() {
        if (this.sndpkt.length === 0) this.host.stopTimer()
      }
    }
  ),
  brokenSender(
    gbn,
    'timer-not-stopped-when-idle',
    'The timer runs on when all is acknowledged, and rings for nothing, again and again.',
    class extends TimedSender {
      protected mindTimer() {
        if (this.sndpkt.length > 0) this.host.startTimer(this.options.rto)
      }
    }
  ),
  brokenSender(
    gbn,
    'no-timer-for-tail',
    'A new ACK stops the timer though more is in flight: if the last segment is lost, nobody notices.',
    class extends TimedSender {
      protected mindTimer() {
        this.host.stopTimer()
      }
    }
  ),
  brokenSender(
    gbn,
    'timer-not-rearmed-after-timeout',
    'After a timeout the timer is not started again: what is lost twice stays lost.',
    class extends GbnSender {
      override timeout() {
        this.sndpkt.each((segment) => this.host.udtSend(segment))
      }
    }
  ),
  brokenSender(
    gbn,
    'retx-only-base',
    'A timeout sends only the oldest segment again: the receiver has kept none of the others, so each costs a timeout of its own.',
    class extends GbnSender {
      override timeout() {
        this.host.startTimer(this.options.rto)
        const oldest = this.sndpkt.at(0)
        if (oldest !== undefined) this.host.udtSend(oldest)
      }
    }
  ),
  brokenSender(
    gbn,
    'retx-only-last',
    'A timeout sends only the newest segment again: the gap before it is never filled.',
    class extends GbnSender {
      override timeout() {
        this.host.startTimer(this.options.rto)
        const newest = this.sndpkt.at(this.sndpkt.length - 1)
        if (newest !== undefined) this.host.udtSend(newest)
      }
    }
  ),
  brokenSender(
    gbn,
    'retx-beyond-next',
    'A timeout sends base … nextseqnum (≤ for <): one segment more than there is, which the receiver takes for a message.',
    class extends GbnSender {
      override timeout() {
        super.timeout()
        this.host.udtSend(makeData(this.nextseqnum, new Uint8Array(0)))
      }
    }
  ),
  brokenSender(
    gbn,
    'retx-already-acked',
    'A timeout begins one segment below base: what is acknowledged is sent again.',
    class extends GbnSender {
      protected below: Segment | undefined
      override rdtRcv(segment: Segment) {
        const oldest = this.sndpkt.at(0)
        const { base } = this
        super.rdtRcv(segment)
        if (this.base !== base) this.below = oldest
      }
      override timeout() {
        if (this.below !== undefined) this.host.udtSend(this.below)
        super.timeout()
      }
    }
  )
]
