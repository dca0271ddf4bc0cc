/** Every rule of the chat is seen to bite, by people who hear the wrong things. */
import test from 'ava'
import type { MessageEvent } from '../../src/chat/events.js'
import { ChatRecord, type Life } from './chat-record.js'

const EPOCH = 'server/1'

/** Alice, Bob and Carol have just joined. */
class Chat {
  readonly record = new ChatRecord()
  readonly alice = this.#join('alice')
  readonly bob = this.#join('bob')
  readonly carol = this.#join('carol')
  #no = 0

  /** Somebody says something, the server has it, and its author is told. */
  say(author: Life, text: string, to: readonly string[] = [], isConfirmed = true): MessageEvent {
    const ref = author.said.size + 1
    const id = ++this.#no
    this.record.say(author, ref, text, to)
    if (isConfirmed) this.record.confirmed(author, ref, id)
    return {
      type: 'message',
      from: author.name,
      text,
      kind: to.length === 0 ? 'all' : to.length === 1 ? 'private' : 'group',
      room: to.length === 0 ? 'lobby' : null,
      id,
      time: 0,
      own: false,
      to,
      uid: author.name,
      run: author.name,
      ref
    }
  }

  hear(life: Life, event: MessageEvent, more: Partial<MessageEvent> = {}): void {
    const own = event.from === life.name
    this.record.heard(life, { ...event, own, ...more }, (run) => {
      return [this.alice, this.bob, this.carol].find(({ name }) => name === run)
    })
  }

  get everybody(): readonly Life[] {
    return [this.alice, this.bob, this.carol]
  }

  missing(): string | undefined {
    return this.record.missing(new Set(this.everybody))?.rule
  }

  #join(name: string): Life {
    const life = this.record.begin(name, 0)
    this.record.joined(life, EPOCH, 0, false)
    return life
  }
}

test('what everybody has heard once, in order and unchanged, is fine', (t) => {
  const chat = new Chat()
  const lines = [chat.say(chat.alice, 'a'), chat.say(chat.bob, 'b'), chat.say(chat.alice, 'c')]
  for (const line of lines) for (const life of chat.everybody) chat.hear(life, line)
  const secret = chat.say(chat.alice, 'psst', ['bob'])
  for (const life of [chat.alice, chat.bob]) chat.hear(life, secret)
  t.is(chat.record.failure, undefined)
  t.is(chat.missing(), undefined)
})

const WRONG: Readonly<Record<string, readonly [rule: string, (chat: Chat) => void]>> = {
  'another text': [
    'unchanged',
    (chat) => chat.hear(chat.bob, chat.say(chat.alice, 'a'), { text: 'b' })
  ],
  'another author': [
    'unchanged',
    (chat) => chat.hear(chat.bob, chat.say(chat.alice, 'a'), { from: 'carol' })
  ],
  'a private line that became one to all': [
    'unchanged',
    (chat) => chat.hear(chat.bob, chat.say(chat.alice, 'a', ['bob']), { to: [], kind: 'all' })
  ],
  'a recipient who was never named': [
    'unchanged',
    (chat) => {
      const line = chat.say(chat.alice, 'a', ['bob', 'dave'])
      chat.hear(chat.bob, line, { to: ['bob', 'carol'] })
    }
  ],
  'a line that nobody said': [
    'unchanged',
    (chat) => chat.hear(chat.bob, { ...chat.say(chat.alice, 'a'), ref: 77 })
  ],
  'one’s own line as somebody else’s': [
    'unchanged',
    (chat) => chat.hear(chat.alice, chat.say(chat.alice, 'a'), { own: false })
  ],
  'a line for somebody else': [
    'unmeant',
    (chat) => chat.hear(chat.carol, chat.say(chat.alice, 'a', ['bob']))
  ],
  'a line from before one has joined': [
    'unmeant',
    (chat) => {
      const line = chat.say(chat.alice, 'a')
      chat.record.left(chat.bob)
      chat.record.joined(chat.bob, EPOCH, line.id, false)
      chat.hear(chat.bob, line)
    }
  ],
  'a line while one is not in the chat': [
    'unmeant',
    (chat) => {
      chat.record.left(chat.bob)
      chat.hear(chat.bob, chat.say(chat.alice, 'a'))
    }
  ],
  'a line for the second time': [
    'once',
    (chat) => {
      const line = chat.say(chat.alice, 'a')
      chat.hear(chat.bob, line)
      chat.hear(chat.bob, { ...line, id: 9 })
    }
  ],
  'two lines of one author the wrong way round': [
    'order',
    (chat) => {
      const [first, second] = [chat.say(chat.alice, 'a'), chat.say(chat.alice, 'b')]
      chat.hear(chat.bob, { ...second, id: 5 })
      chat.hear(chat.bob, { ...first, id: 6 })
    }
  ],
  'numbers that do not ascend': [
    'order',
    (chat) => {
      const [first, second] = [chat.say(chat.alice, 'a'), chat.say(chat.bob, 'b')]
      chat.hear(chat.carol, second)
      chat.hear(chat.carol, first)
    }
  ],
  'a confirmation of what was never said': [
    'confirmed',
    (chat) => chat.record.confirmed(chat.alice, 1, 1)
  ]
}

