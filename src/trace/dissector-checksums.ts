/** The checksums in Lua, as src/rdt/checksum.ts has them. */
export const DISSECTOR_CHECKSUMS = String.raw`
-- Exclusive or: from a library up to Lua 5.2, part of the language since 5.3. All else of a CRC is
-- arithmetic, which costs less than a call.
local ops = bit32 or bit
local bxor = ops and ops.bxor or load("return function(a, b) return a ~ b end")()

local CRC_TABLE = {}
for n = 0, 255 do
  local c = n
  for _ = 1, 8 do
    if c % 2 == 1 then c = bxor((c - 1) / 2, 0xedb88320) % 0x100000000 else c = c / 2 end
  end
  CRC_TABLE[n] = c
end

local byte = string.byte
local function crc32(text)
  local c = 0xffffffff
  for i = 1, #text do
    local low = bxor(c % 256, byte(text, i))
    c = bxor((c - c % 256) / 256, CRC_TABLE[low]) % 0x100000000
  end
  return 0xffffffff - c
end

-- RFC 1071: the ones' complement sum of 16-bit words.
local function internet(text)
  local sum = 0
  for i = 1, #text, 2 do
    sum = sum + text:byte(i) * 256 + (text:byte(i + 1) or 0)
  end
  while sum > 0xffff do sum = sum % 0x10000 + math.floor(sum / 0x10000) end
  return 0xffff - sum
end

-- One bit: whether the number of bits that are 1 is odd.
local function parity(text)
  local folded = 0
  for i = 1, #text do folded = bxor(folded, text:byte(i)) end
  local odd = 0
  folded = folded % 256
  while folded > 0 do
    odd = (odd + folded % 2) % 2
    folded = math.floor(folded / 2)
  end
  return odd
end

local COMPUTE = { crc32 = crc32, internet = internet, parity = parity, none = function() return 0 end }

-- Over the whole datagram, its field of the checksum zero.
local function checksum_of(algorithm, whole)
  local zeroed = whole:sub(1, AT.checksum) .. "\0\0\0\0" .. whole:sub(AT.checksum + 5)
  return COMPUTE[algorithm](zeroed)
end
`
