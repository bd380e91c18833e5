//! Full disks, locks and damaged files.

use std::fs::OpenOptions;
use std::io::{Seek, SeekFrom, Write};
use std::time::Duration;

use super::{Folder, append, by_hand, entry, orders, read_all};
use crate::sqlite::schema::open_writer;
use crate::sqlite::{FILE, QUEUE_KIB, Settings, SqliteLog};
use crate::{Appended, Log, LogError, Position};

/// A disk with room for two megabytes.
fn small_disk() -> Settings {
    Settings { page_bytes: 4096, max_pages: Some(512), ..Settings::default() }
}

#[tokio::test]
async fn a_full_disk_is_unavailable_until_there_is_room_again() {
    let folder = Folder::new();
    let log = SqliteLog::open_with(folder.path(), &small_disk()).unwrap();
    let mut acknowledged = Vec::new();
    let error = loop {
        match log.append(orders(), entry(vec![7; 100_000]), None).await {
            Ok(Appended::New(position)) => acknowledged.push(position),
            Ok(other) => panic!("an append without a key gave {other:?}"),
            Err(error) => break error,
        }
    };
    assert!(matches!(error, LogError::Unavailable { .. }), "{error:?}");
    let reason = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
    assert!(reason.contains("full"), "{reason}");
    let found = read_all(&log).await;
    assert_eq!(found.iter().map(|entry| entry.position).collect::<Vec<_>>(), acknowledged);
    assert_eq!(log.trim(orders(), acknowledged[2]).await.unwrap(), 3);
    // The failure had the WAL copied into the file early, so that its space can be used again.
    assert!(folder.path().join(FILE).metadata().unwrap().len() > 1_000_000);
    let next = append(&log, vec![8; 100_000]).await;
    assert!(next > acknowledged[acknowledged.len() - 1]);
    let lag = log.lag(orders(), Position::START).await.unwrap();
    assert_eq!(lag.entries, acknowledged.len() as u64 - 3 + 1);
}

#[tokio::test]
async fn a_failing_append_does_not_spoil_those_that_share_its_commit() {
    let folder = Folder::new();
    let log = SqliteLog::open_with(folder.path(), &small_disk()).unwrap();
    let stranger = folder.stranger();
    stranger.execute_batch("BEGIN IMMEDIATE").unwrap();
    // The writer takes the first and waits for the lock; the others gather behind it and share the next commit.
    let mut first = by_hand(log.append(orders(), entry("first"), None));
    assert!(first.poll_once().is_pending());
    let (_, before, large, after, ()) = tokio::join!(
        first.0,
        log.append(orders(), entry("before"), None),
        log.append(orders(), entry(vec![7; 4_000_000]), None),
        log.append(orders(), entry("after"), None),
        async {
            tokio::task::yield_now().await;
            stranger.execute_batch("ROLLBACK").unwrap();
        },
    );
    assert!(matches!(large, Err(LogError::Unavailable { .. })), "{large:?}");
    let (Ok(Appended::New(before)), Ok(Appended::New(after))) = (&before, &after) else {
        panic!("the neighbours gave {before:?} and {after:?}");
    };
    let found: Vec<_> = read_all(&log).await.into_iter().map(|e| (e.position, e.payload)).collect();
    assert_eq!(found[1..], [(*before, b"before".to_vec()), (*after, b"after".to_vec())]);
    assert_eq!(log.lag(orders(), Position::START).await.unwrap().entries, 3);
}

#[tokio::test]
async fn a_lock_held_elsewhere_is_unavailable_and_then_over() {
    let folder = Folder::new();
    let settings = Settings { busy_timeout: Duration::from_millis(20), ..Settings::default() };
    let log = SqliteLog::open_with(folder.path(), &settings).unwrap();
    let stranger = folder.stranger();
    stranger.execute_batch("BEGIN IMMEDIATE").unwrap();
    let refused = log.append(orders(), entry("refused"), None).await;
    assert!(matches!(refused, Err(LogError::Unavailable { .. })), "{refused:?}");
    assert!(read_all(&log).await.is_empty(), "reading must not need the lock");
    stranger.execute_batch("ROLLBACK").unwrap();
    append(&log, "accepted").await;
    assert_eq!(read_all(&log).await.len(), 1);
}

#[tokio::test]
async fn appends_wait_outside_a_full_queue() {
    const LARGE: usize = 30 * 1024 * 1024;
    let folder = Folder::new();
    let log = SqliteLog::open(folder.path()).unwrap();
    let stranger = folder.stranger();
    stranger.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut appends: Vec<_> =
        (0..3).map(|_| by_hand(log.append(orders(), entry(vec![7; LARGE]), None))).collect();
    for append in &mut appends {
        assert!(append.poll_once().is_pending());
    }
    let queued = QUEUE_KIB as usize - log.room.available_permits();
    assert!(queued >= 2 * LARGE / 1024, "two appends must be in the queue, not {queued} KiB");
    assert!(queued < 3 * LARGE / 1024 - 1, "the third append must wait outside, not {queued} KiB");
    stranger.execute_batch("ROLLBACK").unwrap();
    for append in appends {
        append.0.await.unwrap();
    }
    assert_eq!(log.lag(orders(), Position::START).await.unwrap().entries, 3);
    assert_eq!(log.room.available_permits(), QUEUE_KIB as usize);
}

#[tokio::test]
async fn a_damaged_file_is_reported_as_such() {
    let folder = Folder::new();
    let log = SqliteLog::open(folder.path()).unwrap();
    for _ in 0..10 {
        append(&log, vec![7; 20_000]).await;
    }
    drop(log);
    let mut file = OpenOptions::new().write(true).open(folder.path().join(FILE)).unwrap();
    file.seek(SeekFrom::Start(8 * 1024)).unwrap();
    file.write_all(&vec![0xAB; 64 * 1024]).unwrap();
    drop(file);
    let error = match SqliteLog::open(folder.path()) {
        Ok(log) => log.read_after(orders(), Position::START, super::EVERYTHING).await.unwrap_err(),
        Err(error) => error,
    };
    assert!(matches!(error, LogError::Corrupt { .. }), "{error:?}");
}

/// A killed process cannot show this: the system keeps what was written. Only the settings can.
#[test]
fn every_commit_waits_for_the_disk() {
    let folder = Folder::new();
    let writer = open_writer(&folder.path().join(FILE), &Settings::default()).unwrap();
    let setting = |name| writer.pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0));
    assert_eq!(setting("synchronous").unwrap(), 2.into(), "2 is FULL");
    assert_eq!(setting("journal_mode").unwrap(), "wal".to_owned().into());
}

#[test]
fn a_file_that_is_no_log_is_refused() {
    let folder = Folder::new();
    std::fs::write(folder.path().join(FILE), [b'x'; 4096]).unwrap();
    let error = SqliteLog::open(folder.path()).unwrap_err();
    assert!(matches!(error, LogError::Corrupt { .. }), "{error:?}");
}

#[test]
fn a_file_of_a_newer_program_is_refused_and_left_alone() {
    let folder = Folder::new();
    drop(SqliteLog::open(folder.path()).unwrap());
    folder.stranger().pragma_update(None, "user_version", 99).unwrap();
    let error = SqliteLog::open(folder.path()).unwrap_err();
    assert!(matches!(error, LogError::Unavailable { .. }), "{error:?}");
    let version: i64 = folder.stranger().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, 99);
}
