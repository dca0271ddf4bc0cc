/** What Selective Repeat does: packet n carries message n − 1, and has timer n. */
import { type ModelRules, type ModelWorld, modulo } from './model-world.js'

export function selectiveRepeat(world: ModelWorld, window: number, seqBits: number): ModelRules {
  const modulus = 2 ** seqBits
  const known = new Set<number>()
  const buffered = new Map<number, number>()
  let sent = 0
  let acknowledged = 0
  let received = 0
  const transmit = (n: number) => {
    world.sendData(n, n - 1)
    world.startTimer(n)
  }
  const search = (wire: number, first: number, last: number): number | undefined => {
    for (let n = first; n <= last; n++) if (modulo(n, modulus) === wire) return n
    return undefined
  }
  return {
    modulus,
    get acknowledged() {
      return acknowledged
    },
    get isReady() {
      return sent - acknowledged < window
    },
    send: () => transmit(++sent),
    timeout: transmit,
    ack(wire) {
      const n = search(wire, acknowledged + 1, sent)
      if (n === undefined || known.has(n)) return
      known.add(n)
      world.stopTimer(n)
      while (known.has(acknowledged + 1)) acknowledged++
    },
    data(wire, message) {
      const n = search(wire, received + 1, received + window)
      if (n === undefined) {
        const old = search(wire, received + 1 - window, received)
        if (old !== undefined) world.sendAck(old)
        return
      }
      world.sendAck(n)
      if (!buffered.has(n)) buffered.set(n, message)
      for (let next = received + 1; buffered.has(next); next++) {
        world.deliver(buffered.get(next) as number)
        received = next
      }
    },
    corruptData() {}
  }
}
