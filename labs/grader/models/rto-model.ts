/** Lab 7: the RTO of RFC 6298, right and as it is usually wrong. */
import type { ModuleModel, Suspect } from '../module-model.js'
import { Rfc6298, type RtoBounds } from './rfc6298.js'

const suspect = (name: string, story: string, Wrong: typeof Rfc6298): Suspect => ({
  name,
  story,
  exports: { createRtoTimer: (bounds: RtoBounds) => new Wrong(bounds) }
})

export const rtoModel: ModuleModel = {
  right: { createRtoTimer: (bounds: RtoBounds) => new Rfc6298(bounds) },
  suspects: [
    suspect(
      'alpha-and-beta-swapped',
      'α = 1/8 belongs to SRTT, and β = 1/4 to RTTVAR',
      class extends Rfc6298 {
        protected override smooth(rtt: number, srtt: number, rttvar: number): void {
          this.rttvar = rttvar + (Math.abs(srtt - rtt) - rttvar) / 8
          this.srtt = srtt + (rtt - srtt) / 4
        }
      }
    ),
    suspect(
      'weights-the-wrong-way-round',
      'the new measurement counts ⅛ and ¼, and what is known already ⅞ and ¾; not the other way',
      class extends Rfc6298 {
        protected override smooth(rtt: number, srtt: number, rttvar: number): void {
          this.rttvar = 0.25 * rttvar + 0.75 * Math.abs(srtt - rtt)
          this.srtt = 0.125 * srtt + 0.875 * rtt
        }
      }
    ),
    suspect(
      'rttvar-after-srtt',
      'RTTVAR is to see the old SRTT: update RTTVAR first, and SRTT after it',
      class extends Rfc6298 {
        protected override smooth(rtt: number, srtt: number, rttvar: number): void {
          this.srtt = srtt + (rtt - srtt) / 8
          this.rttvar = rttvar + (Math.abs(this.srtt - rtt) - rttvar) / 4
        }
      }
    ),
    suspect(
      'signed-deviation',
      'a deviation has no sign: |SRTT − R|, Math.abs',
      class extends Rfc6298 {
        protected override smooth(rtt: number, srtt: number, rttvar: number): void {
          this.rttvar = rttvar + (srtt - rtt - rttvar) / 4
          this.srtt = srtt + (rtt - srtt) / 8
        }
      }
    ),
    suspect(
      'first-measurement-smoothed',
      'there is nothing to smooth the first measurement with: SRTT = R, RTTVAR = R/2',
      class extends Rfc6298 {
        protected override first(rtt: number): void {
          this.smooth(rtt, 0, 0)
        }
      }
    ),
    suspect(
      'first-deviation-zero',
      'after one measurement nothing is known of the deviation, and RTTVAR = R/2 is assumed, not 0',
      class extends Rfc6298 {
        protected override first(rtt: number): void {
          this.srtt = rtt
          this.rttvar = 0
        }
      }
    ),
    suspect(
      'k-missing',
      'the margin is four deviations: SRTT + 4 RTTVAR, not SRTT + RTTVAR',
      class extends Rfc6298 {
        protected override get computed(): number {
          const { granularity } = this.bounds
          return (this.srtt ?? 0) + Math.max(granularity, this.rttvar ?? 0)
        }
      }
    ),
    suspect(
      'granularity-missing',
      'with a steady round trip 4 RTTVAR goes to nothing, and the RTO to the round trip itself: max(G, 4 RTTVAR)',
      class extends Rfc6298 {
        protected override get computed(): number {
          return (this.srtt ?? 0) + 4 * (this.rttvar ?? 0)
        }
      }
    ),
    suspect(
      'no-minimum',
      'an RTO below the minimum is raised to it (RFC 6298, 2.4)',
      class extends Rfc6298 {
        protected override bounded(rto: number): number {
          return Math.min(rto, this.bounds.max)
        }
      }
    ),
    suspect(
      'no-maximum',
      'neither a measurement nor the back-off may bring the RTO above the maximum (RFC 6298, 2.5)',
      class extends Rfc6298 {
        protected override bounded(rto: number): number {
          return Math.max(rto, this.bounds.min)
        }
        override timeout(): void {
          this.rto *= 2
        }
      }
    ),
    suspect(
      'back-off-beyond-the-maximum',
      'the maximum holds for what back-off doubles, too',
      class extends Rfc6298 {
        override timeout(): void {
          this.rto *= 2
        }
      }
    ),
    suspect(
      'backoff-missing',
      'each timeout doubles the RTO (RFC 6298, 5.5): if the path has become slow, or is full, trying as often makes it worse',
      class extends Rfc6298 {
        override timeout(): void {}
      }
    ),
    suspect(
      'backoff-never-resets',
      'a new measurement computes the RTO afresh, from SRTT and RTTVAR alone, and so ends the back-off',
      class extends Rfc6298 {
        #factor = 1
        override measure(rtt: number): void {
          super.measure(rtt)
          this.rto = Math.min(this.rto * this.#factor, this.bounds.max)
        }
        override timeout(): void {
          this.#factor *= 2
          super.timeout()
        }
      }
    ),
    suspect(
      'backoff-ends-with-any-ack',
      'the ACK of a segment that was sent again is no measurement, and only a measurement ends the back-off (QUIC does it your way; RFC 6298 does not)',
      class extends Rfc6298 {
        protected override ambiguous(): void {
          if (this.srtt === undefined) this.rto = this.bounds.initial
          else this.rto = this.bounded(this.computed)
        }
      }
    ),
    suspect(
      'karn-violation',
      'a segment that was sent twice is measured, from its first transmission; but which of the two was answered? Nobody knows, so it is not measured (Karn)',
      class extends Rfc6298 {
        protected override ambiguous({ firstAt }: { firstAt: number }, at: number): void {
          this.measure(at - firstAt)
        }
      }
    ),
    suspect(
      'karn-violation-from-the-last',
      'a segment that was sent twice is measured, from its last transmission; but the ACK may be that of the first, and then the RTO becomes far too short (Karn)',
      class extends Rfc6298 {
        protected override ambiguous({ at: lastAt }: { at: number }, at: number): void {
          this.measure(at - lastAt)
        }
      }
    ),
    suspect(
      'measured-again',
      'a second ACK of the same segment measures nothing: forget the segment with its first ACK',
      class extends Rfc6298 {
        override acked(seqnum: number, at: number): void {
          const known = this.flight.get(seqnum)
          if (known?.times === 1) this.measure(at - known.at)
        }
      }
    ),
    suspect(
      'milliseconds-for-microseconds',
      'all times are in microseconds, in and out; no need to divide by 1000',
      class extends Rfc6298 {
        constructor({ initial, min, max, granularity }: RtoBounds) {
          super({
            initial: initial / 1000,
            min: min / 1000,
            max: max / 1000,
            granularity: granularity / 1000
          })
        }
        override measure(rtt: number): void {
          super.measure(rtt / 1000)
        }
      }
    )
  ]
}
