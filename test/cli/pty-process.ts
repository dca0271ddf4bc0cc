/** The real program on a terminal: a pseudo-terminal of util-linux's `script`, seen through xterm. */
import { type ChildProcess, spawn } from 'node:child_process'
import xterm from '@xterm/headless'
import type { ExecutionContext } from 'ava'
import { PROGRAM } from './rdt-process.js'

export class PtyProcess {
  readonly #child: ChildProcess
  readonly #xterm = new xterm.Terminal({ cols: 80, rows: 24, allowProposedApi: true })
  /** The screen, or what scrolled by on it, as it was last read. */
  #text = ''

  /** What follows the program's end: `status N` and the settings of the terminal. */
  constructor(t: ExecutionContext, args: readonly string[]) {
    const quoted = [process.execPath, PROGRAM, ...args].map((word) => `'${word}'`).join(' ')
    const command = `stty cols 80 rows 24; ${quoted}; echo status $?; stty -a`
    const env = { ...process.env, TERM: 'xterm-256color', SHELL: '/bin/sh', RDT_DEBUG: '' }
    this.#child = spawn('script', ['-qfec', command, '/dev/null'], { env })
    this.#child.stdout?.on('data', (chunk: Buffer) => this.#xterm.write(chunk))
    this.#child.stdin?.on('error', () => {})
    t.teardown(() => {
      this.#child.kill('SIGKILL')
      this.#xterm.dispose()
    })
  }

  send(text: string): void {
    this.#child.stdin?.write(text)
  }

  /** Waits until the screen shows it. @throws with the screen, where it does not */
  async shows(what: RegExp, limit = 60_000): Promise<string> {
    for (let waited = 0; waited < limit; waited += 50) {
      await this.#read()
      if (what.test(this.#text)) return this.#text
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error(`${what} was not shown:\n${this.#text}`)
  }

  get isAlternate(): boolean {
    return this.#xterm.buffer.active.type === 'alternate'
  }

  async #read(): Promise<void> {
    await new Promise<void>((resolve) => this.#xterm.write('', resolve))
    const { active } = this.#xterm.buffer
    const rows = Array.from({ length: active.length }, (_, y) =>
      (active.getLine(y)?.translateToString(false) ?? '').trimEnd()
    )
    this.#text = rows.join('\n').trimEnd()
  }
}
