/**
 * `chat`: the real chat over the submission's protocol, in virtual time and under the given
 * weather. It is judged by what the people see: who never got what, what came twice, damaged or
 * out of order; and, where all is well, by the time and the segments that it took, beside a
 * protocol of the book. A failure is looked for in a plain run as well, which
 * is shorter to tell.
 */
import * as v from 'valibot'
import { parsePhrase } from '../../../lossy-channel/weather/netem.js'
import { PERFECT, type Weather } from '../../../lossy-channel/weather/weather.js'
import { checkName } from '../../../src/chat/names.js'
import { faultSentences } from '../../../src/chat/trouble.js'
import { BadInput } from '../../../src/kernel/quantity.js'
import { ms, seconds } from '../../../src/kernel/time.js'
import { gbn } from '../../../src/rdt/gbn.js'
import type { Bench } from '../bench.js'
import { COMMON, checkKind, count, type Found, type Judged, milliseconds } from '../check-kind.js'
import { type Conversation, converse } from '../conversation.js'
import { plainRunOf } from '../plain-run.js'

const factor = v.pipe(
  v.number('it must be a number, 3 for three times as much'),
  v.minValue(1, 'it must be at least 1')
)

const schema = v.strictObject({
  ...COMMON,
  kind: v.literal('chat'),
  people: v.pipe(
    v.array(v.string('each must be a name'), 'it must be a list of names'),
    v.minLength(2, 'it takes two to chat'),
    v.maxLength(8, 'more than eight take too long')
  ),
  /** So many each of them says. */
  lines: count(1, 100),
  /** Between two lines of the same person. */
  pause_ms: v.optional(milliseconds(), 15),
  /** Of a line; more than a thousand take several segments. */
  letters: v.optional(count(1, 8_000), 1),
  /** `loss 20% corrupt 10% delay 50ms`, each way; with a delay of 20 ms where it says none. */
  weather: v.string('it must be a text, "loss 20% delay 50ms"'),
  /** Conversations, each with dice of its own. */
  seeds: v.optional(count(1, 100), 1),
  /** To get in, and for everything to arrive once all is said. */
  time_limit_s: v.optional(count(1, 3_600), 60),
  /** So many times as much as the reference may it need before that is told as waste. */
  most_time: v.optional(factor, 3),
  most_segments: v.optional(factor, 3)
})

type ChatCheck = v.InferOutput<typeof schema>

export const chatKind = checkKind(schema, judgeChat, {
  isOfProtocol: true,
  fault: ({ weather, people }) => {
    const strange = people.map(checkName).find(({ name }) => name === undefined)
    if (strange !== undefined) return `people: ${strange.why}`
    if (new Set(people).size < people.length) return 'people: a name is there twice; rename one'
    try {
      parsePhrase(weather, 'weather')
      return undefined
    } catch (error) {
      if (error instanceof BadInput) return error.message
      throw error
    }
  }
})

const USUAL_DELAY = ms(20)

const weatherOf = (words: string): Weather => ({
  ...PERFECT,
  delay: USUAL_DELAY,
  ...parsePhrase(words, 'weather')
})

function judgeChat(check: ChatCheck, bench: Bench): Judged {
  const protocol = bench.protocol()
  const totals = { own: noCost(), usual: noCost() }
  for (let run = 1; run <= check.seeds; run++) {
    const plan = planOf(check, bench, run)
    // One's own bugs are not held against the reference, nor its name.
    const usual = converse({ ...plan, protocol: bench.reference ?? gbn })
    const own = converse({ ...plan, protocol, mostEvents: MOST_TIMES * usual.events + MARGIN })
    const findings = faultsOf(own, check, run)
    if (findings.length > 0) return failed(check, bench, findings, run)
    add(totals.own, own)
    add(totals.usual, usual)
  }
  const findings = wasteOf(totals, check)
  return { verdict: findings.length > 0 ? 'weak' : 'pass', findings, runs: check.seeds }
}

/** A conversation with so many times as many events as the reference's has no end. */
const MOST_TIMES = 10
const MARGIN = 5_000
const MOST_EVENTS = 2_000_000

