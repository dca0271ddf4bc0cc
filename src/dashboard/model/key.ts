/** A key as it was pressed, and text as it was pasted. */

export interface Key {
  /**
   * `'enter' 'escape' 'tab' 'up' 'pageup' 'backspace' 'f1' 'a' '?' 'paste' 'wheelup'` …; a letter
   * is its small one, with `shift` for the large.
   */
  readonly name: string
  /** What it would type: `''` for a key that types nothing. A paste has all of its lines. */
  readonly text: string
  readonly ctrl: boolean
  readonly meta: boolean
  readonly shift: boolean
}

/** A key that has a name and types nothing, `ctrl+` and the like before it: `'ctrl+c'`, `'up'`. */
export function namedKey(chord: string): Key {
  const parts = chord.split('+')
  const name = parts.pop() ?? ''
  return {
    name,
    text: '',
    ctrl: parts.includes('ctrl'),
    meta: parts.includes('meta'),
    shift: parts.includes('shift')
  }
}

/** The key that types one character. */
export function typedKey(text: string): Key {
  const name = text === ' ' ? 'space' : text.toLowerCase()
  return { name, text, ctrl: false, meta: false, shift: name !== text && text !== ' ' }
}

/** A paste; line ends as `\n`, whatever the terminal made of them. */
export const pastedKey = (text: string): Key => ({
  ...namedKey('paste'),
  text: text.replace(/\r\n?/g, '\n')
})

/**
 * A key as one word, to be looked up in a table: `'ctrl+c'`, `'meta+b'`, `'shift+tab'`; what types
 * is what it types (`'a'`, `'A'`, `'+'`, `'space'`).
 */
export function chordOf({ name, text, ctrl, meta, shift }: Key): string {
  if (text !== '' && name !== 'paste' && name !== 'space') return text
  return `${ctrl ? 'ctrl+' : ''}${meta ? 'meta+' : ''}${shift ? 'shift+' : ''}${name}`
}
