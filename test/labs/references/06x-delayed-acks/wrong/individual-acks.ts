// ACK n is taken for segment n alone: the first of each pair goes again.
import { delayedSrWith } from './slips/delayed-sr.js'

export default delayedSrWith({ isIndividual: true })
