#!/usr/bin/env node
/** The command line: finds the command, runs it, and tells mistakes in one line. */
import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { cleanText } from '../kernel/display.js'
import { BadInput } from '../kernel/quantity.js'
import { placeOf } from './author-file.js'
import { addChannelCommand } from './channel.js'
import { addChatCommand } from './chat.js'
import { addClientCommand } from './client.js'
import { addConformanceCommand } from './conformance.js'
import { ExecFault } from './exec-protocol-fault.js'
import { addExploreCommand } from './explore.js'
import { addLabCommand } from './lab.js'
import { addMutantsCommand } from './mutants.js'
import { unknownWord } from './protocol-options.js'
import { addServerCommand } from './server.js'
import { addSimCommand } from './sim.js'
import { addStepCommand } from './step.js'
import { addTraceCommand } from './trace.js'
import { NoReturn } from './watchdog.js'

const WRONG_CALL = 2
/** A bug of ours (sysexits.h, EX_SOFTWARE). */
const BUG = 70

/** A program that is gone throws the same at every call of its machines: it is told once. */
const told = new Set<unknown>()

function makeProgram(): Command {
  const program = new Command('rdt')
    .description('Reliable data transfer over a channel that loses, to watch and to build.')
    .version(version(), '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .showSuggestionAfterError(true)
    .helpCommand(false)
    .argument('[command]')
    .usage('[options] [command]')
    .action((word: string | undefined) => showHelp(program, word))
  addChatCommand(program)
  addServerCommand(program)
  addClientCommand(program)
  addChannelCommand(program)
  addSimCommand(program)
  addStepCommand(program)
  addExploreCommand(program)
  addConformanceCommand(program)
  addMutantsCommand(program)
  addTraceCommand(program)
  addLabCommand(program)
  program
    .command('help')
    .argument('[command]')
    .description('print help of a command')
    .action((word: string | undefined) => showHelp(program, word))
  program.addHelpText(
    'after',
    `
Examples:
  rdt chat --loss 20%                       # a chat over a channel that loses a fifth
  rdt sim --messages 6 --fates 'data: ..x'  # the third data segment is lost
  rdt COMMAND --help                        # more of each`
  )
  return program
}

/** Help of the command `word`, or of the whole. @throws BadInput where there is no such command */
function showHelp(program: Command, word: string | undefined): void {
  const found = word === undefined ? program : program.commands.find((one) => one.name() === word)
  if (found !== undefined) return found.outputHelp()
  const known = program.commands.map((command) => command.name())
  throw unknownWord('command line', 'command', word ?? '', known)
}

function version(): string {
  const file = new URL('../../../package.json', import.meta.url)
  return String(JSON.parse(readFileSync(file, 'utf8')).version)
}

async function main(): Promise<void> {
  // Whoever reads our output may stop reading; that is no error of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0)
    process.stderr.write(
      `rdt: standard output cannot be written (${error.code}); send it elsewhere\n`
    )
    process.exit(WRONG_CALL)
  })
  // What a machine of somebody's own throws while a socket calls it, for one.
  process.on('uncaughtException', (error) => {
    fail(error)
    process.exit()
  })
  try {
    await makeProgram().parseAsync()
  } catch (error) {
    fail(error)
  }
}

function fail(error: unknown): void {
  if (told.has(error)) return
  told.add(error)
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return
    process.exitCode = WRONG_CALL
    process.stderr.write(`rdt: ${commanderLine(error.message)}\n`)
  } else if (error instanceof BadInput) {
    process.exitCode = WRONG_CALL
    // It may name what stands in a file of somebody else's.
    process.stderr.write(`rdt: ${cleanText(error.message.replace(/\s*\n\s*/g, ' '))}\n`)
  } else if (error instanceof NoReturn || error instanceof ExecFault) {
    process.exitCode = 1
    process.stderr.write(`rdt: ${error.message}\n`)
  } else {
    const text = cleanText(error instanceof Error ? error.message : String(error))
    const place = placeOf(error)
    process.exitCode = place === undefined ? BUG : 1
    const whose = place === undefined ? 'a bug of ours' : `${place} throws`
    process.stderr.write(`rdt: ${whose}: ${text} (RDT_DEBUG=1 shows where)\n`)
  }
  if (process.env.RDT_DEBUG === '1') console.error(error)
}

/** Commander's message in one line that ends in the mend. */
function commanderLine(message: string): string {
  const line = message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .trim()
    .replace(/\.$/, '')
  return /Did you mean/.test(line)
    ? line
    : `${line}; rdt help, or rdt COMMAND --help, lists what there is`
}

await main()
