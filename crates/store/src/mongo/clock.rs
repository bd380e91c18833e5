//! The clock of the server, so that leases and times mean the same in every process.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use domain::Timestamp;
use mongodb::Database;
use mongodb::bson::doc;

use crate::StoreError;
use crate::reading::{time, unavailable};

/// The server's clock as it was last read, going on by our own. It is never ahead of the server's, and behind by no
/// more than an answer takes to arrive.
#[derive(Debug)]
pub(super) struct Clock(Mutex<Reading>);

#[derive(Debug, Clone, Copy)]
struct Reading {
    server: Timestamp,
    at: Instant,
}

impl Clock {
    /// Reads the clock for the first time, and makes sure that the server has transactions.
    pub(super) async fn started(db: &Database) -> Result<Self, StoreError> {
        let hello = db.run_command(doc! { "hello": 1 }).await?;
        let replicated =
            hello.contains_key("setName") || hello.get_str("msg").is_ok_and(|kind| kind == "isdbgrid");
        if !replicated {
            return Err(unavailable("MongoDB must run as a replica set: without one it has no transactions"));
        }
        Ok(Self(Mutex::new(reading(&hello)?)))
    }

    /// Reads the clock again.
    pub(super) async fn read(&self, db: &Database) -> Result<(), StoreError> {
        let hello = db.run_command(doc! { "hello": 1 }).await?;
        *self.lock() = reading(&hello)?;
        Ok(())
    }

    /// Now, by the server.
    pub(super) fn now(&self) -> Timestamp {
        let Reading { server, at } = *self.lock();
        server.plus_millis(i64::try_from(at.elapsed().as_millis()).unwrap_or(i64::MAX))
    }

    fn lock(&self) -> MutexGuard<'_, Reading> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn reading(hello: &mongodb::bson::Document) -> Result<Reading, StoreError> {
    let local = hello.get_datetime("localTime").map_err(unavailable)?;
    Ok(Reading { server: time(local.timestamp_millis())?, at: Instant::now() })
}
