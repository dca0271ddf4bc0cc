/** What of the chat's dashboard is drawn, and how it stands: for those who draw its layouts. */
import type { Micros } from '../../kernel/time.js'
import type { Conversation } from './conversation.js'
import type { KeyHelp } from './help-keys.js'
import type { LineEditor } from './line-editor.js'
import type { RunView } from './run-view.js'
import type { Steering } from './steering.js'
import type { Style } from './style.js'

export type StageMode = 'typing' | 'steering'

export interface StageFacts {
  readonly mode: StageMode
  readonly now: Micros
  readonly view: RunView
  readonly steering: Steering
  readonly conversation: Conversation
  readonly editor: LineEditor
  /** Who types. */
  readonly me: string
  /** `Go-Back-N, window 8`. */
  readonly protocol: string
  readonly seed: string
  /** Where others join; undefined where nobody is to. */
  readonly join: string | undefined
  /** What has been said, and how much of it has arrived: `12 said, 24/24 arrived`. */
  readonly tally: string
  /** A question, or what goes on: stands in the place of the event line. */
  readonly notice: readonly [text: string, style: Style] | undefined
  /** For the line at the bottom, the most important first. */
  readonly keys: readonly KeyHelp[]
}
