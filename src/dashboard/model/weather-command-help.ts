/** Help and completion of what is typed behind `:`, from the table of the commands. */

import { widthOf } from './glyphs.js'
import { COMMANDS } from './weather-command.js'

export interface CommandHelp {
  /** As it can be typed: `:loss 30%`. */
  readonly example: string
  readonly about: string
}

/** All commands, in their order. */
export const commandHelp: readonly CommandHelp[] = COMMANDS.map(({ example, about }) => ({
  example: `:${example}`,
  about
}))

const LONGEST_EXAMPLE = Math.max(...commandHelp.map(({ example }) => widthOf(example)))

/** Help as lines of at most `width` columns; what does not fit beside its command goes on below. */
export function commandHelpLines(width: number): string[] {
  const indent = width >= LONGEST_EXAMPLE + 20 ? LONGEST_EXAMPLE + 2 : 2
  return commandHelp.flatMap(({ example, about }) => {
    const lines = wrapped(about, Math.max(1, width - indent))
    const below = lines.map((line) => ' '.repeat(indent) + line)
    if (indent === 2) return [example, ...below]
    return [example.padEnd(indent) + lines[0], ...below.slice(1)]
  })
}

/**
 * The words that may stand where the last one of `text` is being typed, the colon left out: `pro`
 * gives `profile`, `profile w` gives `wifi`.
 */
export function commandWords(text: string): string[] {
  const typed = text.replace(/^:\s*/, '').split(/\s+/)
  const begun = (typed.pop() ?? '').toLowerCase()
  const [name] = typed
  const row = COMMANDS.find((known) => known.name === name?.toLowerCase())
  const words = name === undefined ? COMMANDS.map((known) => known.name) : (row?.words ?? [])
  return [...new Set(words)].filter((word) => word.startsWith(begun) && !typed.includes(word))
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? ''
    if (line === '') lines[lines.length - 1] = word
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines
}
