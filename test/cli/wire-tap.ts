/**
 * A UDP relay that writes down every datagram as it arrives at it and as it leaves it, for a
 * capture of real bytes where the machine lets nobody capture. It loses some of them.
 */
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { RandomStream } from '../../src/kernel/random.js'
import { udpPacket } from '../../src/trace/ip-packet.js'
import {
  interfaceBlock,
  LINK_IPV4,
  packetBlock,
  sectionHeader
} from '../../src/trace/pcapng-writer.js'

const LOOPBACK = 0x7f000001

export class WireTap {
  readonly #front = createSocket('udp4')
  readonly #sockets: Socket[] = [this.#front]
  readonly #backs = new Map<number, Promise<Socket>>()
  readonly #dice: RandomStream
  readonly #target: number
  readonly #loss: number
  readonly #packets: Uint8Array[] = []
  #isClosed = false

  constructor(target: number, loss: number, seed: string) {
    this.#target = target
    this.#loss = loss
    this.#dice = new RandomStream(seed)
  }

  /** Where clients send to. */
  get port(): number {
    return this.#front.address().port
  }

  async open(): Promise<void> {
    this.#front.bind(0, '127.0.0.1')
    await once(this.#front, 'listening')
    this.#front.on('message', (bytes, { port }) => {
      this.#note(bytes, port, this.port)
      void this.#backFor(port).then((back) => {
        this.#pass(bytes, back, this.#target)
      })
    })
  }

  close(): void {
    this.#isClosed = true
    for (const socket of this.#sockets) socket.close()
  }

  /** All of it as a pcapng file. */
  get capture(): Buffer {
    const beginning = [sectionHeader(['a wire tap'], []), interfaceBlock(LINK_IPV4, 'tap', 'UDP')]
    return Buffer.concat([...beginning, ...this.#packets])
  }

  #backFor(client: number): Promise<Socket> {
    const known = this.#backs.get(client)
    if (known !== undefined) return known
    const back = this.#openBack(client)
    this.#backs.set(client, back)
    return back
  }

  async #openBack(client: number): Promise<Socket> {
    const back = createSocket('udp4').bind(0, '127.0.0.1')
    this.#sockets.push(back)
    await once(back, 'listening')
    back.on('message', (bytes, { port }) => {
      this.#note(bytes, port, back.address().port)
      this.#pass(bytes, this.#front, client)
    })
    return back
  }

  #pass(bytes: Buffer, by: Socket, to: number): void {
    if (this.#isClosed || this.#dice.fraction() < this.#loss) return
    this.#note(bytes, by.address().port, to)
    by.send(bytes, to, '127.0.0.1')
  }

  #note(bytes: Uint8Array, from: number, to: number): void {
    const id = this.#packets.length
    const [source, destination] = [from, to].map((port) => ({ address: LOOPBACK, port }))
    if (source === undefined || destination === undefined) return
    // In the order of time, which is all that the dissector asks for.
    const packet = udpPacket(source, destination, bytes, { id, ttl: 64 })
    this.#packets.push(packetBlock({ t: id, interface: 0, bytes: packet, comment: '', flags: 0 }))
  }
}
