//! The log in one SQLite file: `log.db` in a folder of its own or beside others.
//!
//! One thread writes. It takes whatever is queued, commits it in one transaction with one fsync, and only then
//! answers; so many callers share the cost of being durable, and the order of the queue is the order of the log.
//! Reads run on a few read-only connections and never wait for the writer.

mod batch;
mod checkpoints;
mod columns;
mod readers;
mod schema;
#[cfg(test)]
pub(crate) mod tests;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use async_trait::async_trait;
use domain::Topic;
use rusqlite::ErrorCode;
use tokio::sync::{Semaphore, mpsc, oneshot, watch};

use self::readers::Readers;
use self::writer::{Job, Task, Writer};
use crate::wakeups::Wakeups;
use crate::{
    Appended, Entry, EntryInfo, Idempotency, Lag, Log, LogError, MAX_ENTRY_BYTES, NewEntry, Partition,
    Position, ReadLimit,
};

/// The file inside the folder.
const FILE: &str = "log.db";

/// The queue holds this much, counted in KiB and one more for each job; then appends wait.
const QUEUE_KIB: u32 = 64 * 1024;

/// A log in one SQLite file.
///
/// Dropping it writes what is queued, waits for the writer to close the file, and leaves no WAL behind; that takes
/// as long as those writes do.
#[derive(Debug)]
pub struct SqliteLog {
    jobs: Option<mpsc::UnboundedSender<Job>>,
    writer: Option<JoinHandle<()>>,
    room: Arc<Semaphore>,
    readers: Arc<Readers>,
    wakeups: Arc<Wakeups>,
}

/// What tests set differently.
#[derive(Clone, Debug)]
struct Settings {
    /// The size of a page of a new file, in bytes.
    page_bytes: u32,
    /// The writer's page cache, in KiB.
    cache_kib: i64,
    /// How long to wait for a lock that another process holds.
    busy_timeout: Duration,
    /// A checkpoint follows this much growth of the WAL, in bytes.
    wal_soft_bytes: i64,
    /// Above this the writer waits for readers so that the WAL can start anew, in bytes.
    wal_hard_bytes: i64,
    /// One transaction takes about so many bytes of payload.
    commit_bytes: usize,
    /// The file may not grow past so many pages; stands for a full disk in tests.
    max_pages: Option<u32>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            page_bytes: 8 * 1024,
            cache_kib: 16 * 1024,
            busy_timeout: Duration::from_secs(5),
            wal_soft_bytes: 16 * 1024 * 1024,
            wal_hard_bytes: 128 * 1024 * 1024,
            commit_bytes: 16 * 1024 * 1024,
            max_pages: None,
        }
    }
}

impl SqliteLog {
    /// Opens the log in a folder, creating both if they are missing. Blocks for the time of a few file operations.
    ///
    /// # Errors
    /// [`LogError::Unavailable`] if the folder or the file cannot be opened, [`LogError::Corrupt`] if the file is
    /// not a log.
    pub fn open(folder: &Path) -> Result<Self, LogError> {
        Self::open_with(folder, &Settings::default())
    }

    fn open_with(folder: &Path, settings: &Settings) -> Result<Self, LogError> {
        std::fs::create_dir_all(folder)
            .map_err(|error| LogError::unavailable("creating the folder", error))?;
        let file = folder.join(FILE);
        let connection = schema::open_writer(&file, settings)?;
        let (sender, receiver) = mpsc::unbounded_channel();
        let wakeups = Arc::new(Wakeups::default());
        let writer = Writer::new(connection, receiver, Arc::clone(&wakeups), settings);
        let thread = std::thread::Builder::new()
            .name("log-writer".to_owned())
            .spawn(move || writer.run())
            .map_err(|error| LogError::unavailable("starting the writer", error))?;
        Ok(Self {
            jobs: Some(sender),
            writer: Some(thread),
            room: Arc::new(Semaphore::new(QUEUE_KIB as usize)),
            readers: Arc::new(Readers::new(file, settings.clone())),
            wakeups,
        })
    }

    /// Writes a consistent copy of the log into a new file while appends go on, for a backup.
    ///
    /// # Errors
    /// [`LogError::Unavailable`] if the file exists already or cannot be written.
    pub async fn copy_to(&self, file: PathBuf) -> Result<(), LogError> {
        self.readers.run("copying the log", move |connection| readers::copy_to(connection, &file)).await
    }

