/** The connection through which a session speaks and hears; a `Peer` is one. */
import type { ErrorCode } from './errors.js'
import type { ServerFrame } from './frames.js'
import type { Outlet } from './outlet.js'

export interface Voice {
  readonly outlet: Outlet
  readonly address: string
  tell(frame: ServerFrame): void
  error(code: ErrorCode, what: string | number): void
  /** Sends a frame that is encoded already. */
  pass(frame: Uint8Array): void
  /** From now on it belongs to no session. */
  leaveSession(): void
}
