//! Log and store as the settings say: files in the data folder, Redis, MongoDB.

use std::fs::File;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use log::{LocalSignals, Log, RedisLog, Signals, SqliteLog};
use store::{MongoStore, Store, StoreError};

use super::folder;
use crate::config::{Config, Hidden, Places};

/// The first pause between two tries to reach a server, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(5));

const UNUSABLE: &str = "cannot use the database of MONGO_URI";

/// What was accepted, and how processes that share it call each other.
pub(crate) struct Logging {
    /// What was accepted.
    pub(crate) log: Arc<dyn Log>,
    /// Hints between processes.
    pub(crate) signals: Arc<dyn Signals>,
}

/// Prepares the data folder and makes sure that no other server uses it; nothing to do where nothing is kept in it.
pub(crate) fn lock(config: &Config) -> Result<Option<File>> {
    if config.is_shared() {
        return Ok(None);
    }
    folder::prepare(&config.places.data_dir)?;
    folder::lock(&config.places.data_dir).map(Some)
}

/// Opens the log. A Redis that is down is no error: it is tried again whenever the log is used.
pub(crate) async fn log(config: &Config) -> Result<Logging> {
    if let Some(url) = &config.redis_url {
        let log = Arc::new(RedisLog::open(url).await.context("cannot use REDIS_URL")?);
        return Ok(Logging { log: log.clone(), signals: log });
    }
    let log = SqliteLog::open(&config.places.data_dir).context("cannot open the log")?;
    Ok(Logging { log: Arc::new(log), signals: Arc::new(LocalSignals::new()) })
}

/// Opens the store once, for a command that a person waits for. Servers may be running beside.
pub(crate) async fn store(places: &Places) -> Result<Arc<dyn Store>> {
    match &places.mongo_uri {
        Some(uri) => Ok(Arc::new(MongoStore::open(address(uri)?).await.context(UNUSABLE)?)),
        None => Ok(Arc::new(folder::store(&places.data_dir)?)),
    }
}

/// Opens the store for a server. A database that is down is waited for: a container may start before its database.
/// Audiences may take so much memory, in bytes.
pub(crate) async fn store_in_time(places: &Places, memory_budget: usize) -> Result<Arc<dyn Store>> {
    match &places.mongo_uri {
        Some(uri) => {
            let uri = address(uri)?;
            let open = async || MongoStore::open_within(uri, memory_budget).await;
            Ok(Arc::new(in_time(open).await.context(UNUSABLE)?))
        }
        None => Ok(Arc::new(folder::store(&places.data_dir)?.with_memory_budget(memory_budget))),
    }
}

/// The address of a MongoDB; its driver reads the rest. The error does not repeat it: it may hold a password.
fn address(uri: &Hidden) -> Result<&str> {
    let rest = ["mongodb://", "mongodb+srv://"].iter().find_map(|scheme| uri.strip_prefix(scheme));
    let rest = rest
        .context("MONGO_URI: expected an address such as mongodb://localhost:27017/minicrm?replicaSet=rs0")?;
    // The driver would take a part of such a password for a server, and name it.
    let user = rest.rsplit_once('@').map_or("", |(user, _)| user);
    ensure!(
        !user.contains(['/', '?', '#', '[', ']', '@']) && user.matches(':').count() <= 1,
        "MONGO_URI: write special characters of user and password as %40 for @, %2F for /, %3A for :"
    );
    Ok(uri)
}

/// Tries until it works, or fails for a reason that does not pass.
pub(crate) async fn in_time<T>(act: impl AsyncFn() -> Result<T, StoreError>) -> Result<T, StoreError> {
    let (mut pause, longest) = PAUSES;
    loop {
        match act().await {
            Err(error) if error.is_transient() => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "the database cannot be reached; trying again"
                );
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(longest);
            }
            outcome => return outcome,
        }
    }
}
