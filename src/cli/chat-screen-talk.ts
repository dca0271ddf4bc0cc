/** What happens in the chat as lines of a conversation, as one person sees it. */
import type { ChatEvent, MessageEvent } from '../chat/events.js'
import { linesOf } from '../chat/lines.js'
import type { Conversation } from '../dashboard/model/conversation.js'
import { mentions } from '../dashboard/model/mention.js'
import type { Style } from '../dashboard/model/style.js'
import type { Said } from './chat-play.js'

const ON_ITS_WAY = '…'

export class ScreenTalk {
  /** It changes with whatever happens. */
  version = 0
  readonly #conversation: Conversation
  readonly #me: string

  constructor(conversation: Conversation, me: string) {
    this.#conversation = conversation
    this.#me = me
  }

  /** It stands there at once; its receipt follows. */
  said(who: string, { ref, text, to }: Said): void {
    if (who !== this.#me) return
    this.version++
    const tag = to.length === 0 ? '' : `[to ${to.join(', ')}] `
    const tone: Style = to.length === 0 ? 'own' : to.length === 1 ? 'private' : 'group'
    this.#conversation.add({ id: ref, who: `${tag}${who}`, text, tone, mark: ON_ITS_WAY })
  }

  /** A line of the program's own. */
  tell(text: string): void {
    this.version++
    this.#conversation.add({ text, tone: 'news' })
  }

  happened(person: string, event: ChatEvent): void {
    this.version++
    if (person !== this.#me) {
      if (event.type === 'notice' || event.type === 'error') this.#lines(event, `${person}: `)
    } else if (event.type === 'receipt') this.#mark(event)
    else if (event.type !== 'message') this.#lines(event)
    else if (!event.own) this.#heard(event)
  }

  #heard({ from, text, kind, to }: MessageEvent): void {
    const tag = kind === 'all' ? '' : kind === 'private' ? '[to you] ' : `[to ${to.join(', ')}] `
    const tone: Style = kind === 'all' ? 'plain' : kind
    const isHighlight = kind === 'all' && mentions(text, this.#me)
    this.#conversation.add({ who: `${tag}${from}`, text, tone, isHighlight })
  }

  #mark({ ref, state, got, of }: Extract<ChatEvent, { type: 'receipt' }>): void {
    if (ref === null) return
    this.#conversation.mark(ref, state === 'accepted' ? '✓' : `✓✓ ${got}/${of}`)
  }

  #lines(event: ChatEvent, before = ''): void {
    const tone = event.type === 'error' ? 'warning' : 'news'
    for (const text of linesOf(event)) this.#conversation.add({ text: before + text, tone })
  }
}
