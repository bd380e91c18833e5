//! The store in one SQLite file.
//!
//! One thread writes (see `writer`), a few read-only connections read. A file a noun: what a trait of this crate
//! asks is answered in the file of the same name.

mod accounts;
mod audiences;
mod audit;
mod campaigns;
mod columns;
mod customers;
mod dead_letters;
mod deliveries;
mod failure;
mod holdings;
mod identity;
mod imports;
mod ingest;
mod known_values;
mod ledger;
mod matches;
mod messages;
mod orders;
mod readers;
mod schema;
mod segments;
mod space;
mod withdrawals;
mod writer;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;

use self::audiences::Feed;
use self::readers::Readers;
use self::writer::{Durability, DurableMarks, Turn, Writer, Writing};
use crate::{StoreError, codes, noting, paging};

/// A store in one SQLite file.
///
/// Other processes may open the file beside this one; whoever writes waits for the other. Dropping the store writes
/// what is queued and waits for the writer to close the file.
#[derive(Debug)]
pub struct SqliteStore {
    // Dropped before the writer closes, so that the last connection to close is the writer's.
    readers: Arc<Readers>,
    writer: Writer,
    // Its threads end after the writer, which tells them what it commits.
    feed: Arc<Feed>,
    durable: Arc<DurableMarks>,
    /// A question waits so long for its index to be loaded.
    patience: Duration,
}

/// How much memory audiences may take unless somebody says otherwise, in bytes.
const MEMORY_BUDGET: usize = 1 << 30;

/// What tests set differently.
#[derive(Debug, Clone)]
struct Settings {
    /// The size of a page of a new file, in bytes.
    page_bytes: u32,
    /// The writer's page cache, in KiB.
    writer_cache_kib: i64,
    /// The page cache of one reader, in KiB.
    reader_cache_kib: i64,
    /// How long to wait for a lock that another process holds.
    busy_timeout: Duration,
    /// A checkpoint follows this much growth of the WAL, in bytes.
    wal_soft_bytes: i64,
    /// Above this the writer waits for readers so that the WAL can start anew, in bytes.
    wal_hard_bytes: i64,
    /// Marks are made durable after waiting so long.
    sync_after: Duration,
    /// The file may not grow past so many pages; stands for a full disk in tests.
    max_pages: Option<u32>,
    /// How much memory audiences may take, in bytes.
    memory_budget: usize,
    /// How long a question waits for its audiences to be loaded.
    patience: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            page_bytes: 4 * 1024,
            writer_cache_kib: 64 * 1024,
            reader_cache_kib: 8 * 1024,
            busy_timeout: Duration::from_secs(5),
            wal_soft_bytes: 64 * 1024 * 1024,
            wal_hard_bytes: 512 * 1024 * 1024,
            sync_after: Duration::from_secs(1),
            max_pages: None,
            memory_budget: MEMORY_BUDGET,
            patience: Duration::from_secs(5),
        }
    }
}

impl SqliteStore {
    /// Opens the store in a file, creating or upgrading it. Blocks for the time of a few file operations.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if the file cannot be opened, [`StoreError::Corrupt`] if it is none of ours or
    /// was written by a newer program.
    pub fn open(file: &Path) -> Result<Self, StoreError> {
        Self::open_with(file, &Settings::default())
    }

    fn open_with(file: &Path, settings: &Settings) -> Result<Self, StoreError> {
        let db = schema::open_writer(file, settings)?;
        let hashing = identity::hashing(&db)?;
        let durable = Arc::new(DurableMarks::default());
        let feed = Arc::new(Feed::start(file.to_owned(), &db, settings)?);
        let writer = Writer::start(db, hashing, Arc::clone(&durable), Arc::clone(&feed), settings)?;
        let readers = Arc::new(Readers::new(file.to_owned(), settings.clone()));
        Ok(Self { readers, writer, feed, durable, patience: settings.patience })
    }

    /// From now on audiences may take so much memory, in bytes. Those of one workspace are always kept.
    #[must_use]
    pub fn with_memory_budget(self, bytes: usize) -> Self {
        self.feed.set_memory(bytes);
        self
    }

    /// Queues work for the writer, and waits until it is committed. An error undoes what the work wrote. If the work is
    /// a deed to be noted, its line in the audit log is written with it.
    async fn write<T: Send + 'static>(
        &self,
        durability: Durability,
        work: impl FnOnce(&mut Writing<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.write_in(Turn::Any, durability, work).await
    }

    /// The same at the beginning of a transaction: nothing was written that is not committed.
    async fn write_first<T: Send + 'static>(
        &self,
        durability: Durability,
        work: impl FnOnce(&mut Writing<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.write_in(Turn::First, durability, work).await
    }

    async fn write_in<T: Send + 'static>(
        &self,
        turn: Turn,
        durability: Durability,
        work: impl FnOnce(&mut Writing<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let Some(noting) = noting::here() else { return self.writer.write(turn, durability, work).await };
        let deed = Arc::clone(&noting);
        let work = move |writing: &mut Writing<'_>| {
            writing.noting = Some(Arc::clone(&deed));
            let done = work(writing)?;
            audit::append(writing.db, &deed.note())?;
            Ok(done)
        };
        let done = self.writer.write(turn, durability, work).await?;
        noting.written();
        Ok(done)
    }

    /// Runs queries on one state of the store.
    async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.readers.read(query).await
    }
}

impl Drop for SqliteStore {
    fn drop(&mut self) {
        self.feed.stop_loading();
        self.readers.close();
    }
}

#[cfg(test)]
mod tests;
