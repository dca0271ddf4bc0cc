// Three repeated ACKs send base alone, and the receiver has kept nothing of the others.
import { fastGbnWith } from './slips/fast-gbn.js'

export default fastGbnWith({ sendsOnlyBase: true })
