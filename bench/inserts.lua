-- Inserts for wrk, spread over as many objects as there are conversations in the other measurement.
local objects, sent = 1, 0

function init(args)
  objects = tonumber(args[1])
end

function request()
  sent = sent + 1
  return wrk.format("POST", "/insert/" .. sent % objects)
end
