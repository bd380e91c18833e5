//! The suite on a log that fails all the time, with callers that retry; and each fault on its own.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use domain::{Topic, WorkspaceId};
use tokio::sync::watch;

use super::{Fault, FaultyLog};
use crate::conformance::Backend;
use crate::sqlite::tests::Folder;
use crate::{
    Appended, Entry, EntryInfo, Idempotency, Lag, Log, LogError, NewEntry, Partition, Position, ReadLimit,
};

/// A backend behind a wrapper that fails every third call, behind callers that ask again.
struct Unreliable<B>(B);

#[async_trait]
impl<B: Backend> Backend for Unreliable<B> {
    async fn open(&self) -> Arc<dyn Log> {
        let faulty = FaultyLog::new(self.0.open().await);
        faulty.fail_every(3);
        Arc::new(Retrying(faulty))
    }
}

mod sqlite {
    crate::conformance_tests!(Some(super::Unreliable(crate::sqlite::tests::Folder::new())));
}

mod redis {
    crate::conformance_tests!(crate::redis::tests::Shared::new().map(super::Unreliable));
}

/// Asks again for as long as the log is unavailable, as workers do.
struct Retrying(FaultyLog);

/// A case that is unavailable for longer than this has failed.
const PATIENCE: Duration = Duration::from_secs(30);

macro_rules! retry {
    ($call:expr) => {{
        let asked = Instant::now();
        loop {
            match $call.await {
                Err(LogError::Unavailable { .. }) if asked.elapsed() < PATIENCE => {
                    tokio::task::yield_now().await;
                }
                result => break result,
            }
        }
    }};
}

#[async_trait]
impl Log for Retrying {
    async fn append(
        &self,
        partition: Partition,
        entry: NewEntry,
        idempotency: Option<Idempotency>,
    ) -> Result<Appended, LogError> {
        retry!(self.0.append(partition, entry.clone(), idempotency.clone()))
    }

    async fn read_after(
        &self,
        partition: Partition,
        after: Position,
        limit: ReadLimit,
    ) -> Result<Vec<Entry>, LogError> {
        retry!(self.0.read_after(partition, after, limit))
    }

    async fn entry(&self, partition: Partition, position: Position) -> Result<Option<EntryInfo>, LogError> {
        retry!(self.0.entry(partition, position))
    }

    async fn heads(&self, topic: Topic) -> Result<Vec<(Partition, Position)>, LogError> {
        retry!(self.0.heads(topic))
    }

    async fn lag(&self, partition: Partition, after: Position) -> Result<Lag, LogError> {
        retry!(self.0.lag(partition, after))
    }

    async fn trim(&self, partition: Partition, through: Position) -> Result<u64, LogError> {
        retry!(self.0.trim(partition, through))
    }

    async fn hold(&self, partition: Partition, holder: &str, ttl: Duration) -> Result<bool, LogError> {
        retry!(self.0.hold(partition, holder, ttl))
    }

    async fn let_go(&self, partition: Partition, holder: &str) -> Result<(), LogError> {
        retry!(self.0.let_go(partition, holder))
    }

    fn subscribe(&self, topic: Topic) -> watch::Receiver<u64> {
        self.0.subscribe(topic)
    }
}

fn orders() -> Partition {
    Partition { topic: Topic::Orders, workspace: WorkspaceId::from_i64(1).unwrap() }
}

fn entry() -> NewEntry {
    NewEntry { payload: b"body".to_vec(), records: 1, received_at_ms: 0 }
}

async fn faulty(folder: &Folder) -> FaultyLog {
    FaultyLog::new(folder.open().await)
}

async fn entries(log: &FaultyLog) -> u64 {
    log.lag(orders(), Position::START).await.unwrap().entries
}

fn unavailable<T: std::fmt::Debug>(result: &Result<T, LogError>) {
    assert!(matches!(result, Err(LogError::Unavailable { .. })), "{result:?}");
}

#[tokio::test]
async fn a_fault_before_an_append_leaves_nothing_behind() {
    let folder = Folder::new();
    let log = faulty(&folder).await;
    log.plan(Fault::BeforeAppend);
    assert_eq!(entries(&log).await, 0, "the fault must not strike a read");
    unavailable(&log.append(orders(), entry(), None).await);
    assert_eq!(entries(&log).await, 0);
    log.append(orders(), entry(), None).await.unwrap();
    assert_eq!(entries(&log).await, 1, "one fault strikes once");
}

#[tokio::test]
async fn a_lost_answer_is_found_again_with_its_key() {
    let folder = Folder::new();
    let log = faulty(&folder).await;
    log.plan(Fault::AfterAppend);
    let once = Idempotency { key: "key".to_owned(), body_hash: [1; 32], answer: b"answer".to_vec() };
    unavailable(&log.append(orders(), entry(), Some(once.clone())).await);
    assert_eq!(entries(&log).await, 1);
    let again = log.append(orders(), entry(), Some(once)).await.unwrap();
    assert!(matches!(again, Appended::Replayed { ref answer, .. } if answer == b"answer"), "{again:?}");
    assert_eq!(entries(&log).await, 1);
}

#[tokio::test]
async fn faults_strike_reads_and_trims() {
    let folder = Folder::new();
    let log = faulty(&folder).await;
    let Appended::New(position) = log.append(orders(), entry(), None).await.unwrap() else {
        panic!("an append without a key is new");
    };
    for _ in 0..2 {
        log.plan(Fault::Read);
    }
    log.plan(Fault::Trim);
    unavailable(&log.trim(orders(), position).await);
    unavailable(&log.heads(Topic::Orders).await);
    unavailable(&log.entry(orders(), position).await);
    assert_eq!(entries(&log).await, 1);
    assert_eq!(log.trim(orders(), position).await.unwrap(), 1);
}

#[tokio::test]
async fn nothing_works_while_the_log_is_down() {
    let folder = Folder::new();
    let log = faulty(&folder).await;
    log.set_down(true);
    unavailable(&log.append(orders(), entry(), None).await);
    unavailable(&log.lag(orders(), Position::START).await);
    unavailable(&log.hold(orders(), "worker", Duration::from_secs(1)).await);
    unavailable(&log.let_go(orders(), "worker").await);
    log.set_down(false);
    assert_eq!(entries(&log).await, 0);
}

#[tokio::test]
async fn a_slow_call_is_slow_and_succeeds() {
    let folder = Folder::new();
    let log = faulty(&folder).await;
    log.plan(Fault::Slow(Duration::from_millis(30)));
    let asked = Instant::now();
    log.append(orders(), entry(), None).await.unwrap();
    assert!(asked.elapsed() >= Duration::from_millis(30));
}
