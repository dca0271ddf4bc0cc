/**
 * What a piece of the screen means. A theme gives each meaning a colour; a sign or a word
 * always says the same, so nothing is lost without colours.
 */
export const STYLES = [
  'plain',
  /** What is there to be overlooked: borders, units, hints. */
  'faint',
  /** Borders and the names in them; of the pane that has the keyboard. */
  'border',
  'title',
  'focus',
  /** A key that can be pressed, in the help line. */
  'key',
  /** The row or cell that is chosen. */
  'chosen',
  /** What is being typed. */
  'input',
  /** The chat. */
  'own',
  'private',
  'group',
  'news',
  'receipt',
  /** A line that names oneself, and what is new below. */
  'highlight',
  /** Segments, and what befalls them. */
  'data',
  'ack',
  'lost',
  'corrupted',
  'duplicated',
  'late',
  'retransmission',
  'spurious',
  'timer',
  'connection',
  /** The window: acknowledged, in flight, usable, not usable, and what waits out of order. */
  'acknowledged',
  'in-flight',
  'usable',
  'unusable',
  'buffered',
  'good',
  'warning',
  'error'
] as const

export type Style = (typeof STYLES)[number]
