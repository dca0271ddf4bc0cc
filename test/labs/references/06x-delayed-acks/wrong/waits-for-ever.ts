// No timer: the ACK waits for a second segment, and the sender for the ACK.
import { delayedSrWith } from './slips/delayed-sr.js'

export default delayedSrWith({ patience: Number.POSITIVE_INFINITY })
