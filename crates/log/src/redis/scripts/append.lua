#!lua
-- Appends an entry, unless its idempotency key was used before.
-- No flags: a server that is out of memory, read-only or cannot persist refuses before the first line.
--
-- KEYS entries, index, totals, heads, bell, and with an idempotency key: answer
-- ARGV workspace, payload, records, received_at, floor, and with an idempotency key: fingerprint, answer, kept, ttl
-- Gives {0, id}: new; {1, id, answer}: seen before; {2}: the key says something else.
local workspace, payload, records, received_at = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local fingerprint = ARGV[6]

if fingerprint then
    local seen = redis.call('GET', KEYS[6])
    if seen then
        local at, id, rest = string.match(seen, '^(%-?%d+) (%d+%-%d+) ()', #fingerprint + 1)
        if tonumber(received_at) - tonumber(at) < tonumber(ARGV[8]) then
            if string.sub(seen, 1, #fingerprint) ~= fingerprint then
                return {2}
            end
            return {1, id, string.sub(seen, rest)}
        end
    end
end

-- What was ever appended to the partition. It stays when entries are trimmed.
local ms, seq, entries, total = 0, 0, 0, 0
local totals = redis.call('HGET', KEYS[3], workspace)
if totals then
    ms, seq, entries, total = string.match(totals, '^(%d+)%-(%d+) (%d+) (%d+)$')
    ms, seq, entries, total = tonumber(ms), tonumber(seq), tonumber(entries), tonumber(total)
end
entries, total = entries + 1, total + tonumber(records)

-- The next id: the clock's, but above the last one of this partition and above what the caller has seen of any.
local floor_ms, floor_seq = string.match(ARGV[5], '^(%d+)%-(%d+)$')
floor_ms, floor_seq = tonumber(floor_ms), tonumber(floor_seq)
if floor_ms > ms or (floor_ms == ms and floor_seq > seq) then
    ms, seq = floor_ms, floor_seq
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > ms then
    ms, seq = now, 0
elseif seq < 1048575 then
    seq = seq + 1
else
    ms, seq = ms + 1, 0
end
local id = string.format('%.0f-%.0f', ms, seq)

redis.call('XADD', KEYS[1], id, 'p', payload)
redis.call('XADD', KEYS[2], id, 'n', records, 't', received_at, 'b', #payload,
    'e', string.format('%.0f', entries), 'r', string.format('%.0f', total))
redis.call('HSET', KEYS[3], workspace, string.format('%s %.0f %.0f', id, entries, total))
redis.call('HSET', KEYS[4], workspace, id)
redis.call('XADD', KEYS[5], 'MAXLEN', 1, '*', 't', '')
if fingerprint then
    redis.call('SET', KEYS[6], fingerprint .. received_at .. ' ' .. id .. ' ' .. ARGV[7], 'PX', ARGV[9])
end
return {0, id}
