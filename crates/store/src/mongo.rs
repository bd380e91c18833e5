//! The store on a MongoDB replica set, for more than one process.
//!
//! What belongs together is written in one transaction (see `transaction`), many documents by one command (see
//! `bulk`). A file a noun: what a trait of this crate asks is answered in the file of the same name.

mod accounts;
mod audiences;
mod audit;
mod bulk;
mod campaigns;
mod clock;
mod collections;
mod connection;
mod customers;
mod dead_letters;
mod deliveries;
mod failure;
mod feed;
mod fields;
mod hashing;
mod holdings;
mod ids;
mod imports;
mod indexes;
mod ingest;
mod known_values;
mod ledger;
mod matches;
mod messages;
mod orders;
mod receipts;
mod segments;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod transaction;
mod turns;
mod withdrawals;

use std::sync::Arc;
use std::time::Duration;

use domain::Timestamp;
use mongodb::bson::RawDocumentBuf;
use mongodb::{Client, Collection, Database};

use self::clock::Clock;
use self::feed::Feed;
use self::ids::Ids;
use self::turns::Turns;
use crate::StoreError;
use crate::hashing::Hashing;

/// A store in one database of a MongoDB replica set or sharded cluster, shared by any number of processes.
///
/// Its background work runs on the tokio runtime it was opened on, and ends when it is dropped.
#[derive(Debug)]
pub struct MongoStore {
    client: Client,
    db: Database,
    clock: Arc<Clock>,
    ids: Ids,
    turns: Turns,
    feed: Feed,
    hashing: Hashing,
}

/// What tests set differently.
#[derive(Debug, Clone)]
struct Settings {
    /// A node number that was not renewed for so long is another process's to take.
    node_ttl: Duration,
    feed: feed::Limits,
}

impl Default for Settings {
    fn default() -> Self {
        Self { node_ttl: Duration::from_mins(1), feed: feed::Limits::default() }
    }
}

impl MongoStore {
    /// Opens the store in the database that the URI names (`minicrm` if it names none), and makes the indexes that
    /// are missing.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if no server answers within some seconds, or the server is (as yet) no member of a
    /// replica set, without which it has no transactions; [`StoreError::Corrupt`] if the URI is wrong, or there is an
    /// index of another kind under the name of ours.
    pub async fn open(uri: &str) -> Result<Self, StoreError> {
        Self::open_with(uri, &Settings::default()).await
    }

    /// Opens the store. Audiences may take so much memory, in bytes; those of one workspace are always kept.
    ///
    /// # Errors
    /// As [`MongoStore::open`].
    pub async fn open_within(uri: &str, memory_budget: usize) -> Result<Self, StoreError> {
        let settings = Settings::default();
        let feed = feed::Limits { memory: memory_budget, ..settings.feed };
        Self::open_with(uri, &Settings { feed, ..settings }).await
    }

    async fn open_with(uri: &str, settings: &Settings) -> Result<Self, StoreError> {
        let (client, db) = connection::open(uri).await?;
        let clock = Arc::new(Clock::started(&db).await?);
        indexes::make(&db).await?;
        let ids = Ids::start(db.clone(), Arc::clone(&clock), settings.node_ttl).await?;
        let feed = Feed::new(db.clone(), settings.feed);
        let hashing = hashing::shared(&db).await?;
        Ok(Self { client, db, clock, ids, turns: Turns::default(), feed, hashing })
    }

    /// A collection, by one of the names in [`collections`].
    fn collection(&self, name: &str) -> Collection<RawDocumentBuf> {
        self.db.collection(name)
    }

    /// Now, by the clock of the server.
    fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

#[cfg(test)]
mod tests;
