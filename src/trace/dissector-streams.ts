/** Streams of data and of ACKs in the dissector, in Lua: who repeats whom, who acknowledges what. */
export const DISSECTOR_STREAMS = `
local function data_stream(wire, conn)
  local key = wire .. conn
  local stream = state.data[key]
  if stream == nil then
    stream = { sent = {}, order = {}, count = 0, first_open = 1 }
    state.data[key] = stream
    state.latest[wire] = stream
  end
  return stream
end

-- A number that was used before is a new message where the count says that it is its turn again,
-- or where it carries something else.
local function is_new(stream, entry, seq, content, terms)
  if entry == nil then return true end
  if terms and terms.acks == "none" then return true end
  if entry.content ~= content then return true end
  if terms and terms.seq_bits == 0 then return stream.is_answered == true end
  return seq == stream.next
end

-- What tells one message from another with the same number: a CRC, unless it has one already.
local function content_of(facts, h, whole)
  if facts.algorithm ~= "crc32" then return crc32(whole:sub(HEADER_LENGTH + 1)) end
  -- It covers the whole header, where nothing else differs between two transmissions as a rule.
  if h.ack == 0 and h.flags == 0 then return h.checksum end
  return crc32(whole:sub(HEADER_LENGTH + 1))
end

-- The next new number; on the far side of a channel the order may be another.
local function advance(stream, entry, seq)
  local ahead = (seq - (stream.next or seq)) % stream.modulus
  if entry ~= nil or ahead < stream.modulus / 2 then
    stream.next = (seq + 1) % stream.modulus
  end
end

local function follow_data(facts, h, content, wire, terms)
  local stream = data_stream(wire, h.conn)
  stream.modulus = 2 ^ (terms and terms.seq_bits or 32)
  local entry = stream.sent[h.seq]
  if is_new(stream, entry, h.seq, content, terms) then
    advance(stream, entry, h.seq)
    stream.count = stream.count + 1
    entry = { first = facts.number, attempts = 0, content = content, place = stream.count }
    stream.sent[h.seq] = entry
    stream.order[stream.count] = entry
  elseif facts.was_received then
    facts.duplicate_of = entry.first
  else
    facts.retransmission_of = entry.first
  end
  stream.is_answered = false
  stream.youngest = entry
  entry.last = facts.number
  entry.attempts = entry.attempts + 1
  entry.at = facts.at
  facts.attempt = entry.attempts
  facts.entry = entry
end

-- The message that an ACK names.
local function named(stream, h, acks)
  if acks == "unnumbered" then return stream.youngest end
  if acks == "next" then return stream.sent[(h.ack - 1) % stream.modulus] end
  return stream.sent[h.ack % stream.modulus]
end

local function acknowledge(entry, facts)
  if entry.acked_in == nil then
    entry.acked_in = facts.number
    -- Karn: of a message that was sent twice nobody knows which one is meant.
    if entry.attempts == 1 then facts.rtt = facts.at - entry.at end
  end
end

-- All up to one message; the round trip is that of the last.
local function acknowledge_all(data, entry, facts)
  for place = data.first_open, entry.place do
    acknowledge(data.order[place], facts)
    data.order[place] = nil
  end
  data.first_open = math.max(data.first_open, entry.place + 1)
end

-- What the ACKs of a connection are for: the data that had begun the other way when they did.
local function acknowledged(wire, back, conn)
  local key = wire .. conn
  local data = state.acks[key] or state.latest[back]
  state.acks[key] = data
  return data
end

-- An ACK is a duplicate to whom it tells nothing new: the number of the one before, or that of a
-- message which was acknowledged alone.
local function follow_ack(facts, h, wire, back, terms, is_known)
  local data = acknowledged(wire, back, h.conn)
  if data == nil then return end
  local acks = terms and terms.acks or "last"
  local entry = named(data, h, acks)
  local is_news = entry ~= nil and entry.acked_in == nil
  local is_repeated = data.ack == h.ack or (acks == "each" and not is_news)
  if is_repeated and not is_news then
    data.repeats = (data.repeats or 0) + 1
    if facts.was_received ~= false then
      local alone = acks == "each" and entry and entry.acked_in
      facts.duplicate_ack_of = alone or data.ack_frame or facts.number
      facts.duplicate_ack_count = data.repeats
    end
  else
    data.ack_frame, data.repeats = facts.number, 0
  end
  data.ack = h.ack
  -- Nobody takes an answer that names a connection which there is not.
  if is_known then data.is_answered = true end
  if entry == nil then return end
  facts.acks = entry.last
  if acks == "each" then acknowledge(entry, facts) else acknowledge_all(data, entry, facts) end
end

-- Whether it came from the channel; nil: nobody knows.
local DIRECTIONS = { [0] = false, [1] = true }

-- Everything that is to know of a frame, in the first pass over it.
local function study(tvb, pinfo)
  local whole = tvb:raw(0, tvb:captured_len())
  local wire, back, talk = wire_of(pinfo)
  local h = header_of(whole)
  local facts = {
    number = pinfo.number,
    at = pinfo.abs_ts,
    was_received = DIRECTIONS[pinfo.p2p_dir],
    problem = problem_of(h, tvb:reported_len())
  }
  if tvb:captured_len() < tvb:reported_len() then
    facts.status = UNVERIFIED
    return facts
  end
  if facts.problem then
    facts.status = BAD
    return facts
  end
  local algorithm = algorithm_for(h, whole, talk, facts.was_received)
  facts.algorithm = algorithm
  if algorithm == nil or algorithm == "none" then
    facts.status = UNVERIFIED
  else
    facts.computed = checksum_of(algorithm, whole)
    facts.status = facts.computed == h.checksum and GOOD or BAD
  end
  if facts.status == BAD then return facts end
  state.talks[talk] = true
  learn_terms(h, whole, talk)
  local terms = terms_for(h.conn, talk)
  local kind = KINDS[h.kind]
  if kind == "data" then
    follow_data(facts, h, content_of(facts, h, whole), wire, terms)
  elseif kind == "ack" then
    local is_known = state.terms[h.conn] or bare_terms(h.conn) or not state.agreed[talk]
    follow_ack(facts, h, wire, back, terms, is_known)
  end
  return facts
end
`
