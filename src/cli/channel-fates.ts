/** `rdt channel fates`: what a run's dice will do, asked of the same lane that a run uses. */
import { SteppedClock } from '../../lossy-channel/stepped-clock.js'
import {
  type FateRun,
  type Fates,
  formatFates,
  joinFates,
  type Mark
} from '../../lossy-channel/weather/fate-string.js'
import { Lane } from '../../lossy-channel/weather/lane.js'
import type { Changes, Damage } from '../../lossy-channel/weather/lane-host.js'
import type { Direction } from '../../lossy-channel/weather/weather.js'
import { formatWeather } from '../../lossy-channel/weather/words.js'
import { seconds } from '../kernel/time.js'
import type { ChannelOptions } from './channel-options.js'

/** What befalls one datagram. */
export interface ForetoldFate {
  readonly type: 'fate'
  readonly flow: string
  readonly direction: Direction
  /** Which transmission of the direction, from 1. */
  readonly n: number
  readonly mark: string
  readonly why?: string
  readonly delay_us?: number
  readonly damage?: Damage
  readonly late_us?: number
}

export interface Foretelling {
  readonly records: readonly ForetoldFate[]
  readonly fates: Fates
  /** The weather that was asked, without the link: its queue depends on when datagrams come. */
  readonly weather: string
}

export interface ForetellOptions {
  readonly flow: string
  readonly count: number
  /** Length of each datagram: it decides where damage strikes. */
  readonly bytes: number
}

interface Note {
  why?: string
  delay?: number
  changes?: Changes
  copy?: string
}

/** The fates of the first `count` datagrams of a flow's direction. */
export function foretell(
  channel: ChannelOptions,
  direction: Direction,
  { flow, count, bytes }: ForetellOptions
): Foretelling {
  const clock = new SteppedClock()
  const weather = { ...channel[direction], rate: 0, limit: 0 }
  const notes: Note[] = Array.from({ length: count }, () => ({}))
  const { seed } = channel
  const fates = channel.fates[direction]
  const lane = new Lane<number>(
    { weather, seed, flow, direction, fates, world: clock },
    {
      drop: (item, why) => {
        notes[item] = { why }
      },
      carry: (item, delay, changes) => {
        const note = notes[item] as Note
        if (changes?.copy !== undefined) note.copy = changes.copy
        else notes[item] = { delay, ...(changes && { changes }) }
      }
    }
  )
  for (let item = 0; item < count; item++) lane.submit(item, bytes, clock.now())
  clock.advance(seconds(10))
  const marks = notes.map(markOf)
  const records = notes.map((note, item) =>
    record(note, marks[item] as FateRun, { flow, direction, n: item + 1 })
  )
  return { records, fates: joinFates(marks), weather: formatWeather(weather) }
}

/** The gravest of what befell it: a mark says one thing only. */
function markOf({ delay, changes, copy }: Note): FateRun {
  if (delay === undefined) return one('x')
  const { damage, late } = changes ?? {}
  if (damage?.kind === 'truncate') return one('t')
  if (damage !== undefined) return one(damage.kind === 'swap' ? 'w' : 'c')
  if (copy !== undefined) return one('2')
  if (late === undefined) return one('.')
  return late.why.startsWith('fate (+') ? { mark: 'late', by: late.by, count: 1 } : one('>')
}

const one = (mark: Mark): FateRun => ({ mark, by: 0, count: 1 })

function record(
  { why, delay, changes, copy }: Note,
  fate: FateRun,
  place: Pick<ForetoldFate, 'flow' | 'direction' | 'n'>
): ForetoldFate {
  const reason = why ?? changes?.damage?.why ?? copy ?? changes?.late?.why
  return {
    type: 'fate',
    ...place,
    mark: formatFates([fate]),
    ...(reason !== undefined && { why: reason }),
    ...(delay !== undefined && { delay_us: delay }),
    ...(changes?.damage && { damage: changes.damage }),
    ...(changes?.late && { late_us: changes.late.by })
  }
}
