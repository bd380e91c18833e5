//! The log: an ordered, partitioned, durable list of entries between the HTTP edge and the workers.
//!
//! It does not know what an entry means. The edge appends one entry for each accepted batch; one worker holds a
//! partition, reads after the mark it keeps in the store, and moves that mark in the transaction that applies the
//! entry. What makes that exactly-once is promised here, by every backend, and checked by `conformance` (losing the
//! log itself, by tests of each backend):
//!
//! 1. **Durable.** [`Log::append`] returns a position only when the entry survives the death of the process and,
//!    with the SQLite backend, the loss of power. What Redis makes of it is a setting of the server: see [`redis`].
//! 2. **One order, no late arrivals.** Positions grow in the order in which entries become readable. A reader that
//!    has seen position `p` never later sees an entry at or before `p` appear.
//! 3. **Positions never repeat**, not after trimming to empty, a crash, or the loss of the log itself, so a mark
//!    that a store has kept can never hide an entry that came later. (A lost log whose clock goes back at the same
//!    time is the exception; [`redis`] says how far it is covered.)
//! 4. **An answer is stored with its entry**: an idempotency key that was seen replays its answer or conflicts, and
//!    of many appends with one key exactly one is new.

mod contract;
mod entry;
mod error;
mod partition;
pub mod redis;
pub mod signals;
pub mod sqlite;
mod wakeups;

#[cfg(any(test, feature = "testing"))]
pub mod conformance;
#[cfg(any(test, feature = "testing"))]
pub mod faults;

pub use contract::Log;
pub use entry::{
    Appended, Entry, EntryInfo, Idempotency, Lag, MAX_ENTRY_BYTES, NewEntry, Position, ReadLimit,
};
pub use error::LogError;
pub use partition::Partition;
pub use redis::RedisLog;
pub use signals::{LocalSignals, Signals};
pub use sqlite::SqliteLog;
