-- One issue a request: a new UUID and the next point of the city; prints the rate and the 99th percentile.
local points, thread_count = {}, 0

function setup(thread)
  thread:set("number", thread_count)
  thread_count = thread_count + 1
end

function init(args)
  math.randomseed(tonumber(args[3]) + number)
  for line in io.lines(args[1]) do points[#points + 1] = line end
  wrk.method = "PUT"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = "Bearer " .. args[2]
end

local function uuid()
  return (string.gsub("xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx", "x", function()
    return string.format("%x", math.random(0, 15))
  end))
end

function request()
  return wrk.format(nil, "/api/v1/issues/" .. uuid(), nil, points[math.random(#points)])
end

function done(summary, latency, requests)
  local failed = summary.errors.status + summary.errors.timeout + summary.errors.read + summary.errors.write
  io.write(string.format('RESULT {"requests": %d, "seconds": %f, "p99_ms": %f, "failed": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(99) / 1e3, failed))
end
