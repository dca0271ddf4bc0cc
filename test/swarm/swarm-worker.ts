/** A worker of the swarm: carries out one case, or tells all about one that fails. */
import type { Protocol } from '../../src/rdt/protocol.js'
import type { CaseResult, Failure, Story } from './case.js'
import { SUBJECTS } from './subjects.js'
import { protocolsOf } from './swarm-options.js'

/** One case, in words that can be sent to a worker. */
export interface CaseName {
  readonly subject: string
  readonly seed: string
  readonly protocol: string | undefined
  readonly only: readonly number[] | undefined
}

export type SwarmTask =
  | { readonly do: 'run'; readonly name: CaseName }
  | { readonly do: 'explain'; readonly name: CaseName; readonly failure: Failure }

/** A worker has one command to serve, so it reads protocols once. */
let protocols: Promise<readonly Protocol[]> | undefined

export default async function work(task: SwarmTask): Promise<CaseResult | Story> {
  const { subject, seed, protocol, only } = task.name
  protocols ??= protocolsOf(protocol)
  const found = SUBJECTS.find(({ name }) => name === subject)
  if (found === undefined) throw new Error(`there is no subject ${subject}`)
  const key = { seed, protocols: await protocols, only }
  return task.do === 'run' ? found.run(key) : found.explain(key, task.failure)
}
