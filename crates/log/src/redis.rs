//! The log on a server of Redis 7.0 or Valkey 7.2 or newer, which any number of processes share.
//!
//! A partition is a stream, and an entry of the log is an entry of the stream. Beside it stands a second stream with
//! the same ids that has all but the payload, so that lag and limits are known without moving payloads. A position is
//! the id of an entry: the server's milliseconds, shifted by 20 bits, and a sequence.
//!
//! # What an acknowledged append is worth
//! [`append`](Log::append) returns when the server has answered. What the entry then survives is the server's
//! setting:
//!
//! | `appendonly`, `appendfsync` | lost when the server's process dies | lost when its machine dies |
//! |---|---|---|
//! | `yes`, `always` | nothing: the server answers when the entry is on the disk | nothing |
//! | `yes`, `everysec` | what was answered while the disk was busy syncing: mostly nothing, at most about two seconds | about the last second, at most about two |
//! | `yes`, `no` | nothing | what the system has not written yet: about half a minute |
//! | `no` | everything since the last snapshot, if there are any | the same |
//!
//! So only `always` keeps the whole promise that *accepted is durable*, and appends that arrive together share a
//! sync. `everysec` is faster, and keeps it but for those seconds: the server puts off writing, not answering, while a
//! sync is under way. `no-appendfsync-on-rewrite` must stay `no`, or even `always` does not sync during a rewrite. An
//! acknowledged entry can also be lost when a replica that has not received it takes over; `min-replicas-to-write`
//! narrows that and does not close it. `maxmemory-policy` must be `noeviction`: a server that would evict entries is
//! refused. Whatever else falls short of the whole promise is said in a line of the program's own log.
//!
//! # Positions
//! An id is not below the server's clock, above the last one of its partition, and above what this process has seen
//! of any partition. The last id of a partition outlives its entries. A server that comes back empty, or from
//! an older file, therefore goes on above all marks if its clock has not gone back. If both happened, what the
//! processes have seen — appended, read, or passed as a mark — still protects those marks; a mark that no process
//! has passed since it started does not.
//!
//! # Failure
//! Every call ends within about two seconds, plus a second for every 16 MiB it moves: a server that is down, frozen,
//! loading, out of memory, read-only, unable to persist or closed to us is [`LogError::Unavailable`]. A script checks,
//! before its first step, whether the server may write at all, and then does all of it, so a refused append has left
//! nothing behind. After *no answer*, an append may have happened; an idempotency key makes repeating it safe.
//! Connections are made again when somebody calls; while the server is down, callers learn so at once.

mod address;
mod backoff;
mod bell;
mod connector;
mod exchange;
mod failure;
mod ids;
mod keys;
mod link;
mod reading;
mod replies;
mod scripts;
mod settings;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
pub(crate) mod tests;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use domain::Topic;
use tokio::sync::{Semaphore, broadcast, oneshot, watch};
use tokio::task::AbortHandle;

use self::bell::Bell;
use self::connector::Connector;
use self::exchange::Exchange;
use self::keys::Keys;
use self::link::Link;
use self::reading::Reader;
use self::replies::Unreadable;
use self::settings::{Settings, WRITERS};
use crate::wakeups::Wakeups;
use crate::{
    Appended, Entry, EntryInfo, Idempotency, Lag, Log, LogError, MAX_ENTRY_BYTES, NewEntry, Partition,
    Position, ReadLimit, Signals,
};

/// Answers are kept so long, by the clock of the entries.
const ANSWER_KEPT_MS: i64 = 24 * 60 * 60 * 1000;

/// The server keeps answers so much longer, so that clocks may differ.
const ANSWER_SLACK_MS: i64 = 60 * 60 * 1000;

/// One script removes at most so many entries, so that appends never wait long for it.
const TRIM_SLICE: i64 = 256;

/// A mark further ahead of the clock than this is taken as a mistake, not as a position that was given out.
const FAR_AHEAD_MS: u64 = 24 * 60 * 60 * 1000;

/// A log in the streams of a Redis or Valkey server, and the signals of all processes that share it.
///
/// Several installations can share a server: by databases (`redis://host/1`), or by the parameter `prefix`
/// (`redis://host/?prefix=shop`, otherwise `minicrm`). All names begin with `{prefix}:`, so they are one slot of a
/// cluster; redirections between the nodes of a cluster are not followed.
pub struct RedisLog {
    keys: Keys,
    settings: Settings,
    writers: [Link; WRITERS],
    next_writer: AtomicUsize,
    reader: Link,
    room: Arc<Semaphore>,
    /// The highest position this process knows of, in any partition.
    floor: AtomicU64,
    wakeups: Arc<Wakeups>,
    exchange: Arc<Exchange>,
    /// What listens and sends in the background, until the log is dropped.
    tasks: Vec<AbortHandle>,
}

