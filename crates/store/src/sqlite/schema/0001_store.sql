-- Ids of customers and orders lie in a range of their workspace (see `space`), so a workspace's rows lie together
-- and these tables need no column and no index for it. Instants are milliseconds since 1970 UTC, amounts are minor
-- units, codes are those of `codes`.

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

-- The key of the identity hashes: nobody outside can make values that collide.
INSERT INTO setting (name, value) VALUES ('hash key', randomblob(16));
-- Written by every durable commit, so that there is something to sync.
INSERT INTO setting (name, value) VALUES ('syncs', 0);

CREATE TABLE workspace (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    currency TEXT NOT NULL,
    zone TEXT NOT NULL,
    configured INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- Kept with every change of what they count; the last ids are never given out again.
CREATE TABLE counter (
    workspace INTEGER PRIMARY KEY,
    customers INTEGER NOT NULL DEFAULT 0,
    orders INTEGER NOT NULL DEFAULT 0,
    revenue INTEGER NOT NULL DEFAULT 0,
    dead_letters INTEGER NOT NULL DEFAULT 0,
    last_customer INTEGER NOT NULL,
    last_order INTEGER NOT NULL
) STRICT;

-- A person: known by what a provider of identities calls them, or, without one, by the links they were given.
CREATE TABLE user (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT,
    email TEXT,
    issuer TEXT,
    subject TEXT
) STRICT;
CREATE UNIQUE INDEX user_by_identity ON user (issuer, subject) WHERE issuer IS NOT NULL;

CREATE TABLE member (
    workspace INTEGER NOT NULL,
    user INTEGER NOT NULL,
    role INTEGER NOT NULL,
    joined_at INTEGER NOT NULL,
    PRIMARY KEY (workspace, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_by_user ON member (user, joined_at);

-- Bound to an address, lower-cased.
CREATE TABLE invitation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace INTEGER NOT NULL,
    email TEXT NOT NULL,
    role INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    UNIQUE (workspace, email)
) STRICT;
CREATE INDEX invitation_by_email ON invitation (email);

-- Of a member, of an invitation, or, if of neither, of the workspace's oldest owner.
CREATE TABLE link (
    hash BLOB PRIMARY KEY,
    workspace INTEGER NOT NULL,
    user INTEGER,
    invitation INTEGER,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace INTEGER NOT NULL,
    user INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    agent TEXT,
    address TEXT
) STRICT;
CREATE INDEX session_by_user ON session (user, id);

-- `scopes` is the sum of their bits.
CREATE TABLE api_key (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace INTEGER NOT NULL,
    name TEXT NOT NULL,
    prefix TEXT NOT NULL,
    hash BLOB NOT NULL UNIQUE,
    scopes INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    last_used_at INTEGER
) STRICT;
CREATE INDEX api_key_by_workspace ON api_key (workspace, id);

-- Up to where each partition of the log is applied, and what became of its newest batches.
CREATE TABLE mark (
    workspace INTEGER NOT NULL,
    topic INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (workspace, topic)
) STRICT, WITHOUT ROWID;

CREATE TABLE outcome (
    workspace INTEGER NOT NULL,
    topic INTEGER NOT NULL,
    position INTEGER NOT NULL,
    applied INTEGER NOT NULL,
    dead INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    applied_at INTEGER NOT NULL,
    PRIMARY KEY (workspace, topic, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE dead_letter (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace INTEGER NOT NULL,
    topic INTEGER NOT NULL,
    field TEXT NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    record TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX dead_letter_by_workspace ON dead_letter (workspace, id);

-- Tags and attributes are JSON, absent where there is nothing to say; so is consent of which nothing is known.
CREATE TABLE customer (
    id INTEGER PRIMARY KEY,
    external_id TEXT,
    email TEXT,
    phone TEXT,
    name TEXT,
    city TEXT,
    tags TEXT,
    attributes TEXT,
    email_consent INTEGER,
    email_consent_at INTEGER,
    sms_consent INTEGER,
    sms_consent_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

-- Narrow and apart, because it changes with every order while the customer does not.
CREATE TABLE total (
    customer INTEGER PRIMARY KEY,
    spend INTEGER NOT NULL,
    visits INTEGER NOT NULL,
    first_purchased INTEGER,
    last_purchased INTEGER
) STRICT;

-- Who has an identity: a keyed hash of (workspace, kind, value), to be verified by the value itself. A table of its
-- own, not an index, so that the writer decides the order of insertion.
CREATE TABLE customer_identity (
    hash INTEGER NOT NULL,
    customer INTEGER NOT NULL,
    PRIMARY KEY (hash, customer)
) STRICT, WITHOUT ROWID;

-- Named in the plural because "order" is a word of SQL.
CREATE TABLE orders (
    id INTEGER PRIMARY KEY,
    customer INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    refunded INTEGER NOT NULL,
    order_date INTEGER NOT NULL,
    status INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    external_id TEXT,
    items TEXT
) STRICT;

CREATE TABLE order_identity (
    hash INTEGER NOT NULL,
    id INTEGER NOT NULL,
    PRIMARY KEY (hash, id)
) STRICT, WITHOUT ROWID;

-- A customer's orders by date: for lists, and for finding the first and the last that count.
CREATE TABLE order_by_customer (
    customer INTEGER NOT NULL,
    order_date INTEGER NOT NULL,
    id INTEGER NOT NULL,
    counts INTEGER NOT NULL,
    PRIMARY KEY (customer, order_date, id)
) STRICT, WITHOUT ROWID;

-- A workspace's orders by date, with their net amount if they count: lists and charts read no order for it.
CREATE TABLE order_by_date (
    workspace INTEGER NOT NULL,
    order_date INTEGER NOT NULL,
    id INTEGER NOT NULL,
    net INTEGER,
    PRIMARY KEY (workspace, order_date, id)
) STRICT, WITHOUT ROWID;

-- How many customers have a value: what a rule builder offers.
CREATE TABLE known_value (
    workspace INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    value TEXT NOT NULL,
    customers INTEGER NOT NULL,
    PRIMARY KEY (workspace, kind, value)
) STRICT, WITHOUT ROWID;

-- Addresses nobody may write to: lower-cased email, or the digits of a phone number.
CREATE TABLE suppression (
    workspace INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    address TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (workspace, channel, address)
) STRICT, WITHOUT ROWID;

-- The counters are the sums of its chunks' counters, kept with them. `turn` grows with every lease: whoever was
-- served longest ago is next.
CREATE TABLE campaign (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace INTEGER NOT NULL,
    state INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    simulated INTEGER NOT NULL,
    turn INTEGER NOT NULL DEFAULT 0,
    enrolled INTEGER NOT NULL DEFAULT 0,
    pending INTEGER NOT NULL DEFAULT 0,
    submitted INTEGER NOT NULL DEFAULT 0,
    sent INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    skipped INTEGER NOT NULL DEFAULT 0,
    uncertain INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    launched_at INTEGER,
    completed_at INTEGER,
    name TEXT NOT NULL,
    objective TEXT,
    problem TEXT,
    subject TEXT,
    body TEXT,
    rule TEXT
) STRICT;
CREATE INDEX campaign_by_workspace ON campaign (workspace, id);
-- Sending (2) and paused (3).
CREATE INDEX campaign_in_flight ON campaign (state) WHERE state IN (2, 3);
-- Sending (2), or cancelled (5) with something to skip.
CREATE INDEX campaign_by_turn ON campaign (turn) WHERE state IN (2, 5) AND pending > 0;

-- A thousand places of a campaign's ledger: the unit of expansion, lease and counters. `due_at` is when it may next
-- have something to hand over; `awaiting_since` and `ask_after` bound from below when a receipt of it may be late.
CREATE TABLE chunk (
    campaign INTEGER NOT NULL,
    number INTEGER NOT NULL,
    expanded INTEGER NOT NULL DEFAULT 0,
    pending INTEGER NOT NULL,
    submitted INTEGER NOT NULL DEFAULT 0,
    sent INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    skipped INTEGER NOT NULL DEFAULT 0,
    uncertain INTEGER NOT NULL DEFAULT 0,
    due_at INTEGER NOT NULL DEFAULT 0,
    token INTEGER NOT NULL DEFAULT 0,
    leased_until INTEGER NOT NULL DEFAULT 0,
    holder TEXT,
    awaiting_since INTEGER,
    ask_after INTEGER,
    PRIMARY KEY (campaign, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX chunk_pending ON chunk (campaign, number, due_at, leased_until) WHERE pending > 0;
CREATE INDEX chunk_awaiting ON chunk (awaiting_since, ask_after) WHERE submitted > 0;

-- Who is enrolled in a chunk: ids, ascending, each as its distance from the one before.
CREATE TABLE enrolment (
    campaign INTEGER NOT NULL,
    number INTEGER NOT NULL,
    customers BLOB NOT NULL,
    PRIMARY KEY (campaign, number)
) STRICT;

-- The ledger. The key is campaign << 32 | ordinal (see `ledger`).
CREATE TABLE message (
    key INTEGER PRIMARY KEY,
    customer INTEGER NOT NULL,
    state INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    reason INTEGER,
    retry_at INTEGER,
    submitted_at INTEGER,
    ask_after INTEGER,
    changed_at INTEGER NOT NULL
) STRICT;

-- The texts of messages, by the same key.
CREATE TABLE rendered (
    key INTEGER PRIMARY KEY,
    attempt INTEGER NOT NULL,
    address TEXT NOT NULL,
    customer_name TEXT NOT NULL,
    subject TEXT,
    body TEXT NOT NULL,
    html TEXT
) STRICT;

-- Addresses taken within a campaign, where two customers can have the same one: the digits of a phone number.
CREATE TABLE taken_address (
    campaign INTEGER NOT NULL,
    address TEXT NOT NULL,
    PRIMARY KEY (campaign, address)
) STRICT, WITHOUT ROWID;

CREATE TABLE reason (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE campaign_reason (
    campaign INTEGER NOT NULL,
    state INTEGER NOT NULL,
    reason INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    PRIMARY KEY (campaign, state, reason)
) STRICT, WITHOUT ROWID;

CREATE TABLE settled_minute (
    campaign INTEGER NOT NULL,
    minute INTEGER NOT NULL,
    sent INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    PRIMARY KEY (campaign, minute)
) STRICT, WITHOUT ROWID;

CREATE TABLE import (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    file_name TEXT,
    state INTEGER NOT NULL,
    rows_read INTEGER NOT NULL DEFAULT 0,
    accepted INTEGER NOT NULL DEFAULT 0,
    rejected INTEGER NOT NULL DEFAULT 0,
    last_position INTEGER NOT NULL DEFAULT 0,
    started_at INTEGER NOT NULL,
    finished_at INTEGER,
    error TEXT
) STRICT;
CREATE INDEX import_by_workspace ON import (workspace, id);

CREATE TABLE import_rejection (
    import INTEGER NOT NULL,
    line INTEGER NOT NULL,
    number INTEGER NOT NULL,
    field TEXT NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (import, line, number)
) STRICT, WITHOUT ROWID;
