-- POSTs new patients, half with a frequent family name, half with one that is new: wrk ... -- FILE-OF-NAMES SEED PACE
-- PACE: a connection rests so many milliseconds on average before its next request; without it, not at all.
local names = {}
local seed
local n = 0
function init(args)
  for line in io.lines(args[1]) do names[#names + 1] = line end
  seed = tonumber(args[2]) or os.time()
  math.randomseed(seed)
  local pace = tonumber(args[3])
  if pace then delay = function() return math.random() * 2 * pace end end
end
local syllables = { "ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "we", "xi", "yo", "zu" }
local function made()
  local word = ""
  for _ = 1, 4 do word = word .. syllables[math.random(#syllables)] end
  return word:sub(1, 1):upper() .. word:sub(2)
end
function request()
  n = n + 1
  local given = names[math.random(#names)]
  local family = math.random() < 0.5 and names[math.random(#names)] or made()
  local body = string.format(
    '{"givenName":"%s","familyName":"%s","birthDate":"%04d-%02d-%02d","gender":"%s","phone":"+1202%07d","email":"w%d.%d@example.org","identifiers":[{"system":"urn:nid","value":"w%d-%d"}]}',
    given, family, math.random(1930, 2020), math.random(1, 12), math.random(1, 28), math.random() < 0.5 and "male" or "female",
    math.random(2000000, 9999999), seed, n, seed, n)
  return wrk.format("POST", "/patients", { ["Content-Type"] = "application/json", ["Authorization"] = wrk.headers["Authorization"] }, body)
end
