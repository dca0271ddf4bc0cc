/** The characters that a ladder is drawn with. None relies on a colour. */

export interface Glyphs {
  /** A line across the channel, and that of a segment which is damaged. */
  readonly across: string
  readonly damaged: string
  /** Where nothing shows how the line goes on. */
  readonly faint: string
  /** A segment that is on its way while other things happen. */
  readonly down: string
  readonly cross: string
  readonly toRight: string
  readonly toLeft: string
  /** Corners, by the two sides that they join. */
  readonly leftDown: string
  readonly upRight: string
  readonly rightDown: string
  readonly upLeft: string
  /** Where a copy leaves the line of its original, to that side. */
  readonly forkLeft: string
  readonly forkRight: string
  readonly start: string
  readonly lost: string
  /** Lifelines: plain, and while a timer runs; where an arrow leaves them; where rows are left out. */
  readonly life: Lifeline
  readonly armed: Lifeline
  readonly gap: string
  readonly clock: string
  readonly note: string
  readonly more: string
}

export interface Lifeline {
  readonly plain: string
  readonly outRight: string
  readonly outLeft: string
  readonly crossed: string
}

export const UNICODE: Glyphs = {
  across: '─',
  damaged: '≈',
  faint: '┄',
  down: '│',
  cross: '┼',
  toRight: '►',
  toLeft: '◄',
  leftDown: '╮',
  upRight: '╰',
  rightDown: '╭',
  upLeft: '╯',
  forkLeft: '┤',
  forkRight: '├',
  start: '╷',
  lost: '✗',
  life: { plain: '│', outRight: '├', outLeft: '┤', crossed: '┼' },
  armed: { plain: '┃', outRight: '┠', outLeft: '┨', crossed: '╂' },
  gap: '┊',
  clock: '⏰',
  note: '●',
  more: '…'
}

export const ASCII: Glyphs = {
  across: '-',
  damaged: '~',
  faint: '.',
  down: ':',
  cross: '+',
  toRight: '>',
  toLeft: '<',
  leftDown: '.',
  upRight: "'",
  rightDown: '.',
  upLeft: "'",
  forkLeft: '+',
  forkRight: '+',
  start: '.',
  lost: 'X',
  life: { plain: '|', outRight: '|', outLeft: '|', crossed: '+' },
  armed: { plain: '#', outRight: '#', outLeft: '#', crossed: '#' },
  gap: '.',
  clock: '(!)',
  note: 'o',
  more: '...'
}
