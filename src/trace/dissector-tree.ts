/** What the dissector shows of a frame, in Lua. */
export const DISSECTOR_TREE = String.raw`
-- What a peer calls itself or says, fit for a column, which may be a terminal: no control
-- character, no escape sequence, no change of the direction of writing.
local function shown(range)
  local text = range:string(ENC_UTF_8):gsub("[%c\127]", "."):gsub("\194[\128-\159]", ".")
  text = text:gsub("\226\128[\139-\143\168-\174]", ""):gsub("\226\129[\160-\175]", "")
  return text
end

local function add_numbers(subtree, tvb, layout, from)
  for _, entry in ipairs(layout) do
    local name, offset, length, parts = entry[1], entry[2], entry[3], entry[4]
    if tvb:captured_len() < from + offset + length then return end
    local item = subtree:add(field[name], tvb(from + offset, length))
    local bare = name == "conn" and bare_terms(tvb:raw(from + offset, length))
    if bare then
      local numbers = bare.seq_bits > 0 and bare.seq_bits .. "-bit numbers" or "no numbers"
      item:append_text(
        " (none: " .. numbers .. ", " .. bare.checksum .. ", ACKs name: " .. bare.acks .. ")")
    end
    for _, part in ipairs(parts) do item:add(field[part], tvb(from + offset, length)) end
  end
end

local function add_terms(subtree, tvb, from)
  if tvb:captured_len() < from + TERMS_LENGTH then return "" end
  local length = tvb(from + TERMS_AT["terms.name_length"], 1):uint()
  if tvb:captured_len() < from + TERMS_LENGTH + length then return "" end
  local branch = subtree:add(field.terms, tvb(from, TERMS_LENGTH + length))
  add_numbers(branch, tvb, TERMS, from)
  local name = tvb(from + TERMS_LENGTH, length)
  branch:add_packet_field(field.protocol, name, ENC_UTF_8)
  local window = tvb(from + TERMS_AT["terms.window"], 4):uint()
  local algorithm = CHECKSUMS[tvb(from + TERMS_AT["terms.checksum"], 1):uint()] or "?"
  return " " .. shown(name) .. " window=" .. window .. " " .. algorithm
end

-- The ranges in an ACK: each its first number, and that behind its last.
local function add_ranges(subtree, tvb)
  local length = tvb:captured_len() - HEADER_LENGTH
  if length == 0 or length % 8 ~= 0 then return "" end
  local words = {}
  for from = HEADER_LENGTH, HEADER_LENGTH + length - 8, 8 do
    local branch = subtree:add(field.sack, tvb(from, 8))
    branch:add(field.sack_from, tvb(from, 4))
    branch:add(field.sack_to, tvb(from + 4, 4))
    words[#words + 1] = tvb(from, 4):uint() .. "-" .. tvb(from + 4, 4):uint()
  end
  return " sack=" .. table.concat(words, ",")
end

-- The payload; what is to say of it in the column.
local function add_payload(subtree, tvb, kind)
  local length = tvb:captured_len() - HEADER_LENGTH
  if length <= 0 then return "" end
  local from = terms_offset(kind)
  if from ~= nil then
    if kind == "accept" and length >= 8 then subtree:add(field.peer, tvb(HEADER_LENGTH, 8)) end
    return add_terms(subtree, tvb, from)
  end
  if kind == "refuse" or kind == "close" then
    local reason = tvb(HEADER_LENGTH, length)
    subtree:add_packet_field(field.reason, reason, ENC_UTF_8)
    return ' "' .. shown(reason) .. '"'
  end
  if kind == "ack" then return add_ranges(subtree, tvb) end
  subtree:add(field.payload, tvb(HEADER_LENGTH, length))
  return ""
end

local function numbers_of(h, kind)
  if kind == "data" then return " seq=" .. h.seq .. " len=" .. h.len end
  if kind == "ack" then
    local window = h.flags % 2 == HAS_WINDOW and " window=" .. h.window or ""
    return " ack=" .. h.ack .. window
  end
  if kind == "ping" or kind == "pong" then return " token=" .. h.seq end
  return ""
end

local function add_generated(subtree, name, value)
  if value == nil then return nil end
  local item = subtree:add(field[name], value)
  item:set_generated()
  return item
end

local function add_checksum(subtree, facts)
  add_generated(subtree, "checksum.algorithm", facts.algorithm)
  if facts.status == BAD then add_generated(subtree, "checksum.computed", facts.computed) end
  local status = add_generated(subtree, "checksum.status", facts.status)
  if facts.status == BAD then
    status:add_proto_expert_info(expert_bad, facts.problem or "The checksum does not hold")
  end
end

-- What the frame is to others; the marks for the column.
local function add_relations(subtree, facts)
  local marks = ""
  if facts.attempt and facts.attempt > 1 then add_generated(subtree, "attempt", facts.attempt) end
  local again = add_generated(subtree, "retransmission_of", facts.retransmission_of)
  if again then
    again:add_proto_expert_info(expert_again)
    marks = marks .. " [Retransmission]"
  end
  local copy = add_generated(subtree, "duplicate_of", facts.duplicate_of)
  if copy then
    copy:add_proto_expert_info(expert_copy)
    marks = marks .. " [Duplicate]"
  end
  local repeated = add_generated(subtree, "duplicate_ack_of", facts.duplicate_ack_of)
  if repeated then
    add_generated(subtree, "duplicate_ack_count", facts.duplicate_ack_count)
    repeated:add_proto_expert_info(expert_ack_again)
    marks = marks .. " [Duplicate ACK]"
  end
  add_generated(subtree, "acks", facts.acks)
  if facts.entry then add_generated(subtree, "acked_in", facts.entry.acked_in) end
  if facts.rtt then
    local micros = math.floor(facts.rtt * 1e6 + 0.5)
    local secs = math.floor(micros / 1e6)
    add_generated(subtree, "ack_rtt", NSTime.new(secs, (micros - secs * 1e6) * 1000))
  end
  return marks
end

local function show(tvb, pinfo, tree, facts)
  local there = tvb:captured_len()
  local subtree = tree:add(rdtchat, tvb(0, there))
  add_numbers(subtree, tvb, HEADER, 0)
  add_checksum(subtree, facts)
  local h = header_of(tvb:raw(0, there))
  local words = "too short"
  if h then
    local kind = KINDS[h.kind]
    words = (kind or "?") .. numbers_of(h, kind)
    if h.magic == MAGIC and kind then words = words .. add_payload(subtree, tvb, kind) end
    if kind == "nak" and facts.status ~= BAD then subtree:add_proto_expert_info(expert_nak) end
    if kind == "refuse" then subtree:add_proto_expert_info(expert_refused) end
  end
  words = words .. add_relations(subtree, facts)
  if facts.problem then
    words = words .. " [Damaged: " .. facts.problem .. "]"
  elseif facts.status == BAD then
    words = words .. " [Bad checksum]"
  end
  subtree:append_text(": " .. words)
  pinfo.cols.protocol = "rdtchat"
  pinfo.cols.info = words
end

-- So long a payload a damaged length may claim.
local LONGEST_CLAIM = 2047

-- Whole, or the beginning of one whose end is missing.
local function is_ours(tvb)
  local there = tvb:captured_len()
  if there < 4 then return false end
  local head = tvb:raw(0, math.min(there, HEADER_LENGTH))
  local packed, flags = head:byte(AT.version_kind + 1), head:byte(AT.flags + 1)
  local is_known = math.floor(packed / 16) == VERSION and KINDS[packed % 16] and flags <= HAS_WINDOW
  if number_at(head, AT.magic, 2) ~= MAGIC or not is_known then return false end
  local h = header_of(head)
  if h == nil then return true end
  local length = tvb:reported_len() - HEADER_LENGTH
  return h.len == length or (h.len > length and h.len <= LONGEST_CLAIM)
end

function rdtchat.dissector(tvb, pinfo, tree)
  local _, _, talk = wire_of(pinfo)
  -- Who has spoken rdtchat here before may also be damaged beyond recognition.
  if not state.talks[talk] and not is_ours(tvb) then return 0 end
  local facts = state.frames[pinfo.number]
  if pinfo.in_error_pkt then
    -- A datagram inside the ICMP message that sends it back is no transmission.
    facts = { number = pinfo.number, status = UNVERIFIED }
  elseif facts == nil then
    facts = study(tvb, pinfo)
    if not pinfo.visited then state.frames[pinfo.number] = facts end
  end
  show(tvb, pinfo, tree, facts)
  return tvb:captured_len()
end

local function heuristic(tvb, pinfo, tree)
  if not is_ours(tvb) then return false end
  -- From now on all that these two sockets say comes here, be it damaged.
  pinfo.conversation = rdtchat
  rdtchat.dissector(tvb, pinfo, tree)
  return true
end

rdtchat:register_heuristic("udp", heuristic)
DissectorTable.get("udp.port"):add(SERVER_PORT, rdtchat)
`
