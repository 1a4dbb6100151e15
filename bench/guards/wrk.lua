-- Sends the bearer tokens of a file in rotation, one a line; an empty line is a request without a token.
-- wrk -s wrk.lua URL -- FILE

local requests = {}
local sent = 0

function init(args)
  for token in io.lines(args[1]) do
    local headers = {}
    if token ~= "" then headers["Authorization"] = "Bearer " .. token end
    requests[#requests + 1] = wrk.format("GET", nil, headers)
  end
end

function request()
  sent = sent % #requests + 1
  return requests[sent]
end

function done(summary)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format('{"answered":%d,"refused":%d,"failed":%d,"seconds":%f}\n',
    summary.requests, summary.errors.status, failed, summary.duration / 1e6))
end
