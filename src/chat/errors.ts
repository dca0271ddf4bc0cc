/**
 * Everything that can go wrong in the chat, as one table: the code that programs
 * read, the sentence that people read (`{}` stands for the name or figure at
 * fault), and whether the outcome is certain: where it is, the thing that was
 * asked for did not happen; where it is not, it may have.
 *
 * The idea of one data file with a certainty column is Maelstrom's.
 */
interface ChatError {
  readonly text: string
  readonly certain: boolean
}

const table = {
  // Said by the server about a request.
  'bad-frame': { text: 'this is not a frame of the chat: {}', certain: true },
  'bad-name': { text: '{}; choose another name with /join NAME', certain: true },
  'name-taken': {
    text: 'the name {} is taken, or looks like one that is; choose another with /join NAME',
    certain: true
  },
  'already-joined': { text: 'you have joined already, as {}; /leave first', certain: true },
  'not-joined': { text: 'you are not in the chat; /join NAME first', certain: true },
  'false-from': { text: 'you are not {}; a message bears the name of its author', certain: true },
  'to-self': { text: 'a message to yourself ({}) goes nowhere; name somebody else', certain: true },
  'unknown-name': { text: 'nobody here is called {}; /list shows who is', certain: true },
  'no-recipient': { text: 'none of the people you named can get this message', certain: true },
  'text-too-long': {
    text: 'a text of {} bytes is too long; the limit is 65536 bytes of UTF-8, so send it in parts',
    certain: true
  },
  'too-fast': { text: 'you write faster than the server allows; wait {} and go on', certain: true },
  flood: { text: 'too many requests at once; reconnect and go slower', certain: true },
  'server-full': { text: 'the server is full ({} people); try again later', certain: true },
  'shutting-down': { text: 'the server is shutting down', certain: true },
  missed: { text: 'up to {} older messages are no longer kept by the server', certain: true },
  // Said by the client about itself or its connection.
  'queue-full': {
    text: 'too many messages wait to be sent; wait until some are accepted, then send this again',
    certain: true
  },
  'too-many-recipients': {
    text: 'a group has at most {} recipients; leave TO empty to reach everybody',
    certain: true
  },
  usage: { text: '{}', certain: true },
  'unknown-command': { text: '{}', certain: true },
  'damaged-frame': { text: 'the server sent something unreadable: {}', certain: false },
  unconfirmed: { text: '{} not acknowledged by the server; it may have arrived', certain: false },
  refused: { text: 'the server refused the connection: {}', certain: true }
} as const satisfies Readonly<Record<string, ChatError>>

export type ErrorCode = keyof typeof table

export const CHAT_ERRORS: Readonly<Record<ErrorCode, ChatError>> = table

/** The sentence of `code`, with `what` in the place of its `{}`. */
export const errorText = (code: ErrorCode, what: string | number = ''): string =>
  // A function, so that a `$&` in a hostile name stays a `$&`.
  CHAT_ERRORS[code].text.replace('{}', () => String(what))

/** True where the thing that was asked for certainly did not happen. */
export const isCertain = (code: string): boolean =>
  Object.hasOwn(CHAT_ERRORS, code) && CHAT_ERRORS[code as ErrorCode].certain
