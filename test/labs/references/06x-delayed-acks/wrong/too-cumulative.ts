// The early one that an ACK names is taken for all up to it: what is missing is lost.
import { delayedSrWith } from './slips/delayed-sr.js'

export default delayedSrWith({ isTooCumulative: true })
