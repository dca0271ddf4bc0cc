import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter } from 'node:path'
import test from 'ava'
import { Command } from 'commander'
import { addChannelCommand } from '../../src/cli/channel.js'
import { readChannelOptions } from '../../src/cli/channel-options.js'
import { addChatCommand } from '../../src/cli/chat.js'
import { addClientCommand } from '../../src/cli/client.js'
import { addConformanceCommand } from '../../src/cli/conformance.js'
import { addExploreCommand } from '../../src/cli/explore.js'
import { addMutantsCommand } from '../../src/cli/mutants.js'
import { readProtocolOptions } from '../../src/cli/protocol-options.js'
import { addServerCommand } from '../../src/cli/server.js'
import { addSimCommand } from '../../src/cli/sim.js'
import { addStepCommand } from '../../src/cli/step.js'
import { addTraceCommand } from '../../src/cli/trace.js'
import { rdtHere } from './rdt-here.js'
import { folder, PROGRAM } from './rdt-process.js'
import { argumentsOf, examplesIn } from './shell-words.js'

const COMMANDS = [
  ...['chat', 'server', 'client', 'channel'],
  ...['sim', 'step', 'explore', 'conformance', 'mutants', 'trace']
]

test('rdt, rdt help and rdt --help are the same, and name every command', async (t) => {
  const [bare, word, option] = await Promise.all(
    [[], ['help'], ['--help']].map((args) => rdtHere(t, args))
  )
  for (const { status, err } of [bare!, word!, option!]) {
    t.is(status, 0)
    t.is(err, '')
  }
  t.is(word!.out, bare!.out)
  t.is(option!.out, bare!.out)
  for (const command of COMMANDS) t.regex(bare!.out, new RegExp(`^ +${command}\\b`, 'm'))
  t.true(examplesIn(bare!.out).length >= 2)
})

test('the version is that of the package', async (t) => {
  const { out, status } = await rdtHere(t, ['--version'])
  t.is(status, 0)
  t.regex(out, /^\d+\.\d+\.\d+\n$/)
})

/** The whole program, doing nothing. */
function parser(parsed: (name: string, flags: object) => void): Command {
  const program = new Command('rdt').exitOverride().configureOutput({ writeErr: () => {} })
  for (const add of [
    addChatCommand,
    addServerCommand,
    addClientCommand,
    addChannelCommand,
    addSimCommand,
    addStepCommand,
    addExploreCommand,
    addConformanceCommand,
    addMutantsCommand,
    addTraceCommand
  ]) {
    add(program)
  }
  const disarm = (command: Command): void => {
    command.exitOverride()
    command.action(() => parsed(command.name(), command.optsWithGlobals()))
    for (const sub of command.commands) disarm(sub)
  }
  for (const command of program.commands) disarm(command)
  return program
}

for (const command of COMMANDS) {
  test(`rdt ${command} --help shows examples that the program understands`, async (t) => {
    const [option, word] = await Promise.all([
      rdtHere(t, [command, '--help']),
      rdtHere(t, ['help', command])
    ])
    t.is(option.status, 0)
    t.is(option.err, '')
    t.is(word.out, option.out)
    const examples = examplesIn(option.out)
    t.true(examples.length >= 2, option.out)
    for (const example of examples) {
      t.notRegex(example, / {2}/, 'a remark that a shell would take for arguments')
      let seen = ''
      parser((name, flags) => {
        seen = name
        // The values, too.
        if (!['client', 'server'].includes(name)) readChannelOptions(flags)
        readProtocolOptions(flags)
      }).parse(argumentsOf(example), { from: 'user' })
      t.not(seen, '', example)
    }
  })
}

test('examples that end by themselves run as they are pasted', async (t) => {
  const at = folder(t)
  mkdirSync(at('bin'))
  writeFileSync(at('bin/rdt'), `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`)
  chmodSync(at('bin/rdt'), 0o755)
  const help = await Promise.all(
    ['sim', 'channel', ''].map((name) => rdtHere(t, name === '' ? [] : [name, '--help']))
  )
  const all = help.flatMap(({ out }) => examplesIn(out))
  const ending = all.filter((line) => /^rdt sim |channel fates/.test(line))
  t.true(ending.length >= 4, all.join('\n'))
  for (const example of new Set(ending)) {
    const { status, stderr } = spawnSync('sh', ['-c', example], {
      cwd: at('.'),
      env: { ...process.env, PATH: `${at('bin')}${delimiter}${process.env['PATH']}` },
      encoding: 'utf8',
      timeout: 60_000,
      stdio: ['ignore', 'pipe', 'pipe']
    })
    t.is(status, 0, `${example}: ${stderr}`)
    t.is(stderr, '', example)
  }
})

for (const [what, command] of [
  ['help', 'rdt help | head -1'],
  ['many fates', 'rdt channel fates --count 200000 --loss 20% --seed 1 --json | head -1'],
  ['profiles', 'rdt channel profiles | head -1'],
  ['a summary that nobody reads', 'rdt sim --messages 20000 --json | true'],
  ['the conversation', 'rdt chat --json < /dev/null | head -2']
] as const) {
  test(`whoever stops reading ${what} hears no complaint`, (t) => {
    const at = folder(t)
    mkdirSync(at('bin'))
    writeFileSync(at('bin/rdt'), `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`)
    chmodSync(at('bin/rdt'), 0o755)
    const { stderr, status } = spawnSync('sh', ['-c', command], {
      env: { ...process.env, PATH: `${at('bin')}${delimiter}${process.env['PATH']}` },
      encoding: 'utf8',
      timeout: 60_000,
      stdio: ['ignore', 'pipe', 'pipe']
    })
    t.is(stderr, '')
    t.is(status, 0)
  })
}
