//! The suite on SQLite, and what only this backend can show.

mod crash;
mod failures;

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use async_trait::async_trait;
use domain::{Topic, WorkspaceId};
use rusqlite::Connection;
use tempfile::TempDir;

use super::batch::ANSWER_KEPT_MS;
use super::{FILE, Settings, SqliteLog};
use crate::conformance::Backend;
use crate::{Appended, Entry, Idempotency, Log, NewEntry, Partition, Position, ReadLimit};

pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// A connection of somebody else.
    fn stranger(&self) -> Connection {
        Connection::open(self.path().join(FILE)).unwrap()
    }

    fn wal_bytes(&self) -> u64 {
        self.path().join("log.db-wal").metadata().map_or(0, |wal| wal.len())
    }
}

#[async_trait]
impl Backend for Folder {
    async fn open(&self) -> Arc<dyn Log> {
        Arc::new(SqliteLog::open(self.path()).unwrap())
    }
}

crate::conformance_tests!(Some(crate::sqlite::tests::Folder::new()));

const EVERYTHING: ReadLimit = ReadLimit { entries: usize::MAX, bytes: usize::MAX };

fn orders() -> Partition {
    Partition { topic: Topic::Orders, workspace: WorkspaceId::from_i64(1).unwrap() }
}

fn entry(payload: impl Into<Vec<u8>>) -> NewEntry {
    NewEntry { payload: payload.into(), records: 1, received_at_ms: 0 }
}

async fn append(log: &SqliteLog, payload: impl Into<Vec<u8>>) -> Position {
    match log.append(orders(), entry(payload), None).await.unwrap() {
        Appended::New(position) => position,
        other => panic!("an append without a key gave {other:?}"),
    }
}

async fn read_all(log: &SqliteLog) -> Vec<Entry> {
    log.read_after(orders(), Position::START, EVERYTHING).await.unwrap()
}

#[tokio::test]
async fn a_clean_shutdown_leaves_one_file() {
    let folder = Folder::new();
    let log = SqliteLog::open(folder.path()).unwrap();
    append(&log, "one").await;
    read_all(&log).await;
    assert!(folder.wal_bytes() > 0);
    drop(log);
    let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert_eq!(files, [FILE]);
}

#[tokio::test]
async fn an_append_whose_caller_left_is_written_before_the_file_is_closed() {
    let folder = Folder::new();
    let log = SqliteLog::open(folder.path()).unwrap();
    let stranger = folder.stranger();
    stranger.execute_batch("BEGIN IMMEDIATE").unwrap();
    {
        let mut abandoned = by_hand(log.append(orders(), entry("abandoned"), None));
        assert!(abandoned.poll_once().is_pending());
    }
    stranger.execute_batch("ROLLBACK").unwrap();
    drop(stranger);
    drop(log);
    let log = SqliteLog::open(folder.path()).unwrap();
    assert_eq!(read_all(&log).await[0].payload, b"abandoned");
}

#[tokio::test]
async fn a_key_is_free_again_after_a_day_and_its_answer_is_forgotten() {
    let folder = Folder::new();
    let log = SqliteLog::open(folder.path()).unwrap();
    let once =
        |key: &str| Some(Idempotency { key: key.to_owned(), body_hash: [1; 32], answer: b"answer".to_vec() });
    let at = |received_at_ms| NewEntry { received_at_ms, ..entry("body") };
    for key in ["used again", "left"] {
        log.append(orders(), at(0), once(key)).await.unwrap();
    }
    let last_moment = log.append(orders(), at(ANSWER_KEPT_MS - 1), once("used again")).await.unwrap();
    assert!(matches!(last_moment, Appended::Replayed { .. }), "{last_moment:?}");
    let next_day = log.append(orders(), at(ANSWER_KEPT_MS), once("used again")).await.unwrap();
    assert!(matches!(next_day, Appended::New(_)), "{next_day:?}");
    // The housekeeping of an append a little later, with or without a key, removes what nobody asks for.
    log.append(orders(), at(ANSWER_KEPT_MS + 120_000), None).await.unwrap();
    let keys: Vec<String> = folder
        .stranger()
        .prepare("SELECT key FROM answer")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(keys, ["used again"]);
}

