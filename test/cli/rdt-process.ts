/** The real program in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ExecutionContext } from 'ava'

export const PROGRAM = fileURLToPath(new URL('../../src/cli/rdt.js', import.meta.url))

/** Waits for the world, however slow it is. */
export async function until(isSo: () => boolean, limit = 60_000, what = 'in vain'): Promise<void> {
  for (let waited = 0; waited < limit; waited += 10) {
    if (isSo()) return
    await pause(10)
  }
  throw new Error(`waited ${what}`)
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

export interface ProcessOptions {
  /** What is written to its standard input, which is then closed. */
  readonly input?: string
  /** `open`: a pipe that stays open; `none` (the default without input): nothing at all. */
  readonly stdin?: 'open' | 'none'
  readonly cwd?: string
  /** Besides what this process has. */
  readonly env?: Readonly<Record<string, string>>
}

export class RdtProcess {
  out = ''
  err = ''
  /** As a shell has it: 128 and the number of the signal that ended it. */
  status: number | undefined
  readonly child: ChildProcess

  constructor(t: ExecutionContext, args: readonly string[], options: ProcessOptions = {}) {
    const { input, cwd } = options
    const stdin = input !== undefined || options.stdin === 'open' ? 'pipe' : 'ignore'
    const env = { ...process.env, NO_COLOR: '1', RDT_DEBUG: '', ...options.env }
    this.child = spawn(process.execPath, [PROGRAM, ...args], {
      stdio: [stdin, 'pipe', 'pipe'],
      env,
      ...(cwd !== undefined && { cwd })
    })
    this.child.stdout?.setEncoding('utf8').on('data', (chunk) => {
      this.out += chunk
    })
    this.child.stderr?.setEncoding('utf8').on('data', (chunk) => {
      this.err += chunk
    })
    this.child.on('close', (code, signal) => {
      this.status = code ?? (signal === 'SIGINT' ? 130 : 137)
    })
    this.child.stdin?.on('error', () => {})
    if (input !== undefined) this.child.stdin?.end(input)
    t.teardown(() => this.child.kill('SIGKILL'))
  }

  type(line: string): void {
    this.child.stdin?.write(`${line}\n`)
  }

  async end(limit = 60_000): Promise<this> {
    await until(() => this.status !== undefined, limit, `for an end: ${this.out}${this.err}`)
    return this
  }

  /** Sends Ctrl-C. @returns how long it took to end, in ms */
  async interrupt(): Promise<number> {
    const begin = performance.now()
    this.child.kill('SIGINT')
    await this.end(20_000)
    return performance.now() - begin
  }

  /** The whole lines so far, without their ends. */
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

/** So many programs at once: the machine may be a small one. */
const SLOTS = 3
let running = 0
const waiting: (() => void)[] = []

/** Runs the program to its end; few at a time. */
export async function rdt(
  t: ExecutionContext,
  args: readonly string[],
  options: ProcessOptions = {}
): Promise<RdtProcess> {
  if (running >= SLOTS) await new Promise<void>((resolve) => waiting.push(resolve))
  running++
  try {
    return await new RdtProcess(t, args, options).end()
  } finally {
    running--
    waiting.shift()?.()
  }
}

/** A folder that is gone when the test is over. */
export function folder(t: ExecutionContext): (name: string) => string {
  const path = mkdtempSync(join(tmpdir(), 'rdt-'))
  t.teardown(() => rmSync(path, { recursive: true, force: true }))
  return (name) => join(path, name)
}
