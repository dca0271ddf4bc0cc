/**
 * What a typed line means. A line that begins with `/`, with `@`, or that is `\q`
 * or `exit` is a command; with JSON, also an object with a `cmd`. Everything else
 * is text, `#` included. Any line gives a command, if only a refusal.
 */
import { nearest } from '../kernel/nearest.js'
import { COMMAND_WORDS, type CommandWord, WORD_OF } from './command-words.js'

export type Command =
  | { readonly cmd: 'say'; readonly text: string }
  | { readonly cmd: 'msg'; readonly to: readonly string[]; readonly text: string }
  | { readonly cmd: 'list' }
  | { readonly cmd: 'join'; readonly name?: string }
  | { readonly cmd: 'leave' | 'quit'; readonly reason: string }
  /** Take `name` (oneself) out of the chat. */
  | { readonly cmd: 'dereg'; readonly name: string }
  | { readonly cmd: 'help' }
  | {
      readonly cmd: 'refused'
      readonly code: 'usage' | 'unknown-command'
      /** What is wrong and what to write instead; contains what was typed, not cleaned. */
      readonly text: string
    }

export interface ParseOptions {
  /** Whether JSON objects are commands. */
  readonly json?: boolean
}

/** `a,b text` and `a, b text`; a name may bear its own `@`. The text is all behind one blank. */
const ADDRESSED = /^([^\s,]+(?:,[ \t]*[^\s,]+)*)(?:\s([\s\S]*))?$/
const SLASHED = /^\/(\S*)(?:\s([\s\S]*))?$/

/** Parses one line, without its line end. Total. */
export function parseCommand(line: string, { json = false }: ParseOptions = {}): Command {
  if (json) {
    const command = parseObject(line)
    if (command) return command
  }
  const word = line.trim()
  if (word === '\\q' || word === 'exit') return { cmd: 'quit', reason: '' }
  if (line.startsWith('//')) return { cmd: 'say', text: line.slice(1) }
  if (line.startsWith('/')) return parseSlashed(line)
  if (line.startsWith('@')) return parseAddressed(line.slice(1), 'msg')
  return { cmd: 'say', text: line }
}

function parseSlashed(line: string): Command {
  const match = SLASHED.exec(line)
  const typed = match?.[1] ?? ''
  const word = WORD_OF.get(typed.toLowerCase())
  if (word === undefined) return unknown(`/${typed}`, typed, '/')
  const rest = match?.[2]
  return withArguments(word, rest ?? '', rest !== undefined)
}

function withArguments(word: CommandWord, rest: string, hasRest: boolean): Command {
  const argument = rest.trim()
  switch (word) {
    case 'say':
      return hasRest ? { cmd: 'say', text: rest } : usage('say')
    case 'msg':
      return parseAddressed(rest.trimStart(), 'msg')
    case 'join':
      return argument === '' ? { cmd: 'join' } : { cmd: 'join', name: argument }
    case 'leave':
    case 'quit':
      return { cmd: word, reason: argument }
    case 'dereg':
      return argument === '' ? usage('dereg') : { cmd: 'dereg', name: argument }
    default:
      return argument === '' ? { cmd: word } : usage(word)
  }
}

function parseAddressed(rest: string, word: CommandWord): Command {
  const match = ADDRESSED.exec(rest)
  const text = match?.[2] ?? ''
  if (!match || text.trim() === '') return usage(word)
  return { cmd: 'msg', to: namesIn(match[1] ?? ''), text }
}

/** `a,b`, `a, b` and `@a,@b` alike. */
const namesIn = (list: string): string[] =>
  list
    .split(',')
    .map((name) => name.trim().replace(/^@/, ''))
    .filter((name) => name !== '')

/** The command that a JSON object with a `cmd` names; undefined where the line is no such object. */
function parseObject(line: string): Command | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'cmd')) return undefined
  const { cmd, text, to, name, reason } = value as Readonly<Record<string, unknown>>
  const word = typeof cmd === 'string' ? WORD_OF.get(cmd.toLowerCase()) : undefined
  if (word === undefined) return unknown(JSON.stringify(cmd).slice(0, 40), String(cmd), '')
  if (word === 'say') return typeof text === 'string' ? { cmd: 'say', text } : usage('say')
  if (word === 'msg') {
    const names = typeof to === 'string' ? namesIn(to) : to
    const areNames = Array.isArray(names) && names.length > 0 && names.every(isText)
    return areNames && isText(text) ? { cmd: 'msg', to: names, text } : usage('msg')
  }
  const argument = word === 'join' || word === 'dereg' ? name : reason
  return withArguments(word, isText(argument) ? argument : '', true)
}

const isText = (value: unknown): value is string => typeof value === 'string'

const usage = (word: CommandWord): Command => ({
  cmd: 'refused',
  code: 'usage',
  text: `usage: ${COMMAND_WORDS[word].usage}`
})

/** `typed` is what was written, `sign` what stands before a right word. */
function unknown(typed: string, bare: string, sign: string): Command {
  const word = bare.length > 1 ? nearest(bare, [...WORD_OF.keys()]) : undefined
  const mend = word === undefined ? '/help shows the commands' : `did you mean ${sign}${word}?`
  const hint = sign === '/' ? ' (a text that begins with a slash is written with two: //)' : ''
  return {
    cmd: 'refused',
    code: 'unknown-command',
    text: `there is no command ${typed.slice(0, 40)}; ${mend}${hint}`
  }
}
