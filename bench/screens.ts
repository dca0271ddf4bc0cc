/**
 * What the full screens cost: the processor's time of a process with a screen of 200×50, beside that of the
 * same process with lines, under the same load in the same run. The load is a class: thirty people
 * who say fifty lines a second to everybody. Each process measures itself, so that what else the
 * machine does hardly counts; rounds alternate, and the medians are compared.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { median } from './measure.js'
import type { ScreenLoad } from './screens-class.js'
import type { ScreenShare } from './screens-process.js'

export interface ScreensBenchResult {
  readonly name: string
  /** Shares of one core, medians of all rounds. */
  readonly withScreen: number
  readonly withLines: number
  /** What the screen takes. */
  readonly screen: number
  /** What it may take. */
  readonly limit: number
  /** Lines a second that were said. */
  readonly rate: number
}

/** Of one core: the class is full, and so is the screen; or nobody says anything. */
const LIMIT = 0.2
const LIMIT_IDLE = 0.02

const LOADS: readonly (ScreenLoad & { readonly name: string; readonly limit: number })[] = [
  { name: 'rdt chat, no loss', what: 'chat', rate: 50, weather: 'loss 0%', limit: LIMIT },
  { name: 'rdt chat, loss 5%', what: 'chat', rate: 50, weather: 'loss 5%', limit: LIMIT },
  // More than that Go-Back-N does not carry to thirty people through this weather.
  { name: 'rdt chat, loss 20%', what: 'chat', rate: 20, weather: 'loss 20%', limit: LIMIT },
  { name: 'rdt chat, idle', what: 'chat', rate: 0, weather: 'loss 20%', limit: LIMIT_IDLE },
  { name: 'rdt channel, loss 5%', what: 'channel', rate: 50, weather: 'loss 5%', limit: LIMIT },
  { name: 'rdt server, loss 5%', what: 'server', rate: 50, weather: 'loss 5%', limit: LIMIT }
]

/** @param rounds of each load @param measuredMs how long each process measures itself */
export async function benchScreens(
  rounds: number,
  measuredMs: number
): Promise<ScreensBenchResult[]> {
  const results: ScreensBenchResult[] = []
  for (const { name, limit, ...load } of LOADS) {
    const shares = { screen: [] as number[], lines: [] as number[], rate: [] as number[] }
    for (let round = 0; round < rounds; round++) {
      for (const face of ['lines', 'screen'] as const) {
        const { share, rate } = await measure(load, face, measuredMs)
        shares[face].push(share)
        shares.rate.push(rate)
      }
    }
    const [withScreen, withLines] = [median(shares.screen), median(shares.lines)]
    const screen = withScreen - withLines
    results.push({ name, withScreen, withLines, screen, limit, rate: median(shares.rate) })
  }
  return results
}

/** In a process of its own. */
function measure(
  load: ScreenLoad,
  face: 'lines' | 'screen',
  measuredMs: number
): Promise<ScreenShare> {
  const path = fileURLToPath(new URL('screens-process.js', import.meta.url))
  const words = [JSON.stringify({ ...load, hasScreen: face === 'screen', measuredMs })]
  // What it says as lines is not of interest.
  const child = fork(path, words, { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  return answerOf(child).finally(() => child.kill())
}

function answerOf(child: ChildProcess): Promise<ScreenShare> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`it ended with status ${code}`)))
    child.once('message', (answer) => resolve(answer as ScreenShare))
  })
}
