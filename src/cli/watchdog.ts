/**
 * Machines of somebody's own may loop without end, and then nobody would hear Ctrl-C. So work that
 * calls them is done within a limit, after which the engine breaks it off.
 */
import { createContext, Script } from 'node:vm'
import type { SimConfig } from '../sim/config.js'
import { replayCommand } from '../sim/replay-command.js'

/** Work does not come back. */
export class NoReturn extends Error {
  override readonly name = 'NoReturn'
}

export interface Running {
  readonly config: SimConfig
  /** What `--protocol` was given for it. */
  readonly protocol: string | undefined
}

/**
 * In ms. Work takes some tens of them; a slow machine with other things to do needs more. Whoever
 * is more patient, or less, says so in the environment.
 */
const LIMIT = Number(process.env.RDT_PATIENCE_MS) || 10_000
/** For work that takes seconds. */
export const LONG = 60_000

const CALL = new Script('work()')
const desk: { work: (() => unknown) | undefined } = { work: undefined }
const context = createContext(desk)

/**
 * Does `work`, in which there must be no other `within`.
 * @param running the run that it is at, where that is known
 * @param limit in ms
 * @throws NoReturn where the limit is over; and whatever `work` throws
 */
export function within<T>(
  work: () => T,
  running: () => Running | undefined = () => undefined,
  limit = LIMIT
): T {
  desk.work = work
  try {
    return CALL.runInContext(context, { timeout: limit }) as T
  } catch (error) {
    if ((error as NodeJS.ErrnoException | undefined)?.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      throw error
    }
    const what = `the protocol has not come back for ${limit / 1_000} s: is there a loop without end?`
    const run = running()
    throw new NoReturn(run ? `${what} See: ${replayCommand(run.config, run.protocol)}` : what)
  } finally {
    desk.work = undefined
  }
}
