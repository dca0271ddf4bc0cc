/** What Go-Back-N does: three integers, and packet n carries message n − 1. */
import { type ModelRules, type ModelWorld, modulo } from './model-world.js'

const TIMER = 0

export function goBackN(world: ModelWorld, window: number, seqBits: number): ModelRules {
  const modulus = 2 ** seqBits
  let sent = 0
  let acknowledged = 0
  let received = 0
  const answer = () => world.sendAck(received)
  return {
    modulus,
    get acknowledged() {
      return acknowledged
    },
    get isReady() {
      return sent - acknowledged < window
    },
    send() {
      sent++
      world.sendData(sent, sent - 1)
      if (sent - 1 === acknowledged) world.startTimer(TIMER)
    },
    timeout() {
      world.startTimer(TIMER)
      for (let n = acknowledged + 1; n <= sent; n++) world.sendData(n, n - 1)
    },
    ack(wire) {
      for (let n = acknowledged + 1; n <= sent; n++) {
        if (modulo(n, modulus) !== wire) continue
        acknowledged = n
        if (acknowledged === sent) world.stopTimer(TIMER)
        else world.startTimer(TIMER)
        return
      }
    },
    data(wire, message) {
      if (wire === modulo(received + 1, modulus)) {
        world.deliver(message)
        received++
      }
      answer()
    },
    corruptData: answer
  }
}
