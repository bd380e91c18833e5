//! Where a test's log and store are kept: in files of its own, or on servers.

use log::redis::testing::Server as Redis;

/// Servers that log and store are kept on; where there is none, in files.
#[derive(Default)]
pub(crate) struct Backends {
    /// Keeps the log.
    pub(crate) redis: Option<Redis>,
}

impl Backends {
    /// Log on a Redis of its own, store in a file. `None` if there is no Redis to start: the test is skipped.
    pub(crate) fn redis() -> Option<Self> {
        // What is accepted must survive the server's death: `appendfsync always`, which `start` sets.
        Some(Self { redis: Some(Redis::start(&[])?) })
    }

    /// The settings that name them.
    pub(crate) fn settings(&self) -> Vec<(String, String)> {
        self.redis.iter().map(|redis| ("REDIS_URL".to_owned(), redis.url())).collect()
    }
}
