-- When a campaign is to be launched by itself, or was: the instant, how far the workspace's clocks are ahead of UTC then
-- (in seconds), and whether somebody said that everyone is meant.
ALTER TABLE campaign ADD COLUMN scheduled_at INTEGER;
ALTER TABLE campaign ADD COLUMN scheduled_offset INTEGER;
ALTER TABLE campaign ADD COLUMN scheduled_everyone INTEGER;
-- Scheduled (1).
CREATE INDEX campaign_by_schedule ON campaign (scheduled_at) WHERE state = 1;
