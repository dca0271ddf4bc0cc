// What fills a gap is not answered at once, though the window waits for it.
import { delayedSrWith } from './slips/delayed-sr.js'

export default delayedSrWith({ gapWaits: true })
