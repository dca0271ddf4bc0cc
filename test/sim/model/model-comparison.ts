/** A run by the simulator beside the model's prediction, and what is told where they differ. */
import { formatFates, parseFateString } from '../../../lossy-channel/weather/fate-string.js'
import { PERFECT } from '../../../lossy-channel/weather/weather.js'
import type { Protocol } from '../../../src/rdt/protocol.js'
import { PROTOCOLS } from '../../../src/rdt/protocols.js'
import type { SimConfig } from '../../../src/sim/config.js'
import type { Outcome } from '../../../src/sim/outcome.js'
import { replayCommand } from '../../../src/sim/replay-command.js'
import { runSimulation } from '../../../src/sim/simulation.js'
import { type ModelCase, marksOf } from './model-world.js'
import { type Prediction, predict } from './predict.js'

export interface Comparison {
  readonly given: ModelCase
  /** Of a run that never ends, only that can be compared. */
  readonly predicted: Prediction | 'endless'
  readonly simulated: Outcome | 'endless'
  readonly differences: readonly string[]
  readonly replay: string
}

/** @param protocol in the place of the one that the case names */
export function compare(given: ModelCase, protocol: Protocol = namedProtocol(given)): Comparison {
  const config = configOf(given, protocol)
  const predicted = predict(given)
  const outcome = runSimulation(config, { checks: true })
  const isEndless = outcome.finish_ms === null && outcome.verdict === 'fail'
  const simulated = predicted === 'endless' && isEndless ? 'endless' : outcome
  return {
    given,
    predicted,
    simulated,
    differences: [...differences('', predicted, simulated)],
    replay: replayCommand(config)
  }
}

function namedProtocol(given: ModelCase): Protocol {
  const found = PROTOCOLS.find(({ name }) => name === given.protocol)
  if (found === undefined) throw new Error(`no protocol is called ${given.protocol}`)
  return found
}

function configOf(given: ModelCase, protocol: Protocol): SimConfig {
  const { fates, delay } = given
  return {
    protocol,
    windowSize: given.window,
    seqBits: given.seqBits,
    rto: { fixed: given.rto },
    congestion: 'newreno',
    checksum: 'crc32',
    mss: 1172,
    messages: given.messages,
    size: 32,
    interval: given.interval,
    seed: 'model',
    up: { ...PERFECT, delay: delay.data },
    down: { ...PERFECT, delay: delay.ack },
    fates: {
      ...(fates.data !== '' && { up: parseFateString(fates.data) }),
      ...(fates.ack !== '' && { down: parseFateString(fates.ack) })
    },
    fateBy: 'order',
    handshake: false,
    encodeAll: false
  }
}

/** Whatever the prediction says, `segments.data: 7, not 8`; the rest is not compared. */
function* differences(path: string, predicted: unknown, found: unknown): Generator<string> {
  if (typeof predicted !== 'object' || predicted === null) {
    if (predicted !== found) yield `${path}: ${JSON.stringify(predicted)}, not ${show(found)}`
    return
  }
  for (const [key, value] of Object.entries(predicted)) {
    const other = (found as Readonly<Record<string, unknown>> | undefined)?.[key]
    yield* differences(path === '' ? key : `${path}.${key}`, value, other)
  }
}

const show = (value: unknown): string =>
  typeof value === 'object' && value !== null ? 'a run that ends' : JSON.stringify(value)

/** Fewer marks and messages, as long as `isBad` says that it still is. */
export function shrink(given: ModelCase, isBad: (smaller: ModelCase) => boolean): ModelCase {
  for (const smaller of smallerThan(given)) if (isBad(smaller)) return shrink(smaller, isBad)
  return given
}

function* smallerThan(given: ModelCase): Generator<ModelCase> {
  const { fates } = given
  if (given.messages > 1) yield { ...given, messages: given.messages - 1 }
  for (const lane of ['data', 'ack'] as const) {
    const marks = marksOf(fates[lane])
    for (const [i, mark] of marks.entries()) {
      yield { ...given, fates: { ...fates, [lane]: marks.toSpliced(i, 1).join('') } }
      if (mark === '.') continue
      yield { ...given, fates: { ...fates, [lane]: marks.with(i, '.').join('') } }
    }
  }
}

export function story({ given, predicted, simulated, differences, replay }: Comparison): string {
  const { data, ack } = given.fates
  const short = (fates: string) => formatFates(parseFateString(fates))
  return [
    `the model says ${differences.join('; ')}`,
    `case: ${JSON.stringify({ ...given, fates: { data: short(data), ack: short(ack) } })}`,
    `model: ${JSON.stringify(predicted)}`,
    `rdt sim: ${JSON.stringify(simulated)}`,
    `replay: ${replay}`
  ].join('\n')
}
