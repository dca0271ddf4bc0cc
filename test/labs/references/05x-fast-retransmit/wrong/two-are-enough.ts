// Two repeated ACKs send the window again, and two come of a change of order, too.
import { fastGbnWith } from './slips/fast-gbn.js'

export default fastGbnWith({ threshold: 2 })
