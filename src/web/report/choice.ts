/** What the reader has chosen: a connection, and a transmission in it. All pictures look at it. */
import type { Pair, Run, Segment } from './run.js'

export class Choice {
  readonly run: Run
  #connection: number
  #segment: Segment | undefined
  readonly #connectionListeners: (() => void)[] = []
  readonly #segmentListeners: (() => void)[] = []

  constructor(run: Run) {
    this.run = run
    this.#connection = run.report.first
  }

  get connection(): number {
    return this.#connection
  }

  get pair(): Pair | undefined {
    return this.run.pairOf(this.#connection)
  }

  get segment(): Segment | undefined {
    return this.#segment
  }

  onConnection(listen: () => void): void {
    this.#connectionListeners.push(listen)
  }

  onSegment(listen: () => void): void {
    this.#segmentListeners.push(listen)
  }

  /** Another conversation. */
  turnTo(connection: number): void {
    if (connection === this.#connection) return
    this.#connection = connection
    this.#segment = undefined
    for (const listen of this.#connectionListeners) listen()
    for (const listen of this.#segmentListeners) listen()
  }

  pick(segment: Segment | undefined): void {
    if (segment === this.#segment) return
    this.#segment = segment
    for (const listen of this.#segmentListeners) listen()
  }

  /** The next transmission of a sort; of retransmissions, those of this connection. */
  step(by: 1 | -1, sort: 'any' | 'again'): void {
    const { segments = [] } = this.pair ?? {}
    const isWanted = (one: Segment): boolean =>
      sort === 'any' || (one.retransmission !== undefined && one.connection === this.#connection)
    const start = this.#segment?.place ?? (by > 0 ? -1 : segments.length)
    for (let place = start + by; place >= 0 && place < segments.length; place += by) {
      const one = segments[place]
      if (one !== undefined && isWanted(one)) return this.pick(one)
    }
  }
}
