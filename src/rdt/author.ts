/**
 * All that the author of a protocol needs: `import { makeData, … } from 'rdt-chat'`.
 * A protocol's file ends in a `Protocol` as its default export.
 */
export type { Micros } from '../kernel/time.js'
export { ms, seconds, us } from '../kernel/time.js'
export type { CongestionAlgorithm, CongestionControl } from './congestion-control.js'
export type {
  Fault,
  MachineState,
  Protocol,
  ProtocolOptions,
  RdtHost,
  RdtReceiver,
  RdtSender
} from './protocol.js'
export { type HostCall, RecordingHost } from './recording-host.js'
export {
  isAck,
  isCorrupt,
  isData,
  isNak,
  makeAck,
  makeData,
  makeNak,
  type Segment,
  type SegmentKind
} from './segment.js'
export { SequenceSpace } from './sequence.js'
