//! The file's tables and how a connection is set up.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::{Settings, failure};
use crate::LogError;

/// The first step makes version 1, the next version 2, and so on. Released steps never change.
const STEPS: [&str; 1] = [include_str!("schema/0001_log.sql")];

/// Opens the file for writing, creating or upgrading it.
pub(super) fn open_writer(file: &Path, settings: &Settings) -> Result<Connection, LogError> {
    const DOING: &str = "opening the file";
    let mut connection = Connection::open(file).map_err(|error| failure(DOING, error))?;
    configure_writer(&connection, settings).map_err(|error| failure(DOING, error))?;
    migrate(&mut connection)?;
    raise_sequence(&connection).map_err(|error| failure(DOING, error))?;
    Ok(connection)
}

/// Opens the file for reading only; the writer must have been opened before.
pub(super) fn open_reader(file: &Path, settings: &Settings) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(settings.busy_timeout)?;
    Ok(connection)
}

fn configure_writer(connection: &Connection, settings: &Settings) -> rusqlite::Result<()> {
    connection.busy_timeout(settings.busy_timeout)?;
    connection.pragma_update(None, "page_size", settings.page_bytes)?;
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "full")?;
    // On macOS a plain fsync leaves the data in the drive's cache; elsewhere these change nothing.
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    // Checkpoints run between commits, after the answers: see `checkpoints`.
    connection.pragma_update_and_check(None, "wal_autocheckpoint", 0, |_| Ok(()))?;
    connection.pragma_update_and_check(None, "journal_size_limit", settings.wal_soft_bytes, |_| Ok(()))?;
    connection.pragma_update(None, "cache_size", -settings.cache_kib)?;
    if let Some(pages) = settings.max_pages {
        connection.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))?;
    }
    Ok(())
}

fn migrate(connection: &mut Connection) -> Result<(), LogError> {
    const DOING: &str = "upgrading the file";
    let known = STEPS.len() as i64;
    let version: i64 = connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(|error| failure(DOING, error))?;
    if version > known {
        let reason = format!("it has version {version}, written by a newer program; this one knows {known}");
        return Err(LogError::unavailable(DOING, reason));
    }
    for (reached, sql) in (1_i64..).zip(STEPS).filter(|(reached, _)| *reached > version) {
        (|| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction.execute_batch(sql)?;
            transaction.pragma_update(None, "user_version", reached)?;
            transaction.commit()
        })()
        .map_err(|error| failure(DOING, error))?;
    }
    Ok(())
}

/// Lifts the next position above everything an older or lost copy of this log can have given out.
///
/// A store keeps marks. If the log under it is lost, or restored from a backup older than the store, `AUTOINCREMENT`
/// alone would give out positions below a mark, and those entries would never be read. Positions therefore start
/// anew at `milliseconds << 20` whenever the file is opened; to overtake that, a log would have to take a million
/// entries each millisecond. A clock that runs backwards only loses this protection, never the growth of positions.
fn raise_sequence(connection: &Connection) -> rusqlite::Result<()> {
    let now_ms = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    let floor = i64::try_from(now_ms << 20).unwrap_or(0);
    connection.execute("UPDATE sqlite_sequence SET seq = max(seq, ?1) WHERE name = 'entry'", [floor])?;
    Ok(())
}
