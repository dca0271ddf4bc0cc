/** Two endpoints in virtual time, and two links that do as they are told. */
import { seconds } from '../../src/kernel/time.js'
import { Endpoint } from '../../src/rdt/endpoint.js'
import type { EndpointOptions } from '../../src/rdt/endpoint-host.js'
import { gbn } from '../../src/rdt/gbn.js'
import { ADAPTIVE } from '../../src/rdt/rto.js'
import type { Segment } from '../../src/rdt/segment.js'
import type { EndpointWitness } from '../../src/rdt/witness.js'
import { VirtualWorld } from '../../src/sim/virtual-world.js'

export type Side = 'a' | 'b'

export interface PairOptions extends Partial<EndpointOptions> {
  /** One way, µs. */
  readonly delay?: number
  /** What becomes of each transmission: the copies that arrive, each a while later. */
  readonly weather?: (segment: Segment, from: Side) => readonly { segment: Segment; late: number }[]
  /** False: nobody reads the messages of `b`. */
  readonly isReading?: () => boolean
  readonly witness?: EndpointWitness
}

/** More than any of these tests needs: a livelock fails instead of hanging. */
const MOST_EVENTS = 500_000

export class EndpointPair {
  readonly world = new VirtualWorld()
  readonly a: Endpoint
  readonly b: Endpoint
  readonly received: Record<Side, Uint8Array[]> = { a: [], b: [] }
  /** What was put on the links, as `a data 1` or `b ack 1`. */
  readonly log: string[] = []

  constructor(options: PairOptions = {}) {
    this.a = this.#endpoint('a', options)
    this.b = this.#endpoint('b', options)
  }

  /** Until `until`, or until nothing is left to happen. @throws where that takes too many events */
  run(until = seconds(3600)): void {
    if (!this.world.run(until, MOST_EVENTS)) throw new Error('this never ends: too many events')
  }

  /** Takes what waits in the inbox of `side`. */
  read(side: Side): void {
    const endpoint = this[side]
    for (let message = endpoint.take(); message !== undefined; message = endpoint.take()) {
      this.received[side].push(message.slice())
    }
  }

  #endpoint(side: Side, options: PairOptions): Endpoint {
    const { delay = 1000, weather, isReading = () => true, witness, ...more } = options
    const { world } = this
    const timers = world.timers((timer, at) => this[side].timeout(timer, at))
    const transmit = (segment: Segment): void => {
      const number = segment.kind === 'ack' ? segment.acknum : segment.seqnum
      this.log.push(`${side} ${segment.kind} ${number}`)
      const arriving = weather?.(segment, side) ?? [{ segment, late: 0 }]
      for (const { segment: changed, late } of arriving) {
        world.at(world.now() + delay + late, () =>
          this[side === 'a' ? 'b' : 'a'].receive(changed, world.now())
        )
      }
    }
    return new Endpoint(
      {
        transmit,
        timers,
        messageReady: () => {
          if (isReading()) this.read(side)
        }
      },
      {
        protocol: gbn,
        windowSize: 8,
        seqBits: 32,
        rto: ADAPTIVE,
        congestion: 'newreno',
        mss: 100,
        framing: 'shared',
        halves: 'both',
        outboxLimit: 1 << 20,
        inboxLimit: 1 << 20,
        ...more
      },
      side === 'a' ? witness : undefined
    )
  }
}
