/** What tshark with our dissector says of a capture, held against the trace. */
import { statsOf } from '../../src/trace/stats.js'
import { type Captured, countsOf } from '../trace/captured-run.js'

/** tshark verifies checksums only when it is told to. */
export const VERIFYING = ['ip', 'udp', 'tcp'].flatMap((name) => [
  '-o',
  `${name}.check_checksum:TRUE`
])

/** One frame, as tshark tells of it. */
export type Row = Readonly<Record<string, string>>

const FIELDS = [
  'frame.packet_flags_direction',
  'frame.packet_flags_crc_error',
  'ip.checksum.status',
  'udp.checksum.status',
  'rdtchat.kind',
  'rdtchat.seq',
  'rdtchat.checksum.status',
  'rdtchat.retransmission_of',
  'rdtchat.attempt',
  'rdtchat.duplicate_ack_of',
  'rdtchat.acks',
  'rdtchat.acked_in',
  '_ws.col.Info',
  '_ws.malformed'
] as const

export const fieldArguments = ['-T', 'fields', ...FIELDS.flatMap((name) => ['-e', name])]

export function rowsOf(out: string): Row[] {
  return out
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const values = line.split('\t')
      return Object.fromEntries(FIELDS.map((name, i) => [name, values[i] ?? '']))
    })
}

export const count = (rows: readonly Row[], is: (row: Row) => boolean): number =>
  rows.filter(is).length
export const has = (name: (typeof FIELDS)[number]) => (row: Row) => row[name] !== ''

/** What is wrong with what tshark says of a capture of `trace`; nothing where all is as it must be. */
export function faultsOf(rows: readonly Row[], trace: Captured): string[] {
  const { frames, ...expected } = countsOf(trace)
  const found = {
    retransmissions: count(rows, has('rdtchat.retransmission_of')),
    duplicateAcks: count(rows, has('rdtchat.duplicate_ack_of')),
    badChecksums: count(rows, (row) => row['rdtchat.checksum.status'] === '0')
  }
  const faults: string[] = []
  const same = (what: string, seen: number, wanted: number) => {
    if (seen !== wanted) faults.push(`${what}: tshark ${seen}, the trace ${wanted}`)
  }
  same('frames', rows.length, frames)
  for (const key of Object.keys(found) as (keyof typeof found)[]) {
    same(key, found[key], expected[key])
  }
  const { links } = statsOf(trace.header, trace.events)
  const sum = (key: 'retransmitted' | 'duplicate_acks' | 'bad_checksums') =>
    links.reduce((total, link) => total + link[key], 0)
  same('retransmissions of rdt trace stats', found.retransmissions, sum('retransmitted'))
  same('duplicate ACKs of rdt trace stats', found.duplicateAcks, sum('duplicate_acks'))
  same('bad checksums of rdt trace stats', found.badChecksums, sum('bad_checksums'))
  same(
    'damaged',
    count(rows, (row) => row['frame.packet_flags_crc_error'] === '1'),
    damagedIn(trace)
  )
  for (const name of ['ip.checksum.status', 'udp.checksum.status'] as const) {
    same(
      name,
      count(rows, (row) => row[name] === '1'),
      frames
    )
  }
  same('malformed', count(rows, has('_ws.malformed')), 0)
  same(
    'marks',
    count(rows, (row) => row['_ws.col.Info']!.includes('[Retransmission]')),
    found.retransmissions
  )
  return [...faults, ...linkFaults(rows)]
}

/** Arrivals that the channel damaged. */
function damagedIn({ events }: Captured): number {
  const damaged = new Set(events.filter(({ event }) => event === 'corrupt').map(({ id }) => id))
  return events.filter(({ event, id }) => event === 'receive' && damaged.has(id)).length
}

/** Links from frame to frame that lead to the wrong one. */
function linkFaults(rows: readonly Row[]): string[] {
  const faults: string[] = []
  rows.forEach((row, i) => {
    const to = (name: (typeof FIELDS)[number]) => rows[Number(row[name]) - 1]
    const {
      'rdtchat.retransmission_of': first,
      'rdtchat.acks': acks,
      'rdtchat.acked_in': ack
    } = row
    if (first !== '') {
      const isSame = to('rdtchat.retransmission_of')?.['rdtchat.seq'] === row['rdtchat.seq']
      const isOutbound = row['frame.packet_flags_direction'] === '0x00000002'
      if (!isSame || !isOutbound || Number(first) > i)
        faults.push(`frame ${i + 1} repeats ${first}`)
    }
    if (acks !== '' && to('rdtchat.acks')?.['rdtchat.kind'] !== '0') {
      faults.push(`frame ${i + 1} acknowledges ${acks}`)
    }
    if (ack !== '' && to('rdtchat.acked_in')?.['rdtchat.kind'] !== '1') {
      faults.push(`frame ${i + 1} is acknowledged in ${ack}`)
    }
  })
  return faults
}
