// What comes again is not answered at once, though its sender is waiting.
import { delayedSrWith } from './slips/delayed-sr.js'

export default delayedSrWith({ oldWaits: true })
