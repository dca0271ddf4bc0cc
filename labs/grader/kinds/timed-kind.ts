/**
 * `timed`: Go-Back-N in the simulator, its timer set by the RTO timer of a submission, held
 * against the same run by RFC 6298: no more timeouts, and over as soon.
 */
import * as v from 'valibot'
import { parseFateString } from '../../../lossy-channel/weather/fate-string.js'
import { parsePhrase } from '../../../lossy-channel/weather/netem.js'
import { PERFECT } from '../../../lossy-channel/weather/weather.js'
import { BadInput } from '../../../src/kernel/quantity.js'
import { ms } from '../../../src/kernel/time.js'
import { gbn } from '../../../src/rdt/gbn.js'
import { usualTransport } from '../../../src/rdt/transport.js'
import type { SimConfig } from '../../../src/sim/config.js'
import type { Outcome } from '../../../src/sim/outcome.js'
import { USUAL } from '../../../src/sim/replay-command.js'
import { runSimulation } from '../../../src/sim/simulation.js'
import { COMMON, checkKind, count, milliseconds } from '../check-kind.js'
import { type Accusation, accuse, type Exports } from '../module-model.js'
import { MODULE_MODELS } from '../module-models.js'
import { timedProtocol } from '../timed-protocol.js'
import { boundsSchema, judgeTimer, TimerUnderTest } from '../timer-under-test.js'
import { type Call, callOurs } from '../vector.js'

const MAKE = 'createRtoTimer'
const EVENTS_FOR_MESSAGE = 500
const SLACK = 1.02

const fates = v.string('it must be a text of fates, "..x"')

const schema = v.strictObject({
  ...COMMON,
  kind: v.literal('timed'),
  bounds_ms: boundsSchema,
  messages: count(1, 1000),
  window: count(1, 1000),
  size: v.optional(count(1, 1172), USUAL.size),
  interval_ms: v.optional(milliseconds(), 0),
  /** `rate 128kbit delay 10ms`, both ways; with a delay of 50 ms where it says none. */
  weather: v.optional(v.string('it must be a text, "rate 128kbit delay 10ms"'), ''),
  fates: v.optional(v.strictObject({ data: v.optional(fates), ack: v.optional(fates) }), {}),
  seed: v.optional(v.string('it must be a text')),
  /** To be quicker than RFC 6298 is wrong, too. */
  exact: v.optional(v.boolean('it must be true or false'), false)
})

type TimedCheck = v.InferOutput<typeof schema>

export const timedKind = checkKind(
  schema,
  (check, bench) =>
    judgeTimer(1, () => {
      const own = runOf(check, bench.exports, (...args) => bench.call(...args))
      const right = runOf(check, MODULE_MODELS.rto.right, callOurs)
      const faults = faultsOf(check, own, right)
      return faults.length === 0
        ? { faults, words: [] }
        : { faults, ...suspicion(check, own, right) }
    }),
  {
    fault: (check) => {
      try {
        const { finish_ms } = runOf(check, MODULE_MODELS.rto.right, callOurs)
        return finish_ms === null ? 'with RFC 6298 the run has no end; mend the fates' : undefined
      } catch (error) {
        if (error instanceof BadInput) return error.message.replace(/^--/, '')
        throw error
      }
    }
  }
)

/** @throws TimerFault */
function runOf(check: TimedCheck, exports: Exports, call: Call): Outcome {
  const timer = new TimerUnderTest(MAKE, check.bounds_ms, exports, call)
  const protocol = timedProtocol(gbn, timer)
  const { congestion, checksum, mss } = usualTransport(gbn)
  const change = check.weather === '' ? {} : parsePhrase(check.weather, 'weather')
  const weather = { ...PERFECT, delay: USUAL.delay, ...change }
  const { data, ack } = check.fates
  const config: SimConfig = {
    ...{ protocol, congestion, checksum, mss, messages: check.messages, size: check.size },
    windowSize: check.window,
    seqBits: USUAL.seqBits,
    // The protocol asks its own timer; this one only has to be there.
    rto: { fixed: ms(check.bounds_ms.initial) },
    interval: ms(check.interval_ms),
    seed: check.seed ?? check.name,
    up: weather,
    down: weather,
    fates: {
      up: data === undefined ? undefined : parseFateString(data),
      down: ack === undefined ? undefined : parseFateString(ack)
    },
    fateBy: 'order',
    handshake: false,
    encodeAll: false
  }
  const mostEvents = EVENTS_FOR_MESSAGE * check.messages
  const outcome = runSimulation(config, { checks: false, mostEvents })
  if (timer.fault !== undefined) throw timer.fault
  return outcome
}

const timesOf = ({ segments: { timeouts, retransmitted }, finish_ms }: Outcome): string => {
  const end = finish_ms === null ? 'and no end' : `over at ${finish_ms} ms`
  const many = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`
  return `${many(timeouts, 'timeout')}, ${many(retransmitted, 'segment')} sent again, ${end}`
}

function faultsOf({ exact }: TimedCheck, own: Outcome, right: Outcome): string[] {
  const [end, due] = [own.finish_ms ?? Number.POSITIVE_INFINITY, right.finish_ms ?? 0]
  const isLate = end > SLACK * due
  const isEarly = exact && end * SLACK < due
  if (!isLate && !isEarly && own.segments.timeouts <= right.segments.timeouts) return []
  return [`Go-Back-N over your timer: ${timesOf(own)}; by RFC 6298: ${timesOf(right)}`]
}

/** The wrong ones that run the same. */
function suspicion(check: TimedCheck, own: Outcome, right: Outcome): Accusation {
  if (timesOf(own) === timesOf(right)) return { words: [] }
  const alike = MODULE_MODELS.rto.suspects.filter(
    ({ exports }) => timesOf(runOf(check, exports, callOurs)) === timesOf(own)
  )
  return accuse(alike, 'timeouts, retransmissions and end')
}
