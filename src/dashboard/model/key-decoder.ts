/**
 * From what a terminal sends to keys. A terminal sends letters as they are and everything else as
 * control characters and escape sequences (ECMA-48 §5.4; xterm's "ctlseqs"), cut into chunks
 * anywhere. An escape sequence begins like the escape key: only silence tells the two apart, so
 * whoever owns the clock calls `flush` a moment after the last chunk.
 */
import { type Key, namedKey, pastedKey, typedKey } from './key.js'

const PASTE_START = '\x1b[200~'
const PASTE_END = '\x1b[201~'
/** More than this at once is no paste that anybody wants to say. */
const MAX_PASTE = 1_000_000
/** Longer than any sequence that a terminal sends by itself. */
const MAX_SEQUENCE = 4_096

const CSI = /^\x1b\[([0-?]*)([ -/]*)([@-~])/
const CSI_BEGUN = /^\x1b\[[0-?]*[ -/]*$/
/** The Linux console's F1 to F5. */
const LINUX = /^\x1b\[\[([A-E])/
const SS3 = /^\x1bO([0-9;]*)([A-Za-z])/
const SS3_BEGUN = /^\x1bO[0-9;]*$/
/** A terminal's answer to a question (OSC); nobody asked. */
const ANSWER = /^\x1b\][0-9][^\x07\x1b]*(?:\x07|\x1b\\)/
const ANSWER_BEGUN = /^\x1b\](?:[0-9][^\x07\x1b]*\x1b?)?$/

const BY_LETTER: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  E: 'clear',
  F: 'end',
  H: 'home',
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  S: 'f4',
  Z: 'tab'
}
const KEYS_1_TO_8 = ['home', 'insert', 'delete', 'end', 'pageup', 'pagedown', 'home', 'end']
const BY_NUMBER: ReadonlyMap<number, string> = new Map([
  ...KEYS_1_TO_8.map((name, i): [number, string] => [i + 1, name]),
  ...[11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24].map((code, i): [number, string] => [
    code,
    `f${i + 1}`
  ])
])
const BY_CODE: ReadonlyMap<number, string> = new Map([
  [8, 'backspace'],
  [9, 'tab'],
  [10, 'enter'],
  [13, 'enter'],
  [27, 'escape'],
  [127, 'backspace']
])

export class KeyDecoder {
  readonly #key: (key: Key) => void
  #waiting = ''
  #paste: string | undefined

  constructor(key: (key: Key) => void) {
    this.#key = key
  }

  /** Whether something has begun of which the next chunk, or `flush`, says what it is. */
  get isWaiting(): boolean {
    return this.#waiting !== '' && this.#paste === undefined
  }

  /** The next chunk, as text. */
  take(chunk: string): void {
    this.#waiting += chunk
    for (;;) {
      const taken = this.#paste === undefined ? this.#takeKey(this.#waiting) : this.#takePaste()
      if (taken === 0) return
      this.#waiting = this.#waiting.slice(taken)
    }
  }

  /** There was a silence: what waits is not going to be longer. */
  flush(): void {
    if (!this.isWaiting) return
    const [first = '', ...rest] = this.#waiting
    this.#waiting = ''
    const next = rest.join('')
    if (rest.length === 1 && first === '\x1b' && next !== '\x1b') this.#tell(next, true)
    else {
      this.#tell(first)
      // Of a sequence that was broken off only the escape is left: the rest would be typed.
      if (next === '\x1b') this.#tell(next)
    }
  }

  /** @returns how much of `text` was a key, 0 where it ends too early to say */
  #takeKey(text: string): number {
    if (text === '') return 0
    if (!text.startsWith('\x1b')) {
      const character = String.fromCodePoint(text.codePointAt(0) ?? 0)
      this.#tell(character)
      return character.length
    }
    if (text.startsWith(PASTE_START)) {
      this.#paste = ''
      return PASTE_START.length
    }
    return this.#takeSequence(text, false)
  }

  #takeSequence(text: string, meta: boolean): number {
    const linux = LINUX.exec(text)
    if (linux !== null) {
      return this.#found(`f${1 + 'ABCDE'.indexOf(linux[1] ?? 'A')}`, meta ? 2 : 0, linux[0])
    }
    const isBegun =
      text === '\x1b[[' || [CSI_BEGUN, SS3_BEGUN, ANSWER_BEGUN].some((begun) => begun.test(text))
    if (text.length < 2 || isBegun) return text.length > MAX_SEQUENCE ? text.length : 0
    const csi = CSI.exec(text)
    if (csi !== null) return this.#takeCsi(csi, meta)
    const ss3 = SS3.exec(text)
    if (ss3 !== null) {
      return this.#found(BY_LETTER[ss3[2] ?? ''], modifiersOf(ss3[1], meta), ss3[0])
    }
    const answer = ANSWER.exec(text)
    if (answer !== null) return answer[0].length
    return this.#takeMeta(text)
  }

  /** Escape and something that begins no sequence: the meta key, or two keys. */
  #takeMeta(text: string): number {
    if (text.startsWith('\x1b\x1b')) {
      if (text.length === 2) return 0
      if (text[2] !== '[' && text[2] !== 'O') {
        this.#tell('\x1b')
        return 1
      }
      const taken = this.#takeSequence(text.slice(1), true)
      return taken === 0 ? 0 : taken + 1
    }
    const character = String.fromCodePoint(text.codePointAt(1) ?? 0)
    this.#tell(character, true)
    return 1 + character.length
  }

  #takeCsi([all, parameters = '', , final = '']: RegExpExecArray, meta: boolean): number {
    const numbers = parameters.split(';').map((part) => Number.parseInt(part, 10))
    const [first = 0, second = 1, third = 0] = numbers
    const modifiers = modifiersOf(parameters, meta)
    if (parameters.startsWith('<')) {
      const button = Number.parseInt(parameters.slice(1), 10)
      const wheel = button === 64 ? 'wheelup' : button === 65 ? 'wheeldown' : undefined
      return this.#found(final === 'M' ? wheel : undefined, 0, all)
    }
    if (final === 'u') return this.#takeCode(first, modifiers, all)
    if (final === '~' && first === 27) return this.#takeCode(third, second - 1, all)
    if (final === '~') return this.#found(BY_NUMBER.get(first), modifiers, all)
    if (final === '^') return this.#found(BY_NUMBER.get(first), modifiers | 4, all)
    const isOnlyKey = /^(?:1;\d+)?$/.test(parameters)
    if (final === 'Z') return this.#found('tab', modifiers | 1, all)
    if (parameters === '' && /[a-e]/.test(final))
      return this.#found(BY_LETTER[final.toUpperCase()], modifiers | 1, all)
    return this.#found(isOnlyKey ? BY_LETTER[final] : undefined, modifiers, all)
  }

  /** A character by its code, with modifiers that its own code has no room for. */
  #takeCode(code: number, modifiers: number, all: string): number {
    const name = BY_CODE.get(code)
    if (name !== undefined) return this.#found(name, modifiers, all)
    if (!(code >= 0x20 && code <= 0x10ffff)) return all.length
    const character = String.fromCodePoint(code)
    if ((modifiers & 6) === 0) this.#tell(character)
    else this.#found(typedKey(character).name, modifiers, all)
    return all.length
  }

  #found(name: string | undefined, modifiers: number, all: string): number {
    if (name === undefined) return all.length
    const shift = (modifiers & 1) !== 0
    const meta = (modifiers & 10) !== 0
    this.#key({ ...namedKey(''), name, shift, meta, ctrl: (modifiers & 4) !== 0 })
    return all.length
  }

  #takePaste(): number {
    const end = this.#waiting.indexOf(PASTE_END)
    const paste = this.#paste ?? ''
    if (end < 0) {
      // The end mark may be cut by the end of the chunk.
      const safe = Math.max(0, this.#waiting.length - PASTE_END.length + 1)
      this.#paste = (paste + this.#waiting.slice(0, safe)).slice(0, MAX_PASTE)
      return safe
    }
    this.#paste = undefined
    this.#key(pastedKey((paste + this.#waiting.slice(0, end)).slice(0, MAX_PASTE)))
    return end + PASTE_END.length
  }

  /** One character that is a key by itself. */
  #tell(character: string, meta = false): void {
    const code = character.codePointAt(0) ?? 0
    const name = BY_CODE.get(code)
    if (name !== undefined) this.#key({ ...namedKey(name), meta })
    else if (code === 0) this.#key({ ...namedKey('ctrl+space'), meta })
    else if (code < 0x20) {
      const letter = String.fromCharCode(code + 0x40).toLowerCase()
      this.#key({ ...namedKey(''), name: letter, ctrl: true, meta })
    } else if (meta) this.#key({ ...typedKey(character), text: '', meta })
    else this.#key(typedKey(character))
  }
}

/** Bits: 1 shift, 2 alt, 4 control, 8 meta; a sequence names them plus one, as its last number. */
function modifiersOf(parameters: string | undefined, meta: boolean): number {
  const named = Number.parseInt(parameters?.split(';')[1] ?? '1', 10)
  return (Number.isFinite(named) ? Math.max(0, named - 1) : 0) | (meta ? 2 : 0)
}
