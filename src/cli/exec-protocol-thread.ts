/**
 * The thread that owns the program: a machine must answer before its host goes on, and whoever waits
 * for an answer hears no pipe. So the pipes are heard here, and the bell wakes whoever waits.
 *
 *     main thread ── line ──▶ this thread ══ stdin ══▶ program
 *          ▲                       │ ◀══ stdout, stderr ══╯
 *          ╰── Told, and a bell ───╯
 */
import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { workerData } from 'node:worker_threads'
import {
  type Asked,
  BELL,
  IS_HELD,
  type ThreadData,
  type Told,
  WAITING
} from './exec-protocol-desk.js'
import { killAll } from './exec-protocol-kill.js'

/** In characters. */
const MOST_WAITING = 1 << 20
/** In ms. What has ended may have left its pipes to somebody. */
const FAREWELL = 500

const { port, words, desk } = workerData as ThreadData
const [program, ...args] = words
let child: ChildProcess | undefined
let keeper: ChildProcess | undefined
const held: Readable[] = []

port.on('message', (asked: Asked) => {
  if (typeof asked === 'string') child?.stdin?.write(asked)
  else if (asked.ask === 'start') start(asked.run)
  else if (asked.ask === 'kill' && child?.pid !== undefined) killAll(child.pid)
  else if (asked.ask === 'end') child?.stdin?.end()
  else if (asked.ask === 'go on') goOn()
})

function start(run: number): void {
  keeper ??= startKeeper()
  let mine: ChildProcess
  try {
    // A group of its own: a Ctrl-C at the terminal is for us, and it ends with all that it started.
    mine = spawn(program, args, { detached: process.platform !== 'win32', windowsHide: true })
  } catch (error) {
    return tell({ run, end: codeOf(error) })
  }
  child = mine
  const { pid, stdin, stdout, stderr } = mine
  if (pid !== undefined) keeper.stdin?.write(`+${pid}\n`)
  let isOver = false
  const over = (end: string) => {
    if (isOver) return
    isOver = true
    tell({ run, end })
  }
  mine.on('error', (error) => over(codeOf(error)))
  mine.on('exit', (status, signal) => {
    if (pid !== undefined) {
      killAll(pid)
      keeper?.stdin?.write(`-${pid}\n`)
    }
    const end = signal === null ? `status ${status}` : signal
    mine.once('close', () => over(end))
    setTimeout(() => over(end), FAREWELL).unref()
  })
  stdin?.on('error', () => {}) // that it has ended is told by its end
  stdout?.setEncoding('utf8').on('data', (out: string) => pass(stdout, { run, out }, out.length))
  stderr?.setEncoding('utf8').on('data', (err: string) => pass(stderr, { run, err }, err.length))
}

const codeOf = (error: unknown): string => String((error as NodeJS.ErrnoException).code ?? error)

function startKeeper(): ChildProcess {
  const path = fileURLToPath(new URL('exec-protocol-keeper.js', import.meta.url))
  const started = spawn(process.execPath, [path], {
    detached: true,
    windowsHide: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { ...process.env, NODE_OPTIONS: '' }
  })
  started.on('error', () => {}) // then programs end when their input does, as they should
  started.stdin?.on('error', () => {})
  return started
}

function tell(told: Told): void {
  port.postMessage(told)
  Atomics.add(desk, BELL, 1)
  Atomics.notify(desk, BELL)
}

/** Tells, and lets `pipe` rest where nobody takes what is told. */
function pass(pipe: Readable, told: Told, length: number): void {
  if (Atomics.add(desk, WAITING, length) + length > MOST_WAITING) {
    pipe.pause()
    held.push(pipe)
    Atomics.store(desk, IS_HELD, 1)
  }
  tell(told)
}

function goOn(): void {
  Atomics.store(desk, IS_HELD, 0)
  for (const pipe of held.splice(0)) pipe.resume()
}
