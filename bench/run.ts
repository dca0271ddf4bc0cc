/**
 * `npm run bench`: what is claimed of speed and memory, measured. `-- --quick` measures less
 * of everything, `-- --json` prints records. A second of the simulator is one of the processor's,
 * one of the proxy's is one on the clock.
 */
import { benchMemory } from './memory.js'
import { benchMessageCost, benchProtocols } from './protocols.js'
import { benchProxy } from './proxy.js'
import { benchScreens } from './screens.js'
import { benchSimulator } from './simulator.js'
import { benchSteps } from './step.js'
import { goodputUnderLoss, queueUse } from './tcp.js'
import { benchTrace } from './trace.js'

const isQuick = process.argv.includes('--quick')
const isJson = process.argv.includes('--json')

function tell(record: object, line: string): void {
  console.log(isJson ? JSON.stringify(record) : line)
}

const compare = (ours: number, limit: number, ratio: number, unit: string): string =>
  `  ours ${ours.toLocaleString('en')} ${unit}, limit ${limit.toLocaleString('en')}, ratio ${ratio.toFixed(2)}`

const simulator = benchSimulator(isQuick ? 200_000 : 1_000_000, 5)
tell(
  simulator,
  `${simulator.name}\n${compare(simulator.ours, simulator.limit, simulator.ratio, simulator.unit)}`
)

const lengths = [1e4, 1e5, 1e6, ...(isQuick ? [] : [1e7])]
for (const cost of benchMessageCost(lengths)) {
  const { name, messages, ns } = cost
  tell(cost, `${name}, in a run of ${messages.toLocaleString('en')}\n  ${ns} ns`)
}

const memory = benchMemory(isQuick ? 1_000_000 : 10_000_000)
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`
tell(
  memory,
  `${memory.name}, ${memory.segments.toLocaleString('en')} segments\n  after a tenth ${megabytes(memory.early)}, highest later ${megabytes(memory.highest)}`
)

const reading = await benchTrace(isQuick ? 200_000 : 1_000_000, isQuick ? 1 : 3)
for (const { name, events, ours, limit, ratio } of reading.speeds) {
  const told = compare(Math.round(ours), Math.round(limit), ratio, 'events/s')
  tell({ name, events, ours, limit, ratio }, `${name}\n${told}`)
}
const { seconds, early, highest } = reading
const events = reading.speeds[0]?.events ?? 0
tell(
  { name: 'rdt trace stats', events, seconds, early, highest },
  `rdt trace stats, ${events.toLocaleString('en')} events\n  ${seconds.toFixed(1)} s; live heap after a tenth ${megabytes(early)}, highest later ${megabytes(highest)}`
)

const proxy = await benchProxy(isQuick ? { rounds: 3, roundMs: 500 } : {})
tell(
  proxy,
  `${proxy.name}\n${compare(Math.round(proxy.ours), Math.round(proxy.bare), proxy.ratio, 'datagrams/s')}`
)

const percent = (share: number) => `${(100 * share).toFixed(1)} %`
for (const one of await benchScreens(isQuick ? 1 : 3, isQuick ? 4_000 : 10_000)) {
  const { withScreen, withLines, screen, limit, rate } = one
  tell(
    one,
    `screen of ${one.name}, 30 people, ${rate.toFixed(0)} lines a second\n  takes ${percent(screen)} of a core, limit ${percent(limit)}; ${percent(withScreen)} with it, ${percent(withLines)} with lines`
  )
}

for (const messages of [1_000, ...(isQuick ? [] : [20_000])]) {
  const steps = benchSteps(messages, isQuick ? 100 : 400)
  tell(
    steps,
    `${steps.name}, ${steps.steps.toLocaleString('en')} of ${steps.events.toLocaleString('en')} trace events\n  median ${steps.medianMs} ms, worst ${steps.worstMs} ms, limit ${steps.limitMs}; recorded in ${steps.recordMs} ms, a branch in ${steps.branchMs}`
  )
}

for (const speed of benchProtocols(isQuick ? 50_000 : 200_000, 3)) {
  const weather = speed.loss > 0 ? `${100 * speed.loss} % loss` : 'no loss'
  tell(speed, `${speed.name}, ${weather}\n  ours ${speed.ours.toLocaleString('en')} ${speed.unit}`)
}

for (const congestion of ['none', 'newreno', 'cubic'] as const) {
  // A sender that takes every loss for congestion needs a minute for a tenth of it.
  const messages = congestion === 'none' ? 10_000 : 1_000
  const { name, mbit, share } = goodputUnderLoss(congestion, 256, 0.2, messages)
  const percent = `${(100 * share).toFixed(1)} % of what is possible`
  tell({ name, mbit, share }, `${name}\n  ${mbit} Mbit/s, ${percent}`)
}

for (const congestion of ['newreno', 'cubic'] as const) {
  for (const products of [2, 10]) {
    for (const flows of [1, 2]) {
      const use = queueUse(congestion, products, flows, isQuick ? 10_000 : 30_000)
      const share = use.fairness === undefined ? '' : `, fairness ${use.fairness}`
      tell(use, `${use.name}\n  utilisation ${use.utilisation}${share}`)
    }
  }
}
