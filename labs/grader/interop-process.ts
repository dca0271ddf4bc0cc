/** A process that judges pairs of submissions; should one hang, the next pair gets a new thread. */
import { serveTasks } from './in-processes.js'
import type { Pair, PairJudged, PairsTask } from './interop-words.js'
import { LIMITS, WatchedWorker } from './watched-worker.js'

const WORKER = new URL('interop-worker.js', import.meta.url)
/** MiB: some ten realms share it. */
const MEMORY = 512

serveTasks<PairsTask, PairJudged[]>(judgePairs, (all) =>
  all.some(({ verdict }) => verdict === 'hang')
)

async function judgePairs({ pairs, patience, ...task }: PairsTask): Promise<PairJudged[]> {
  const limits = { ...LIMITS, patience, memory: MEMORY }
  const judged: PairJudged[] = []
  let worker: WatchedWorker | undefined
  for (const pair of pairs) {
    worker ??= new WatchedWorker(WORKER, task, limits)
    const answer = await worker.ask<PairJudged>(pair satisfies Pair)
    if ('lost' in answer) {
      judged.push({ verdict: 'hang', what: answer.what })
      await worker.close()
      worker = undefined
    } else judged.push(answer)
  }
  await worker?.close()
  return judged
}
