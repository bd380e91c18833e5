-- Who did what. Lines are added, and never changed nor removed: not even by a bug of ours.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace INTEGER NOT NULL,
    at INTEGER NOT NULL,
    deed INTEGER NOT NULL,
    actor_kind INTEGER NOT NULL,
    actor INTEGER,
    actor_name TEXT,
    address TEXT,
    target INTEGER,
    target_name TEXT,
    detail TEXT
) STRICT;
CREATE INDEX audit_by_workspace ON audit (workspace, id);
CREATE INDEX audit_by_target ON audit (workspace, deed, target, at) WHERE target IS NOT NULL;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN
    SELECT raise(ABORT, 'lines of the audit log are never changed');
END;
CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit
BEGIN
    SELECT raise(ABORT, 'lines of the audit log are never removed');
END;
