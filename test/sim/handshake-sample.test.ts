/** Openings and closings in weather of every kind: a sample, where all of it is too much. */
import test from 'ava'
import { RandomStream } from '../../src/kernel/random.js'
import { type Micros, ms, seconds } from '../../src/kernel/time.js'
import { DELAY, HandshakePair, SIDES, type Side } from './handshake-pair.js'
import {
  areOpen,
  CLOSING_END,
  count,
  drainedAfter,
  type Fates,
  firstFailure,
  foundOutAfter,
  notOver,
  notSound,
  OPENING_END,
  openAfter,
  opened,
  wrongWords
} from './handshake-verdicts.js'

const SEEDS = Array.from({ length: 300 }, (_, seed) => seed)

/** Each can cost a question: `>` and a changed datagram too. */
const LOSSES = ['x', 'x', '>', '>', 'c', 't']
const HARMLESS = ['.', '.', '.', '2']
const LATE = ['(+1ms)', '(+60ms)', '(+400ms)']
const LATE_BY: Record<string, Micros> = { '(+1ms)': ms(1), '(+60ms)': ms(60), '(+400ms)': ms(400) }

/** When a datagram comes once more: perhaps long after the end. */
const COPIES = [
  undefined,
  undefined,
  undefined,
  ms(1),
  ms(100),
  seconds(1),
  seconds(9),
  seconds(35)
]
const LAST_COPY = seconds(36)

interface Weather extends Fates {
  /** The µs by which some are late, all together, and how many of them there are. */
  readonly lateBy: Micros
  readonly late: number
  readonly copies: Readonly<Record<Side, readonly (Micros | undefined)[]>>
}

/** Fates for six datagrams each way, and copies of eight. */
function weatherOf(dice: RandomStream): Weather {
  const pick = <T>(from: readonly T[]): T => from[dice.below(from.length)] as T
  const roll = () => Array.from({ length: 6 }, () => pick([...LOSSES, ...HARMLESS, ...LATE]))
  const [up, down] = [roll(), roll()]
  const marks = [...up, ...down]
  const copies = () => Array.from({ length: 8 }, () => pick(COPIES))
  return {
    up: up.join(''),
    down: down.join(''),
    losses: marks.filter((mark) => LOSSES.includes(mark)).length,
    late: marks.filter((mark) => LATE.includes(mark)).length,
    lateBy: marks.reduce((sum, mark) => sum + (LATE_BY[mark] ?? 0), 0),
    copies: { opener: copies(), acceptor: copies() }
  }
}

function set(pair: HandshakePair, { up, down, copies }: Weather): HandshakePair {
  pair.weather(up, down)
  for (const side of SIDES) pair.copies(side, copies[side])
  return pair
}

/** The first seed under which `check` fails, with the weather that it makes. */
function firstBadSeed(
  name: string,
  check: (weather: Weather, dice: RandomStream) => string | undefined
): string | undefined {
  return firstFailure(SEEDS, (seed) => {
    const dice = new RandomStream('handshake', name, seed)
    const weather = weatherOf(dice)
    const problem = check(weather, dice)
    return problem && `${problem}, with ${JSON.stringify(weather)}`
  })
}

test('both sides open in time, talk and close, through late, lost, changed and old datagrams', (t) => {
  const check = (weather: Weather) => {
    const { losses, late, lateBy } = weather
    const pair = set(new HandshakePair(), weather)
    pair.connect()
    pair.wait(openAfter(losses) + lateBy)
    if (!areOpen(pair)) return `not open in time: ${pair.story}`
    // An ACK that is late may cost a timeout as well as one that is lost.
    const drained = drainedAfter(losses + late, ms(500)) + lateBy
    return notSound(pair, drained, LAST_COPY) ?? notOver(pair)
  }
  t.is(firstBadSeed('opening', check), undefined)
})

test('both sides end in time, through late, lost, changed and old datagrams', (t) => {
  const check = (weather: Weather, dice: RandomStream) => {
    const { losses, late, lateBy } = weather
    const closers = [SIDES, ['opener'], ['acceptor']][dice.below(3)] as readonly Side[]
    const talkers = [SIDES, closers, []][dice.below(3)] as readonly Side[]
    const pair = set(opened(), weather).sayAll(talkers)
    for (const side of closers) pair.pipeOf(side).close('bye')
    // The RTO goes up where round trips are late, but not beyond a second.
    const drained = drainedAfter(losses + late, seconds(1)) + lateBy
    pair.wait(drained + CLOSING_END + foundOutAfter(losses) + lateBy)
    const isHeld = SIDES.some((side) => pair.held(side) > 0)
    const problem = isHeld
      ? pair.story
      : (wrongWords(pair, talkers) ?? notOver(pair.wait(LAST_COPY)))
    return problem && `closers ${closers}, talkers ${talkers}: ${problem}`
  }
  t.is(firstBadSeed('closing', check), undefined)
})

/** Half of all lost each way, for longer than any test takes. */
function halfLost(dice: RandomStream): string {
  return Array.from({ length: 3000 }, () => (dice.below(2) === 0 ? 'x' : '.')).join('')
}

test('where half of all is lost for ever, both sides are of one mind after the limits', (t) => {
  let openings = 0
  const check = (seed: number) => {
    const dice = new RandomStream('handshake', 'half', seed)
    const pair = new HandshakePair().weather(halfLost(dice), halfLost(dice))
    pair.connect()
    pair.wait(OPENING_END + seconds(15) + foundOutAfter(0))
    if (areOpen(pair)) {
      openings++
      return undefined
    }
    if (pair.parties.opener.log.at(-1) !== 'closed no-answer') return pair.story
    return notOver(pair)
  }
  const seeds = SEEDS.slice(0, 100)
  t.is(firstFailure(seeds, check), undefined)
  t.true(openings > 80 && openings < 100, `${openings} of 100 open`)
})

test('a channel that dies at any datagram leaves no side open', (t) => {
  const moments = SEEDS.slice(0, 64).map((n) => [n >> 3, n & 7] as const)
  const check = ([up, down]: readonly [number, number]) => {
    const dead = (after: number) => `${'.'.repeat(after)}x*9999`
    const pair = new HandshakePair().weather(dead(up), dead(down))
    pair.connect()
    pair.wait(2 * DELAY + OPENING_END + 2 * seconds(15) + foundOutAfter(0))
    const opener = count(pair.parties.opener.log, 'opened')
    const acceptor = count(pair.parties.acceptor.log, 'opened')
    if (opener > acceptor) return `the opener alone: ${pair.story}`
    return notOver(pair)
  }
  t.is(firstFailure(moments, check), undefined)
})
