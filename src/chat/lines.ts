/** The chat's events as plain lines, told apart by words and signs; colour only adds. */
import { cleanLines, cleanText } from '../kernel/display.js'
import type { ChatEvent, MessageEvent, Person } from './events.js'

export type Tone = 'public' | 'own' | 'group' | 'private' | 'news' | 'receipt' | 'error'

/** Adds colour; must not change what is read. */
export type Paint = (tone: Tone, line: string) => string

/** How many names of many are told. */
const NAMES_TOLD = 8

/** The lines for one event, cleaned for a terminal; none where there is nothing to tell. */
export function linesOf(event: ChatEvent, paint: Paint = (_tone, line) => line): string[] {
  const [tone, lines] = tell(event)
  return lines.map((line) => paint(tone, line))
}

function tell(event: ChatEvent): [Tone, string[]] {
  switch (event.type) {
    case 'message':
      return [toneOf(event), messageLines(event)]
    case 'joined': {
      const how = event.resumed ? 'Back' : 'Joined'
      return ['news', [`* ${how} as ${cleanText(event.name)}, server ${cleanText(event.server)}`]]
    }
    case 'presence':
      return ['news', presenceLines(event)]
    case 'list': {
      const names = event.people.map(({ name, own }) => `${cleanText(name)}${own ? ' (you)' : ''}`)
      return ['news', [`* ${count(names.length)} here: ${names.join(', ')}`]]
    }
    case 'receipt':
      return ['receipt', [receiptLine(event)]]
    case 'notice':
      return ['news', [`* ${cleanText(event.text)}`]]
    case 'error':
      return ['error', [`! ${cleanText(event.text)}`]]
    case 'left':
      return ['news', leftLines(event)]
  }
}

const toneOf = ({ own, kind }: MessageEvent): Tone => {
  if (kind !== 'all') return kind
  return own ? 'own' : 'public'
}

/** `alice: hi`, `alice (you): hi`, `[private] bob: hi`, `[group alice, carol] bob: hi`. */
function messageLines({ from, text, kind, own, to }: MessageEvent): string[] {
  const names = to.map(cleanText).join(', ')
  let tag = ''
  if (kind === 'private') tag = own ? `[private to ${names}] ` : '[private] '
  else if (kind === 'group') tag = `[group ${names}] `
  const [first = '', ...more] = cleanLines(text)
  const head = `${tag}${cleanText(from)}${own ? ' (you)' : ''}: `
  return [`${head}${first}`, ...more.map((line) => `    ${line}`)]
}

function presenceLines({ joined, left }: Extract<ChatEvent, { type: 'presence' }>): string[] {
  const lines: string[] = []
  const silent = left.filter((person) => person.silent)
  const polite = left.filter((person) => !person.silent)
  const [only] = polite
  if (polite.length === 1 && only) {
    const reason = only.reason === '' ? '' : ` (${cleanText(only.reason)})`
    lines.push(`* ${cleanText(only.name)} left${reason}`)
  } else if (polite.length > 1) lines.push(`* ${several(polite)} left`)
  for (const { name } of silent.slice(0, NAMES_TOLD)) {
    lines.push(`* [Client ${cleanText(name)} not responsive, removed]`)
  }
  if (silent.length > NAMES_TOLD) {
    lines.push(`* and ${count(silent.length - NAMES_TOLD)} more not responsive, removed`)
  }
  if (joined.length > 0) lines.push(`* ${several(joined)} joined`)
  return lines
}

/** `alice`, `alice and bob`, or `30 people (alice, bob, …)`. */
function several(people: readonly Person[]): string {
  const names = people.slice(0, NAMES_TOLD).map(({ name }) => cleanText(name))
  if (people.length === 1) return names.join('')
  const rest = people.length > NAMES_TOLD ? ', …' : ''
  return `${count(people.length)} (${names.join(', ')}${rest})`
}

const count = (people: number): string => (people === 1 ? '1 person' : `${people} people`)

/** `✓ message 3: the server has it`, `✓✓ message 3: 29/30 have it`. */
function receiptLine({ ref, state, got, of }: Extract<ChatEvent, { type: 'receipt' }>): string {
  const which = ref === null ? 'your message' : `message ${ref}`
  if (state === 'accepted') return `✓ ${which}: the server has it`
  return `✓✓ ${got}/${of} ${which}`
}

function leftLines({ reason, unconfirmed }: Extract<ChatEvent, { type: 'left' }>): string[] {
  const lines = [`* Left the chat${reason === '' ? '' : ` (${cleanText(reason)})`}`]
  if (unconfirmed > 0) {
    const what = unconfirmed === 1 ? '1 message was' : `${unconfirmed} messages were`
    lines.push(`! ${what} not acknowledged by the server`)
  }
  return lines
}
