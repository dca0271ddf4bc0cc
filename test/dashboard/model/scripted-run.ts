/** Small runs in virtual time for the panes: 50 ms each way, a timeout of 150 ms, fates by hand. */
import { RunModel } from '../../../src/dashboard/model/run.js'
import type { Micros } from '../../../src/kernel/time.js'
import type { SimConfig } from '../../../src/sim/config.js'
import type { TraceEvent } from '../../../src/trace/event.js'
import { bookRun } from '../../trace/book-run.js'

export const LINK = 'sender>receiver'

export interface ScriptedRun {
  readonly run: RunModel
  readonly events: readonly TraceEvent[]
}

/** The run with these fates, as the model knows it at `until`. */
export function scriptedRun(
  fates: string,
  more: Partial<SimConfig> = {},
  until: Micros = Number.POSITIVE_INFINITY
): ScriptedRun {
  const { protocol } = more
  const name = protocol?.name ?? 'gbn'
  const window = more.windowSize ?? (protocol?.seqBits === undefined ? 4 : 1)
  const seq_bits = protocol?.seqBits ?? more.seqBits ?? 32
  const header = { config: { protocol: name, window, seq_bits, checksum: 'crc32' } }
  const { events } = bookRun(fates, more)
  return modelOf(
    header,
    events.filter(({ t }) => t <= until)
  )
}

/** What a channel that is alone with its trace sees of it, too. */
export const ofChannel = (events: readonly TraceEvent[]): TraceEvent[] =>
  events.filter(({ event }) =>
    ['send', 'drop', 'corrupt', 'duplicate', 'delay', 'receive'].includes(event)
  )

export function modelOf(
  header: ConstructorParameters<typeof RunModel>[0],
  events: readonly TraceEvent[]
): ScriptedRun {
  const run = new RunModel(header)
  for (const event of events) run.take(event)
  return { run, events }
}

/**
 * A class of so many who talk to a server, each with losses of its own: the runs of the simulator,
 * one after the other in the table, at the same time in the model.
 */
export function classRun(pupils: number): ScriptedRun {
  const events: TraceEvent[] = []
  for (let pupil = 1; pupil <= pupils; pupil++) {
    const fates = `data: ${'.'.repeat(pupil)}${'x.'.repeat(pupil)}  ack: ${'..x'.repeat(pupil)}`
    const { events: own } = bookRun(fates, { messages: 24, interval: 150_000 })
    const rename = (name: string) =>
      name.replace('sender', `pupil-${pupil}`).replace('receiver', 'server')
    for (const event of own) {
      const { link, id, of } = event
      events.push({
        ...event,
        at: rename(event.at),
        ...(link !== undefined && { link: link.split('>').map(rename).join('>') }),
        ...(id !== undefined && { id: id + 10_000 * pupil }),
        ...(of !== undefined && { of: of + 10_000 * pupil })
      })
    }
  }
  events.sort((a, b) => a.t - b.t)
  return modelOf({ config: { protocol: 'gbn', window: 4, seq_bits: 32 } }, events)
}
