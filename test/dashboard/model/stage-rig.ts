/**
 * The chat's dashboard without a chat: events of runs in virtual time, keys of a robot, and a
 * channel that only remembers what it is told.
 */
import { parsePhrase } from '../../../lossy-channel/weather/netem.js'
import {
  type Direction,
  PERFECT,
  type WeatherChanges,
  withChanges
} from '../../../lossy-channel/weather/weather.js'
import {
  chordOf,
  type Key,
  namedKey,
  pastedKey,
  typedKey
} from '../../../src/dashboard/model/key.js'
import { RunModel } from '../../../src/dashboard/model/run.js'
import { Stage, type StageHost, type StageOptions } from '../../../src/dashboard/model/stage.js'
import { Surface } from '../../../src/dashboard/model/surface.js'
import type { TrayLine } from '../../../src/dashboard/model/tray-lines.js'
import { BadInput } from '../../../src/kernel/quantity.js'
import { type Micros, ms } from '../../../src/kernel/time.js'
import type { TraceEvent } from '../../../src/trace/event.js'
import { classRun } from './scripted-run.js'

const HEADER = { config: { protocol: 'gbn', window: 4, seq_bits: 32, checksum: 'crc32' } }

/** Three pupils, whom a server answers; the third loses most. */
const classEvents: readonly TraceEvent[] = classRun(3).events

/** Two that wait for a decision. */
const TRAY: readonly TrayLine[] = [
  {
    id: 1,
    flow: 'pupil-3>server',
    direction: 'up',
    what: 'data 9',
    style: 'data',
    attempt: 2,
    bytes: 60,
    since: ms(900)
  },
  {
    id: 2,
    flow: 'pupil-1>server',
    direction: 'down',
    what: 'ack 4',
    style: 'ack',
    attempt: 1,
    bytes: 28,
    since: ms(1000)
  }
]

const both = (is: boolean): Record<Direction, boolean> => ({ up: is, down: is })

export class StageRig {
  now: Micros = 0
  readonly told: string[] = []
  readonly run = new RunModel(HEADER)
  readonly stage: Stage
  reservation: string | undefined
  #next = 0
  readonly #events: readonly TraceEvent[]
  readonly #channel = {
    weather: {
      up: withChanges(PERFECT, parsePhrase('loss 20% delay 50ms', 'test')),
      down: withChanges(PERFECT, parsePhrase('loss 20% delay 50ms', 'test'))
    },
    isCut: both(false),
    isHeld: both(false),
    isByHand: both(false),
    kills: 0,
    tray: [] as readonly TrayLine[],
    pace: 1
  }

  constructor(options: Partial<StageOptions> = {}, events = classEvents) {
    this.#events = events
    this.stage = new Stage(this.run, this.#host(), {
      me: 'pupil-1',
      protocol: 'Go-Back-N, window 4',
      seed: '7',
      mode: 'steering',
      commands: [{ keys: '/msg NAME TEXT', does: 'to one person in private' }],
      ...options
    })
  }

  get channel(): Readonly<ReturnType<StageHost['channel']>> {
    return this.#channel
  }

  /** What happens up to `time` happens. */
  until(time: Micros): this {
    for (;;) {
      const event = this.#events[this.#next]
      if (event === undefined || event.t > time) break
      this.run.take(event)
      this.#next++
    }
    this.now = time
    return this
  }

  /** How many events have happened. */
  get taken(): readonly TraceEvent[] {
    return this.#events.slice(0, this.#next)
  }

  /** Keys by their chords: `'escape'`, `'ctrl+c'`, `'+'`, `'a'`. */
  press(...chords: string[]): this {
    for (const chord of chords) this.stage.key(keyOf(chord))
    return this
  }

  type(text: string): this {
    for (const letter of text) this.stage.key(typedKey(letter))
    return this
  }

  paste(text: string): this {
    this.stage.key(pastedKey(text))
    return this
  }

  frame(width: number, height: number): Surface {
    const paper = Surface.empty(width, height)
    this.stage.draw(paper)
    return paper
  }

  #host(): StageHost {
    const channel = this.#channel
    const tell = (...words: unknown[]): void => {
      this.told.push(words.join(' '))
    }
    const set = (
      which: 'isCut' | 'isHeld' | 'isByHand',
      is: boolean,
      ways: readonly Direction[]
    ) => {
      for (const way of ways) channel[which][way] = is
      tell(which, is, ways.join('+'))
    }
    return {
      now: () => this.now,
      channel: () => channel,
      change: (changes) => {
        channel.weather = changed(channel.weather, changes)
        tell('change', JSON.stringify(changes))
      },
      partition: (isCut, ways) => set('isCut', isCut, ways),
      hold: (isHeld, ways) => set('isHeld', isHeld, ways),
      openTray: (isOpen, ways) => {
        set('isByHand', isOpen, ways)
        channel.tray = isOpen ? TRAY : []
      },
      kill: (kill) => {
        if (channel.kills >= 3) throw new BadInput('3 are to be killed already; wait for them')
        channel.kills++
        tell('kill', JSON.stringify(kill))
      },
      spare: () => {
        channel.kills = 0
        tell('spare')
      },
      setPace: (pace) => {
        channel.pace = pace
        tell('pace', pace)
      },
      decide: (id, { mark }) => {
        channel.tray = channel.tray.filter((line) => line.id !== id)
        tell('decide', id, mark)
      },
      deliverAll: () => {
        channel.tray = []
        tell('deliver all')
      },
      save: (path) => {
        tell('save', path ?? '(free)')
        return `saved ${path ?? 'chat-7-1'}`
      },
      say: (line) => tell('say', line),
      names: () => ['pupil-1', 'pupil-2', 'pupil-3'],
      tally: () => '3 said, 6/6 arrived',
      reservation: () => this.reservation,
      quit: () => tell('quit'),
      turnTheme: () => tell('theme'),
      interrupt: () => tell('interrupt')
    }
  }
}

function changed(weather: StageRig['channel']['weather'], changes: WeatherChanges) {
  const { both: shared = {}, up = {}, down = {} } = changes
  return {
    up: withChanges(weather.up, shared, up),
    down: withChanges(weather.down, shared, down)
  }
}

/** The key that a terminal would tell for a chord. */
export function keyOf(chord: string): Key {
  if (chord === 'space') return typedKey(' ')
  const key = [...chord].length === 1 ? typedKey(chord) : namedKey(chord)
  if (chordOf(key) !== chord) throw new Error(`${chord} is told as ${chordOf(key)}`)
  return key
}

/** What somebody says, and what the chat tells. */
export function talk({ stage: { conversation } }: StageRig): void {
  conversation.add({ text: '* Joined as pupil-1, server 127.0.0.1:4711', tone: 'news' })
  conversation.add({ who: 'pupil-2', text: 'Is anybody there?', tone: 'plain' })
  conversation.add({
    id: 1,
    who: 'pupil-1',
    text: 'Here! 日本語 🛰️ arrives too',
    tone: 'own',
    mark: '…'
  })
  conversation.mark(1, '✓✓ 2/2')
  conversation.add({
    who: 'pupil-3',
    text: 'pupil-1, how much does the channel lose today? It is said that a fifth of everything dies.',
    tone: 'plain',
    isHighlight: true
  })
}
