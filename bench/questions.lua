-- Questions for wrk, every one new: the first column of a file with a header, with a number behind it.
local questions, asked = {}, 0

function init(args)
  for line in io.lines(args[1]) do
    questions[#questions + 1] = line:match("^[^\t]+"):gsub('[\\"]', "")
  end
  table.remove(questions, 1)
end

function request()
  asked = asked + 1
  local question = questions[asked % #questions + 1]
  return wrk.format("POST", nil, nil, '{"text":"' .. question .. " " .. asked .. '"}')
end
