/** What `rdt sim` says of a run: the summary for people, and the one for programs. */
import { describeWeather } from '../../lossy-channel/weather/words.js'
import { describeRto } from '../rdt/rto.js'
import type { SimConfig } from '../sim/config.js'
import type { Outcome } from '../sim/outcome.js'
import { formatFatesOfRun, replayCommand } from '../sim/replay-command.js'
import { type Shrunk, shrink } from '../sim/shrink.js'
import type { RunFlags } from './run-options.js'
import { LONG, NoReturn, within } from './watchdog.js'

/** The shortest fates that make a run fail as it did. */
export interface Shortest {
  readonly fates: string
  readonly messages: number
  readonly what: string
  readonly replay: string
}

/**
 * Of a run that failed; undefined where it is the shortest itself, or none was found.
 * @param given what the options that may name a file were given
 */
export function shortestOf(
  config: SimConfig,
  outcome: Outcome,
  given: Pick<RunFlags, 'protocol' | 'congestion'>
): Shortest | undefined {
  if (outcome.verdict !== 'fail') return undefined
  const shrunk = shrunkInTime(config, outcome)
  if (shrunk === undefined) return undefined
  const { protocol, congestion } = given
  const replay = replayCommand(shrunk.config, protocol, congestion)
  if (replay === replayCommand(config, protocol, congestion)) return undefined
  const { fates, messages } = shrunk.config
  const { up, down } = fates
  const marks = formatFatesOfRun({ ...(up && { up }), ...(down && { down }) })
  return { fates: marks, messages, what: shrunk.violation.what, replay }
}

/** Shrinking takes seconds at most, but for machines that do not come back. */
function shrunkInTime(config: SimConfig, outcome: Outcome): Shrunk | undefined {
  try {
    return within(() => shrink(config, outcome), undefined, LONG)
  } catch (error) {
    if (error instanceof NoReturn) return undefined
    throw error
  }
}

export function describeShortest(shortest: Shortest | undefined): string[] {
  if (shortest === undefined) return []
  const { fates, what, replay } = shortest
  const why = fates === '' ? 'without any fault' : `with the fates ${fates}`
  return ['', `it fails in the same way ${why}: ${what}`, `  ${replay}`]
}

export function recordOf(
  outcome: Outcome,
  wallMs: number,
  shortest: Shortest | undefined
): Record<string, unknown> {
  const { verdict, violations, ...facts } = outcome
  const wall_ms = Number(wallMs.toFixed(3))
  const summary = { type: 'summary', ...facts, wall_ms, verdict, violations }
  return shortest === undefined ? summary : { ...summary, shortest }
}

/** For people. */
export function describeOutcome(config: SimConfig, outcome: Outcome): string[] {
  const { segments } = outcome
  const { protocol, windowSize, up, down, seed } = config
  const shown = (value: number | null, unit: string) =>
    value === null ? 'never' : `${value}${unit}`
  const lines = [
    `${protocol.title}, window ${windowSize}, RTO ${describeRto(config.rto)}, seed ${seed}`,
    `data  ${describeWeather(up)}`,
    `ACKs  ${describeWeather(down)}`,
    '',
    `delivered        ${outcome.delivered} of ${config.messages * (config.flows ?? 1)}${outcome.in_order ? ', in order' : ''}`,
    `data segments    ${segments.data}, of them retransmitted ${segments.retransmitted}`,
    `ACKs             ${segments.acks}`,
    `timeouts         ${segments.timeouts}`,
    `in the channel   ${segments.dropped} dropped, ${segments.corrupted} corrupted, ${segments.duplicated} duplicated`,
    `finished at      ${shown(outcome.finish_ms, ' ms')}`,
    `goodput          ${shown(outcome.goodput_mbit, ' Mbit/s')}`,
    ...(outcome.utilisation === null ? [] : [`utilisation      ${outcome.utilisation}`]),
    ...describeFlows(outcome),
    `verdict          ${outcome.verdict}`
  ]
  for (const { rule, what, t_us } of outcome.violations) {
    lines.push(`  ${rule}: ${what} (at ${t_us / 1000} ms)`)
  }
  return lines
}

function describeFlows({ flows, fairness }: Outcome): string[] {
  if (flows === undefined) return []
  const lines = flows.map(({ flow, delivered, finish_ms, goodput_mbit, share }) => {
    const end = finish_ms === null ? 'never done' : `done at ${finish_ms} ms`
    return `flow ${flow}: ${delivered} delivered, ${end}, ${goodput_mbit ?? 0} Mbit/s, share ${share ?? 0}`
  })
  return [...lines, `fairness         ${fairness} (Jain), while all had something to send`]
}
