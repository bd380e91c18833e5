-- The payload comes last, so that the other columns are read without it.
-- entries_through and records_through count everything ever appended to the partition up to and including this
-- entry; the difference of two of them is a lag, whatever its size.
CREATE TABLE entry (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    topic           INTEGER NOT NULL,
    workspace       INTEGER NOT NULL,
    received_at_ms  INTEGER NOT NULL,
    records         INTEGER NOT NULL,
    entries_through INTEGER NOT NULL,
    records_through INTEGER NOT NULL,
    payload         BLOB    NOT NULL
) STRICT;
CREATE INDEX entry_by_partition ON entry (topic, workspace);
INSERT INTO sqlite_sequence (name, seq) VALUES ('entry', 0);

-- What stays of a partition when its entries are trimmed.
CREATE TABLE partition (
    topic     INTEGER NOT NULL,
    workspace INTEGER NOT NULL,
    head      INTEGER NOT NULL,
    trimmed   INTEGER NOT NULL,
    entries   INTEGER NOT NULL,
    records   INTEGER NOT NULL,
    PRIMARY KEY (topic, workspace)
) STRICT, WITHOUT ROWID;

-- Ids grow about as times do, so what expires first is found at the front without an index on the time.
CREATE TABLE answer (
    id             INTEGER PRIMARY KEY,
    workspace      INTEGER NOT NULL,
    key            TEXT    NOT NULL,
    topic          INTEGER NOT NULL,
    position       INTEGER NOT NULL,
    received_at_ms INTEGER NOT NULL,
    body_hash      BLOB    NOT NULL,
    answer         BLOB    NOT NULL,
    UNIQUE (workspace, key)
) STRICT;
