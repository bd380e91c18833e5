//! Where a test's log and store are kept: in files of its own, or on servers.

use std::sync::Mutex;

use log::redis::testing::Server as Redis;
use store::mongo::testing::{Scratch, Server as Mongo};

/// Servers that log and store are kept on; where there is none, in files.
#[derive(Default)]
pub(crate) struct Backends {
    /// Keeps the log.
    pub(crate) redis: Option<Redis>,
    /// A server of the test's own that keeps the store.
    pub(crate) mongo: Option<Mutex<Mongo>>,
    /// A database of a server that tests share keeps the store.
    scratch: Option<Scratch>,
}

/// What is accepted must survive the server's death: `appendfsync always`, which `start` sets.
fn redis() -> Option<Redis> {
    Redis::start(&[])
}

impl Backends {
    /// Log on a Redis of its own, store in a file. `None` if there is no Redis to start: the test is skipped.
    pub(crate) fn redis() -> Option<Self> {
        Some(Self { redis: Some(redis()?), ..Self::default() })
    }

    /// Log in a file, store in a database of its own.
    pub(crate) fn mongo() -> Option<Self> {
        Some(Self { scratch: Some(Scratch::new()?), ..Self::default() })
    }

    /// Both on servers, so that any number of processes can share them.
    pub(crate) fn both() -> Option<Self> {
        Some(Self { redis: Some(redis()?), ..Self::mongo()? })
    }

    /// The same with a MongoDB of its own, which can be killed.
    pub(crate) fn both_to_be_killed() -> Option<Self> {
        // This stand-in for a MongoDB keeps what it has acknowledged only if it is told to.
        let mongo = Mongo::start(&["--sync-on-commit"])?;
        Some(Self { redis: Some(redis()?), mongo: Some(Mutex::new(mongo)), scratch: None })
    }

    /// The settings that name them.
    pub(crate) fn settings(&self) -> Vec<(String, String)> {
        let redis = self.redis.as_ref().map(Redis::url);
        let own = self.mongo.as_ref().map(|mongo| mongo.lock().unwrap().url());
        let mongo = own.or(self.scratch.as_ref().map(|scratch| scratch.uri.clone()));
        let named = [("REDIS_URL", redis), ("MONGO_URI", mongo)];
        named.into_iter().filter_map(|(name, url)| Some((name.to_owned(), url?))).collect()
    }
}
