/**
 * The client's configuration file: a flat JSON object with USERID, NICKNAME,
 * SERVER and SERVER_PORT. It is read by hand because every complaint names the
 * line and the column, which JSON.parse does not tell.
 */
import { readFile } from 'node:fs/promises'
import { checkName } from '../chat/names.js'
import { nearest } from '../kernel/nearest.js'
import { BadInput } from '../kernel/quantity.js'

export interface ClientConfig {
  readonly uid?: string
  readonly name?: string
  readonly host?: string
  readonly port?: number
}

const KEYS = ['USERID', 'NICKNAME', 'SERVER', 'SERVER_PORT'] as const
type Key = (typeof KEYS)[number]

const BLANK = /[ \t\r\n]*/y
const STRING = /"(?:[^"\\\0-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
/** A file longer than this is something else. */
const MOST_CHARACTERS = 100_000

/**
 * Reads a configuration file.
 * @throws BadInput with file, line and column
 */
export async function readClientConfig(path: string): Promise<ClientConfig> {
  let text: string
  try {
    text = await readFile(path, 'utf8').catch((error) => readSample(path, error))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`
    throw new BadInput(`${path}: ${why}; name a file with NICKNAME, SERVER and SERVER_PORT`)
  }
  return parseClientConfig(text, path)
}

/** The samples that come with the program, config1.json to config4.json, are found from anywhere. */
function readSample(path: string, error: NodeJS.ErrnoException): Promise<string> {
  if (error.code !== 'ENOENT' || !/^config[1-4]\.json$/.test(path)) throw error
  return readFile(new URL(`../chat/samples/${path}`, import.meta.url), 'utf8')
}

/**
 * Reads the text of a configuration file that is called `path`.
 * @throws BadInput with file, line and column
 */
export function parseClientConfig(text: string, path: string): ClientConfig {
  // Editors on Windows put a byte order mark at the front.
  const reader = new ConfigReader(text.replace(/^\ufeff/, ' ').slice(0, MOST_CHARACTERS), path)
  return reader.config()
}

class ConfigReader {
  readonly #text: string
  readonly #path: string
  #at = 0

  constructor(text: string, path: string) {
    this.#text = text
    this.#path = path
  }

  config(): ClientConfig {
    const found = new Map<Key, string | number>()
    const result: { uid?: string; name?: string; host?: string; port?: number } = {}
    this.#expect('{', 'a configuration begins with {')
    if (!this.#takes('}')) {
      do this.#entry(found, result)
      while (this.#takes(','))
      this.#expect('}', 'write , before the next entry or } at the end')
    }
    this.#blank()
    if (this.#at < this.#text.length) this.#fail('nothing may follow the last }')
    return result
  }

  #entry(
    found: Map<Key, string | number>,
    result: { uid?: string; name?: string; host?: string; port?: number }
  ): void {
    this.#blank()
    const begin = this.#at
    const word = this.#string('a key in double quotes is missing')
    const key = KEYS.find((known) => known === word)
    if (key === undefined) {
      const near = nearest(word, KEYS)
      const mend = near ? `did you mean ${near}?` : `the keys are ${KEYS.join(', ')}`
      this.#fail(`the key ${JSON.stringify(word).slice(0, 40)} is unknown; ${mend}`, begin)
    }
    if (found.has(key)) this.#fail(`${key} stands here twice; remove one`, begin)
    this.#expect(':', `write : after ${key}`)
    this.#blank()
    const at = this.#at
    const value = this.#value(key)
    found.set(key, value)
    this.#keep(result, key, value, at)
  }

  #keep(
    result: { uid?: string; name?: string; host?: string; port?: number },
    key: Key,
    value: string | number,
    at: number
  ): void {
    if (key === 'SERVER_PORT') {
      const port = typeof value === 'number' ? value : Number(value.trim() || Number.NaN)
      if (!Number.isInteger(port) || port < 1 || port > 65_535) {
        this.#fail('SERVER_PORT must be a whole number from 1 to 65535', at)
      }
      result.port = port
    } else if (key === 'USERID') {
      const uid = String(value)
      if (!isUid(uid)) this.#fail('USERID must have 1 to 64 visible characters', at)
      result.uid = uid
    } else if (typeof value === 'number') {
      this.#fail(`${key} must be a text in double quotes`, at)
    } else if (key === 'NICKNAME') {
      const { name, why } = checkName(value)
      if (name === undefined) this.#fail(`NICKNAME: ${why}`, at)
      result.name = name
    } else {
      if (value.trim() === '') this.#fail('SERVER must be a name or an address', at)
      result.host = value.trim()
    }
  }

  #value(key: Key): string | number {
    if (this.#text[this.#at] === '"') return this.#string('')
    NUMBER.lastIndex = this.#at
    const match = NUMBER.exec(this.#text)
    if (match === null) this.#fail(`${key} needs a text in double quotes or a number`)
    this.#at = NUMBER.lastIndex
    return Number(match[0])
  }

  #string(complaint: string): string {
    STRING.lastIndex = this.#at
    const match = STRING.exec(this.#text)
    if (match === null) {
      const isOpen = this.#text[this.#at] === '"'
      this.#fail(isOpen ? 'this text has no closing quote, or a character to escape' : complaint)
    }
    this.#at = STRING.lastIndex
    return JSON.parse(match[0]) as string
  }

  #blank(): void {
    BLANK.lastIndex = this.#at
    BLANK.exec(this.#text)
    this.#at = BLANK.lastIndex
  }

  #takes(sign: string): boolean {
    this.#blank()
    if (this.#text[this.#at] !== sign) return false
    this.#at++
    return true
  }

  #expect(sign: string, complaint: string): void {
    if (!this.#takes(sign)) this.#fail(complaint)
  }

  #fail(complaint: string, at = this.#at): never {
    const before = this.#text.slice(0, at)
    const line = before.split('\n').length
    const column = at - before.lastIndexOf('\n')
    throw new BadInput(`${this.#path}:${line}:${column}: ${complaint}`)
  }
}

/** What the chat's frames accept as a user id. */
export const isUid = (uid: string): boolean => /^[^\p{C}\p{Zl}\p{Zp}]{1,64}$/u.test(uid)
