/**
 * A class in virtual time: one server, twenty clients, and weather that spares nobody. Every
 * line reaches everybody, exactly once, in its author's order, as it was written.
 */
import test, { type ExecutionContext } from 'ava'
import { parsePhrase } from '../../lossy-channel/weather/netem.js'
import { PERFECT, withChanges } from '../../lossy-channel/weather/weather.js'
import { ChatClient } from '../../src/chat/client.js'
import type { MessageEvent } from '../../src/chat/events.js'
import { ChatServer } from '../../src/chat/server.js'
import { seconds } from '../../src/kernel/time.js'
import { gbn } from '../../src/rdt/gbn.js'
import { usualTransport } from '../../src/rdt/transport.js'
import type { Link } from '../../src/sim/link.js'
import { Network } from '../../src/sim/network.js'
import { SimNode } from '../../src/sim/sim-node.js'
import { VirtualWorld } from '../../src/sim/virtual-world.js'

const PEOPLE = 20
const LINES = 5
const BAD = withChanges(
  PERFECT,
  parsePhrase('loss 20% corrupt 5% duplicate 5% reorder 10% delay 20ms', 'test')
)

/** Texts that a careless program would change. */
const TEXTS = ['', ' ', '#', '  Größe 日本語 🛰️ ', 'tab\tand "quote" \\n', 'x'.repeat(3_000)]

interface Life {
  readonly client: ChatClient
  readonly node: SimNode
  readonly links: { readonly up: Link; readonly down: Link }
  readonly heard: MessageEvent[]
}

class Room {
  readonly world = new VirtualWorld()
  readonly network: Network
  server!: ChatServer
  serverNode!: SimNode
  readonly #seed: string
  #tokens = 0

  constructor(seed: string) {
    this.#seed = seed
    const options = { seed, checksum: 'crc32', fateBy: 'order', encodeAll: false } as const
    this.network = new Network(this.world, options)
    this.openServer()
  }

  openServer(incarnation = 0): void {
    const { world, network } = this
    this.serverNode = new SimNode(network, 'server', usualTransport(gbn), { incarnation })
    this.server = new ChatServer({ world, say: () => {}, token: this.token })
    this.serverNode.stack.listen(this.server)
  }

  token = (): string => `${this.#seed}-${++this.#tokens}`

  /** Somebody's program on a node of its own; another incarnation is the same person again. */
  person(name: string, incarnation = 0): Life {
    const { world, network, token } = this
    const node = new SimNode(network, name, usualTransport(gbn), { incarnation })
    const links = node.join(this.serverNode, { up: BAD, down: BAD })
    const heard: MessageEvent[] = []
    const client = new ChatClient(
      {
        world,
        token,
        connect: (application) => node.stack.connect('server', application),
        emit: (event) => {
          if (event.type === 'message') heard.push(event)
        }
      },
      { name, uid: `uid-${name}` }
    )
    client.start()
    return { client, node, links, heard }
  }

  /** Lets virtual time pass until `isSo`, at most `limit` seconds. */
  until(isSo: () => boolean, limit: number): boolean {
    const end = this.world.now() + seconds(limit)
    while (!isSo() && this.world.now() < end) this.world.run(this.world.now() + 100_000)
    return isSo()
  }
}

const partition = ({ links }: Life, isCut: boolean): void => {
  links.up.lane.partition(isCut)
  links.down.lane.partition(isCut)
}

const nameOf = (i: number): string => `person${String(i).padStart(2, '0')}`

/** Everybody joins. */
function assemble(t: ExecutionContext, room: Room): Life[] {
  const lives = Array.from({ length: PEOPLE }, (_, i) => room.person(nameOf(i)))
  const areAllHere = room.until(() => lives.every(({ client }) => client.state === 'joined'), 120)
  t.true(areAllHere, 'everybody has joined')
  return lives
}

const textOf = (i: number, line: number): string =>
  `${i}/${line} ${TEXTS[(i + line) % TEXTS.length]}`

/** Everybody says `LINES` lines, some 300 ms apart; `meanwhile` is called before each round. */
function converse(room: Room, lives: readonly Life[], meanwhile: (line: number) => void): void {
  for (let line = 0; line < LINES; line++) {
    meanwhile(line)
    for (const [i, { client }] of lives.entries()) client.say(textOf(i, line))
    room.world.run(room.world.now() + 300_000)
  }
}

