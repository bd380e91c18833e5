#!lua flags=allow-oom
-- Removes some of the oldest entries, up to and including an id. Allowed when memory is short: it gives some back.
--
-- KEYS entries, index, heads
-- ARGV workspace, through, at most so many entries
-- Gives how many it removed.
local oldest = redis.call('XRANGE', KEYS[2], '-', ARGV[2], 'COUNT', ARGV[3])
if #oldest == 0 then
    return 0
end
local ms, seq = string.match(oldest[#oldest][1], '^(%d+)%-(%d+)$')
local first_kept = string.format('%s-%.0f', ms, tonumber(seq) + 1)
redis.call('XTRIM', KEYS[1], 'MINID', '=', first_kept)
redis.call('XTRIM', KEYS[2], 'MINID', '=', first_kept)
if redis.call('XLEN', KEYS[2]) == 0 then
    -- Positions go on growing all the same: the totals keep the last id.
    redis.call('DEL', KEYS[1], KEYS[2])
    redis.call('HDEL', KEYS[3], ARGV[1])
end
return #oldest
