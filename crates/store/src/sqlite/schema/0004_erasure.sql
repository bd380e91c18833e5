-- What outlives an erased customer, as keyed hashes.

-- Their names: what the log held of them, up to these positions, is not applied any more. Forgotten once it is passed.
CREATE TABLE erased_name (
    workspace INTEGER NOT NULL,
    hash INTEGER NOT NULL,
    customers INTEGER NOT NULL,
    orders INTEGER NOT NULL,
    erased_at INTEGER NOT NULL,
    PRIMARY KEY (workspace, hash)
) STRICT, WITHOUT ROWID;

-- The addresses they had declined to be written to on, with what they had said as a customer's consent is stored.
CREATE TABLE withdrawal (
    workspace INTEGER NOT NULL,
    hash INTEGER NOT NULL,
    consent INTEGER NOT NULL,
    consent_at INTEGER,
    PRIMARY KEY (workspace, hash)
) STRICT, WITHOUT ROWID;
