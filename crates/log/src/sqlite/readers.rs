//! Reading: a few read-only connections, used on blocking threads, and the queries.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::Topic;
use rusqlite::{Connection, OptionalExtension, params};
use tokio::sync::Semaphore;

use super::columns::{count, id, position, topic_code, workspace};
use super::schema::open_reader;
use super::{Settings, failure};
use crate::{Entry, EntryInfo, Lag, LogError, Partition, Position, ReadLimit};

/// So many reads run at once; more wait.
const CONNECTIONS: usize = 4;

/// The read-only connections, opened as they are needed.
#[derive(Debug)]
pub(super) struct Readers {
    file: PathBuf,
    settings: Settings,
    idle: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
}

impl Readers {
    pub(super) fn new(file: PathBuf, settings: Settings) -> Self {
        Self { file, settings, idle: Mutex::new(Vec::new()), permits: Arc::new(Semaphore::new(CONNECTIONS)) }
    }

    /// Runs a query on a blocking thread. A connection on which one failed is replaced.
    pub(super) async fn run<T: Send + 'static>(
        self: &Arc<Self>,
        doing: &'static str,
        query: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, LogError> {
        let permit = Arc::clone(&self.permits)
            .acquire_owned()
            .await
            .map_err(|error| LogError::unavailable(doing, error))?;
        let readers = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let result = readers.query(query);
            drop(permit);
            result.map_err(|error| failure(doing, error))
        })
        .await
        .map_err(|error| LogError::unavailable(doing, error))?
    }

    fn query<T>(&self, query: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
        let idle = self.idle().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => open_reader(&self.file, &self.settings)?,
        };
        let result = query(&connection)?;
        self.idle().push(connection);
        Ok(result)
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Closes the connections that are not in use.
    pub(super) fn close(&self) {
        self.idle().clear();
    }
}

pub(super) fn read_after(
    connection: &Connection,
    partition: Partition,
    after: Position,
    limit: ReadLimit,
) -> rusqlite::Result<Vec<Entry>> {
    let mut select = connection.prepare_cached(
        "SELECT id, received_at_ms, records, payload FROM entry INDEXED BY entry_by_partition
         WHERE topic = ?1 AND workspace = ?2 AND id > ?3 ORDER BY id LIMIT ?4",
    )?;
    let at_most = i64::try_from(limit.entries.max(1)).unwrap_or(i64::MAX);
    let mut rows =
        select.query(params![topic_code(partition.topic), partition.workspace.get(), id(after), at_most])?;
    let mut entries = Vec::new();
    let mut bytes = 0_usize;
    while let Some(row) = rows.next()? {
        let payload = row.get_ref(3)?.as_blob()?;
        bytes = bytes.saturating_add(payload.len());
        if bytes > limit.bytes && !entries.is_empty() {
            break;
        }
        entries.push(Entry {
            position: position(row, 0)?,
            received_at_ms: row.get(1)?,
            records: row.get(2)?,
            payload: payload.to_vec(),
        });
    }
    Ok(entries)
}

pub(super) fn entry(
    connection: &Connection,
    partition: Partition,
    position: Position,
) -> rusqlite::Result<Option<EntryInfo>> {
    let mut select = connection.prepare_cached(
        "SELECT received_at_ms, records FROM entry WHERE id = ?1 AND topic = ?2 AND workspace = ?3",
    )?;
    select
        .query_row(params![id(position), topic_code(partition.topic), partition.workspace.get()], |row| {
            Ok(EntryInfo { received_at_ms: row.get(0)?, records: row.get(1)? })
        })
        .optional()
}

pub(super) fn heads(connection: &Connection, topic: Topic) -> rusqlite::Result<Vec<(Partition, Position)>> {
    let mut select = connection.prepare_cached(
        "SELECT workspace, head FROM partition WHERE topic = ?1 AND head > trimmed ORDER BY workspace",
    )?;
    select
        .query_map([topic_code(topic)], |row| {
            Ok((Partition { topic, workspace: workspace(row, 0)? }, position(row, 1)?))
        })?
        .collect()
}

pub(super) fn lag(connection: &Connection, partition: Partition, after: Position) -> rusqlite::Result<Lag> {
    let mut select = connection.prepare_cached(
        "SELECT partition.entries - entry.entries_through + 1,
                partition.records - entry.records_through + entry.records,
                entry.received_at_ms
         FROM entry INDEXED BY entry_by_partition JOIN partition USING (topic, workspace)
         WHERE entry.topic = ?1 AND entry.workspace = ?2 AND entry.id > ?3
         ORDER BY entry.id LIMIT 1",
    )?;
    let lag = select
        .query_row(params![topic_code(partition.topic), partition.workspace.get(), id(after)], |row| {
            Ok(Lag {
                entries: count(row, 0)?,
                records: count(row, 1)?,
                oldest_received_at_ms: Some(row.get(2)?),
            })
        })
        .optional()?;
    Ok(lag.unwrap_or_default())
}

pub(super) fn copy_to(connection: &Connection, file: &Path) -> rusqlite::Result<()> {
    let name = file.to_str().ok_or_else(|| rusqlite::Error::InvalidPath(file.to_owned()))?;
    connection.execute("VACUUM INTO ?1", [name])?;
    Ok(())
}
