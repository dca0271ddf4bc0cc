/**
 * The real program within this process: some milliseconds, where a process of its own takes a
 * quarter of a second to load it. For calls that end by themselves, read no standard input, and
 * are sent no signal; `rdt-process.ts` has the others.
 */
import { pathToFileURL } from 'node:url'
import pc from 'picocolors'
import { PROGRAM } from './rdt-process.js'

class Ran {
  readonly status: number
  readonly out: string
  readonly err: string

  constructor(status: number, out: string, err: string) {
    this.status = status
    this.out = out
    this.err = err
  }

  /** The whole lines, without their ends. */
  get lines(): string[] {
    return this.out.split('\n').slice(0, -1)
  }

  // biome-ignore lint/suspicious/noExplicitAny: the tests look into whatever JSON there is
  get records(): any[] {
    return this.lines.map((line) => JSON.parse(line))
  }

  // biome-ignore lint/suspicious/noExplicitAny: likewise
  of(type: string): any[] {
    return this.records.filter((record) => record.type === type)
  }
}

/** Thrown where the program ends its process. */
class Exit extends Error {}

/** They share the arguments, the streams and the status of this process: one at a time. */
let last: Promise<unknown> = Promise.resolve()
let calls = 0

/** Runs the program to its end. The first is there so that it may stand for `rdt`. */
export function rdtHere(_: unknown, args: readonly string[]): Promise<Ran> {
  const mine = last.then(() => run(args))
  last = mine.catch(() => {})
  return mine
}

async function run(args: readonly string[]): Promise<Ran> {
  const restore = [swapArguments(args), swapListeners(), swapStatus(), swapColours()]
  const out = catchText(process.stdout)
  const err = catchText(process.stderr)
  try {
    // Its last line runs it; the query has that done anew, with all that it imports loaded once.
    await import(`${pathToFileURL(PROGRAM).href}?call=${calls++}`)
    return new Ran(Number(process.exitCode ?? 0), out.text, err.text)
  } catch (error) {
    if (!(error instanceof Exit)) throw error
    return new Ran(Number(process.exitCode ?? 0), out.text, err.text)
  } finally {
    for (const back of [...restore, out.release, err.release]) back()
  }
}

function swapArguments(args: readonly string[]): () => void {
  const { argv } = process
  process.argv = [process.execPath, PROGRAM, ...args]
  return () => {
    process.argv = argv
  }
}

function swapStatus(): () => void {
  const { exit, exitCode } = process
  process.exitCode = undefined
  process.exit = (code) => {
    process.exitCode = code ?? process.exitCode
    throw new Exit()
  }
  return () => {
    process.exit = exit
    process.exitCode = exitCode
  }
}

/** As `NO_COLOR` has it, which is read once in the life of a process. */
function swapColours(): () => void {
  const before = { ...pc }
  Object.assign(pc, pc.createColors(false))
  return () => {
    Object.assign(pc, before)
  }
}

/** What it listens to for the rest of its life is not for the rest of ours. */
function swapListeners(): () => void {
  const heard = [process, process.stdout, process.stderr].flatMap((emitter) =>
    ['exit', 'uncaughtException', 'error'].map((event) => ({
      emitter,
      event,
      before: emitter.rawListeners(event)
    }))
  )
  return () => {
    for (const { emitter, event, before } of heard) {
      for (const listener of emitter.rawListeners(event)) {
        if (!before.includes(listener)) emitter.off(event, listener as () => void)
      }
    }
  }
}

interface Caught {
  readonly text: string
  release(): void
}

function catchText(stream: NodeJS.WriteStream): Caught {
  const { write } = stream
  let text = ''
  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')
    const done = rest.find((one) => typeof one === 'function')
    if (done !== undefined) queueMicrotask(() => done())
    return true
  }
  return {
    get text() {
      return text
    },
    release() {
      stream.write = write
    }
  }
}
