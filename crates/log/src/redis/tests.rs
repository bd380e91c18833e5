//! The suite on a real server, and what only this backend can show.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use async_trait::async_trait;

use super::RedisLog;
use super::testing::Server;
use crate::Log;
use crate::conformance::Backend;

/// Names of its own on a server that cases share while any of them runs.
pub(crate) struct Shared {
    server: Arc<Server>,
    prefix: usize,
}

impl Shared {
    pub(crate) fn new() -> Option<Self> {
        static SERVER: Mutex<Weak<Server>> = Mutex::new(Weak::new());
        static NEXT: AtomicUsize = AtomicUsize::new(1);
        let mut running = SERVER.lock().unwrap_or_else(PoisonError::into_inner);
        let server = match running.upgrade() {
            Some(server) => server,
            None => Arc::new(Server::start(&["--appendfsync", "everysec"])?),
        };
        *running = Arc::downgrade(&server);
        Some(Self { server, prefix: NEXT.fetch_add(1, Ordering::Relaxed) })
    }

    fn url(&self) -> String {
        format!("{}?prefix=case-{}", self.server.url(), self.prefix)
    }
}

#[async_trait]
impl Backend for Shared {
    async fn open(&self) -> Arc<dyn Log> {
        Arc::new(RedisLog::open(&self.url()).await.unwrap())
    }
}

crate::conformance_tests!(crate::redis::tests::Shared::new());
