import test from 'ava'
import fc from 'fast-check'
import { helpLines } from '../../src/chat/command-words.js'
import { type Command, parseCommand } from '../../src/chat/commands.js'

const plain: readonly (readonly [line: string, command: Command])[] = [
  ['hello', { cmd: 'say', text: 'hello' }],
  ['', { cmd: 'say', text: '' }],
  ['  spaced  ', { cmd: 'say', text: '  spaced  ' }],
  ['# not a comment', { cmd: 'say', text: '# not a comment' }],
  ['mail me@home', { cmd: 'say', text: 'mail me@home' }],
  ['exit now', { cmd: 'say', text: 'exit now' }],
  ['{"cmd":"quit"}', { cmd: 'say', text: '{"cmd":"quit"}' }],
  ['//etc/passwd', { cmd: 'say', text: '/etc/passwd' }],
  ['/say @home /now', { cmd: 'say', text: '@home /now' }],
  ['/say ', { cmd: 'say', text: '' }],
  ['@bob hi there', { cmd: 'msg', to: ['bob'], text: 'hi there' }],
  ['@bob  two blanks', { cmd: 'msg', to: ['bob'], text: ' two blanks' }],
  ['@a,b hi', { cmd: 'msg', to: ['a', 'b'], text: 'hi' }],
  ['@a, b hi', { cmd: 'msg', to: ['a', 'b'], text: 'hi' }],
  ['@a,@b hi', { cmd: 'msg', to: ['a', 'b'], text: 'hi' }],
  ['/msg a,b, c hi, you', { cmd: 'msg', to: ['a', 'b', 'c'], text: 'hi, you' }],
  ['/MSG bob hi', { cmd: 'msg', to: ['bob'], text: 'hi' }],
  ['/list', { cmd: 'list' }],
  ['/who ', { cmd: 'list' }],
  ['/join', { cmd: 'join' }],
  ['/join al', { cmd: 'join', name: 'al' }],
  ['/leave', { cmd: 'leave', reason: '' }],
  ['/disconnect', { cmd: 'leave', reason: '' }],
  ['/quit so long', { cmd: 'quit', reason: 'so long' }],
  ['\\q', { cmd: 'quit', reason: '' }],
  [' exit ', { cmd: 'quit', reason: '' }],
  ['/dereg bob', { cmd: 'dereg', name: 'bob' }],
  ['/help', { cmd: 'help' }]
]

for (const [line, command] of plain) {
  test(`A8 B17 C19 D4 D5: ${JSON.stringify(line)}`, (t) => {
    t.deepEqual(parseCommand(line), command)
  })
}

const refused: readonly (readonly [line: string, text: RegExp])[] = [
  ['@bob', /^usage: @NAME/],
  ['@bob ', /^usage: @NAME/],
  ['@ hi', /^usage: @NAME/],
  ['/msg', /^usage: @NAME/],
  ['/msg bob', /^usage: @NAME/],
  ['/say', /^usage: \/say TEXT/],
  ['/list all', /^usage: \/list/],
  ['/dereg', /^usage: \/dereg/],
  ['/lsit', /no command \/lsit; did you mean \/list\?/],
  ['/qiut', /did you mean \/quit\?/],
  ['/', /\/help shows the commands/],
  ['/xyzzyxyzzy', /\/help shows.*written with two/]
]

for (const [line, text] of refused) {
  test(`C13: ${JSON.stringify(line)} is refused with the mend`, (t) => {
    const command = parseCommand(line)
    t.is(command.cmd, 'refused')
    t.regex(command.cmd === 'refused' ? command.text : '', text)
  })
}

const objects: readonly (readonly [line: string, command: Command])[] = [
  ['{"cmd":"say","text":"/x\\n"}', { cmd: 'say', text: '/x\n' }],
  ['{"cmd":"msg","to":["a","b"],"text":"hi"}', { cmd: 'msg', to: ['a', 'b'], text: 'hi' }],
  ['{"cmd":"msg","to":"a, b","text":""}', { cmd: 'msg', to: ['a', 'b'], text: '' }],
  ['{"cmd":"list"}', { cmd: 'list' }],
  ['{"cmd":"join","name":"al"}', { cmd: 'join', name: 'al' }],
  ['{"cmd":"leave","reason":"bye"}', { cmd: 'leave', reason: 'bye' }],
  ['{"cmd":"quit"}', { cmd: 'quit', reason: '' }],
  ['{"text":"no cmd"}', { cmd: 'say', text: '{"text":"no cmd"}' }],
  ['[1]', { cmd: 'say', text: '[1]' }],
  ['/list', { cmd: 'list' }],
  ['hello', { cmd: 'say', text: 'hello' }]
]

for (const [line, command] of objects) {
  test(`with --json: ${line}`, (t) => {
    t.deepEqual(parseCommand(line, { json: true }), command)
  })
}

const badObjects: readonly (readonly [line: string, text: RegExp])[] = [
  ['{"cmd":"say"}', /^usage: \/say/],
  ['{"cmd":"msg","to":[],"text":"x"}', /^usage: @NAME/],
  ['{"cmd":"msg","to":[1],"text":"x"}', /^usage: @NAME/],
  ['{"cmd":"mgs","to":["a"]}', /no command "mgs"; did you mean msg\?/],
  ['{"cmd":7}', /no command 7/],
  ['{"cmd":null}', /no command null/]
]

for (const [line, text] of badObjects) {
  test(`with --json: ${line} is refused with the mend`, (t) => {
    const command = parseCommand(line, { json: true })
    t.is(command.cmd, 'refused')
    t.regex(command.cmd === 'refused' ? command.text : '', text)
  })
}

test('any line is some command', (t) => {
  const line = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string().map((text) => `/${text}`),
    fc.string().map((text) => `@${text}`),
    fc.json()
  )
  fc.assert(
    fc.property(line, fc.boolean(), (text, json) => {
      return typeof parseCommand(text, { json }).cmd === 'string'
    }),
    { numRuns: 3_000 }
  )
  t.pass()
})

test('the help names every way to say something', (t) => {
  const help = helpLines().join('\n')
  for (const word of ['/msg', '/list', '/who', '/quit', '/leave', '/join', '//etc', '\\q']) {
    t.true(help.includes(word), word)
  }
})
