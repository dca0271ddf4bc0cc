/**
 * A Wireshark dissector for our datagrams, protocol `rdtchat`: Lua text. (Not `rdt`: that name
 * belongs to Wireshark.) What it keeps between frames it learns in the first pass only, while
 * `pinfo.visited` is false, and it looks at nothing that this pass does not have, such as fields
 * of other dissectors.
 */
import { PROTOCOLS } from '../rdt/protocols.js'
import { SERVER_PORT } from './capture-places.js'
import { DISSECTOR_ANALYSIS } from './dissector-analysis.js'
import { DISSECTOR_CHECKSUMS } from './dissector-checksums.js'
import { dissectorFields } from './dissector-fields.js'
import { DISSECTOR_STREAMS } from './dissector-streams.js'
import { DISSECTOR_TREE } from './dissector-tree.js'

const BEGINNING = `-- A Wireshark dissector for the datagrams of rdt-chat, protocol rdtchat. Made by
-- 'rdt trace dissector' from the table of fields of its codec: do not edit it, make it anew.
--
--   wireshark -X lua_script:rdtchat.lua -r run.pcapng
--   tshark -X lua_script:rdtchat.lua -i lo -f udp
--
-- A repeated number is judged on each wire (from one socket to another) for itself. In a capture
-- of 'rdt trace export' every datagram is on two of them: outbound, from its sender to the channel,
-- and inbound, from the channel to its receiver. There, rdtchat.retransmission_of is of outbound
-- frames alone, and rdtchat.duplicate_ack_of of inbound ones (an ACK is a duplicate to the sender
-- whom it tells nothing new), so that counting them counts everything once. An inbound data segment
-- that came before has rdtchat.duplicate_of. Elsewhere frames have no direction, and both wires of a
-- channel are judged: count with a filter on one, such as
-- 'rdtchat.retransmission_of && udp.dstport == 40452'.
--
--   rdtchat.checksum.status == 0    the checksum does not hold, or the header is damaged
--   rdtchat.acks, rdtchat.acked_in  an ACK and the segment that it acknowledges
--
-- What an ACK means and which checksum segments have is told in a connection's opening. Where a
-- capture begins later, preferences of the protocol say it (-o rdtchat.protocol:sr).

local rdtchat = Proto("rdtchat", "rdt-chat: reliable data transfer")

`

const RELATIONS = `
-- As the checksum status of Wireshark's own protocols.
local BAD, GOOD, UNVERIFIED = 0, 1, 2
local STATUS = { [BAD] = "Bad", [GOOD] = "Good", [UNVERIFIED] = "Unverified" }

field["checksum.algorithm"] = ProtoField.string("rdtchat.checksum.algorithm", "Algorithm")
field["checksum.computed"] = ProtoField.uint32("rdtchat.checksum.computed", "Should be", base.HEX)
field["checksum.status"] =
  ProtoField.uint8("rdtchat.checksum.status", "Checksum status", base.DEC, STATUS)
field.payload = ProtoField.bytes("rdtchat.payload", "Payload")
field.terms = ProtoField.none("rdtchat.terms", "Terms")
field.protocol = ProtoField.string("rdtchat.terms.protocol", "Protocol")
field.peer = ProtoField.uint64("rdtchat.peer", "Answer to connection", base.HEX)
field.reason = ProtoField.string("rdtchat.reason", "Reason")
field.sack = ProtoField.none("rdtchat.sack", "Arrived out of order")
field.sack_from = ProtoField.uint32("rdtchat.sack.from", "From")
field.sack_to = ProtoField.uint32("rdtchat.sack.to", "Up to, without")
field.attempt = ProtoField.uint32("rdtchat.attempt", "Attempt")
field.retransmission_of = ProtoField.framenum(
  "rdtchat.retransmission_of", "Retransmission of", base.NONE, frametype.RETRANS_PREV or frametype.NONE)
field.duplicate_of = ProtoField.framenum("rdtchat.duplicate_of", "Came before in", base.NONE)
field.duplicate_ack_of = ProtoField.framenum(
  "rdtchat.duplicate_ack_of", "Says the same as", base.NONE, frametype.DUP_ACK)
field.duplicate_ack_count = ProtoField.uint32("rdtchat.duplicate_ack_count", "How many times again")
field.acks = ProtoField.framenum("rdtchat.acks", "Acknowledges", base.NONE, frametype.ACK)
field.acked_in = ProtoField.framenum("rdtchat.acked_in", "Acknowledged in", base.NONE, frametype.ACK)
field.ack_rtt = ProtoField.relative_time("rdtchat.ack_rtt", "Time until the ACK")
rdtchat.fields = field

local function note(name, text, group, severity)
  return ProtoExpert.new("rdtchat.expert." .. name, text, group, severity)
end
local expert_again =
  note("retransmission", "A segment is sent again", expert.group.SEQUENCE, expert.severity.NOTE)
local expert_copy =
  note("duplicate", "A segment has come before", expert.group.SEQUENCE, expert.severity.NOTE)
local expert_ack_again =
  note("duplicate_ack", "An ACK says the same again", expert.group.SEQUENCE, expert.severity.NOTE)
local expert_nak =
  note("nak", "The receiver wants it again", expert.group.SEQUENCE, expert.severity.NOTE)
local expert_bad =
  note("checksum", "The datagram is damaged", expert.group.CHECKSUM, expert.severity.ERROR)
local expert_refused =
  note("refused", "A connection is refused", expert.group.RESPONSE_CODE, expert.severity.WARN)
rdtchat.experts =
  { expert_again, expert_copy, expert_ack_again, expert_nak, expert_bad, expert_refused }
`

/** Choices of a preference, numbered from 1, after `auto`. */
function choices(names: readonly string[]): string {
  const entries = ['auto', ...names].map((name, i) => `{ ${i + 1}, "${name}", ${i} }`)
  return `{ ${entries.join(', ')} }`
}

function preferences(): string {
  const names = PROTOCOLS.map(({ name }) => name)
  return `
local PROTOCOL_NAMES = { ${names.map((name, i) => `[${i + 1}] = "${name}"`).join(', ')} }
rdtchat.prefs.protocol = Pref.enum("Protocol of connections whose opening is missing", 0,
  "what their ACKs mean", ${choices(names)}, false)
rdtchat.prefs.seq_bits = Pref.uint("Their sequence number bits", 0, "1 to 32; 0: 32")
rdtchat.prefs.checksum = Pref.enum("Their checksum", 0, "auto: that which fits most",
  ${choices(['crc32', 'internet', 'parity', 'none'])}, false)

local SERVER_PORT = ${SERVER_PORT}
`
}

/** The whole dissector. */
export const dissector = (): string =>
  [
    BEGINNING,
    dissectorFields(),
    RELATIONS,
    preferences(),
    DISSECTOR_CHECKSUMS,
    DISSECTOR_ANALYSIS,
    DISSECTOR_STREAMS,
    DISSECTOR_TREE
  ].join('')