#[tokio::test]
async fn a_lost_or_restored_log_never_gives_out_a_position_again() {
    let folder = Folder::new();
    let copy = folder.path().join("copy.db");
    let log = SqliteLog::open(folder.path()).unwrap();
    append(&log, "in the copy").await;
    log.copy_to(copy.clone()).await.unwrap();
    let marked = append(&log, "not in the copy").await;
    drop(log);

    std::fs::rename(&copy, folder.path().join(FILE)).unwrap();
    let log = SqliteLog::open(folder.path()).unwrap();
    assert_eq!(read_all(&log).await.len(), 1);
    let after_restore = append(&log, "after the restore").await;
    assert!(after_restore > marked, "{after_restore} hides behind a mark at {marked}");
    drop(log);

    std::fs::remove_file(folder.path().join(FILE)).unwrap();
    let log = SqliteLog::open(folder.path()).unwrap();
    let after_loss = append(&log, "after the loss").await;
    assert!(after_loss > after_restore, "{after_loss} hides behind a mark at {after_restore}");
}

#[tokio::test]
async fn a_copy_is_never_written_over_a_file() {
    let folder = Folder::new();
    let log = SqliteLog::open(folder.path()).unwrap();
    append(&log, "one").await;
    let target = folder.path().join("precious");
    std::fs::write(&target, "precious").unwrap();
    log.copy_to(target.clone()).await.unwrap_err();
    assert_eq!(std::fs::read(&target).unwrap(), b"precious");
}

/// There is always a reader, and it is always behind: only waiting for it lets the WAL start anew.
#[tokio::test]
async fn the_wal_stays_short_though_somebody_always_reads() {
    let folder = Folder::new();
    let log = SqliteLog::open_with(folder.path(), &short_wal()).unwrap();
    append(&log, "one").await;
    let (appended, news) = std::sync::mpsc::channel();
    let mut readers = [folder.stranger(), folder.stranger()];
    let reading = std::thread::spawn(move || {
        readers[0].execute_batch("BEGIN; SELECT count(*) FROM entry;").unwrap();
        // Each reader stays until something was appended, but not for ever.
        while news.recv_timeout(Duration::from_millis(20)) != Err(RecvTimeoutError::Disconnected) {
            readers[1].execute_batch("BEGIN; SELECT count(*) FROM entry;").unwrap();
            readers[0].execute_batch("ROLLBACK").unwrap();
            readers.swap(0, 1);
        }
    });
    let mut longest = 0;
    for _ in 0..40 {
        append(&log, vec![7; 256 * 1024]).await;
        appended.send(()).unwrap();
        longest = longest.max(folder.wal_bytes());
    }
    drop(appended);
    reading.join().unwrap();
    // The hard limit, and what can come on top: one step to the next attempt and one commit; doubled for slow turns.
    assert!(longest <= 4 * 1024 * 1024, "the WAL grew to {longest} bytes");
}

#[tokio::test]
async fn the_wal_becomes_short_again_when_a_long_reader_leaves() {
    let folder = Folder::new();
    let log = SqliteLog::open_with(folder.path(), &short_wal()).unwrap();
    append(&log, "one").await;
    let stranger = folder.stranger();
    stranger.execute_batch("BEGIN; SELECT count(*) FROM entry;").unwrap();
    for _ in 0..5 {
        append(&log, vec![7; 1024 * 1024]).await;
    }
    assert!(folder.wal_bytes() > 5 * 1024 * 1024);
    stranger.execute_batch("ROLLBACK").unwrap();
    for _ in 0..2 {
        append(&log, vec![7; 1024 * 1024]).await;
    }
    append(&log, "last").await;
    assert!(folder.wal_bytes() <= 2 * 1024 * 1024, "the WAL still has {} bytes", folder.wal_bytes());
    assert_eq!(read_all(&log).await.len(), 9);
}

fn short_wal() -> Settings {
    Settings { wal_soft_bytes: 512 * 1024, wal_hard_bytes: 1024 * 1024, ..Settings::default() }
}

/// A future that a test polls by hand.
struct ByHand<F>(std::pin::Pin<Box<F>>);

fn by_hand<F: Future>(future: F) -> ByHand<F> {
    ByHand(Box::pin(future))
}

impl<F: Future> ByHand<F> {
    fn poll_once(&mut self) -> std::task::Poll<F::Output> {
        self.0.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop()))
    }
}
