/**
 * The first subject: a run of `rdt sim`, the invariants checked at every event, to an end that
 * must come. A failing one is shrunk to its shortest fates.
 */
import type { SimConfig } from '../../src/sim/config.js'
import { segmentsOfMessage } from '../../src/sim/config.js'
import type { Outcome } from '../../src/sim/outcome.js'
import { formatFatesOfRun, replayCommand } from '../../src/sim/replay-command.js'
import { shrink } from '../../src/sim/shrink.js'
import { runSimulation } from '../../src/sim/simulation.js'
import type { CaseKey, CaseResult, Counts, Failure, Story, Subject } from './case.js'
import { randomRun } from './random-run.js'

/** Three times what any run has needed: a window of 40 is sent again and again for losses in it. */
const EVENTS_FOR_RUN = 20_000
const EVENTS_FOR_SEGMENT = 30
const EVENTS_FOR_SEGMENT_OF_WINDOW = 4

function mostEventsOf(config: SimConfig): number {
  const segments = config.messages * segmentsOfMessage(config)
  const each = EVENTS_FOR_SEGMENT + EVENTS_FOR_SEGMENT_OF_WINDOW * config.windowSize
  return EVENTS_FOR_RUN + each * segments
}

const configOf = ({ seed, protocols }: CaseKey): SimConfig => randomRun(seed, protocols)

export const runSubject: Subject = {
  name: 'run',
  about: 'a simulated run, its invariants checked at every event',

  canRun: (protocols) => protocols.length > 0,

  run(key: CaseKey): CaseResult {
    const config = configOf(key)
    const outcome = runSimulation(config, { checks: true, mostEvents: mostEventsOf(config) })
    return { failure: whatFailed(outcome, config), counts: countsOf(config, outcome) }
  },

  explain(key: CaseKey): Story {
    const config = configOf(key)
    const shown = { ...config, protocol: config.protocol.name }
    const shrunk = shrink(config)
    return {
      configuration: [JSON.stringify(shown), replayCommand(config)],
      shortest:
        shrunk === undefined
          ? ['no shorter run without dice fails by the same rule']
          : [
              fatesInWords(shrunk.config) || 'no fates at all',
              `${shrunk.violation.rule}: ${shrunk.violation.what}`,
              replayCommand(shrunk.config)
            ]
    }
  }
}

function fatesInWords({ fates: { up, down } }: SimConfig): string {
  return formatFatesOfRun({ ...(up && { up }), ...(down && { down }) })
}

/** No reference is weak: that is for textbooks and students. */
function whatFailed(outcome: Outcome, { messages }: SimConfig): Failure | undefined {
  const { violations } = outcome
  const violation = violations.find(({ verdict }) => verdict === 'fail') ?? violations[0]
  if (violation !== undefined) return { rule: violation.rule, what: violation.what }
  if (outcome.verdict === 'pass' && outcome.delivered === messages) return undefined
  return { rule: outcome.verdict, what: JSON.stringify(outcome) }
}

function countsOf(config: SimConfig, { segments, events }: Outcome): Counts {
  const { protocol, seqBits, windowSize, up, down, fates } = config
  const isOn = (...chances: readonly { readonly probability: number }[]) =>
    chances.some(({ probability }) => probability > 0)
  const met: Readonly<Record<string, boolean>> = {
    [protocol.name]: true,
    'bursts of loss': up.loss.kind === 'gemodel',
    'correlated loss': up.loss.kind === 'random' && up.loss.correlation > 0,
    corruption: isOn(up.corrupt, down.corrupt),
    duplication: isOn(up.duplicate, down.duplicate),
    reordering: isOn(up.reorder, down.reorder),
    truncation: isOn(up.truncate, down.truncate),
    jitter: up.jitter.spread > 0,
    'a slow link': up.rate > 0,
    'a short queue': up.limit > 0,
    'fates by hand': fates.up !== undefined,
    'fates by segment': config.fateBy === 'segment',
    fragments: config.size > config.mss,
    'a fixed timeout': 'fixed' in config.rto,
    'messages that trickle in': config.interval > 0,
    'an opening': config.handshake,
    'the widest window': windowSize === protocol.maxWindow?.(seqBits),
    '1 bit': seqBits === 1,
    '32 bits': seqBits === 32,
    'numbers that come round': config.messages * segmentsOfMessage(config) > 2 ** seqBits,
    'bytes on every hop': config.encodeAll,
    retransmissions: segments.retransmitted > 0,
    timeouts: segments.timeouts > 0,
    'datagrams dropped': segments.dropped > 0,
    'datagrams corrupted': segments.corrupted > 0,
    'datagrams duplicated': segments.duplicated > 0
  }
  const counts = Object.entries(met).map(([what, isMet]) => [what, isMet ? 1 : 0])
  return { ...Object.fromEntries(counts), events }
}
