-- When an import was last heard of: with several processes, silence is how one tells that another has died.
ALTER TABLE import ADD COLUMN heard_at INTEGER NOT NULL DEFAULT 0;
