import test from 'ava'
import fc from 'fast-check'
import { formatChange } from '../../../lossy-channel/weather/words.js'
import { COMMANDS, readCommand } from '../../../src/dashboard/model/weather-command.js'
import {
  commandHelp,
  commandHelpLines,
  commandWords
} from '../../../src/dashboard/model/weather-command-help.js'
import { anyText } from '../any-text.js'

/** What is ordered, in one line. */
function said(text: string): string {
  const command = readCommand(text)
  switch (command.what) {
    case 'weather':
      return Object.entries(command.changes)
        .map(([side, change]) => `${side}: ${formatChange(change)}`)
        .join('; ')
    case 'profile':
      return `profile ${command.profile.name}`
    case 'kill':
      return `kill ${JSON.stringify(command.kill)}`
    case 'pace':
      return `pace ${command.pace}`
    case 'save':
      return `save ${command.path}`
    case 'refused':
      return `refused: ${command.why}`
    default:
      return 'directions' in command ? `${command.what} ${command.directions}` : command.what
  }
}

for (const [typed, order] of [
  [':loss 30%', 'both: loss 30%'],
  ['loss gemodel 5% 30%', 'both: loss gemodel 5% 30%'],
  ['  : delay 50ms 10ms ', 'both: delay 50ms 10ms'],
  [':loss 5% delay 20ms', 'both: loss 5% delay 20ms'],
  ["--loss '5% 25%'", 'both: loss 5% 25%'],
  ['--loss=5%', 'both: loss 5%'],
  [':LOSS 5%', 'both: loss 5%'],
  [':rate 0', 'both: rate 0bit'],
  [':up loss 5% delay 1ms', 'up: loss 5% delay 1ms'],
  [':down corrupt 5% swap', 'down: corrupt 5% swap'],
  [
    ":netem 'loss 5% delay 50ms 10ms distribution normal'",
    'both: loss 5% delay 50ms 10ms distribution normal'
  ],
  [':profile wifi', 'profile wifi'],
  [':profile 8', 'profile bursty'],
  [':partition', 'partition up,down'],
  [':partition up', 'partition up'],
  [':heal both', 'heal up,down'],
  [':hold down', 'hold down'],
  [':release', 'release up,down'],
  [':tray', 'tray up,down'],
  [':untray up', 'untray up'],
  [':kill data', 'kill {"what":"data"}'],
  [':kill ack down bob>server', 'kill {"what":"ack","direction":"down","flow":"bob>server"}'],
  [':kill none', 'spare'],
  [':pace 10', 'pace 10'],
  [':pace 2.5x', 'pace 2.5'],
  [':pace stop', 'pace Infinity'],
  [':save my run.txt', 'save my run.txt'],
  [':reset', 'reset'],
  [':help', 'help'],
  [':quit', 'quit']
] as const) {
  test(`'${typed}' is understood`, (t) => t.is(said(typed), order))
}

test('perfect turns everything off, and on what is named behind it', (t) => {
  const command = readCommand(':perfect loss 5%')
  if (command.what !== 'weather') return t.fail(command.what)
  const { both = {} } = command.changes
  t.regex(formatChange(both), /^loss 5% corrupt 0% .*delay 0ms/)
})

for (const [typed, why] of [
  [':los 30%', "there is no 'los'; did you mean loss?"],
  [':zzzzzzzz', "there is no 'zzzzzzzz'; help lists all that there is"],
  [':', 'nothing was typed; write loss 30%, or help for all that there is'],
  [':loss 30', "weather: loss: '30' is more than certain; write 30% or a fraction up to 1"],
  [
    ':loss',
    'weather: loss: a quantity belongs here, the quantity is missing; write 5%, or gemodel 5% 30%'
  ],
  [
    ':delay 50',
    "weather: delay: '50' has no unit; write a time with its unit, such as 100ms or 2s"
  ],
  [':loss 5% dely 5ms', "weather: 'dely' is not an impairment; did you mean delay?"],
  [':up', "up: no impairment is named; write 'loss 5% delay 100ms', or perfect"],
  [':profile wify', "profile: there is no profile 'wify'; did you mean wifi?"],
  [':profile', 'profile: which one? write profile wifi, or a number from 1 to 9'],
  [':profile 10', 'profile: there is none with this number; write one from 1 to 9'],
  [':partition upp', "partition: 'upp' is no direction; did you mean up?"],
  [':kill dat', "kill: the next 'dat' cannot be killed; did you mean data?"],
  [':pace 0', "pace: '0' will not do; write a number from 1 to 1000, or stop"],
  [':pace', 'pace: how much slower is missing; write a number from 1 to 1000, or stop'],
  [':save', 'save: the name of the file is missing; write save run1'],
  [':reset now', 'reset: nothing belongs behind it; write reset alone'],
  [':constructor', "there is no 'constructor'; help lists all that there is"]
] as const) {
  test(`'${typed}' is refused with the mend`, (t) => t.is(said(typed), `refused: ${why}`))
}

test('whatever is typed is an order or a refusal in one clean line', (t) => {
  const names = fc.constantFrom('', ...COMMANDS.map(({ name }) => `${name} `))
  t.notThrows(() =>
    fc.assert(
      fc.property(names, anyText, (name, text) => {
        const command = readCommand(name + text)
        return command.what !== 'refused' || !/[\p{Cc}\u202a-\u202e]/u.test(command.why)
      }),
      { numRuns: 2000 }
    )
  )
})

test('every example in the help is a command that is understood', (t) => {
  for (const { example } of commandHelp) {
    const plain = example.replace(' [up|down]', '')
    const choices = plain.includes('|') ? [plain.replace(/\|.*/, '')] : [plain]
    for (const typed of choices) t.notRegex(said(typed), /^refused/, typed)
  }
})

test('help fits its width, and says everything', (t) => {
  for (const width of [30, 60, 80, 120]) {
    const lines = commandHelpLines(width)
    t.true(
      lines.every((line) => line.length <= width),
      String(width)
    )
    for (const { name } of COMMANDS)
      t.true(
        lines.some((line) => line.startsWith(`:${name}`)),
        name
      )
  }
  t.regex(commandHelpLines(100)[0] ?? '', /^:loss 30% +datagrams that are lost/)
})

for (const [typed, words] of [
  [':pro', ['profile']],
  ['de', ['delay']],
  [':profile w', ['wifi']],
  [':kill ', ['data', 'ack', 'any', 'none', 'up', 'down']],
  [':kill data ', ['ack', 'any', 'none', 'up', 'down']],
  [':partition d', ['down']],
  [':loss g', ['gemodel', 'gap']],
  [':up dela', ['delay']],
  [':nonsense ', []],
  [':pace s', ['stop']]
] as const) {
  test(`behind '${typed}' can stand ${words.join(' ') || 'nothing known'}`, (t) => {
    t.deepEqual(commandWords(typed), [...words])
  })
}

test('nothing typed yet: every command', (t) => {
  t.deepEqual(
    commandWords(':'),
    COMMANDS.map(({ name }) => name)
  )
})
