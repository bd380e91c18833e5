//! Keys that were found good a moment ago, so that a script that sends a thousand requests a second is not looked up
//! a thousand times.
//!
//! What this process revokes or configures counts at once; what another one does, within [`FRESH`].

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use domain::workspace::Workspace;
use store::ApiKey;

/// How long what was found stays true enough.
const FRESH: Duration = Duration::from_secs(1);
/// So many keys are remembered at once; then all are forgotten.
const MOST: usize = 1_024;

/// A key as it is kept: SHA-256.
type Hash = [u8; 32];

/// What is known of a key: the workspace it opens, and what it is good for there.
type Found = (Workspace, ApiKey);

/// Keys found good a moment ago, with the workspaces they open.
#[derive(Default)]
pub(crate) struct KnownKeys(Mutex<Known>);

#[derive(Default)]
struct Known {
    found: HashMap<Hash, (Instant, Found)>,
    /// Were good once, and not found wrong since: they are looked up however many wrong ones come from their address.
    good: HashSet<Hash>,
    /// Counts how often everything was forgotten.
    forgotten: u64,
}

/// Says when a search for a key began.
#[derive(Clone, Copy)]
pub(crate) struct Search {
    at: Instant,
    forgotten: u64,
}

impl KnownKeys {
    /// What a key is good for, if that was found out a moment ago.
    pub(crate) fn find(&self, hash: &Hash) -> Option<Found> {
        self.known().found.get(hash).filter(|(at, _)| at.elapsed() < FRESH).map(|(_, found)| found.clone())
    }

    /// To be called before a key is looked up.
    pub(crate) fn search(&self) -> Search {
        Search { at: Instant::now(), forgotten: self.known().forgotten }
    }

    /// Remembers what a search found, unless something was changed since it began.
    pub(crate) fn remember(&self, search: Search, hash: Hash, found: Found) {
        let mut known = self.known();
        if known.good.len() >= MOST {
            known.good.clear();
        }
        known.good.insert(hash);
        if known.forgotten == search.forgotten {
            if known.found.len() >= MOST {
                known.found.clear();
            }
            known.found.insert(hash, (search.at, found));
        }
    }

    /// True if a key was good once and has not been found wrong since.
    pub(crate) fn was_good(&self, hash: &Hash) -> bool {
        self.known().good.contains(hash)
    }

    /// Notes that a key is good no more, or never was.
    pub(crate) fn was_wrong(&self, hash: &Hash) {
        self.known().good.remove(hash);
    }

    /// Forgets everything: a key was revoked, or a workspace changed.
    pub(crate) fn forget(&self) {
        let mut known = self.known();
        known.found.clear();
        known.forgotten += 1;
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use domain::account::Scopes;
    use domain::workspace::Settings;
    use domain::{ApiKeyId, Timestamp, WorkspaceId};

    use super::*;

    fn found() -> Found {
        let workspace = Workspace {
            id: WorkspaceId::from_i64(1).unwrap(),
            settings: Settings::parse("Shop", "EUR", "UTC").unwrap(),
            configured: true,
            created_at: Timestamp::EPOCH,
        };
        let key = ApiKey {
            id: ApiKeyId::from_i64(1).unwrap(),
            workspace: workspace.id,
            name: "till".into(),
            prefix: "mcrm_x7Qa".into(),
            scopes: Scopes::ALL,
            created_at: Timestamp::EPOCH,
            expires_at: None,
            last_used_at: None,
        };
        (workspace, key)
    }

    #[test]
    fn a_key_is_known_until_something_changes() {
        let keys = KnownKeys::default();
        keys.remember(keys.search(), [1; 32], found());
        assert_eq!(keys.find(&[1; 32]), Some(found()));
        assert_eq!(keys.find(&[2; 32]), None);
        keys.forget();
        assert_eq!(keys.find(&[1; 32]), None);
    }

    #[test]
    fn what_was_read_before_a_key_was_revoked_is_not_remembered_after_it() {
        let keys = KnownKeys::default();
        let search = keys.search();
        keys.forget();
        keys.remember(search, [1; 32], found());
        assert_eq!(keys.find(&[1; 32]), None);
    }

    #[test]
    fn a_key_that_was_good_is_looked_up_first_until_it_is_found_wrong() {
        let keys = KnownKeys::default();
        assert!(!keys.was_good(&[1; 32]));
        keys.remember(keys.search(), [1; 32], found());
        keys.forget();
        assert!(keys.was_good(&[1; 32]));
        keys.was_wrong(&[1; 32]);
        assert!(!keys.was_good(&[1; 32]));
    }

    #[test]
    fn a_key_is_looked_up_again_after_a_while() {
        let keys = KnownKeys::default();
        let now = keys.search();
        let Some(before) = now.at.checked_sub(FRESH) else { return };
        keys.remember(Search { at: before, ..now }, [1; 32], found());
        assert_eq!(keys.find(&[1; 32]), None);
    }
}
