//! Names of customers who were erased, so that what the log held of them does not bring them back.

use std::collections::HashMap;

use domain::Timestamp;

/// Clocks of processes differ by less than this, and no body takes as long from its receipt into the log.
const CLOCKS_APART_MS: i64 = 60_000;
/// A name is kept so long at least: whatever is being replayed has arrived by then.
const KEPT_MS: i64 = 24 * 60 * 60 * 1_000;

/// What an erasure keeps from being applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bound {
    /// Up to where the topic's log held records then.
    pub(crate) through: u64,
    /// When it was.
    pub(crate) erased_at: Timestamp,
}

/// Hashes of names, each with what its last erasure keeps from being applied to it. Nearly always empty.
#[derive(Debug, Default)]
pub(crate) struct ErasedNames(HashMap<i64, Bound>);

impl ErasedNames {
    pub(crate) fn add(&mut self, hash: i64, bound: Bound) {
        self.0.insert(hash, bound);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True if a record of these names was there before one of them was erased.
    pub(crate) fn hold(
        &self,
        names: impl IntoIterator<Item = i64>,
        position: u64,
        received_at: Timestamp,
    ) -> bool {
        names.into_iter().filter_map(|hash| self.0.get(&hash)).any(|bound| {
            // A record that is replayed stands behind, and says when it was first received.
            position <= bound.through
                || received_at.millis().saturating_add(CLOCKS_APART_MS) < bound.erased_at.millis()
        })
    }
}

/// Names erased before this instant can be forgotten, once all that the log held then is applied.
pub(crate) fn forgotten_before(now: Timestamp) -> Timestamp {
    now.plus_millis(-KEPT_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::EPOCH.plus_millis(millis)
    }

    #[test]
    fn what_was_there_before_is_held_and_what_comes_after_is_not() {
        let mut names = ErasedNames::default();
        assert!(!names.hold([7], 1, at(0)));
        names.add(7, Bound { through: 10, erased_at: at(1_000_000) });
        assert!(names.hold([3, 7], 10, at(1_000_000)), "it stood in the log");
        assert!(!names.hold([7], 11, at(1_000_000)));
        assert!(!names.hold([7], 11, at(1_000_000 - CLOCKS_APART_MS)), "clocks differ");
        assert!(names.hold([7], 11, at(999_999 - CLOCKS_APART_MS)), "a replay of what is older");
        assert!(!names.hold([3], 10, at(0)), "somebody else");
    }
}
