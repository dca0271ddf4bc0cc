/** Nodes on 127.0.0.1, with everything that their applications and witnesses are told. */
import type { ExecutionContext } from 'ava'
import { decodeUtf8, encodeUtf8 } from '../../src/kernel/utf8.js'
import type { Application, Closing, Pipe } from '../../src/rdt/application.js'
import { gbn } from '../../src/rdt/gbn.js'
import { type TransportOptions, usualTransport } from '../../src/rdt/transport.js'
import type { NodeWitness } from '../../src/rdt/witness.js'
import { openSocket } from '../../src/udp/datagram-socket.js'
import { openUdpNode, type UdpNode } from '../../src/udp/udp-node.js'
import { WallClock } from '../../src/udp/wall-clock.js'

export const ANYWHERE = { address: '127.0.0.1', port: 0 }

/** Waits for the world, however slow it is; gives up after 20 s. */
export async function until(isSo: () => boolean): Promise<void> {
  for (let waited = 0; waited < 20_000; waited += 5) {
    if (isSo()) return
    await pause(5)
  }
  throw new Error('waited in vain')
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

/** An application that keeps what it is told. */
export class Ear implements Application {
  readonly opens: Pipe[] = []
  readonly heard: string[] = []
  readonly closings: Closing[] = []
  readonly #answer: ((pipe: Pipe, text: string) => void) | undefined

  constructor(answer?: (pipe: Pipe, text: string) => void) {
    this.#answer = answer
  }

  opened(pipe: Pipe): void {
    this.opens.push(pipe)
  }

  received(pipe: Pipe, message: Uint8Array): void {
    const text = decodeUtf8(message)
    this.heard.push(text)
    this.#answer?.(pipe, text)
  }

  closed(_pipe: Pipe, closing: Closing): void {
    this.closings.push(closing)
  }
}

export const say = (pipe: Pipe, text: string): boolean => pipe.send(encodeUtf8(text))

export interface Rig {
  readonly node: UdpNode
  /** `refused: …`, `ignored: …`, in their order. */
  readonly told: string[]
  /** The bytes that the node has sent and received, in their order. */
  readonly sent: Uint8Array[]
  readonly received: Uint8Array[]
}

/** A node that is closed when the test ends. */
export async function openNode(
  t: ExecutionContext,
  transport: Partial<TransportOptions> = {}
): Promise<Rig> {
  const told: string[] = []
  const sent: Uint8Array[] = []
  const received: Uint8Array[] = []
  const witness: NodeWitness = {
    endpoint: () => undefined,
    opened: (_conn, peer) => told.push(`opened: ${peer}`),
    closed: (_conn, _peer, why) => told.push(`closed: ${why}`),
    ignored: (_peer, why) => told.push(`ignored: ${why}`),
    refused: (_peer, why) => told.push(`refused: ${why}`)
  }
  const node = await openUdpNode({
    at: ANYWHERE,
    openSocket,
    world: new WallClock(),
    transport: { ...usualTransport(gbn), ...transport },
    witness,
    tap: {
      sent: (_datagram, bytes) => sent.push(bytes.slice()),
      received: (_datagram, bytes) => received.push(bytes.slice()),
      digested: () => {}
    }
  })
  t.teardown(() => node.close())
  return { node, told, sent, received }
}
