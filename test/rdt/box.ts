/** A stack in a box: a test brings it every datagram by hand, and sees every one that it sends. */
import { RandomStream } from '../../src/kernel/random.js'
import { encodeUtf8 } from '../../src/kernel/utf8.js'
import { type ChecksumName, crc32 } from '../../src/rdt/checksum.js'
import type { Datagram } from '../../src/rdt/datagram.js'
import { gbn } from '../../src/rdt/gbn.js'
import { Stack } from '../../src/rdt/stack.js'
import { type TransportOptions, usualTransport } from '../../src/rdt/transport.js'
import type { NodeWitness } from '../../src/rdt/witness.js'
import type { VirtualWorld } from '../../src/sim/virtual-world.js'
import { decode, encode, readConnection } from '../../src/wire/codec.js'

export interface Sent {
  readonly datagram: Datagram
  readonly to: string
  readonly bytes: Uint8Array
}

export class Box {
  readonly world: VirtualWorld
  readonly stack: Stack
  /** Why it ignored or refused something. */
  readonly whys: string[] = []
  #sent: Sent[] = []

  constructor(world: VirtualWorld, name: string, transport: Partial<TransportOptions> = {}) {
    this.world = world
    const dice = new RandomStream('box', name)
    const key = dice.uint32()
    const witness: NodeWitness = {
      endpoint: () => undefined,
      opened: () => {},
      closed: () => {},
      ignored: (_, why) => this.whys.push(why),
      refused: (_, why) => this.whys.push(why)
    }
    this.stack = new Stack(
      {
        world,
        witness,
        transmit: (datagram, to, _, algorithm: ChecksumName) =>
          this.#sent.push({ datagram, to, bytes: encode(datagram, algorithm) }),
        roll: () => dice.uint32(),
        sign: (text) =>
          [1, 2, 3, 4]
            .map((salt) =>
              crc32(encodeUtf8(`${salt}/${key}/${text}`))
                .toString(16)
                .padStart(8, '0')
            )
            .join('')
      },
      { ...usualTransport(gbn), ...transport }
    )
  }

  /** What it has sent since this was last asked. */
  take(): Sent[] {
    return this.#sent.splice(0)
  }

  /** The same, as words: `cookie > alice`. */
  words(): string[] {
    return this.take().map(({ datagram, to }) => `${datagram.kind} > ${to}`)
  }

  gets(datagram: Datagram, from: string): this {
    this.stack.receive(datagram, from, this.world.now())
    return this
  }

  /** Bytes from the network, read as a node on UDP reads them. */
  getsBytes(bytes: Uint8Array, from: string): this {
    const at = this.world.now()
    const decoded = decode(bytes, this.stack.algorithmFor(readConnection(bytes)))
    if ('datagram' in decoded) this.stack.receive(decoded.datagram, from, at)
    else if (decoded.refused === 'version') {
      const { version = 0, kind = '', conn = '' } = decoded
      this.stack.receiveVersion(version, kind, conn, from, at)
    } else this.stack.receiveBroken(decoded.refused, from, at)
    return this
  }
}

/** Carries datagrams between two boxes, at once, until nobody sends any more. @returns all of them */
export function converse(a: Box, addressOfA: string, b: Box, addressOfB: string): Sent[] {
  const all: Sent[] = []
  for (let turns = 0; turns < 1000; turns++) {
    const up = a.take()
    for (const { datagram, to } of up) if (to === addressOfB) b.gets(datagram, addressOfA)
    const down = b.take()
    for (const { datagram, to } of down) if (to === addressOfA) a.gets(datagram, addressOfB)
    all.push(...up, ...down)
    if (up.length + down.length === 0) return all
  }
  throw new Error('this never ends: 1000 turns of datagrams')
}
