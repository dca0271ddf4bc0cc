// What comes early is kept and never named, so it goes again.
import { delayedSrWith } from './slips/delayed-sr.js'

export default delayedSrWith({ namesNone: true })
