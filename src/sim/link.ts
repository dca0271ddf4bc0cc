/**
 * One direction between two nodes in virtual time. Values cross it, not bytes: only
 * where bits are changed is a datagram encoded, changed, and decoded again, so that a
 * checksum that is blind to the change lets it pass.
 */

import { applyDamage } from '../../lossy-channel/weather/damage.js'
import { Lane } from '../../lossy-channel/weather/lane.js'
import type { Changes, Damage, LaneHost } from '../../lossy-channel/weather/lane-host.js'
import type { LaneOptions } from '../../lossy-channel/weather/lane-options.js'
import type { Scheduled } from '../kernel/event-queue.js'
import type { Micros } from '../kernel/time.js'
import type { ChecksumName } from '../rdt/checksum.js'
import { type Datagram, NO_CONNECTION, segmentKey } from '../rdt/datagram.js'
import { makeCorrupt, type Segment } from '../rdt/segment.js'
import { decode, encode, lengthOf } from '../wire/codec.js'
import type { VirtualWorld } from './virtual-world.js'

/** A datagram, or a bare segment in a simulation without connections. */
export type Carried = Datagram | Segment

/** Watches what the channel does. `id` numbers transmissions; a copy has one of its own. */
export interface LinkWitness {
  nextId(): number
  dropped(crossing: Crossing, why: string, at: Micros): void
  /** `id` is that of the one that arrives: another where it is a copy. */
  changed(original: Crossing, id: number, changes: Changes, at: Micros): void
}

export interface LinkOptions
  extends Omit<LaneOptions<Crossing>, 'world' | 'classify' | 'explains'> {
  readonly checksum: ChecksumName
  /** Encodes and decodes every datagram, to show that it makes no difference. */
  readonly encodeAll: boolean
}

/** One datagram on its way. */
export class Crossing implements Scheduled {
  time: Micros = Number.NaN
  order = 0
  readonly datagram: Carried
  readonly id: number
  readonly link: Link

  constructor(link: Link, datagram: Carried, id: number) {
    this.link = link
    this.datagram = datagram
    this.id = id
  }

  happen(): void {
    this.link.arrive(this)
  }
}

export class Link implements LaneHost<Crossing> {
  /** Datagrams put on this link so far, and their bytes, headers included. */
  sent = 0
  bytes = 0
  readonly #world: VirtualWorld
  readonly #checksum: ChecksumName
  readonly #encodesAll: boolean
  readonly #lane: Lane<Crossing>
  readonly #witness: LinkWitness | undefined
  readonly #receive: (datagram: Carried, id: number, at: Micros) => void

  /** @param beside another link that is the same wire: they share its lane, dice and queue */
  constructor(
    world: VirtualWorld,
    options: LinkOptions,
    receive: (datagram: Carried, id: number, at: Micros) => void,
    witness?: LinkWitness,
    beside?: Link
  ) {
    this.#world = world
    this.#checksum = options.checksum
    this.#encodesAll = options.encodeAll
    this.#receive = receive
    this.#witness = witness
    const classify = ({ datagram }: Crossing) => segmentKey(datagram)
    const explains = witness !== undefined
    const { weather, seed, flow, direction, fates, fateBy } = options
    this.#lane =
      beside?.lane ??
      new Lane({ weather, seed, flow, direction, fates, fateBy, classify, world, explains }, this)
  }

  /** What the channel has done in this direction. */
  get lane(): Lane<Crossing> {
    return this.#lane
  }

  /** Puts a datagram on the link. */
  send(datagram: Carried, id: number): void {
    const value = this.#encodesAll ? this.#recode(datagram) : datagram
    const length = lengthOf(datagram)
    this.sent++
    this.bytes += length
    this.#lane.submit(new Crossing(this, value, id), length, this.#world.now())
  }

  arrive(crossing: Crossing): void {
    this.#world.events++
    this.#receive(crossing.datagram, crossing.id, this.#world.now())
  }

  // The lane may be shared: what befalls a crossing concerns the link that it is on.

  drop(crossing: Crossing, why: string): void {
    crossing.link.#witness?.dropped(crossing, why, this.#world.now())
  }

  carry(crossing: Crossing, delay: Micros, changes?: Changes): void {
    const now = this.#world.now()
    if (changes === undefined) {
      this.#world.queue.push(crossing, now + delay)
      return
    }
    const { datagram, link } = crossing
    const { damage, copy } = changes
    const id = copy === undefined ? crossing.id : (link.#witness?.nextId() ?? crossing.id)
    link.#witness?.changed(crossing, id, changes, now)
    const arriving = damage === undefined ? datagram : this.#recode(datagram, damage)
    this.#world.queue.push(new Crossing(link, arriving, id), now + delay)
  }

  /** To bytes and back, on the way changed as `damage` says. */
  #recode(datagram: Carried, damage?: Damage): Datagram {
    const bytes = encode(
      'conn' in datagram ? datagram : { ...datagram, conn: NO_CONNECTION },
      this.#checksum
    )
    const arriving = damage === undefined ? bytes : applyDamage(bytes, damage)
    const decoded = decode(arriving, this.#checksum)
    // Bytes that are no datagram at all are, in a simulation, a corrupt segment.
    return 'datagram' in decoded ? decoded.datagram : { ...makeCorrupt(), conn: NO_CONNECTION }
  }
}
