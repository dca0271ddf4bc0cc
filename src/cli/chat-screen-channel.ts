/** A dashboard's hands on a proxy of this process, and on its clock. */
import type { LossyProxy } from '../../lossy-channel/proxy.js'
import { DELIVER } from '../../lossy-channel/weather/tray.js'
import type { SteeringHost } from '../dashboard/model/steering-host.js'
import { trayLine } from '../dashboard/model/tray-lines.js'
import { nearest } from '../kernel/nearest.js'
import { BadInput } from '../kernel/quantity.js'
import type { WallClock } from '../udp/wall-clock.js'

/** For people; more would not fit. */
const MOST_NAMED = 4

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
    kill: (kill) => {
      if (kill.flow !== undefined) checkFlow(kill.flow, proxy)
      hand.kill(kill)
    },
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

/** A kill for a flow that is not there would wait for ever. @throws BadInput */
function checkFlow(name: string, proxy: LossyProxy): void {
  const names = proxy.report().flows.map(({ flow }) => flow)
  if (names.includes(name)) return
  const near = nearest(name, names)
  const known = names.slice(0, MOST_NAMED).join(', ') + (names.length > MOST_NAMED ? ', …' : '')
  const mend =
    near !== undefined
      ? `did you mean ${near}?`
      : names.length === 0
        ? 'nobody is here yet'
        : `there are ${known}`
  throw new BadInput(`kill: there is no flow '${name.slice(0, 40)}'; ${mend}`)
}
