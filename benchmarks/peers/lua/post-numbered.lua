-- POSTs with a running number, so that no two take the same time: wrk ... -- KIND FIRST-NUMBER KEYED FILE-A FILE-B
-- KIND book: A doctors, B patients. KIND pay: A bills.
local kind, n, keyed, a, b
local function read(file) local t = {} for line in io.lines(file) do t[#t + 1] = line end return t end
function init(args)
  kind, n, keyed = args[1], tonumber(args[2]), args[3] == "keyed"
  a = read(args[4])
  if args[5] then b = read(args[5]) end
end
local headers = { ["Content-Type"] = "application/json" }
local base = 1893456000 -- 2030-01-01
function request()
  headers["Authorization"] = wrk.headers["Authorization"]
  n = n + 1
  if keyed then headers["Idempotency-Key"] = "bench-" .. kind .. "-" .. n end
  if kind == "book" then
    local time = os.date("!%Y-%m-%dT%H:%M:%SZ", base + math.floor(n / #a) * 1800)
    return wrk.format("POST", "/appointments", headers, string.format('{"patientId":"%s","doctorId":"%s","time":"%s","reason":"control"}', b[n % #b + 1], a[n % #a + 1], time))
  end
  return wrk.format("POST", "/payments", headers, string.format('{"billId":"%s","amount":%d.%02d,"currency":"EUR","method":"card","allowDuplicate":true}', a[n % #a + 1], n % 7 + 1, n % 100))
end
