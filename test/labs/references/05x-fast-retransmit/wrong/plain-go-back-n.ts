// Lab 5 as it was: no number of repeated ACKs sends anything again.
import { fastGbnWith } from './slips/fast-gbn.js'

export default fastGbnWith({ threshold: Number.POSITIVE_INFINITY })
