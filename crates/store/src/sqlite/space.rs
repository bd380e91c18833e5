//! Ids of customers and orders: each workspace has a range of its own, 2^40 numbers wide, and counts through it.
//!
//! So a workspace's rows lie together in the file, a scan of one workspace touches no other, and whether an id
//! belongs to a workspace can be told from the id alone. The first workspace counts from 1.

use std::ops::RangeInclusive;

use domain::WorkspaceId;

use crate::StoreError;

const BITS: u32 = 40;
/// With more, a range would reach beyond 63 bits.
const MOST_WORKSPACES: i64 = 1 << (63 - BITS);

/// The ids a workspace can give out, first and last.
pub(super) fn range(workspace: WorkspaceId) -> Result<RangeInclusive<i64>, StoreError> {
    let place = workspace.get() - 1;
    // Nothing is stored in a workspace that cannot exist.
    if place >= MOST_WORKSPACES {
        return Err(StoreError::NotFound);
    }
    let first = place << BITS;
    Ok(first + 1..=first + ((1 << BITS) - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace(id: i64) -> WorkspaceId {
        WorkspaceId::from_i64(id).unwrap()
    }

    #[test]
    fn ranges_meet_nowhere_and_stay_positive() {
        let (first, second) = (range(workspace(1)).unwrap(), range(workspace(2)).unwrap());
        assert_eq!(*first.start(), 1);
        assert!(first.end() < second.start());
        let last = range(workspace(MOST_WORKSPACES)).unwrap();
        assert!(*last.start() > 0 && *last.end() > *last.start());
        assert!(range(workspace(MOST_WORKSPACES + 1)).is_err());
    }
}