impl RedisLog {
    /// Opens the log of a server: `redis://USER:PASSWORD@HOST:PORT/DATABASE`, or `rediss://` for TLS.
    ///
    /// A certificate is checked against the roots of the system, or those in the PEM file that the parameter
    /// `tlsCAFile` names; `tlsCertificateKeyFile` names a PEM file with a certificate and key of our own. Must be
    /// called in a tokio runtime. The server need not be there yet; if it is, wake-ups and signals of other
    /// processes arrive from now on.
    ///
    /// # Errors
    /// [`LogError::Unavailable`] if the URL is not understood or names a file that cannot be read.
    pub async fn open(url: &str) -> Result<Self, LogError> {
        Self::open_with(url, Settings::default()).await
    }

    async fn open_with(url: &str, settings: Settings) -> Result<Self, LogError> {
        let (client, keys) = address::parse(url)?;
        let connector = Arc::new(Connector::new(client, settings.clone()));
        let link = || Link::new(Arc::clone(&connector));
        let wakeups = Arc::new(Wakeups::default());
        let exchange = Arc::new(Exchange::new(Arc::clone(&connector), &keys));
        let bell =
            Bell { connector: Arc::clone(&connector), keys: keys.clone(), wakeups: Arc::clone(&wakeups) };
        let (listening, has_listened) = oneshot::channel();
        let (receiving, has_received) = oneshot::channel();
        let tasks = vec![
            tokio::spawn(bell.listen(listening)).abort_handle(),
            tokio::spawn(Arc::clone(&exchange).receive(receiving)).abort_handle(),
            tokio::spawn(Arc::clone(&exchange).hand_over()).abort_handle(),
            tokio::spawn(Arc::clone(&exchange).publish()).abort_handle(),
        ];
        let room = Arc::new(Semaphore::new(settings.room_kib as usize));
        let log = Self {
            keys,
            settings,
            writers: std::array::from_fn(|_| link()),
            next_writer: AtomicUsize::new(0),
            reader: link(),
            room,
            floor: AtomicU64::new(0),
            wakeups,
            exchange,
            tasks,
        };
        // Each ends when it has listened or failed once; both are as good a start.
        let _ = tokio::join!(has_listened, has_received);
        Ok(log)
    }

    fn reader(&self) -> Reader<'_> {
        Reader { link: &self.reader, keys: &self.keys, settings: &self.settings }
    }

    /// Appends take turns between the connections.
    fn writer(&self) -> &Link {
        &self.writers[self.next_writer.fetch_add(1, Ordering::Relaxed) % WRITERS]
    }

    /// Keeps future positions above one that was given out.
    fn learn(&self, position: Position) {
        self.floor.fetch_max(position.get(), Ordering::Relaxed);
    }

    /// The same for a mark that a store has kept: it was given out, unless it is absurd.
    fn learn_mark(&self, mark: Position) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
        if u128::from(ids::milliseconds(mark)) <= now + u128::from(FAR_AHEAD_MS) {
            self.learn(mark);
        }
    }
}

impl Drop for RedisLog {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

impl fmt::Debug for RedisLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisLog").field("keys", &self.keys).finish_non_exhaustive()
    }
}

/// What must be the same for a key to mean the same: the topic and the hash of the body.
fn fingerprint(topic: Topic, once: &Idempotency) -> Vec<u8> {
    let code = match topic {
        Topic::Customers => 1,
        Topic::Orders => 2,
        Topic::Receipts => 3,
    };
    [&[code], once.body_hash.as_slice()].concat()
}

