/** What the client tells of its connection, in words. */
import type { ChatEvent } from './events.js'

/** Nobody answers where the server should be. */
export const NO_ANSWER: ChatEvent = {
  type: 'notice',
  code: 'no-answer',
  text: 'the server does not answer; still trying'
}

/** The connection stands, but the request to join is not answered. */
export const JOIN_UNANSWERED: ChatEvent = {
  type: 'notice',
  code: 'join-unanswered',
  text: 'connected, but not let into the chat yet; still trying'
}

/** The connection broke, for `reason`, and is dialled again. */
export const connectionLost = (reason: string): ChatEvent => ({
  type: 'notice',
  code: 'connection-lost',
  text: `connection lost (${reason}); trying to come back`
})

/** The server is about to end. */
export const shutdownTold = (text: string): ChatEvent => ({
  type: 'notice',
  code: 'shutdown',
  text: `the server says: ${text}`
})
