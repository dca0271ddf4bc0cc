/** What of a stepped run is written: its trace, its ladder as a picture, and how to run it again. */
import { existsSync, writeFileSync } from 'node:fs'
import { BadInput } from '../kernel/quantity.js'
import { formatFatesOfRun, replayCommand } from '../sim/replay-command.js'
import type { SteppedRun } from '../sim/stepper/stepped-run.js'
import type { TraceHeader } from '../trace/event.js'
import { drawLadderSvg } from '../trace/ladder-svg.js'
import { formatEvent, formatHeader } from '../trace/ndjson.js'
import { describeConfig } from './run-options.js'
import { nodesOf } from './sim.js'
import { describeHeader } from './trace-header.js'

const ENDINGS = ['ndjson', 'svg', 'txt'] as const
const MOST_NAMES = 1_000
/** Rows of the picture: some pages of paper. */
const MOST_ROWS = 400

/** A name of which no file is there yet. @throws BadInput where there are too many */
export function freeName({ config }: SteppedRun): string {
  const seed = config.seed.replace(/[^\w.-]/g, '_').slice(0, 40)
  for (let number = 1; number <= MOST_NAMES; number++) {
    const name = `step-${config.protocol.name}-${seed}-${number}`
    if (ENDINGS.every((ending) => !existsSync(`${name}.${ending}`))) return name
  }
  throw new BadInput('write: all names are taken; give one of your own')
}

/**
 * Writes NAME.ndjson, NAME.svg and NAME.txt.
 * @param protocol what `--protocol` was given
 * @returns what was written, in words @throws BadInput where a file is there, or cannot be written
 */
export function saveRun(run: SteppedRun, name: string, protocol: string | undefined): string {
  const { config, events, isWhole } = run
  const bare = name.replace(/\.(ndjson|svg|txt)$/, '')
  const taken = ENDINGS.map((ending) => `${bare}.${ending}`).find((path) => existsSync(path))
  if (taken !== undefined) throw new BadInput(`${taken} is there already; write another name`)
  const header = headerOf(run)
  const svg = drawLadderSvg(events, {
    most: MOST_ROWS,
    otherTimers: config.protocol.otherTimers ?? [],
    about: describeHeader(header)
  })
  write(`${bare}.ndjson`, formatHeader(header) + events.map(formatEvent).join(''))
  if (svg !== '') write(`${bare}.svg`, svg)
  write(`${bare}.txt`, commandText(run, protocol))
  const cut = isWhole ? '' : ' (its beginning, of a run that goes on)'
  const picture = svg === '' ? '' : `, ${bare}.svg the ladder`
  return `written: ${bare}.ndjson is the trace${cut}${picture}, ${bare}.txt the fate string and the command`
}

function headerOf({ config }: SteppedRun): TraceHeader {
  return {
    trace: 'rdt-chat',
    version: 1,
    clock: 'virtual',
    seed: config.seed,
    config: describeConfig(config),
    nodes: nodesOf(config)
  }
}

function commandText({ config }: SteppedRun, protocol: string | undefined): string {
  const { up, down } = config.fates
  const fates = formatFatesOfRun({ ...(up && { up }), ...(down && { down }) })
  const command = replayCommand(config, protocol)
  return [
    '# the fate of each transmission; ? is left to the dice, and so is what lies behind its end',
    fates === '' ? '# none: the dice decide' : fates,
    '',
    '# the run again, and step by step',
    command,
    command.replace(/^npx rdt sim/, 'npx rdt step'),
    ''
  ].join('\n')
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: 'wx' })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    const why =
      code === 'ENOENT'
        ? 'is in no folder that there is; name one of yours'
        : code === 'EACCES' || code === 'EROFS'
          ? 'may not be written; name a folder of yours'
          : `cannot be written (${code}); write another name`
    throw new BadInput(`${path} ${why}`)
  }
}
