/**
 * `explore`: every fate of the first transmissions, the fewest faults first, so that what is found
 * is a smallest one; the invariants are looked at after every event (src/sim/explorer.ts).
 */
import * as v from 'valibot'
import { PERFECT } from '../../../lossy-channel/weather/weather.js'
import { ms } from '../../../src/kernel/time.js'
import type { Protocol } from '../../../src/rdt/protocol.js'
import { usualTransport } from '../../../src/rdt/transport.js'
import type { SimConfig } from '../../../src/sim/config.js'
import { type Counterexample, Explorer, type Plan } from '../../../src/sim/explorer.js'
import { fateOf } from '../../../src/sim/faults.js'
import { USUAL } from '../../../src/sim/replay-command.js'
import { runSimulation } from '../../../src/sim/simulation.js'
import type { Bench } from '../bench.js'
import { type Check, COMMON, checkKind, count, type Found, type Judged } from '../check-kind.js'

const FAULTS = ['loss', 'corrupt', 'duplicate', 'reorder'] as const
const DELAY = ms(50)
const RTO = ms(150)
const MOST_EVENTS = 5_000
const FLOOD = 5
/** For one message, where there is no reference to be asked. */
const USUAL_EVENTS = 15

/** In the room of the checks a run may have few of them; each is one run more for every place. */
const MARKS = {
  loss: [fateOf('x')],
  corrupt: [fateOf('c')],
  duplicate: [fateOf('2')],
  reorder: [fateOf('>'), fateOf('late', 2 * DELAY), fateOf('late', RTO)]
} as const

const schema = v.strictObject({
  ...COMMON,
  kind: v.literal('explore'),
  messages: count(1, 20),
  window: count(1, 20),
  seq_bits: v.optional(count(1, 32)),
  faults: v.pipe(
    v.array(
      v.picklist(FAULTS, `each must be one of ${FAULTS.join(', ')}`),
      'it must be a list, ["loss"]'
    ),
    v.minLength(1, 'it must name one fault at least')
  ),
  max_faults: count(0, 4),
  /** So many transmissions, both directions together, may meet a fault. */
  depth: count(0, 40)
})

type ExploreCheck = v.InferOutput<typeof schema>

export const exploreKind = checkKind(schema, judgeEveryFate, { isOfProtocol: true })

function judgeEveryFate(check: ExploreCheck & Check, bench: Bench): Judged {
  const config = configOf(check, bench.protocol())
  const { counterexample, runs, flood } = explore(check, config, bench)
  if (flood !== undefined) return { verdict: 'weak', findings: [flood], shown: config, runs }
  if (counterexample === undefined) return { verdict: 'pass', findings: [], runs }
  const { violation, fates, faults } = counterexample
  const how = faults === 0 ? 'without any fault' : `with ${faults} fault${faults > 1 ? 's' : ''}`
  return {
    verdict: 'fail',
    findings: [{ rule: violation.rule, verdict: 'fail', what: `${violation.what}, ${how}` }],
    shown: { ...config, fates },
    runs
  }
}

function configOf(check: ExploreCheck, protocol: Protocol): SimConfig {
  const { congestion, checksum, mss } = usualTransport(protocol)
  const weather = { ...PERFECT, delay: DELAY }
  return {
    ...{ protocol, congestion, checksum, mss },
    windowSize: check.window,
    seqBits: protocol.seqBits ?? check.seq_bits ?? USUAL.seqBits,
    rto: { fixed: RTO },
    messages: check.messages,
    size: USUAL.size,
    interval: 0,
    // No dice roll, but where a corruption strikes hangs on the seed.
    seed: check.name,
    up: weather,
    down: weather,
    fates: {},
    fateBy: 'order',
    handshake: false,
    encodeAll: false
  }
}

/** A run that does ten times what it should takes ten times as long, and there are thousands. */
function floodOf(config: SimConfig, { reference }: Bench): Found | undefined {
  const eventsOf = (protocol: Protocol) =>
    runSimulation({ ...config, protocol }, { checks: false, mostEvents: MOST_EVENTS }).events
  const own = eventsOf(config.protocol)
  const usual = reference === undefined ? USUAL_EVENTS * config.messages : eventsOf(reference)
  if (own <= FLOOD * usual) return undefined
  const who = reference === undefined ? `${usual} are many` : `the reference has ${usual}`
  const what = `${own} events and more where ${who}: too many to try every fate`
  return { rule: 'flood', verdict: 'weak', what }
}

function explore(check: ExploreCheck, config: SimConfig, bench: Bench) {
  const marks = check.faults.flatMap((fault) => MARKS[fault])
  const limits = { depth: check.depth, maxFaults: check.max_faults, marks }
  const explorer = new Explorer(config, limits)
  bench.running(() => explorer.current)
  const first = explorer.start()
  let { counterexample }: { counterexample?: Counterexample | undefined } = first
  const flood = counterexample === undefined ? floodOf(config, bench) : undefined
  if (flood !== undefined) return { counterexample, runs: 1, flood }
  let plans: Plan[] = [first.plan]
  let runs = 1
  for (let faults = 1; faults <= limits.maxFaults && counterexample === undefined; faults++) {
    const next: Plan[] = []
    for (const explored of explorer.extend(plans)) {
      runs++
      counterexample = explored.counterexample
      if (counterexample !== undefined) break
      next.push(explored.plan)
    }
    plans = next
  }
  return { counterexample, runs, flood }
}