for (const [what, [rule, happens]] of Object.entries(WRONG)) {
  test(`${what} is against the rule ${rule}`, (t) => {
    const chat = new Chat()
    happens(chat)
    t.is(chat.record.failure?.rule, rule, chat.record.failure?.what)
  })
}

test('a line that was confirmed must reach everybody who was present', (t) => {
  const chat = new Chat()
  const line = chat.say(chat.alice, 'a')
  for (const life of [chat.alice, chat.bob]) chat.hear(life, line)
  t.is(chat.missing(), 'delivered')
  chat.hear(chat.carol, line)
  t.is(chat.missing(), undefined)
})

test('one that was not confirmed and that nobody heard need not', (t) => {
  const chat = new Chat()
  const line = chat.say(chat.alice, 'a', [], false)
  t.is(chat.missing(), undefined)
  chat.hear(chat.bob, line)
  t.is(chat.missing(), 'delivered')
})

test('a private line must reach the one who was named, and nobody else', (t) => {
  const chat = new Chat()
  const line = chat.say(chat.alice, 'a', ['bob'])
  chat.hear(chat.alice, line)
  t.is(chat.missing(), 'delivered')
  chat.hear(chat.bob, line)
  t.is(chat.missing(), undefined)
})

test('whoever has gone has a beginning without holes', (t) => {
  const chat = new Chat()
  const lines = ['a', 'b', 'c'].map((text) => chat.say(chat.alice, text))
  for (const line of lines) for (const life of [chat.alice, chat.bob]) chat.hear(life, line)
  const present = new Set([chat.alice, chat.bob])
  chat.hear(chat.carol, lines[0]!)
  t.is(chat.record.missing(present), undefined)
  chat.hear(chat.carol, lines[2]!)
  t.is(chat.record.missing(present)?.rule, 'delivered')
})

test('a connection that is resumed goes on with the stay; a new joining begins another', (t) => {
  const chat = new Chat()
  const first = chat.say(chat.alice, 'a')
  chat.record.joined(chat.bob, EPOCH, 0, true)
  for (const life of chat.everybody) chat.hear(life, first)
  t.is(chat.bob.stays.length, 1)
  chat.record.left(chat.bob)
  const second = chat.say(chat.alice, 'b')
  for (const life of [chat.alice, chat.carol]) chat.hear(life, second)
  chat.record.joined(chat.bob, EPOCH, 2, false)
  t.is(chat.bob.stays.length, 2)
  t.is(chat.missing(), undefined)
  t.is(chat.record.failure, undefined)
})

test('a server that has lost its memory numbers from 1 again, and may repeat', (t) => {
  const chat = new Chat()
  const [first, second] = [chat.say(chat.alice, 'a', [], false), chat.say(chat.alice, 'b')]
  for (const life of chat.everybody) chat.record.joined(life, EPOCH, 0, true)
  chat.hear(chat.bob, second)
  for (const life of chat.everybody) chat.record.joined(life, 'server/2', 0, true)
  chat.hear(chat.bob, { ...first, id: 1 })
  t.is(chat.record.failure, undefined)
})
