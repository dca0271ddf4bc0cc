/** Somebody else's UDP relay: it knows nothing of us, drops some datagrams and delays the others. */
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { RandomStream } from '../../src/kernel/random.js'

export class UdpRelay {
  readonly #front = createSocket('udp4')
  readonly #backs = new Map<string, Socket>()
  readonly #dice = new RandomStream('relay')
  readonly #target: number
  readonly #loss: number
  dropped = 0
  passed = 0

  constructor(target: number, loss: number) {
    this.#target = target
    this.#loss = loss
  }

  /** @returns its port */
  async open(): Promise<number> {
    this.#front.on('message', (bytes, { port }) => {
      const back = this.#backFor(port)
      this.#pass(() => back.send(bytes, this.#target, '127.0.0.1'))
    })
    this.#front.bind(0, '127.0.0.1')
    await once(this.#front, 'listening')
    return this.#front.address().port
  }

  close(): void {
    for (const socket of [this.#front, ...this.#backs.values()]) socket.close()
    this.#pass = () => {}
  }

  #backFor(client: number): Socket {
    const known = this.#backs.get(`${client}`)
    if (known !== undefined) return known
    const back = createSocket('udp4')
    back.on('message', (bytes) => this.#pass(() => this.#front.send(bytes, client, '127.0.0.1')))
    back.on('error', () => {})
    this.#backs.set(`${client}`, back)
    return back
  }

  #pass = (send: () => void): void => {
    if (this.#dice.fraction() < this.#loss) {
      this.dropped++
      return
    }
    this.passed++
    setTimeout(() => {
      try {
        send()
      } catch {
        // Closed meanwhile.
      }
    }, 2 + this.#dice.below(20))
  }
}
