// An ACK that is merely late counts as a repeated one.
import { fastGbnWith } from './slips/fast-gbn.js'

export default fastGbnWith({ countsOld: true })
