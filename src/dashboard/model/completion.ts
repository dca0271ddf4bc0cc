/**
 * Tab: finishes the word before the cursor from a list of names and commands.
 *
 *   al⇥          → alice: ▏         at the start of a line a name is who is spoken to
 *   hello al⇥    → hello alice ▏
 *   /w⇥          → /wh▏ ⇥ → /who ▏ ⇥ → /whoami ▏   what all have in common first, then each in turn
 */

/** What can be finished; asked for at each press. */
export interface Vocabulary {
  readonly names: readonly string[]
  /** With their stroke: `'/who'`. */
  readonly commands: readonly string[]
}

/** A line, and how many UTF-16 units of it are before the cursor. */
export interface Typed {
  readonly text: string
  readonly at: number
}

interface Round {
  readonly before: string
  readonly after: string
  readonly choices: readonly string[]
  readonly turn: number
  /** The line as the last press left it; any other ends the round. */
  readonly line: Typed
}

export class Completer {
  #round: Round | undefined

  /**
   * The line after a press of Tab; the same line where nothing fits.
   * @param isBack from the last choice to the first
   */
  press(line: Typed, vocabulary: Vocabulary, isBack = false): Typed {
    const round = this.#round
    if (round !== undefined && round.line.text === line.text && round.line.at === line.at) {
      return this.#next(round, isBack ? -1 : 1)
    }
    const before = line.text.slice(0, line.at)
    const start = before.search(/\S*$/u)
    const word = before.slice(start)
    const choices = choicesFor(word, start === 0, vocabulary)
    const common = choices.map(({ word: choice }) => choice).reduce(commonStart, '')
    const fresh = {
      before: before.slice(0, start),
      after: line.text.slice(line.at),
      choices: choices.map((choice) => choice.word + choice.tail),
      turn: isBack ? 0 : -1,
      line
    }
    if (choices.length === 0) return line
    if (choices.length > 1 && common.length > word.length) return this.#show(fresh, common)
    return this.#next(fresh, isBack ? -1 : 1)
  }

  #next(round: Round, step: 1 | -1): Typed {
    const turn = (round.turn + step + round.choices.length) % round.choices.length
    return this.#show({ ...round, turn }, round.choices[turn] ?? '')
  }

  #show(round: Round, word: string): Typed {
    const line = { text: round.before + word + round.after, at: (round.before + word).length }
    this.#round = { ...round, line }
    return line
  }
}

interface Choice {
  readonly word: string
  readonly tail: string
}

function choicesFor(word: string, isFirst: boolean, { names, commands }: Vocabulary): Choice[] {
  if (isFirst && word.startsWith('/')) {
    return fitting(word, commands).map((command) => ({ word: command, tail: ' ' }))
  }
  const sign = word.startsWith('@') ? '@' : ''
  return fitting(word.slice(sign.length), names).map((name) => ({
    word: sign + name,
    tail: isFirst && sign === '' ? ': ' : ' '
  }))
}

function fitting(begun: string, words: readonly string[]): string[] {
  const small = begun.toLowerCase()
  const fits = words.filter((word) => word.toLowerCase().startsWith(small))
  return [...new Set(fits)].sort((one, other) => (one < other ? -1 : 1))
}

/** What both begin with, in the spelling of the second; nothing yet is `''`. */
function commonStart(one: string, other: string, index: number): string {
  if (index === 0) return other
  const letters = [...other]
  const mine = [...one]
  const differs = letters.findIndex(
    (letter, i) => letter.toLowerCase() !== (mine[i] ?? '').toLowerCase()
  )
  return differs < 0 ? other : letters.slice(0, differs).join('')
}
