/**
 * Judges a protocol by one scenario: it and its reference run through the same fates, and what
 * they did is compared. Delivered data alone says too little: many a bug costs only time, or
 * shows only when another loss comes on top of it.
 *
 *   fail   its own run fails: data lost, repeated, out of order, damaged; an invariant broken;
 *          a crash; no end (src/sim/invariants.ts)
 *          it breaks a rule of conduct: an answer left out, a wrong number in an ACK, damage
 *          believed, a segment sent again without reason (src/sim/conduct.ts)
 *          it is finished later than the reference, or needs more data segments or timeouts
 *   weak   its own run is weak
 *          it gets through with another number of ACKs, fewer data segments or timeouts, or
 *          sooner: other than the reference, and nothing is lost by it
 *   pass   otherwise
 *
 * Two things soften a fail to weak, and both are the book's own doing. Where base has moved
 * back, more segments and a later end follow from that. And whoever does what the sender of the
 * book's figure does, transmission for transmission, cannot be failed for reading the book.
 *
 * A rule that the reference breaks itself is no rule: rdt1.0 delivers damage, and the ACKs of
 * rdt2.0 have no number. Silence on a corrupt segment is legal, so fewer ACKs are no fault.
 *
 * Where there is no reference, what the scenario expects stands in its place, and all rules of
 * conduct hold but `again`: when a protocol that is not of this house may send again, it knows.
 */
import { type Micros, ms, seconds } from '../kernel/time.js'
import { gbn } from '../rdt/gbn.js'
import { varied } from '../rdt/mutants/mutant.js'
import { TextbookSender } from '../rdt/mutants/textbook-sender.js'
import type { Protocol } from '../rdt/protocol.js'
import { rdt30 } from '../rdt/rdt3.0.js'
import { sr } from '../rdt/sr.js'
import { Conduct, type ConductRule } from './conduct.js'
import type { SimConfig } from './config.js'
import type { Rule } from './invariants.js'
import type { Outcome, Verdict } from './outcome.js'
import { type Scenario, scenarioConfig } from './scenario.js'
import { Simulation } from './simulation.js'

/** What was compared: the end, the counts; `textbook`: the figure to the letter. */
type Comparison = 'finish' | 'data' | 'timeouts' | 'retransmitted' | 'acks' | 'textbook'

export interface Finding {
  readonly rule: Rule | ConductRule | Comparison
  readonly verdict: 'weak' | 'fail'
  /** What was seen, in words. */
  readonly what: string
  /** When, where it is known. */
  readonly t_us?: Micros
}

export interface Judgement {
  readonly scenario: Scenario
  readonly verdict: Verdict
  readonly findings: readonly Finding[]
  readonly outcome: Outcome
  /** What came of the reference, where there is one. */
  readonly reference: Outcome | undefined
  /** What arrived is right: all that a judge of delivered data alone would see. */
  readonly isDelivered: boolean
}

interface Run {
  readonly outcome: Outcome
  readonly conduct: Conduct
  readonly isOver: boolean
  /** It was ended by the number of its events. */
  readonly isFlood: boolean
}

/** Those who repair a loss when a timer rings, and never otherwise. */
const TIMER_DRIVEN: readonly string[] = [rdt30, gbn, sr].map(({ name }) => name)

/** A run that takes so many times as long as the reference, and a second more, has no end. */
const PATIENCE = 20
const MOST_EVENTS = 10_000
/** So many events happen before the judge looks at the clock. */
const SLICE = 100

/** Go-Back-N with the sender of the book's figure. */
const FIGURE = varied(gbn, 'figure', {
  createSender: (host, options) => new TextbookSender(host, options)
})

/** `scenario` under `protocol` and under its `reference`. */
export const judge = (scenario: Scenario, protocol: Protocol, reference: Protocol): Judgement =>
  new ScenarioJudge(scenario, reference).judge(protocol)

/** What a run is compared with. */
interface Due {
  readonly finish_ms: number | null
  readonly segments: Pick<Outcome['segments'], 'data' | 'retransmitted' | 'acks' | 'timeouts'>
}

/** Has run the reference once, and judges any number of others by it. */
export class ScenarioJudge {
  readonly #scenario: Scenario
  /** Of the reference. */
  readonly #name: string | undefined
  readonly #reference: Run | undefined
  readonly #due: Due
  #figure: Run | undefined

  /** @throws Error where there is neither a reference, nor anything that `scenario` expects */
  constructor(scenario: Scenario, reference: Protocol | undefined) {
    this.#scenario = scenario
    this.#name = reference?.name
    this.#reference = reference && run(scenarioConfig(scenario, reference))
    this.#due = this.#reference?.outcome ?? expectationOf(scenario)
  }

