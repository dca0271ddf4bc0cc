/**
 * `--protocol 'exec:python3 my_gbn.py'`: a program and its arguments. No shell reads them; they are
 * cut at blanks, and what stands in quotes is one word: `exec:'my programs/gbn' --fast`.
 */
import { basename } from 'node:path'
import { nearest } from '../kernel/nearest.js'
import { BadInput } from '../kernel/quantity.js'

const EXEC = 'exec:'
/** A part of a word in quotes, in which a backslash may keep a quote or itself; or one without. */
const PART = /"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"']+)/y

/** What runs files that end so. */
const RUNNERS: Readonly<Record<string, string>> = {
  py: 'python3',
  rb: 'ruby',
  pl: 'perl',
  lua: 'lua',
  php: 'php',
  jl: 'julia',
  sh: 'sh',
  go: 'go run',
  java: 'java'
}

/** What `exec:` names; undefined where `word` is something else. */
export const commandOf = (word: string): string | undefined =>
  word.startsWith(EXEC) ? word.slice(EXEC.length) : undefined

/** @throws BadInput where there are none, or a quote is left open */
export function splitCommand(command: string): [string, ...string[]] {
  const words: string[] = []
  let rest = command.trim()
  while (rest !== '') {
    const { word, length } = firstWord(rest)
    words.push(word)
    rest = rest.slice(length).trimStart()
  }
  const [program, ...more] = words
  if (program === undefined || program === '') {
    throw new BadInput("--protocol: exec: names no program; write 'exec:python3 my_gbn.py'")
  }
  return [program, ...more]
}

function firstWord(text: string): { readonly word: string; readonly length: number } {
  let word = ''
  let length = 0
  while (length < text.length && !/\s/.test(text[length] ?? '')) {
    PART.lastIndex = length
    const part = PART.exec(text)
    if (part === null) {
      throw new BadInput(
        `--protocol: a quote is left open in exec:${text.slice(0, 40)}; write the other one, too`
      )
    }
    const [whole, double, single, bare] = part
    word += double?.replace(/\\(["\\])/g, '$1') ?? single ?? bare
    length += whole.length
  }
  return { word, length }
}

/** What goes before the lines of its standard error: `my_gbn.py`. */
export const shortNameOf = (words: readonly [string, ...string[]]): string =>
  basename(words.slice(1).find((word) => /^[^-].*\.\w+$/.test(word)) ?? words[0])

/** How `word` would be run, where it looks as if a program was meant. */
export function meantProgram(word: string): string | undefined {
  const [, prefix = '', command] = /^([a-z]{3,6}):(.*)$/.exec(word) ?? []
  const isMisspelt = nearest(prefix, ['exec', 'mutant', 'variant']) === 'exec'
  if (command !== undefined && isMisspelt) return `exec:${command}`
  if (/^[\w./+-]+\s+\S/.test(word)) return `exec:${word}`
  const [, ending = ''] = /\.(\w+)$/.exec(word) ?? []
  const runner = RUNNERS[ending]
  return runner && `exec:${runner} ${word}`
}
