// Each segment is answered at once: right, and twice as many ACKs as are needed.
import { delayedSrWith } from './slips/delayed-sr.js'

export default delayedSrWith({ isHasty: true })
