#!lua flags=allow-oom
-- Gives the right to apply a partition back.
--
-- KEYS lease
-- ARGV holder
if redis.call('GET', KEYS[1]) == ARGV[1] then
    redis.call('DEL', KEYS[1])
end
return 0
