/**
 * Work that is done in processes of their own, some at a time. A task that takes all memory, ends
 * its process or does not come back harms no other: its process is ended, and the next task gets
 * a new one.
 *
 *     tasks ──▶ lane 1: process ── task 0 ── task 2 ──╳ ended      process ── task 5 ──▶ …
 *          └──▶ lane 2: process ── task 1 ── task 3 ── task 4 ──────────────────────────▶ …
 */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** What a process says of a task. */
type Reply<Answer> = { readonly answer: Answer; readonly isWornOut: boolean } | Ended

/** What became of a task that has no answer. */
export interface Ended {
  readonly ended: string
}

export interface InProcesses<Answer> {
  /** The script of a process; it calls `serveTasks`. */
  readonly script: URL
  readonly jobs: number
  /** For one task, in ms of the clock on the wall. */
  readonly longest: number
  /** Ends all of it, at once. */
  readonly signal: AbortSignal
  /** Is told each answer as it comes. */
  done(index: number, answer: Answer | Ended): void
}

export async function inProcesses<Task, Answer>(
  tasks: readonly Task[],
  how: InProcesses<Answer>
): Promise<void> {
  const queue = tasks.entries()
  const lanes = Array.from({ length: Math.max(1, Math.min(how.jobs, tasks.length)) }, () =>
    lane(queue, how)
  )
  await Promise.all(lanes)
}

async function lane<Task, Answer>(
  queue: Iterator<[number, Task]>,
  { script, longest, signal, done }: InProcesses<Answer>
): Promise<void> {
  let child: ChildProcess | undefined
  const end = () => {
    child?.kill('SIGKILL')
    child = undefined
  }
  signal.addEventListener('abort', end)
  try {
    for (let next = queue.next(); !next.done && !signal.aborted; next = queue.next()) {
      const [index, task] = next.value
      child ??= start(script)
      const reply = await ask<Task, Answer>(child, task, longest)
      if (signal.aborted) return
      if ('ended' in reply) done(index, reply)
      else done(index, reply.answer)
      if ('ended' in reply || reply.isWornOut) end()
    }
  } finally {
    signal.removeEventListener('abort', end)
    end()
  }
}

function start(script: URL): ChildProcess {
  const child = fork(fileURLToPath(script), {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc']
  })
  // What goes wrong with it, its end tells.
  child.on('error', () => {})
  return child
}

function ask<Task, Answer>(
  child: ChildProcess,
  task: Task,
  longest: number
): Promise<Reply<Answer>> {
  return new Promise((resolve) => {
    const settle = (reply: Reply<Answer>) => {
      clearTimeout(timer)
      child.removeAllListeners('message')
      child.off('exit', exited)
      resolve(reply)
    }
    const exited = (status: number | null, signal: string | null) =>
      settle({ ended: `it ended the process that judges it (${signal ?? `status ${status}`})` })
    const timer = setTimeout(
      () => settle({ ended: `it was not done after ${longest / 1_000} s` }),
      longest
    )
    child.on('message', settle)
    child.once('exit', exited)
    child.send(task as object, (error) => {
      if (error !== null) settle({ ended: 'the process that judges it is gone' })
    })
  })
}

/**
 * The other side: does what it is sent, one after the other.
 * @param isWornOut says of an answer that something may still run, so that nobody comes after it
 */
export function serveTasks<Task, Answer>(
  work: (task: Task) => Promise<Answer>,
  isWornOut: (answer: Answer) => boolean = () => false
): void {
  const reply = (words: Reply<Answer>) => process.send?.(words)
  process.on('message', (task: Task) => {
    work(task).then(
      (answer) => reply({ answer, isWornOut: isWornOut(answer) }),
      (error) => reply({ ended: error instanceof Error ? error.message : String(error) })
    )
  })
  // Whoever has started it ends it: Ctrl-C is told to all of a terminal.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {})
  process.on('disconnect', () => process.exit())
}
