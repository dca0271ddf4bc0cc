/** A worker of `rdt explore --jobs`: makes the runs of some plans. */
import { Explorer, type Level, type Plan } from '../sim/explorer.js'
import { type ExploreFlags, readExploration } from './explore-options.js'

export interface ExploreTask {
  readonly flags: ExploreFlags
  readonly plans: readonly Plan[]
  readonly isLast: boolean
}

/** A worker has one command to serve, so it reads it once. */
let explorer: Promise<Explorer> | undefined

export default async function extend({ flags, plans, isLast }: ExploreTask): Promise<Level> {
  explorer ??= readExploration(flags).then(({ config, limits }) => new Explorer(config, limits))
  return (await explorer).extend(plans, isLast)
}
