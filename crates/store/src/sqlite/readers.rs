//! Reading: a few read-only connections, used on blocking threads. A reader never waits for the writer.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, InterruptHandle};
use tokio::sync::Semaphore;

use super::Settings;
use super::failure::{corrupt, unavailable};
use super::schema::open_reader;
use crate::StoreError;

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

    /// Runs queries on a blocking thread, all of them seeing one state of the store. If the caller stops waiting,
    /// the query is interrupted: whoever types on has no use for the old answer.
    pub(super) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        query: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(unavailable)?;
        let readers = Arc::clone(self);
        let caller = Caller::default();
        let running = Arc::clone(&caller.0);
        let running = tokio::task::spawn_blocking(move || {
            let result = readers.query(&running, query);
            drop(permit);
            result
        });
        running
            .await
            .map_err(|error| if error.is_panic() { corrupt("a read panicked") } else { unavailable(error) })?
    }

    fn query<T>(
        &self,
        running: &Mutex<Running>,
        query: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let idle = locked(&self.idle).pop();
        let db = match idle {
            Some(db) => db,
            None => open_reader(&self.file, &self.settings)?,
        };
        let result = Self::query_on(&db, running, query);
        locked(&self.idle).push(db);
        result
    }

    fn query_on<T>(
        db: &Connection,
        running: &Mutex<Running>,
        query: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let snapshot = db.unchecked_transaction()?;
        // A statement in the middle of its rows: it takes the snapshot now, and as long as it stands there, SQLite
        // remembers an interrupt that comes between two statements of the query.
        let mut pin = snapshot.prepare_cached("SELECT name FROM setting")?;
        let mut pinned = pin.query([])?;
        pinned.next()?;
        {
            let mut running = locked(running);
            if matches!(*running, Running::Unwanted) {
                return Err(unavailable("nobody waits for it"));
            }
            *running = Running::On(db.get_interrupt_handle());
        }
        let result = query(&snapshot);
        // From here on an interrupt would hit somebody else's query.
        *locked(running) = Running::Not;
        result
    }

    /// Closes the connections that are not in use.
    pub(super) fn close(&self) {
        locked(&self.idle).clear();
    }
}

/// Where a query stands.
#[derive(Default)]
enum Running {
    /// Not begun, or over.
    #[default]
    Not,
    /// On a connection that can be interrupted.
    On(InterruptHandle),
    /// Its caller has left.
    Unwanted,
}

/// Whoever waits for a query; leaving interrupts it.
#[derive(Default)]
struct Caller(Arc<Mutex<Running>>);

impl Drop for Caller {
    fn drop(&mut self) {
        if let Running::On(handle) = std::mem::replace(&mut *locked(&self.0), Running::Unwanted) {
            handle.interrupt();
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
