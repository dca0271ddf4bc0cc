// The timer of an ACK that went with a second segment is not stopped, and sends it again.
import { delayedSrWith } from './slips/delayed-sr.js'

export default delayedSrWith({ leavesTimer: true })
