/** The keys of a terminal: raw bytes in, keys out; an escape that stays alone is the escape key. */
import type { EventEmitter } from 'node:events'
import { StringDecoder } from 'node:string_decoder'
import type { Key } from './model/key.js'
import { KeyDecoder } from './model/key-decoder.js'

/** What is read from; `process.stdin`, say. */
export interface TerminalInput extends EventEmitter {
  setRawMode?(isRaw: boolean): unknown
  resume(): unknown
  pause(): unknown
}

/** Alarms, to be lent by tests. */
export interface Timers {
  /** @returns what stops it */
  after(milliseconds: number, ring: () => void): () => void
}

export interface KeyboardListener {
  /** What came at once. */
  keys(keys: readonly Key[]): void
  /** There is nobody any more. */
  gone(): void
}

export interface Keyboard {
  /** Takes the terminal's keys, each as it is pressed. */
  open(): void
  /** Gives them back. */
  close(): void
}

/** As long as a sequence may take on its way; a person who waits for Escape does not notice. */
const ESCAPE_MS = 50

export function keyboardOf(
  input: TerminalInput,
  timers: Timers,
  listener: KeyboardListener
): Keyboard {
  const bytes = new StringDecoder('utf8')
  let keys: Key[] = []
  let isOpen = false
  let stopWaiting = (): void => {}
  const decoder = new KeyDecoder((key) => keys.push(key))
  const tell = (): void => {
    const pressed = keys
    keys = []
    if (pressed.length > 0) listener.keys(pressed)
  }
  const data = (chunk: Buffer | string): void => {
    stopWaiting()
    decoder.take(typeof chunk === 'string' ? chunk : bytes.write(chunk))
    if (decoder.isWaiting) {
      stopWaiting = timers.after(ESCAPE_MS, () => {
        decoder.flush()
        tell()
      })
    }
    tell()
  }
  const gone = (): void => listener.gone()
  return {
    open: () => {
      input.setRawMode?.(true)
      if (isOpen) return
      isOpen = true
      input.on('data', data).on('end', gone).on('error', gone)
      input.resume()
    },
    close: () => {
      if (!isOpen) return
      isOpen = false
      stopWaiting()
      input.off('data', data).off('end', gone).off('error', gone)
      try {
        input.setRawMode?.(false)
      } catch {
        // The terminal is gone, and its mode with it.
      }
      input.pause()
    }
  }
}
