//! What every log must do, as test cases that take any backend.
//!
//! [`conformance_tests!`](crate::conformance_tests) turns them into tests of one backend. The trait is small; these
//! cases are what it means.

// Panicking is how a case fails.
#![allow(clippy::missing_panics_doc)]

pub mod bookkeeping;
pub mod durability;
pub mod idempotency;
pub mod order;
pub mod sharing;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::{Topic, WorkspaceId};

use crate::{Appended, Entry, Log, NewEntry, Partition, Position, ReadLimit, Signals};

/// Storage that a case can open, leave and open again. Each case gets one that is empty.
#[async_trait]
pub trait Backend: Send + Sync {
    /// Opens the log. Cases drop the one they have before they open another.
    async fn open(&self) -> Arc<dyn Log>;
}

/// Storage that several processes use at once.
#[async_trait]
pub trait SharedBackend: Backend {
    /// Opens the log as one more process would, beside those that have it open.
    async fn join(&self) -> (Arc<dyn Log>, Arc<dyn Signals>);
}

/// Makes a test of every case. The argument is an expression of type `Option<impl Backend>` that makes an empty
/// backend; `None` skips the case, and whoever returns it prints why. With a second argument, `shared`, these are the
/// cases of a [`SharedBackend`](conformance::SharedBackend).
#[macro_export]
macro_rules! conformance_tests {
    ($backend:expr) => {
        $crate::conformance_tests! { $backend;
            order::entries_come_back_as_they_were_appended_and_in_order
            order::reading_goes_on_after_a_position
            order::a_read_stops_at_its_limits_but_returns_at_least_one_entry
            order::partitions_do_not_see_each_other
            order::readers_see_one_order_without_gaps_while_many_append
            order::a_large_payload_comes_back_whole
            order::a_payload_above_the_limit_is_refused_and_spoils_nothing
            order::an_append_wakes_the_subscribers_of_its_topic
            durability::acknowledged_entries_survive_reopening
            durability::positions_go_on_growing_after_trimming_to_empty
            idempotency::a_repeated_append_replays_its_answer
            idempotency::another_body_or_topic_is_a_conflict
            idempotency::a_key_belongs_to_its_workspace
            idempotency::of_concurrent_appends_with_one_key_exactly_one_is_new
            idempotency::an_answer_outlives_its_entry
            bookkeeping::lag_counts_what_lies_after_a_position
            bookkeeping::heads_list_partitions_with_entries
            bookkeeping::an_entry_is_known_until_it_is_trimmed
            bookkeeping::trimming_removes_the_oldest_entries_of_one_partition
            bookkeeping::a_long_backlog_is_trimmed_in_one_call
            bookkeeping::a_partition_is_held_prolonged_and_let_go
        }
    };
    ($backend:expr, shared) => {
        $crate::conformance_tests! { $backend;
            sharing::an_append_wakes_and_reaches_other_processes
            sharing::an_answer_of_one_process_is_replayed_by_another
            sharing::a_partition_has_one_holder_at_a_time
            sharing::a_silent_holder_loses_its_partition
            sharing::of_many_that_ask_at_once_one_holds
            sharing::a_signal_reaches_every_process
            sharing::sending_signals_never_waits
        }
    };
    ($backend:expr; $($group:ident::$case:ident)*) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $case() {
            if let Some(backend) = $backend {
                $crate::conformance::$group::$case(&backend).await;
            }
        }
    )*};
}

/// No case waits longer than this for something that must happen.
const SOON: Duration = Duration::from_secs(20);

/// A time of day to receive entries at, in UTC milliseconds.
const NOON_MS: i64 = 1_700_000_000_000;

const EVERYTHING: ReadLimit = ReadLimit { entries: usize::MAX, bytes: usize::MAX };

/// The partition of a workspace given by its number, which must be positive.
const fn partition(topic: Topic, workspace: i64) -> Partition {
    let Some(workspace) = WorkspaceId::from_i64(workspace) else { panic!("not a workspace") };
    Partition { topic, workspace }
}

/// An entry of one record.
fn text(payload: impl Into<String>) -> NewEntry {
    NewEntry { payload: payload.into().into_bytes(), records: 1, received_at_ms: NOON_MS }
}

/// Appends an entry that must be new.
async fn append(log: &dyn Log, partition: Partition, entry: NewEntry) -> Position {
    match log.append(partition, entry, None).await {
        Ok(Appended::New(position)) => position,
        other => panic!("an append without a key gave {other:?}"),
    }
}

async fn read_all(log: &dyn Log, partition: Partition) -> Vec<Entry> {
    log.read_after(partition, Position::START, EVERYTHING).await.expect("reading everything")
}

/// The payloads as text.
fn texts(entries: &[Entry]) -> Vec<String> {
    entries.iter().map(|entry| String::from_utf8_lossy(&entry.payload).into_owned()).collect()
}

/// What a future gives, if it does so soon.
async fn soon<T>(what: &str, future: impl Future<Output = T>) -> T {
    tokio::time::timeout(SOON, future).await.unwrap_or_else(|_| panic!("{what} took too long"))
}
