/** A branch is the same run but for one fate, and the command that is written down for it is that run. */
import test from 'ava'
import { Command } from 'commander'
import { formatFates, parseFateString } from '../../../lossy-channel/weather/fate-string.js'
import { addRunOptions, readRunOptions } from '../../../src/cli/run-options.js'
import type { SimConfig } from '../../../src/sim/config.js'
import { replayArguments, replayCommand } from '../../../src/sim/replay-command.js'
import { branchOf, type Change, stepsInCommon, withFate } from '../../../src/sim/stepper/branch.js'
import { recordSteps, type SteppedRun, stateAfter } from '../../../src/sim/stepper/stepped-run.js'
import { formatEvent } from '../../../src/trace/ndjson.js'
import { Dice } from '../../swarm/dice.js'
import { randomRun } from '../../swarm/random-run.js'
import { bookConfig } from '../../trace/book-run.js'
import { tracedRun } from '../traced-run.js'

const MOST = 3_000
const FATES = [
  ...(['.', 'x', 'c', 'w', '2', 't', '>'] as const).map((mark) => ({ mark, by: 0 })),
  { mark: 'late', by: 70_000 } as const
]

/** What the command line's own readers make of the command. */
async function commanded(config: SimConfig): Promise<SimConfig> {
  const command = addRunOptions(new Command('sim'), '')
  command.parse(replayArguments(config).slice(1), { from: 'user' })
  return readRunOptions(command.opts())
}

/** Another fate for some transmission that is in flight at some step; undefined where none is. */
function randomChange(run: SteppedRun, seed: string): Change & { readonly at: number } {
  const dice = new Dice(seed, 'branch')
  for (let tries = 0; tries < 50; tries++) {
    const position = dice.between(1, run.steps.length)
    const flights = [...stateAfter(run, position).flights.values()]
    if (flights.length === 0) continue
    const flight = dice.pick(flights)
    const place = run.events.findIndex(
      ({ event, id }) => event === 'send' && id === (flight.of ?? flight.id)
    )
    return { ...flight, fate: dice.pick(FATES), at: place }
  }
  return { direction: 'up', index: 0, fate: { mark: 'x', by: 0 }, at: 0 }
}

test('a branch is the same to the microsecond until the changed transmission, whatever the weather', (t) => {
  for (let i = 0; i < 120; i++) {
    const config = randomRun(`branch-${i}`)
    const run = recordSteps(config, MOST)
    if (run.steps.length === 0) continue
    const { at, ...change } = randomChange(run, `branch-${i}`)
    const branch = recordSteps(branchOf(config, change), MOST)
    const before = (one: SteppedRun) => one.events.slice(0, at + 1).map(formatEvent)
    t.deepEqual(
      before(branch),
      before(run),
      `${JSON.stringify(change)} of ${replayCommand(config)}`
    )
  }
})

test('the command of a branch gives its trace, byte for byte, and so does that of its branch', async (t) => {
  for (let i = 0; i < 60; i++) {
    let run = recordSteps(randomRun(`replay-${i}`), 200_000)
    for (let depth = 0; depth < 2 && run.steps.length > 0; depth++) {
      const { at: _, ...change } = randomChange(run, `replay-${i}-${depth}`)
      run = recordSteps(branchOf(run.config, change), 200_000)
    }
    const again = await commanded(run.config)
    t.is(tracedRun(again).text, run.events.map(formatEvent).join(''), replayCommand(run.config))
  }
})

test('what was lost by chance can be delivered, and the dice go on as they fell', (t) => {
  const { loss, ...calm } = bookConfig('').up
  const up = {
    ...calm,
    loss: { ...loss, kind: 'random', probability: 0.3, correlation: 0 }
  } as const
  const run = recordSteps(bookConfig('', { messages: 30, seed: 'chance', up }))
  const lost = run.events.filter(({ event }) => event === 'drop').map(({ id }) => id)
  const sends = run.events.filter(({ event, at }) => event === 'send' && at === 'sender')
  const index = sends.findIndex(({ id }) => id === lost[0])
  const fate = { mark: '.', by: 0 } as const
  const branch = recordSteps(branchOf(run.config, { direction: 'up', index, fate }))
  t.is(
    formatFates(branch.config.fates.up ?? []),
    `${formatFates([{ mark: '?', by: 0, count: index }])}.`
  )
  // The n-th datagram of the direction rolls the same dice in both, whatever it carries now.
  const fallen = (one: SteppedRun): number[] => {
    const own = one.events.filter(({ event, at }) => event === 'send' && at === 'sender')
    const drops = new Set(one.events.flatMap(({ event, id }) => (event === 'drop' ? [id] : [])))
    return own.flatMap(({ id }, place) => (drops.has(id) ? [place] : []))
  }
  const most = Math.min(sends.length, branch.events.length)
  const both = [fallen(run), fallen(branch)].map((all) => all.filter((place) => place < most - 60))
  t.deepEqual(
    both[1],
    both[0]?.filter((place) => place !== index)
  )
})

for (const [fates, index, mark, otherwise, expected] of [
  ['', 0, 'x', '?', 'x'],
  ['', 3, 'x', '?', '???x'],
  ['', 3, 'x', '.', '...x'],
  ['..x', 2, '.', '?', '...'],
  ['..x.', 1, 'c', '?', '.cx.'],
  ['.*100', 50, 'x', '?', '.*50x.*49'],
  ['x', 0, '.', '?', '.'],
  ['x(+60ms)*3', 2, 'x', '?', 'x(+60ms)x(+60ms)']
] as const) {
  test(`${mark} for number ${index} of '${fates}' is '${expected}'`, (t) => {
    const changed = withFate(parseFateString(fates), index, { mark, by: 0 }, otherwise)
    t.is(formatFates(changed), expected)
  })
}

test('two runs have the steps in common until something else comes in', (t) => {
  const run = recordSteps(bookConfig('', { messages: 6 }))
  const fate = { mark: 'x', by: 0 } as const
  const branch = recordSteps(branchOf(run.config, { direction: 'up', index: 2, fate }))
  // Four are sent, two arrive; then data 4 comes where data 3 did.
  t.is(stepsInCommon(run, branch), 6)
  t.is(stepsInCommon(run, run), run.steps.length)
})

test('a copy more is no other run until it arrives', (t) => {
  const run = recordSteps(bookConfig('', { messages: 6 }))
  const fate = { mark: '2', by: 0 } as const
  const branch = recordSteps(branchOf(run.config, { direction: 'up', index: 0, fate }))
  t.is(stepsInCommon(run, branch), 5)
})
