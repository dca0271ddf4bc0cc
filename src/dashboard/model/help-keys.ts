/** Keys as tables: one row says which key it is, what it does in words, and does it. */
import { chordOf, type Key } from './key.js'

/** One row of help. */
export interface KeyHelp {
  /** As people write it: `+ -`, `↑ ↓`. */
  readonly keys: string
  /** In a word or two, for the line at the bottom. */
  readonly does: string
  /** In a sentence, for the overview; `does` where it is left out. */
  readonly about?: string
}

export interface KeyRow<T> extends KeyHelp {
  /** In the spelling of `chordOf`. */
  readonly chords: Readonly<Record<string, (it: T) => void>>
}

/** What is to be shown of one sort of keys. */
export interface HelpSection {
  readonly title: string
  readonly rows: readonly KeyHelp[]
}

/** Does what `key` is there for. @returns false for a key that is in none of the rows */
export function press<T>(rows: readonly KeyRow<T>[], it: T, key: Key): boolean {
  const chord = chordOf(key)
  for (const { chords } of rows) {
    const act = Object.hasOwn(chords, chord) ? chords[chord] : undefined
    if (act === undefined) continue
    act(it)
    return true
  }
  return false
}