    /// Queues a job of some size and waits for its outcome.
    async fn write<In, Out>(
        &self,
        doing: &'static str,
        bytes: usize,
        input: In,
        job: fn(Task<In, Out>) -> Job,
    ) -> Result<Out, LogError> {
        let units = u32::try_from(bytes / 1024 + 1).unwrap_or(QUEUE_KIB).min(QUEUE_KIB);
        let room = Arc::clone(&self.room)
            .acquire_many_owned(units)
            .await
            .map_err(|error| LogError::unavailable(doing, error))?;
        let (answer, outcome) = oneshot::channel();
        self.jobs
            .as_ref()
            .and_then(|jobs| jobs.send(job(Task::new(input, answer, room))).ok())
            .ok_or_else(|| LogError::unavailable(doing, "the writer has stopped"))?;
        outcome.await.map_err(|error| LogError::unavailable(doing, error))?
    }
}

impl Drop for SqliteLog {
    fn drop(&mut self) {
        self.readers.close();
        self.jobs = None;
        if let Some(writer) = self.writer.take()
            && writer.join().is_err()
        {
            tracing::error!("the writer of the log had panicked");
        }
    }
}

#[async_trait]
impl Log for SqliteLog {
    async fn append(
        &self,
        partition: Partition,
        entry: NewEntry,
        idempotency: Option<Idempotency>,
    ) -> Result<Appended, LogError> {
        let stored_once = idempotency.as_ref().map_or(0, |once| once.key.len() + once.answer.len());
        let bytes = entry.payload.len() + stored_once;
        if bytes > MAX_ENTRY_BYTES {
            return Err(LogError::TooLarge { bytes, limit: MAX_ENTRY_BYTES });
        }
        let append = batch::Append { partition, entry, idempotency };
        self.write("appending an entry", bytes, append, Job::Append).await
    }

    async fn read_after(
        &self,
        partition: Partition,
        after: Position,
        limit: ReadLimit,
    ) -> Result<Vec<Entry>, LogError> {
        self.readers
            .run("reading entries", move |connection| {
                readers::read_after(connection, partition, after, limit)
            })
            .await
    }

    async fn entry(&self, partition: Partition, position: Position) -> Result<Option<EntryInfo>, LogError> {
        self.readers
            .run("looking up an entry", move |connection| readers::entry(connection, partition, position))
            .await
    }

    async fn heads(&self, topic: Topic) -> Result<Vec<(Partition, Position)>, LogError> {
        self.readers.run("listing partitions", move |connection| readers::heads(connection, topic)).await
    }

    async fn lag(&self, partition: Partition, after: Position) -> Result<Lag, LogError> {
        self.readers.run("measuring lag", move |connection| readers::lag(connection, partition, after)).await
    }

    async fn trim(&self, partition: Partition, through: Position) -> Result<u64, LogError> {
        let mut removed = 0;
        loop {
            let trim = batch::Trim { partition, through };
            let slice = self.write("trimming entries", 0, trim, Job::Trim).await?;
            removed += slice.removed;
            if slice.complete {
                return Ok(removed);
            }
        }
    }

    async fn hold(&self, _: Partition, _: &str, _: Duration) -> Result<bool, LogError> {
        Ok(true)
    }

    async fn let_go(&self, _: Partition, _: &str) -> Result<(), LogError> {
        Ok(())
    }

    fn subscribe(&self, topic: Topic) -> watch::Receiver<u64> {
        self.wakeups.subscribe(topic)
    }
}

/// Sorts a failure of SQLite into the kinds the log has.
fn failure(doing: &'static str, error: rusqlite::Error) -> LogError {
    let damaged = match &error {
        rusqlite::Error::SqliteFailure(inner, _) => {
            matches!(inner.code, ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
        }
        rusqlite::Error::FromSqlConversionFailure(..)
        | rusqlite::Error::IntegralValueOutOfRange(..)
        | rusqlite::Error::InvalidColumnType(..) => true,
        _ => false,
    };
    if damaged { LogError::corrupt(doing, error) } else { LogError::unavailable(doing, error) }
}
