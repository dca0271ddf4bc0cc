/** What happens on the server, as lines for its console, cleaned for a terminal. */

import { cleanText } from '../kernel/display.js'
import { formatDuration } from '../kernel/quantity.js'
import type { ServerEvent } from './server-events.js'

/** The line for one event; undefined for what would only fill the console. */
export function serverLine(event: ServerEvent): string | undefined {
  switch (event.type) {
    case 'connected':
      return `Client connected from ${cleanText(event.peer)}`
    case 'joined': {
      const how = event.resumed ? 'is back' : 'joined'
      const name = cleanText(event.name)
      return `${name} ${how} from ${cleanText(event.peer)} (uid ${cleanText(event.uid)})`
    }
    case 'measured': {
      const rtt = formatDuration(event.srtt)
      return `${cleanText(event.name)} at ${cleanText(event.peer)}: round trip ${rtt}`
    }
    case 'left': {
      const name = cleanText(event.name)
      if (event.silent) return `[Client ${name} not responsive, removed]`
      return `${name} left${event.reason === '' ? '' : ` (${cleanText(event.reason)})`}`
    }
    case 'disconnected': {
      const reason = event.reason === '' ? '' : ` (${cleanText(event.reason)})`
      return `Connection from ${cleanText(event.peer)} ended${reason}`
    }
    case 'refused':
      return `Refused ${cleanText(event.peer)}: ${cleanText(event.text)}`
    case 'shutdown': {
      const whom = event.people === 1 ? '1 person' : `${event.people} people`
      return `Shutting down: ${cleanText(event.reason)}; telling ${whom}`
    }
    case 'relayed':
      return undefined
  }
}
