//! The conformance suite, and what only this backend can be asked.

mod appended;
mod collisions;
mod crash;
mod durability;
mod erasure;
mod fed;
mod files;
mod memberships;
mod shelf;
mod suppressions;
mod writer;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;

use super::{Settings, SqliteStore};
use crate::conformance::Fresh;

async fn fresh() -> Option<Fresh> {
    let (folder, store) = temporary(&Settings::default());
    Some(Fresh { store: Arc::new(store), keep: Box::new(folder), slow: false })
}

crate::conformance_tests!(fresh);

/// Once more with tiny caches and a checkpoint after nearly every commit.
mod under_pressure {
    use super::*;

    async fn fresh() -> Option<Fresh> {
        let settings = Settings {
            page_bytes: 512,
            writer_cache_kib: 16,
            reader_cache_kib: 16,
            wal_soft_bytes: 16 * 1024,
            wal_hard_bytes: 64 * 1024,
            sync_after: Duration::ZERO,
            ..Settings::default()
        };
        let (folder, store) = temporary(&settings);
        Some(Fresh { store: Arc::new(store), keep: Box::new(folder), slow: false })
    }

    crate::conformance_tests!(fresh);
}

/// A store in a folder that goes away with it.
fn temporary(settings: &Settings) -> (TempDir, SqliteStore) {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), settings);
    (folder, store)
}

fn open(folder: &Path, settings: &Settings) -> SqliteStore {
    SqliteStore::open_with(&folder.join("store.db"), settings).unwrap()
}

/// With marks that become durable only when something makes them so.
fn patient() -> Settings {
    Settings { sync_after: Duration::from_hours(1), ..Settings::default() }
}