  judge(protocol: Protocol): Judgement {
    const it = this.#run(protocol)
    const own = [...ownFindings(it), ...this.#conductFindings(it)]
    const compared =
      this.#reference === undefined
        ? compareWithLaw(it, this.#due)
        : compare(it.outcome, this.#due, COSTS, (verb, usual) => `the reference ${verb} ${usual}`)
    const hasMovedBack = own.some(({ rule }) => rule === 'base')
    const findings = [
      ...own,
      ...(hasMovedBack ? compared.map(softened) : this.#forgiven(it, compared))
    ]
    return {
      scenario: this.#scenario,
      verdict: worst(findings),
      findings,
      outcome: it.outcome,
      reference: this.#reference?.outcome,
      isDelivered: isDelivered(it, this.#scenario)
    }
  }

  #run(protocol: Protocol): Run {
    const { finish_ms } = this.#due
    return run(scenarioConfig(this.#scenario, protocol), PATIENCE * ms(finish_ms ?? 0) + seconds(1))
  }

  #conductFindings({ conduct }: Run): Finding[] {
    const isRule = (rule: ConductRule) =>
      !this.#reference?.conduct.faults.has(rule) &&
      (rule !== 'again' || TIMER_DRIVEN.includes(this.#name ?? ''))
    const broken = [...conduct.faults].filter(([rule]) => isRule(rule))
    return broken.map(([rule, what]) => {
      const t_us = conduct.faultsAt.get(rule)
      return { rule, verdict: 'fail', what, ...(t_us !== undefined && { t_us }) }
    })
  }

  /** `findings`, weak where all that was sent is what the book's figure would send. */
  #forgiven(it: Run, findings: readonly Finding[]): Finding[] {
    if (this.#name !== gbn.name || worst(findings) !== 'fail') return [...findings]
    this.#figure ??= this.#run(FIGURE)
    if (doingsOf(this.#figure) !== doingsOf(it)) return [...findings]
    const what = 'what was sent is what the figure of the book sends, which has no guard base ≤ n'
    return [...findings.map(softened), { rule: 'textbook', verdict: 'weak', what }]
  }
}

/** All that a sender and a receiver can be seen to do. */
const doingsOf = ({ conduct, outcome }: Run): string =>
  [...conduct.transmissions, `${outcome.segments.timeouts} timeouts`].join('\n')

/** Runs to the end, or until it is later than `until`. */
function run(config: SimConfig, until: Micros = Number.POSITIVE_INFINITY): Run {
  const conduct = new Conduct(config)
  const options = { checks: true, sink: conduct.sink, mostEvents: MOST_EVENTS }
  const simulation = new Simulation(config, options)
  let isOver = false
  while (!isOver && conduct.lastAt <= until) isOver = simulation.advance(SLICE)
  conduct.close()
  const { outcome } = simulation
  return { outcome, conduct, isOver, isFlood: outcome.events >= MOST_EVENTS }
}

/** A run that floods the channel was not given the time to deliver all; what came is told. */
function isDelivered({ outcome, isFlood }: Run, { messages }: Scenario): boolean {
  return outcome.in_order && (outcome.delivered === messages || isFlood)
}

const NO_END = 'it goes on, long after the reference is done'

/** Each rule that the run broke by itself, once: the worst of it, and of that the first. */
function ownFindings({ outcome, isOver }: Run): Finding[] {
  const byRule = new Map<Rule, Finding>()
  if (!isOver) byRule.set('progress', { rule: 'progress', verdict: 'fail', what: NO_END })
  for (const violation of outcome.violations) {
    const known = byRule.get(violation.rule)
    if (known === undefined || (known.verdict === 'weak' && violation.verdict === 'fail')) {
      byRule.set(violation.rule, violation)
    }
  }
  return [...byRule.values()]
}

/** What the scenario says that is due. */
function expectationOf({ id, expect }: Scenario): Due {
  if (expect === undefined) throw new Error(`${id} expects nothing, and there is no reference`)
  const [data, retransmitted, acks, timeouts, finish_ms] = expect
  return { finish_ms, segments: { data, retransmitted, acks, timeouts } }
}

type Cost = readonly [rule: Comparison, unit: string, of: (due: Due) => number | null]

/** A number that ought to be as the reference's: more of it is a fault, less is merely other. */
const COSTS: readonly Cost[] = [
  ['finish', 'ms until all was acknowledged', ({ finish_ms }) => finish_ms],
  ['data', 'data segments', ({ segments }) => segments.data],
  ['timeouts', 'timeouts', ({ segments }) => segments.timeouts]
]
const AGAIN: Cost = ['retransmitted', 'retransmissions', ({ segments }) => segments.retransmitted]

/** @param words `(needs only, 6)`, `(sends, 6)`: what is due, told as a sentence */
function compare(
  it: Outcome,
  due: Due,
  costs: readonly Cost[],
  words: (verb: string, usual: number) => string
): Finding[] {
  const findings: Finding[] = []
  for (const [rule, unit, of] of costs) {
    const [found, usual] = [of(it), of(due)]
    if (found === null || usual === null || found === usual) continue
    const isMore = found > usual
    const what = `${count(found, unit)}; ${words(isMore ? 'needs only' : 'needs', usual)}`
    findings.push({ rule, verdict: isMore ? 'fail' : 'weak', what })
  }
  const [acks, usual] = [it.segments.acks, due.segments.acks]
  if (acks === usual) return findings
  const what = `${count(acks, 'ACKs')}; ${words('sends', usual)}`
  return [...findings, { rule: 'acks', verdict: 'weak', what }]
}

const count = (n: number, unit: string) => `${n} ${n === 1 ? unit.replace(/s$/, '') : unit}`

/** Where nobody shows what is right, the first repetition too many shows where to look. */
function compareWithLaw({ outcome, conduct }: Run, due: Due): Finding[] {
  const t_us = conduct.repeatedAt[due.segments.retransmitted]
  return compare(outcome, due, [...COSTS, AGAIN], (_, usual) => `${usual} are expected`).map(
    (finding) => (finding.rule === AGAIN[0] && t_us !== undefined ? { ...finding, t_us } : finding)
  )
}

const softened = (finding: Finding): Finding => ({ ...finding, verdict: 'weak' })

function worst(findings: readonly Finding[]): Verdict {
  if (findings.some(({ verdict }) => verdict === 'fail')) return 'fail'
  return findings.length > 0 ? 'weak' : 'pass'
}
