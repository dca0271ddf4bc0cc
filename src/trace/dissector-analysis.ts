/**
 * What the dissector learns in the first pass over a capture, in Lua: terms, algorithms, which
 * segment repeats which, which ACK is for which.
 */
export const DISSECTOR_ANALYSIS = `
-- What is learnt in the first pass, and nothing else; a new capture begins anew.
local state
local function reset()
  state = {
    frames = {},  -- what is known of each frame, by its number
    talks = {},   -- pairs of sockets that have spoken rdtchat
    terms = {},   -- of connections, by their ids
    agreed = {},  -- of pairs of sockets
    votes = {},   -- which algorithms the checksums of a connection fit
    data = {},    -- streams of data, by wire and connection
    latest = {},  -- the youngest of each wire
    acks = {}     -- what the ACKs of a connection are for
  }
end
reset()
function rdtchat.init() reset() end

local function number_at(text, offset, length)
  local n = 0
  for i = offset + 1, offset + length do n = n * 256 + text:byte(i) end
  return n
end

-- One way between two sockets, and both ways.
local function wire_of(pinfo)
  local source = tostring(pinfo.src) .. ":" .. pinfo.src_port
  local destination = tostring(pinfo.dst) .. ":" .. pinfo.dst_port
  local talk = source < destination and source .. "=" .. destination or destination .. "=" .. source
  return source .. ">" .. destination, destination .. ">" .. source, talk
end

local function header_of(whole)
  if #whole < HEADER_LENGTH then return nil end
  local packed = whole:byte(AT.version_kind + 1)
  return {
    magic = number_at(whole, AT.magic, 2),
    version = math.floor(packed / 16),
    kind = packed % 16,
    flags = whole:byte(AT.flags + 1),
    conn = whole:sub(AT.conn + 1, AT.conn + 8),
    seq = number_at(whole, AT.seq, 4),
    ack = number_at(whole, AT.ack, 4),
    window = number_at(whole, AT.window, 2),
    len = number_at(whole, AT.len, 2),
    checksum = number_at(whole, AT.checksum, 4)
  }
end

-- What is wrong with the header of a datagram of so many bytes; nil: it is one of ours.
local function problem_of(h, length)
  if h == nil then return "too short for a header" end
  if h.magic ~= MAGIC then return "damaged, or none of rdt-chat: no magic" end
  if h.version ~= VERSION then return "version " .. h.version .. " is not known here" end
  if KINDS[h.kind] == nil then return "kind " .. h.kind .. " is not known here" end
  local there = length - HEADER_LENGTH
  if h.len ~= there then
    return "the length says " .. h.len .. " bytes, and there are " .. there
  end
  return nil
end

-- The id of a connection without an opening says what it would have told.
local function bare_terms(conn)
  if number_at(conn, 0, 4) ~= BARE_MARK then return nil end
  local bits, algorithm = conn:byte(5), CHECKSUMS[conn:byte(6)]
  local acks = ACK_MEANINGS[conn:byte(7)]
  if bits > 32 or algorithm == nil or acks == nil or conn:byte(8) ~= 0 then return nil end
  return { seq_bits = bits, checksum = algorithm, acks = acks }
end

local function preferred_terms()
  local protocol = PROTOCOL_NAMES[rdtchat.prefs.protocol]
  if protocol == nil then return nil end
  local known = PROTOCOLS[protocol]
  local bits = rdtchat.prefs.seq_bits
  return {
    protocol = protocol,
    acks = known.acks,
    seq_bits = known.seq_bits or (bits >= 1 and bits <= 32 and bits) or 32
  }
end

local function terms_for(conn, talk)
  return bare_terms(conn) or state.terms[conn] or state.agreed[talk] or preferred_terms()
end

-- The terms in an opening; nil where they make no sense.
local function read_terms(whole, from)
  if #whole < from + TERMS_LENGTH then return nil end
  local length = whole:byte(from + TERMS_AT["terms.name_length"] + 1)
  if #whole < from + TERMS_LENGTH + length then return nil end
  local protocol = whole:sub(from + TERMS_LENGTH + 1, from + TERMS_LENGTH + length)
  local known = PROTOCOLS[protocol] or { acks = "last" }
  return {
    protocol = protocol,
    acks = known.acks,
    seq_bits = known.seq_bits or whole:byte(from + TERMS_AT["terms.seq_bits"] + 1),
    checksum = CHECKSUMS[whole:byte(from + TERMS_AT["terms.checksum"] + 1)]
  }
end

local function terms_offset(kind)
  if kind == "open" or kind == "echo" then return HEADER_LENGTH end
  return kind == "accept" and HEADER_LENGTH + 8 or nil
end

local function learn_terms(h, whole, talk)
  local kind = KINDS[h.kind]
  -- Where a connection id is damaged and no checksum notices, its sockets tell the terms.
  state.agreed[talk] = state.agreed[talk] or bare_terms(h.conn)
  local from = terms_offset(kind)
  local terms = from and read_terms(whole, from)
  if not terms then return end
  state.terms[h.conn] = terms
  state.agreed[talk] = terms
  if kind == "accept" then state.terms[whole:sub(HEADER_LENGTH + 1, HEADER_LENGTH + 8)] = terms end
end

local ORDER = { "crc32", "internet", "parity", "none" }

-- Where nobody has told the algorithm: that which fits most of the datagrams so far.
local function vote(h, whole, may_vote)
  local votes = state.votes[h.conn] or {}
  state.votes[h.conn] = votes
  local best, most = nil, 0
  for _, algorithm in ipairs(ORDER) do
    if may_vote and checksum_of(algorithm, whole) == h.checksum then
      votes[algorithm] = (votes[algorithm] or 0) + 1
    end
    if (votes[algorithm] or 0) > most then best, most = algorithm, votes[algorithm] end
  end
  if best then return best end
  -- Nothing fits yet: only a CRC is that wide.
  return h.checksum > 0xffff and "crc32" or nil
end

local function algorithm_for(h, whole, talk, was_received)
  if h.kind > 2 then return "crc32" end -- openings and closings
  local terms = terms_for(h.conn, talk)
  if terms and terms.checksum then return terms.checksum end
  local asked = CHECKSUMS[rdtchat.prefs.checksum - 1]
  return asked or vote(h, whole, not was_received or state.votes[h.conn] == nil)
end
`