/** What `life` heard of `author`, in the order of its arrival. */
const saidBy = ({ heard }: Pick<Life, 'heard'>, author: string): string[] =>
  heard.filter(({ from }) => from === author).map(({ text }) => text)

const allOf = (i: number): string[] => Array.from({ length: LINES }, (_, line) => textOf(i, line))

function checkAll(t: ExecutionContext, room: Room, lives: readonly Life[]): void {
  const total = PEOPLE * LINES
  room.until(() => lives.every(({ heard }) => heard.length >= total), 600)
  // Whatever would come twice has time to.
  room.world.run(room.world.now() + seconds(30))
  for (const life of lives) {
    t.is(life.heard.length, total)
    for (let i = 0; i < PEOPLE; i++) t.deepEqual(saidBy(life, nameOf(i)), allOf(i))
    t.is(life.client.unconfirmed, 0)
    t.is(life.client.people.length, PEOPLE)
  }
}

for (const seed of ['1', '2', '3', '4', '5']) {
  test(`seed ${seed}: all lines reach all twenty, once, in order and untouched`, (t) => {
    const room = new Room(`class-${seed}`)
    const lives = assemble(t, room)
    converse(room, lives, () => {})
    checkAll(t, room, lives)
  })
}

for (const length of [5, 20]) {
  for (const seed of ['1', '2']) {
    test(`seed ${seed}: three links cut for ${length} s in mid-conversation lose nothing`, (t) => {
      const room = new Room(`cut-${length}-${seed}`)
      const lives = assemble(t, room)
      const unlucky = [lives[0]!, lives[7]!, lives[19]!]
      converse(room, lives, (line) => {
        if (line === 2) for (const life of unlucky) partition(life, true)
      })
      room.world.run(room.world.now() + seconds(length) - 900_000)
      const before = unlucky.map(({ heard }) => heard.length)
      t.true(
        before.every((count) => count < PEOPLE * LINES),
        'the cut was felt'
      )
      for (const life of unlucky) partition(life, false)
      checkAll(t, room, lives)
    })
  }
}

test('the server cut off from all for 20 s: everybody comes back, and nothing is lost', (t) => {
  const room = new Room('all-cut')
  const lives = assemble(t, room)
  converse(room, lives, (line) => {
    if (line === 1) for (const life of lives) partition(life, true)
  })
  room.world.run(room.world.now() + seconds(20))
  for (const life of lives) partition(life, false)
  checkAll(t, room, lives)
})

test('a client that dies and starts again on the same address: the others miss nothing', (t) => {
  const room = new Room('restart')
  const lives = assemble(t, room)
  let reborn: Life | undefined
  converse(room, lives, (line) => {
    if (line !== 2) return
    const dead = lives[3]!
    // Its node falls silent: nothing of its former life is ever sent again.
    partition(dead, true)
    reborn = room.person(nameOf(3), 1)
  })
  // What its former life said and could not send died with it; it is said again by nobody.
  room.until(() => reborn?.client.state === 'joined', 120)
  t.is(reborn?.client.state, 'joined')
  reborn?.client.say('I am back')
  const others = lives.filter((_, i) => i !== 3)
  const isAll = room.until(
    () =>
      others.every((life) =>
        lives.every((_, i) => i === 3 || saidBy(life, nameOf(i)).length >= LINES)
      ) && others.every((life) => life.heard.some(({ text }) => text === 'I am back')),
    600
  )
  t.true(isAll)
  room.world.run(room.world.now() + seconds(30))
  for (const life of others) {
    for (let i = 0; i < PEOPLE; i++) {
      if (i !== 3) t.deepEqual(saidBy(life, nameOf(i)), allOf(i))
    }
    // Of the dead life's lines a beginning arrived, and then what the new one said.
    const of3 = life.heard.filter(({ uid }) => uid === 'uid-person03').map(({ text }) => text)
    t.deepEqual(of3, [...allOf(3).slice(0, of3.length - 1), 'I am back'])
  }
})

test('the same seed gives the same conversation, event for event', (t) => {
  const run = (): unknown => {
    const room = new Room('twice')
    const lives = assemble(t, room)
    converse(room, lives, () => {})
    room.world.run(seconds(60))
    return lives.map(({ heard }) => heard)
  }
  t.deepEqual(run(), run())
})
