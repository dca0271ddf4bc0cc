// A new ACK does not set the count back to 0: three copies, far apart, send the window again.
import { fastGbnWith } from './slips/fast-gbn.js'

export default fastGbnWith({ isNeverReset: true })
