/** What the swarm is told on its command line. */
import { Command } from 'commander'
import { loadProtocol } from '../../src/cli/protocol-file.js'
import { readProtocol, unknownWord } from '../../src/cli/protocol-options.js'
import { BadInput, parseCount, parseDuration } from '../../src/kernel/quantity.js'
import type { Micros } from '../../src/kernel/time.js'
import type { Protocol } from '../../src/rdt/protocol.js'
import { PROTOCOLS } from '../../src/rdt/protocols.js'
import type { Subject } from './case.js'
import { SUBJECTS } from './subjects.js'

export interface SwarmOptions {
  /** How many cases; any number where only the time bounds them. */
  readonly seeds: number
  /** After so long no new case begins. */
  readonly time: Micros
  /** The number of the first seed. */
  readonly from: number
  /** This one case instead of many. */
  readonly seed: string | undefined
  /** Of its plan only these steps. */
  readonly only: readonly number[] | undefined
  /** A seed picks one of them. */
  readonly subjects: readonly Subject[]
  /** What `--protocol` was given; undefined for all of them. */
  readonly protocol: string | undefined
  readonly jobs: number
  /** The file in which failing seeds are kept. */
  readonly failures: string
  readonly isPlain: boolean
}

const SEEDS = 500
const MOST_SEEDS = 1_000_000_000

/** What commander makes of the options. */
interface Flags {
  readonly seeds?: string
  readonly time?: string
  readonly from?: string
  readonly seed?: string
  readonly only?: string
  readonly subject?: string
  readonly protocol?: string
  readonly jobs?: string
  readonly failures?: string
  readonly plain?: boolean
}

/**
 * @param cores of this machine
 * @param failures the usual file for failing seeds
 * @throws BadInput with the mend, and what commander throws
 */
export async function readSwarmOptions(
  args: readonly string[],
  cores: number,
  failures: string
): Promise<SwarmOptions> {
  const command = makeCommand()
  command.parse(args, { from: 'user' })
  const flags = command.opts<Flags>()
  const count = (text: string | undefined, name: string, least: number, usual: number): number =>
    text === undefined ? usual : parseCount(text, name, least, MOST_SEEDS)
  const time =
    flags.time === undefined ? Number.POSITIVE_INFINITY : parseDuration(flags.time, '--time')
  const usualSeeds = flags.time === undefined ? SEEDS : Number.POSITIVE_INFINITY
  if (flags.only !== undefined && flags.seed === undefined) {
    throw new BadInput('--only: steps of which plan? Add --seed and --subject')
  }
  const subjects = await readSubjects(flags)
  return {
    seeds: flags.seed === undefined ? count(flags.seeds, '--seeds', 1, usualSeeds) : 1,
    time,
    from: count(flags.from, '--from', 0, 1),
    seed: flags.seed,
    only: flags.only?.split(',').map((word) => parseCount(word, '--only', 0, MOST_SEEDS)),
    subjects,
    protocol: flags.protocol,
    jobs: flags.jobs === undefined ? cores : parseCount(flags.jobs, '--jobs', 1, 256),
    failures: flags.failures ?? failures,
    isPlain: flags.plain === true
  }
}

/** @throws BadInput where there is no such protocol */
export async function protocolsOf(word: string | undefined): Promise<readonly Protocol[]> {
  if (word === undefined) return PROTOCOLS
  return [(await loadProtocol(word)) ?? readProtocol(word)]
}

async function readSubjects({ subject, protocol }: Flags): Promise<readonly Subject[]> {
  const protocols = await protocolsOf(protocol)
  if (subject === undefined) return SUBJECTS.filter((one) => one.canRun(protocols))
  const found = SUBJECTS.find(({ name }) => name === subject)
  if (found === undefined) {
    const names = SUBJECTS.map(({ name }) => name)
    throw unknownWord('--subject', 'subject', subject, names)
  }
  if (found.canRun(protocols)) return [found]
  throw new BadInput(
    `--subject: ${subject} needs a protocol that survives loss, duplicates and corruption, which ${protocol} does not declare; write --subject run`
  )
}

function makeCommand(): Command {
  return new Command('npm run swarm --')
    .description(
      'Random worlds by the thousand: a seed picks subject, protocol, window, faults, load and ' +
        'restarts. First nothing may go wrong, then the channel turns clean and everything must end.'
    )
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .helpOption('-h, --help', 'print this help')
    .option('--seeds <n>', `how many (default ${SEEDS}, or as many as --time allows)`)
    .option('--time <time>', 'begin no new one after so long: 10m')
    .option('--from <n>', 'the number of the first seed (default 1)')
    .option('--seed <text>', 'this one alone, as a failure is told')
    .option('--only <numbers>', 'of its plan only these steps: 0,3,4')
    .option('--subject <name>', `one of ${SUBJECTS.map(({ name }) => name).join(', ')}`)
    .option('--protocol <name>', 'this one alone: a name, mutant:NAME, or a file of your own')
    .option('--jobs <n>', 'cores to use (default: all of them)')
    .option(
      '--failures <file>',
      'where failing seeds are kept (default test/swarm/failing-seeds.json)'
    )
    .option('--plain', 'print lines, without progress on a terminal')
    .addHelpText(
      'after',
      `
Subjects:
${SUBJECTS.map(({ name, about }) => `  ${name.padEnd(6)} ${about}`).join('\n')}

Examples:
  npm run swarm -- --seeds 2000 --time 10m
  npm run swarm -- --subject pipes --seed 17
  npm run swarm -- --subject run --protocol tcp --from 5000`
    )
}
