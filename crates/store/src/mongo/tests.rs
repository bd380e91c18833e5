//! The conformance suite, and what only this backend can be asked.

mod ledger;
mod memberships;
mod outages;
mod rivals;
mod transactions;

use super::MongoStore;
use super::testing::{Scratch, Server, fresh};

crate::conformance_tests!(fresh);

async fn open(scratch: &Scratch) -> MongoStore {
    MongoStore::open(&scratch.uri).await.unwrap()
}

/// A server of its own, for a test that breaks it.
struct Broken {
    server: Server,
}

impl Broken {
    fn start() -> Option<Self> {
        Some(Self { server: Server::start(&["--enable-test-commands"])? })
    }

    /// A store that notices quickly.
    async fn open(&self) -> MongoStore {
        let quick = "serverSelectionTimeoutMS=1500&connectTimeoutMS=1500&heartbeatFrequencyMS=500";
        MongoStore::open(&format!("{}&{quick}", self.server.url())).await.unwrap()
    }
}
