/** A dashboard's hands on a proxy of this process, and on its clock. */
import type { LossyProxy } from '../../lossy-channel/proxy.js'
import { DELIVER } from '../../lossy-channel/weather/tray.js'
import type { SteeringHost } from '../dashboard/model/steering-host.js'
import { trayLine } from '../dashboard/model/tray-lines.js'
import type { WallClock } from '../udp/wall-clock.js'

type ChannelOrders = Omit<SteeringHost, 'aim' | 'help' | 'quit' | 'save'>

/**
 * What a person does, done to `proxy`; `world` is the clock by which all of it lives.
 * @param attemptOf which transmission of its segment it is that lies there
 */
export function ordersTo(
  proxy: LossyProxy,
  world: WallClock,
  attemptOf: (bytes: Uint8Array) => number
): ChannelOrders {
  const { hand } = proxy
  return {
    channel: () => ({
      weather: proxy.weather,
      isCut: proxy.isCut,
      isHeld: proxy.isHeld,
      isByHand: hand.isOpen,
      kills: hand.kills.length,
      tray: hand.tray.map((item) => trayLine(item, attemptOf(item.item))),
      pace: world.pace
    }),
    change: (changes) => proxy.change(changes),
    partition: (isCut, directions) => proxy.partition(isCut, directions),
    hold: (isHeld, directions) => (isHeld ? proxy.hold(directions) : proxy.release(directions)),
    openTray: (isOpen, directions) =>
      isOpen ? hand.openTray(directions) : hand.closeTray(directions),
    kill: (kill) => hand.kill(kill),
    spare: () => hand.spare(),
    setPace: (pace) => {
      world.pace = pace
    },
    decide: (id, fate) => {
      hand.decide(id, fate)
    },
    deliverAll: () => {
      hand.decideAll(DELIVER)
    }
  }
}