#[async_trait]
impl Log for RedisLog {
    async fn append(
        &self,
        partition: Partition,
        entry: NewEntry,
        idempotency: Option<Idempotency>,
    ) -> Result<Appended, LogError> {
        const DOING: &str = "appending an entry";
        let stored_once = idempotency.as_ref().map_or(0, |once| once.key.len() + once.answer.len());
        let bytes = entry.payload.len() + stored_once;
        if bytes > MAX_ENTRY_BYTES {
            return Err(LogError::TooLarge { bytes, limit: MAX_ENTRY_BYTES });
        }
        let deadline = self.settings.deadline(bytes);
        let units = u32::try_from(bytes / 1024 + 1).unwrap_or(u32::MAX).min(self.settings.room_kib);
        let room = tokio::time::timeout_at(deadline, self.room.acquire_many(units))
            .await
            .map_err(|_| LogError::unavailable(DOING, "too much waits for the server already"))?
            .map_err(|error| LogError::unavailable(DOING, error))?;
        let (topic, keys) = (partition.topic, &self.keys);
        let floor = Position::from_u64(self.floor.load(Ordering::Relaxed)).unwrap_or_default();
        let answer = self
            .writer()
            .run(DOING, deadline, &scripts::APPEND, |command| {
                command.arg(if idempotency.is_some() { 6 } else { 5 });
                command.arg(keys.entries(partition)).arg(keys.index(partition));
                command.arg(keys.totals(topic)).arg(keys.heads(topic)).arg(keys.bell(topic));
                if let Some(once) = &idempotency {
                    command.arg(keys.answer(partition, &once.key));
                }
                command.arg(partition.workspace.get()).arg(&entry.payload).arg(entry.records);
                command.arg(entry.received_at_ms).arg(ids::id(floor));
                if let Some(once) = &idempotency {
                    command.arg(fingerprint(topic, once)).arg(&once.answer);
                    command.arg(ANSWER_KEPT_MS).arg(ANSWER_KEPT_MS + ANSWER_SLACK_MS);
                }
            })
            .await?;
        drop(room);
        let appended = replies::appended(answer).map_err(|error| error.doing(DOING))?;
        if let Appended::New(position) | Appended::Replayed { position, .. } = &appended {
            self.learn(*position);
        }
        Ok(appended)
    }

    async fn read_after(
        &self,
        partition: Partition,
        after: Position,
        limit: ReadLimit,
    ) -> Result<Vec<Entry>, LogError> {
        self.learn_mark(after);
        let entries = self.reader().read_after(partition, after, limit).await?;
        if let Some(last) = entries.last() {
            self.learn(last.position);
        }
        Ok(entries)
    }

    async fn entry(&self, partition: Partition, position: Position) -> Result<Option<EntryInfo>, LogError> {
        self.reader().entry(partition, position).await
    }

    async fn heads(&self, topic: Topic) -> Result<Vec<(Partition, Position)>, LogError> {
        let heads = self.reader().heads(topic).await?;
        if let Some(newest) = heads.iter().map(|(_, head)| *head).max() {
            self.learn(newest);
        }
        Ok(heads)
    }

    async fn lag(&self, partition: Partition, after: Position) -> Result<Lag, LogError> {
        self.learn_mark(after);
        self.reader().lag(partition, after).await
    }

    async fn trim(&self, partition: Partition, through: Position) -> Result<u64, LogError> {
        const DOING: &str = "trimming entries";
        self.learn_mark(through);
        let (topic, keys) = (partition.topic, &self.keys);
        let mut removed = 0;
        loop {
            let answer = self
                .writer()
                .run(DOING, self.settings.deadline(0), &scripts::TRIM, |command| {
                    command
                        .arg(3)
                        .arg(keys.entries(partition))
                        .arg(keys.index(partition))
                        .arg(keys.heads(topic));
                    command.arg(partition.workspace.get()).arg(ids::id(through)).arg(TRIM_SLICE);
                })
                .await?;
            let slice = replies::integer(&answer).map_err(|error: Unreadable| error.doing(DOING))?;
            removed += slice as u64;
            if slice < TRIM_SLICE {
                return Ok(removed);
            }
        }
    }

    async fn hold(&self, partition: Partition, holder: &str, ttl: Duration) -> Result<bool, LogError> {
        const DOING: &str = "holding a partition";
        let ttl_ms = u64::try_from(ttl.as_millis()).unwrap_or(u64::MAX).clamp(1, i64::MAX as u64 / 2);
        let answer = self
            .reader
            .run(DOING, self.settings.deadline(0), &scripts::HOLD, |command| {
                command.arg(1).arg(self.keys.lease(partition)).arg(holder).arg(ttl_ms);
            })
            .await?;
        Ok(replies::integer(&answer).map_err(|error| error.doing(DOING))? == 1)
    }

    async fn let_go(&self, partition: Partition, holder: &str) -> Result<(), LogError> {
        self.reader
            .run("letting go of a partition", self.settings.deadline(0), &scripts::LET_GO, |command| {
                command.arg(1).arg(self.keys.lease(partition)).arg(holder);
            })
            .await?;
        Ok(())
    }

    fn subscribe(&self, topic: Topic) -> watch::Receiver<u64> {
        self.wakeups.subscribe(topic)
    }
}

impl Signals for RedisLog {
    fn send(&self, text: &str) {
        self.exchange.send(text);
    }

    fn subscribe(&self) -> broadcast::Receiver<Arc<str>> {
        self.exchange.subscribe()
    }
}
