//! The file's tables and how a connection is set up.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use super::Settings;
use super::failure::corrupt;
use crate::StoreError;

/// The first step makes version 1, the next version 2, and so on. Released steps never change.
const STEPS: [&str; 7] = [
    include_str!("schema/0001_store.sql"),
    include_str!("schema/0002_imports_heard_of.sql"),
    include_str!("schema/0003_audit.sql"),
    include_str!("schema/0004_erasure.sql"),
    include_str!("schema/0005_workspace_settings.sql"),
    include_str!("schema/0006_segments.sql"),
    include_str!("schema/0007_schedule.sql"),
];

/// Statements a connection keeps prepared.
const STATEMENTS: usize = 128;

/// Opens the file for writing, creating or upgrading it.
pub(super) fn open_writer(file: &Path, settings: &Settings) -> Result<Connection, StoreError> {
    let mut db = Connection::open(file)?;
    db.busy_timeout(settings.busy_timeout)?;
    db.pragma_update(None, "page_size", settings.page_bytes)?;
    enter_wal(&db, settings.busy_timeout)?;
    // On macOS a plain fsync leaves the data in the drive's cache; elsewhere these change nothing.
    db.pragma_update(None, "fullfsync", true)?;
    db.pragma_update(None, "checkpoint_fullfsync", true)?;
    db.pragma_update(None, "foreign_keys", false)?;
    db.pragma_update(None, "temp_store", "memory")?;
    // Checkpoints run between commits, after the answers: see `writer`.
    db.pragma_update_and_check(None, "wal_autocheckpoint", 0, |_| Ok(()))?;
    db.pragma_update_and_check(None, "journal_size_limit", settings.wal_soft_bytes, |_| Ok(()))?;
    db.pragma_update(None, "cache_size", -settings.writer_cache_kib)?;
    if let Some(pages) = settings.max_pages {
        db.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))?;
    }
    db.set_prepared_statement_cache_capacity(STATEMENTS);
    migrate(&mut db)?;
    Ok(db)
}

/// Opens the file for reading only; the writer must have been opened before.
pub(super) fn open_reader(file: &Path, settings: &Settings) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(file, flags)?;
    db.busy_timeout(settings.busy_timeout)?;
    db.pragma_update(None, "temp_store", "memory")?;
    db.pragma_update(None, "cache_size", -settings.reader_cache_kib)?;
    db.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(db)
}

/// Two processes that open a new file at once can be in each other's way here, where SQLite does not wait by itself.
fn enter_wal(db: &Connection, patience: Duration) -> Result<(), StoreError> {
    const PAUSE: Duration = Duration::from_millis(20);
    let tries = (patience.as_millis() / PAUSE.as_millis()).max(1);
    for _ in 1..tries {
        match db.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(())) {
            Err(rusqlite::Error::SqliteFailure(error, _))
                if matches!(error.code, ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) =>
            {
                std::thread::sleep(PAUSE);
            }
            other => return Ok(other?),
        }
    }
    Ok(db.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?)
}

fn migrate(db: &mut Connection) -> Result<(), StoreError> {
    let known = STEPS.len() as i64;
    // Inside the transaction: another process may be upgrading the file at this moment.
    db.pragma_update(None, "synchronous", "full")?;
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version > known {
        return Err(corrupt(format!(
            "the file has version {version}, written by a newer Mini CRM; this one knows version {known}"
        )));
    }
    for (reached, sql) in (1_i64..).zip(STEPS).filter(|(reached, _)| *reached > version) {
        transaction.execute_batch(sql)?;
        transaction.pragma_update(None, "user_version", reached)?;
    }
    Ok(transaction.commit()?)
}
