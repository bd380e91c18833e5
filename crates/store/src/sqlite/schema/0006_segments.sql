-- Saved rules; `key` is the name folded, `rule` is canonical JSON.
CREATE TABLE segment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace INTEGER NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    rule TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX segment_by_key ON segment (workspace, key);

-- Which segments a segment refers to, and a campaign that has not taken its audience yet.
CREATE TABLE segment_in_segment (
    segment INTEGER NOT NULL,
    holder INTEGER NOT NULL,
    PRIMARY KEY (segment, holder)
) STRICT, WITHOUT ROWID;
CREATE INDEX segment_in_segment_by_holder ON segment_in_segment (holder);
CREATE TABLE segment_in_campaign (
    segment INTEGER NOT NULL,
    holder INTEGER NOT NULL,
    PRIMARY KEY (segment, holder)
) STRICT, WITHOUT ROWID;
CREATE INDEX segment_in_campaign_by_holder ON segment_in_campaign (holder);

-- A saved segment in place of a campaign's rule.
ALTER TABLE campaign ADD COLUMN segment INTEGER;
