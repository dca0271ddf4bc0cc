/**
 * One process of bench/screens.ts: runs `rdt chat`, `rdt channel` or `rdt server` under a class's load,
 * with a screen or with lines, measures what time of the processor it takes, and tells. Of a channel and
 * of a server, the class is in a process of its own.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startProxy } from '../lossy-channel/proxy.js'
import { ChatServer } from '../src/chat/server.js'
import { readChannelOptions } from '../src/cli/channel-options.js'
import { ChannelScreen } from '../src/cli/channel-screen.js'
import { runChat } from '../src/cli/chat-run.js'
import type { ScriptStep } from '../src/cli/chat-script.js'
import { openNode } from '../src/cli/open-node.js'
import { classifyPassing, kindOfPassing } from '../src/cli/passing.js'
import { ServerScreen } from '../src/cli/server-screen.js'
import { ms, seconds } from '../src/kernel/time.js'
import { gbn } from '../src/rdt/gbn.js'
import { usualTransport } from '../src/rdt/transport.js'
import { openSocket } from '../src/udp/datagram-socket.js'
import { WallClock } from '../src/udp/wall-clock.js'
import { LOOPBACK, lineOf, nameOf, PEOPLE, type ScreenLoad, TICK_MS } from './screens-class.js'

export interface ScreenShare {
  /** Of one core. */
  readonly share: number
  /** Lines a second that were said. */
  readonly rate: number
}

const NOBODY_QUITS = { quit: () => {}, interrupt: () => {} }
const CHOICE = { theme: 'dark', isBig: false } as const
/** Until all have joined, and what is called often is compiled. */
const WARM_UP_MS = 6_000
const LONGEST_S = 100

/** Somebody looks, and nobody types. */
const terminalOf = (columns: number, rows: number) => ({
  input: Object.assign(new EventEmitter(), {
    isTTY: true,
    setRawMode: () => {},
    resume: () => {},
    pause: () => {}
  }),
  output: Object.assign(new EventEmitter(), { isTTY: true, columns, rows, write: () => true })
})

interface Job extends ScreenLoad {
  readonly hasScreen: boolean
  readonly measuredMs: number
}

/** People who speak in turn, some in each tick; `said` counts the lines that were asked for. */
function scriptFor(rate: number, said: () => void): ScriptStep[] {
  const perTick = (rate * TICK_MS) / 1_000
  const steps: ScriptStep[] = []
  for (let i = 0; i < rate * LONGEST_S; i++) {
    steps.push({
      step: 'say',
      who: nameOf(i % PEOPLE),
      get line() {
        said()
        return lineOf(i)
      }
    })
    if (i % perTick === perTick - 1) steps.push(waitUntil((i + 1) / rate))
  }
  steps.push({ step: 'wait', time: seconds(LONGEST_S) })
  return steps
}

/** Waits for what is left until so many seconds after the first: a late step delays none after it. */
function waitUntil(due: number): ScriptStep {
  return {
    step: 'wait',
    get time() {
      begin ??= performance.now()
      return ms(Math.max(0, Math.round(begin + 1_000 * due - performance.now())))
    }
  }
}

let begin: number | undefined

/** @returns how many lines were said so far */
function startChat({ rate, weather, hasScreen }: Job): () => Promise<number> {
  let said = 0
  const channel = readChannelOptions({ netem: `${weather} delay 20ms`, seed: 'bench' })
  void runChat({
    transport: usualTransport(gbn),
    channel,
    listen: LOOPBACK,
    isShared: false,
    people: Array.from({ length: PEOPLE }, (_, i) => nameOf(i)),
    script: scriptFor(rate, () => said++),
    bots: false,
    timeLimit: seconds(LONGEST_S),
    trace: undefined,
    json: false,
    plain: true,
    screen: hasScreen ? { ...CHOICE, terminal: terminalOf(200, 50) } : undefined
  })
  return () => Promise.resolve(said)
}

/** The class has the server, and comes to it through this channel. */
async function startChannel(job: Job): Promise<() => Promise<number>> {
  const attendance = new Attendance(job)
  const target = { ...LOOPBACK, port: await attendance.answer() }
  const options = readChannelOptions({ netem: `${job.weather} delay 20ms`, seed: 'bench' })
  const world = new WallClock()
  const screen = job.hasScreen ? new ChannelScreen(CHOICE, options, undefined) : undefined
  const proxy = await startProxy({
    listen: LOOPBACK,
    target,
    weather: { up: options.up, down: options.down },
    seed: options.seed,
    classify: classifyPassing,
    kindOf: kindOfPassing,
    openSocket,
    world,
    ...(screen && { witness: screen.witness })
  })
  await screen?.open(proxy, world, NOBODY_QUITS, terminalOf(200, 50))
  return attendance.begin(proxy.local.port)
}

/** The class comes to this server through a channel of its own. */
async function startServer(job: Job): Promise<() => Promise<number>> {
  const world = new WallClock()
  const transport = usualTransport(gbn)
  const screen = job.hasScreen ? new ServerScreen(CHOICE, transport, world) : undefined
  const server = new ChatServer({
    world,
    say: (event) => screen?.tell(event),
    token: () => 'the only life of this server'
  })
  const watch = screen?.watch(undefined).watch
  const node = await openNode({ at: LOOPBACK, world, transport, watch })
  node.listen(screen?.listening(server) ?? server)
  await screen?.open('here', server, NOBODY_QUITS, terminalOf(200, 50))
  return new Attendance(job).begin(node.local.port)
}

/** The class, in a process of its own. */
class Attendance {
  readonly #child: ChildProcess

  constructor({ what, rate, weather }: ScreenLoad) {
    const path = fileURLToPath(new URL('screens-class.js', import.meta.url))
    this.#child = fork(path, [JSON.stringify({ what, rate, weather })], { execArgv: [] })
  }

  answer(): Promise<number> {
    return new Promise((resolve) =>
      this.#child.once('message', (answer) => resolve(Number(answer)))
    )
  }

  /** The class joins at `port` and begins to speak. @returns what says how many lines were said */
  begin(port: number): () => Promise<number> {
    this.#child.send(port)
    return () => {
      const answer = this.answer()
      this.#child.send('how many?')
      return answer
    }
  }
}

const STARTS = { chat: startChat, channel: startChannel, server: startServer } as const

const job = JSON.parse(process.argv[2] ?? '') as Job
const said = await STARTS[job.what](job)
await sleep(WARM_UP_MS)
const [before, saidBefore, cpu] = [performance.now(), await said(), process.cpuUsage()]
await sleep(job.measuredMs)
const { user, system } = process.cpuUsage(cpu)
const lasted = performance.now() - before
const share = (user + system) / 1_000 / lasted
process.send?.({ share, rate: ((await said()) - saidBefore) / (lasted / 1_000) })