function planOf(check: ChatCheck, { student }: Bench, run: number) {
  const { name, people, lines, letters, pause_ms, time_limit_s, weather } = check
  return {
    ...{ people, lines, letters, pause: ms(pause_ms), limit: seconds(time_limit_s) },
    weather: weatherOf(weather),
    seed: [name, ...(student === undefined ? [] : [student]), run].join('-'),
    mostEvents: MOST_EVENTS
  }
}

/** So many sentences tell enough. */
const MOST_TOLD = 6

/** What the people would complain about; nothing where all is well. */
function faultsOf(talk: Conversation, check: ChatCheck, run: number): Found[] {
  const [first, ...more] = complaints(talk, `${check.time_limit_s} s`)
  if (first === undefined) return []
  const which = check.seeds > 1 ? `, conversation ${run} of ${check.seeds}` : ''
  return [{ ...first, what: `${first.what} (${check.weather}${which})` }, ...more]
}

const fail = (rule: string, what: string): Found => ({ rule, verdict: 'fail', what })

function complaints(talk: Conversation, limit: string): Found[] {
  const { crash, isFlooded, segments, absent, unreadable, waiting, stuck, elapsed } = talk
  if (crash !== undefined) return [fail('crash', crash)]
  const seen = faultSentences(talk.faults).map(({ kind, words }) => fail(kind, words))
  const rest = seen.length - MOST_TOLD
  const found = [
    ...(isFlooded
      ? [fail('flood', `${segments} data segments, and no end: it sends and sends`)]
      : []),
    ...absent.map((name) => fail('joined', `${name} is not in the chat after ${limit}`)),
    ...seen.slice(0, MOST_TOLD),
    ...(rest > 0 ? [fail('lost', `and ${rest} more such`)] : [])
  ]
  if (unreadable > 0)
    found.push(fail('damaged', `${unreadable} frames came that nobody could read`))
  // Where lines are lost, what else is stuck follows from it.
  if (found.length > 0) return found
  for (const way of waiting) {
    const what = `everybody has everything, and ${limit} later ${way} is still not acknowledged`
    found.push(fail('acknowledged', `${what}: it is sent again and again, or forgotten`))
  }
  for (const name of stuck) found.push(fail('closing', `${name} cannot leave`))
  if (found.length === 0 && elapsed === undefined) {
    found.push(fail('confirmed', `after ${limit} somebody still waits to hear that a line arrived`))
  }
  return found
}

const NOT_ALONE =
  'one way, over one connection, nothing is wrong with it in this weather: here data goes both ways, and over several connections at once. Do two machines share something?'

/** With a plain run that fails in the same weather; the teller makes it as short as it can. */
function failed(check: ChatCheck, bench: Bench, findings: readonly Found[], runs: number): Judged {
  const plain = plainRunOf(bench.protocol(), weatherOf(check.weather), check.name, bench)
  if (plain !== undefined) return { verdict: 'fail', findings, shown: plain, runs }
  const isFlood = findings.some(({ rule }) => rule === 'flood')
  const advice = isFlood ? [] : [fail('alone', NOT_ALONE)]
  return { verdict: 'fail', findings: [...findings, ...advice], runs }
}

interface Cost {
  time: number
  segments: number
}

const noCost = (): Cost => ({ time: 0, segments: 0 })

function add(cost: Cost, { elapsed = 0, segments }: Conversation): void {
  cost.time += elapsed
  cost.segments += segments
}

function wasteOf({ own, usual }: { own: Cost; usual: Cost }, check: ChatCheck): Found[] {
  const weak = (rule: string, what: string): Found => ({ rule, verdict: 'weak', what })
  const inSeconds = (time: number) => `${(time / seconds(1)).toFixed(1)} s`
  const times = (key: keyof Cost) => (own[key] / usual[key]).toFixed(1)
  const found: Found[] = []
  if (own.time > check.most_time * usual.time) {
    const what = `everybody has everything after ${inSeconds(own.time)}; the reference takes ${inSeconds(usual.time)}: ${times('time')} times as long`
    found.push(weak('finish', what))
  }
  if (own.segments > check.most_segments * usual.segments) {
    const what = `${own.segments} data segments; the reference sends ${usual.segments}: ${times('segments')} times as many`
    found.push(weak('data', what))
  }
  return found
}
