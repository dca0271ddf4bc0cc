/** What rdt3.0 does, with two integers: how many were sent, how many are known to have arrived. */
import type { ModelRules, ModelWorld } from './model-world.js'

const TIMER = 0

export function stopAndWait(world: ModelWorld): ModelRules {
  let sent = 0
  let acknowledged = 0
  let received = 0
  const sendLast = () => {
    world.sendData(sent - 1, sent - 1)
    world.startTimer(TIMER)
  }
  return {
    modulus: 2,
    get acknowledged() {
      return acknowledged
    },
    get isReady() {
      return sent === acknowledged
    },
    send() {
      sent++
      sendLast()
    },
    timeout: sendLast,
    ack(wire) {
      if (sent === acknowledged || wire !== (sent - 1) % 2) return
      acknowledged++
      world.stopTimer(TIMER)
    },
    data(wire, message) {
      if (wire === received % 2) {
        world.deliver(message)
        received++
      }
      world.sendAck(received - 1)
    },
    // Before anything came this is ACK −1, which is ACK 1 on the wire.
    corruptData: () => world.sendAck(received - 1)
  }
}
