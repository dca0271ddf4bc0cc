/** A worker of `rdt explore --jobs`: makes the runs that add one fault to some plans. */
import { Explorer, type Plan } from '../sim/explorer.js'
import { extendPlans, type Level } from './explore-level.js'
import { type ExploreFlags, readExploration } from './explore-options.js'
import { NoReturn } from './watchdog.js'

export interface ExploreTask {
  readonly flags: ExploreFlags
  readonly plans: readonly Plan[]
  readonly keeps: boolean
}

/** What a machine did instead of an answer; errors lose their names on the way to another thread. */
export interface Stuck {
  readonly stuck: string
}

/** A worker has one command to serve, so it reads it once. */
let explorer: Promise<Explorer> | undefined

export default async function extend({ flags, plans, keeps }: ExploreTask): Promise<Level | Stuck> {
  explorer ??= readExploration(flags).then(({ config, limits }) => new Explorer(config, limits))
  const options = { keeps, protocol: flags.protocol, isEnough: () => false }
  try {
    return await extendPlans(await explorer, plans, options)
  } catch (error) {
    if (error instanceof NoReturn) return { stuck: error.message }
    throw error
  }
}
