/** The client's end of a terminal, or of a pipe: lines in, lines out. */
import {
  clearScreenDown,
  createInterface,
  cursorTo,
  type Interface,
  moveCursor
} from 'node:readline'
import { inputLines } from './client-lines.js'

export interface Talk {
  /** Prints lines; what somebody is typing stays below them. */
  print(lines: readonly string[]): void
  /** Changes what stands before the typed line. */
  ask(prompt: string): void
  close(): void
}

export interface TalkListener {
  /** Resolves when the next line may come. */
  line(line: string): Promise<void>
  /** There will be no more lines. */
  end(): void
  interrupted(): void
}

/** Talks with a person at a terminal, who may be typing when something arrives. */
export function terminalTalk(listener: TalkListener): Talk {
  let isOpen = true
  const lines: Interface = createInterface({
    input: process.stdin,
    output: process.stdout,
    terminal: true
  })
  lines.on('line', (line) => {
    listener.line(line).catch(() => listener.end())
    if (isOpen) lines.prompt()
  })
  lines.on('close', () => {
    isOpen = false
    listener.end()
  })
  lines.on('SIGINT', () => listener.interrupted())
  lines.setPrompt('> ')
  lines.prompt()
  return {
    print: (printed) => {
      if (!isOpen) {
        process.stdout.write(`${printed.join('\n')}\n`)
        return
      }
      // The typed line may cover several rows. Prompting again goes up by as many as it covered.
      const { rows } = lines.getCursorPos()
      moveCursor(process.stdout, 0, -rows)
      cursorTo(process.stdout, 0)
      clearScreenDown(process.stdout)
      process.stdout.write(`${printed.join('\n')}\n${'\n'.repeat(rows)}`)
      lines.prompt(true)
    },
    ask: (prompt) => {
      lines.setPrompt(prompt)
      if (isOpen) lines.prompt(true)
    },
    close: () => {
      isOpen = false
      lines.removeAllListeners('close')
      process.stdout.write('\r\x1b[K')
      lines.close()
      process.stdin.pause()
    }
  }
}

/** Talks with a program: a line in, a line out, and it may be read slower than it writes. */
export function pipeTalk(listener: TalkListener): Talk {
  const read = async (): Promise<void> => {
    for await (const line of inputLines(process.stdin)) await listener.line(line)
    listener.end()
  }
  read().catch(() => listener.end())
  return {
    print: (printed) => {
      for (const line of printed) process.stdout.write(`${line}\n`)
    },
    ask: () => {},
    close: () => process.stdin.destroy()
  }
}

/** Asks a person for one line; undefined where the input ends instead. */
export function askLine(question: string): Promise<string | undefined> {
  const lines = createInterface({ input: process.stdin, output: process.stdout })
  return new Promise((resolve) => {
    lines.on('close', () => resolve(undefined))
    lines.question(question, (answer) => {
      resolve(answer)
      lines.close()
    })
  })
}
