//! Identifiers that no two processes give out: 41 bits of milliseconds since 2020, 10 of a node number, 12 of a
//! sequence.
//!
//! A node number is held by one process at a time: a document with an expiry by the server's clock, renewed long
//! before that. Who cannot renew it gives out no more ids before anybody else can take it. The document also says up
//! to which instant ids may have been made with it, so that the next holder begins behind that even if the clocks of
//! two servers differ.

mod nodes;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use mongodb::Database;
use mongodb::bson::oid::ObjectId;
use tokio::task::AbortHandle;

use self::nodes::Nodes;
use super::clock::Clock;
use crate::StoreError;
use crate::reading::unavailable;

/// 2020-01-01T00:00:00Z, in milliseconds since 1970: 41 bits reach from there to 2089.
const EPOCH_MS: i64 = 1_577_836_800_000;
const SEQUENCE_BITS: u32 = 12;
const NODE_BITS: u32 = 10;
const NODES_AT_MOST: i64 = 1 << NODE_BITS;

/// Gives out ids.
#[derive(Debug)]
pub(super) struct Ids {
    shared: Arc<Shared>,
    upkeep: AbortHandle,
}

#[derive(Debug)]
struct Shared {
    clock: Arc<Clock>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    node: Option<Node>,
    /// Milliseconds since 1970 and sequence of the last id, as one number that only grows.
    last: i64,
}

/// A node number that is ours for a while.
#[derive(Debug, Clone, Copy)]
struct Node {
    number: i64,
    holder: ObjectId,
    /// Ids may be made until then, by our own clock.
    until: Instant,
    /// Ids may name instants up to this one, in milliseconds since 1970.
    reserved: i64,
}

impl Ids {
    /// Takes a node number and keeps it.
    pub(super) async fn start(db: Database, clock: Arc<Clock>, ttl: Duration) -> Result<Self, StoreError> {
        let state = State { node: None, last: 0 };
        let shared = Arc::new(Shared { clock, state: Mutex::new(state) });
        let nodes = Nodes::new(db, Arc::clone(&shared), ttl);
        nodes.take().await?;
        let upkeep = tokio::spawn(nodes.keep()).abort_handle();
        Ok(Self { shared, upkeep })
    }

    /// An id, larger than every other that was given out before it.
    pub(super) fn next(&self) -> Result<i64, StoreError> {
        self.shared.lock().next(self.shared.clock.now().millis())
    }

    /// So many ids, ascending.
    pub(super) fn take(&self, count: usize) -> Result<Vec<i64>, StoreError> {
        let now = self.shared.clock.now().millis();
        let mut state = self.shared.lock();
        (0..count).map(|_| state.next(now)).collect()
    }
}

impl Drop for Ids {
    fn drop(&mut self) {
        self.upkeep.abort();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn next(&mut self, now: i64) -> Result<i64, StoreError> {
        let node = self.node.filter(|node| Instant::now() < node.until);
        let node = node.ok_or_else(|| unavailable("no node number is held, so no ids can be made"))?;
        // A sequence that runs over, and a clock that is set back, take from the time to come.
        let next = (now << SEQUENCE_BITS).max(self.last + 1);
        let millis = next >> SEQUENCE_BITS;
        if millis > node.reserved {
            return Err(unavailable("more ids were asked for than the time until the next renewal has"));
        }
        self.last = next;
        let sequence = next & ((1 << SEQUENCE_BITS) - 1);
        Ok(((millis - EPOCH_MS) << (NODE_BITS + SEQUENCE_BITS)) | (node.number << SEQUENCE_BITS) | sequence)
    }

    /// The first instant no id has named yet.
    fn unused_from(&self, now: i64) -> i64 {
        now.max((self.last >> SEQUENCE_BITS) + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(number: i64, reserved: i64) -> State {
        let until = Instant::now() + Duration::from_mins(1);
        State { node: Some(Node { number, holder: ObjectId::new(), until, reserved }), last: 0 }
    }

    #[test]
    fn ids_ascend_even_if_the_sequence_runs_over_or_the_clock_is_set_back() {
        let now = EPOCH_MS + 1_000;
        let mut state = state(5, now + 10);
        let mut last = 0;
        for at in [now, now - 500].into_iter().cycle().take(3 << SEQUENCE_BITS) {
            let id = state.next(at).unwrap();
            assert!(id > last);
            assert_eq!((id >> SEQUENCE_BITS) & (NODES_AT_MOST - 1), 5);
            last = id;
        }
        assert_eq!(last >> (NODE_BITS + SEQUENCE_BITS), 1_002, "three milliseconds are used up");
    }

    #[test]
    fn no_id_names_an_instant_that_is_not_reserved() {
        let now = EPOCH_MS + 1_000;
        let mut state = state(0, now);
        for _ in 0..1 << SEQUENCE_BITS {
            state.next(now).unwrap();
        }
        assert!(matches!(state.next(now), Err(StoreError::Unavailable(_))));
    }

    #[test]
    fn without_a_node_number_no_id_is_made() {
        let mut state = state(0, i64::MAX);
        state.node = state.node.map(|node| Node { until: Instant::now(), ..node });
        assert!(matches!(state.next(EPOCH_MS), Err(StoreError::Unavailable(_))));
    }

    #[test]
    fn the_last_millisecond_of_the_last_node_is_a_positive_id() {
        let last = EPOCH_MS + (1 << 41) - 1;
        assert!(state(NODES_AT_MOST - 1, last).next(last).unwrap() > 0);
    }
}
