//! Keeping the WAL short.
//!
//! SQLite starts the WAL anew at the first write after everything in it was copied into the file, provided that no
//! reader still looks at it. The writer copies between two commits, after the answers went out. A reader that is
//! always there would let the WAL grow for ever; past a hard limit the writer waits a moment for readers to leave.

use std::time::Duration;

use rusqlite::Connection;

use crate::sqlite::Settings;

/// How long the writer waits for readers when the WAL is past its hard limit.
const PATIENCE: Duration = Duration::from_millis(200);

/// When to checkpoint. Sizes are in pages of the WAL.
#[derive(Debug)]
pub(super) struct Checkpoints {
    soft: i64,
    hard: i64,
    due: i64,
    seen: i64,
    busy_timeout: Duration,
}

impl Checkpoints {
    pub(super) fn new(settings: &Settings) -> Self {
        let page = i64::from(settings.page_bytes);
        let soft = settings.wal_soft_bytes / page;
        Self {
            soft,
            hard: settings.wal_hard_bytes / page,
            due: soft,
            seen: 0,
            busy_timeout: settings.busy_timeout,
        }
    }

    /// Checkpoints if the WAL has grown enough. A failure is left to the next time: what is committed is in the WAL.
    pub(super) fn after_commit(&mut self, db: &Connection) {
        if let Err(error) = self.try_after_commit(db) {
            tracing::warn!(%error, "a checkpoint of the store failed");
        }
    }

    fn try_after_commit(&mut self, db: &Connection) -> rusqlite::Result<()> {
        let pages = wal_pages(db, "noop")?;
        if pages < self.seen {
            self.due = self.soft;
        }
        self.seen = pages;
        if pages < self.due {
            return Ok(());
        }
        self.due = pages + self.soft;
        if pages < self.hard {
            wal_pages(db, "passive")?;
        } else {
            db.busy_timeout(PATIENCE)?;
            let checkpointed = wal_pages(db, "truncate");
            db.busy_timeout(self.busy_timeout)?;
            checkpointed?;
        }
        Ok(())
    }
}

/// Checkpoints in a mode, and says how many pages the WAL had.
fn wal_pages(db: &Connection, mode: &str) -> rusqlite::Result<i64> {
    let mut pages = 0;
    db.pragma(None, "wal_checkpoint", mode, |row| {
        pages = row.get(1)?;
        Ok(())
    })?;
    Ok(pages)
}
