// ACKs wait for 60 ms, and the sender does not wait so long.
import { delayedSrWith } from './slips/delayed-sr.js'

export default delayedSrWith({ patience: 60 })
