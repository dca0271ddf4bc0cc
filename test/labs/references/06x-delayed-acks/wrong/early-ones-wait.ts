// The ACK of what comes early waits for a second segment, and then names only that one.
import { delayedSrWith } from './slips/delayed-sr.js'

export default delayedSrWith({ earlyWaits: true })
