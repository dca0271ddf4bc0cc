// A corrupt ACK counts as a repeated one.
import { fastGbnWith } from './slips/fast-gbn.js'

export default fastGbnWith({ countsCorrupt: true })
