// The timer is not started anew when the window is sent again, and rings soon after.
import { fastGbnWith } from './slips/fast-gbn.js'

export default fastGbnWith({ leavesTimer: true })
