#!lua flags=allow-oom
-- Takes or prolongs the right to apply a partition. Allowed when memory is short: only who applies can trim.
--
-- KEYS lease
-- ARGV holder, milliseconds
-- Gives 1, or 0 if somebody else has it.
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
    return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
