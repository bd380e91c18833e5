//! Lag, heads, single entries and trimming.

use std::sync::Arc;
use std::time::Duration;

use domain::Topic;

use super::{Backend, NOON_MS, append, partition, read_all, soon, text, texts};
use crate::{EntryInfo, Lag, NewEntry, Partition, Position};

const ORDERS: Partition = partition(Topic::Orders, 1);
const NEIGHBOUR: Partition = partition(Topic::Orders, 2);

fn batch(records: u32, received_at_ms: i64) -> NewEntry {
    NewEntry { payload: b"batch".to_vec(), records, received_at_ms }
}

const fn lag(entries: u64, records: u64, oldest_received_at_ms: Option<i64>) -> Lag {
    Lag { entries, records, oldest_received_at_ms }
}

/// Entries, records and the oldest time after a position, of this partition only; trimming and reopening keep it
/// right.
pub async fn lag_counts_what_lies_after_a_position(backend: &dyn Backend) {
    let mut log = backend.open().await;
    assert_eq!(log.lag(ORDERS, Position::START).await.expect("lag"), Lag::default());
    let mut positions = Vec::new();
    for (records, received_at_ms) in [(10, NOON_MS), (0, NOON_MS + 1), (30, NOON_MS + 2), (40, NOON_MS + 3)] {
        positions.push(append(&*log, ORDERS, batch(records, received_at_ms)).await);
        append(&*log, NEIGHBOUR, batch(1_000, NOON_MS - 1)).await;
    }
    let from_second = lag(3, 70, Some(NOON_MS + 1));
    assert_eq!(log.lag(ORDERS, Position::START).await.expect("lag"), lag(4, 80, Some(NOON_MS)));
    assert_eq!(log.lag(ORDERS, positions[0]).await.expect("lag"), from_second);
    assert_eq!(log.lag(ORDERS, positions[2]).await.expect("lag"), lag(1, 40, Some(NOON_MS + 3)));
    assert_eq!(log.lag(ORDERS, positions[3]).await.expect("lag"), Lag::default());
    log.trim(ORDERS, positions[0]).await.expect("trimming");
    assert_eq!(log.lag(ORDERS, Position::START).await.expect("lag"), from_second);
    assert_eq!(log.lag(ORDERS, positions[0]).await.expect("lag"), from_second);
    log.trim(ORDERS, positions[3]).await.expect("trimming");
    assert_eq!(log.lag(ORDERS, Position::START).await.expect("lag"), Lag::default());
    drop(log);
    log = backend.open().await;
    append(&*log, ORDERS, batch(5, NOON_MS + 9)).await;
    assert_eq!(log.lag(ORDERS, positions[3]).await.expect("lag"), lag(1, 5, Some(NOON_MS + 9)));
    assert_eq!(log.lag(NEIGHBOUR, Position::START).await.expect("lag"), lag(4, 4_000, Some(NOON_MS - 1)));
}

/// A partition is listed from its first entry until its last one is trimmed, and again when more come.
pub async fn heads_list_partitions_with_entries(backend: &dyn Backend) {
    let mut log = backend.open().await;
    assert_eq!(log.heads(Topic::Orders).await.expect("heads"), []);
    append(&*log, NEIGHBOUR, text("a")).await;
    append(&*log, ORDERS, text("b")).await;
    append(&*log, partition(Topic::Customers, 3), text("c")).await;
    let neighbour = append(&*log, NEIGHBOUR, text("d")).await;
    let orders = append(&*log, ORDERS, text("e")).await;
    let both = [(ORDERS, orders), (NEIGHBOUR, neighbour)];
    assert_eq!(log.heads(Topic::Orders).await.expect("heads"), both);
    let before_head = Position::from_u64(orders.get() - 1).expect("a position");
    log.trim(ORDERS, before_head).await.expect("trimming");
    assert_eq!(log.heads(Topic::Orders).await.expect("heads"), both);
    log.trim(ORDERS, orders).await.expect("trimming");
    assert_eq!(log.heads(Topic::Orders).await.expect("heads"), [(NEIGHBOUR, neighbour)]);
    drop(log);
    log = backend.open().await;
    let orders = append(&*log, ORDERS, text("f")).await;
    assert_eq!(log.heads(Topic::Orders).await.expect("heads"), [(ORDERS, orders), (NEIGHBOUR, neighbour)]);
    assert_eq!(log.heads(Topic::Receipts).await.expect("heads"), []);
}

/// An entry is found by its own partition and position only.
pub async fn an_entry_is_known_until_it_is_trimmed(backend: &dyn Backend) {
    let log = backend.open().await;
    let first = append(&*log, ORDERS, batch(12, NOON_MS)).await;
    let second = append(&*log, ORDERS, batch(13, NOON_MS + 1)).await;
    let known = Some(EntryInfo { received_at_ms: NOON_MS, records: 12 });
    assert_eq!(log.entry(ORDERS, first).await.expect("looking up"), known);
    assert_eq!(log.entry(NEIGHBOUR, first).await.expect("looking up"), None);
    assert_eq!(log.entry(partition(Topic::Customers, 1), first).await.expect("looking up"), None);
    let unused = Position::from_u64(second.get() + 1).expect("a position");
    assert_eq!(log.entry(ORDERS, unused).await.expect("looking up"), None);
    assert_eq!(log.entry(ORDERS, Position::START).await.expect("looking up"), None);
    log.trim(ORDERS, first).await.expect("trimming");
    assert_eq!(log.entry(ORDERS, first).await.expect("looking up"), None);
    assert!(log.entry(ORDERS, second).await.expect("looking up").is_some());
}

/// Up to and including the position, nothing beyond it, nothing elsewhere, and twice is as good as once.
pub async fn trimming_removes_the_oldest_entries_of_one_partition(backend: &dyn Backend) {
    let log = backend.open().await;
    let mut positions = Vec::new();
    for name in ["a", "b", "c"] {
        append(&*log, NEIGHBOUR, text(name)).await;
        positions.push(append(&*log, ORDERS, text(name)).await);
    }
    assert_eq!(log.trim(ORDERS, Position::START).await.expect("trimming"), 0);
    assert_eq!(log.trim(ORDERS, positions[1]).await.expect("trimming"), 2);
    assert_eq!(log.trim(ORDERS, positions[1]).await.expect("trimming"), 0);
    assert_eq!(texts(&read_all(&*log, ORDERS).await), ["c"]);
    assert_eq!(texts(&read_all(&*log, NEIGHBOUR).await), ["a", "b", "c"]);
    assert_eq!(log.trim(partition(Topic::Orders, 3), positions[2]).await.expect("trimming"), 0);
}

/// More entries than a backend would remove at once.
pub async fn a_long_backlog_is_trimmed_in_one_call(backend: &dyn Backend) {
    const APPENDERS: u64 = 20;
    const EACH: u64 = 40;
    let log = backend.open().await;
    let tasks: Vec<_> = (0..APPENDERS)
        .map(|_| {
            let log = Arc::clone(&log);
            tokio::spawn(async move {
                for _ in 0..EACH {
                    append(&*log, ORDERS, text("entry")).await;
                }
            })
        })
        .collect();
    for task in tasks {
        soon("appending", task).await.expect("an appender");
    }
    let [(_, head)] = log.heads(Topic::Orders).await.expect("heads")[..] else {
        panic!("one partition has entries");
    };
    assert_eq!(log.trim(ORDERS, head).await.expect("trimming"), APPENDERS * EACH);
    assert!(read_all(&*log, ORDERS).await.is_empty());
    assert_eq!(log.heads(Topic::Orders).await.expect("heads"), []);
}

/// A worker takes a partition, prolongs its right, gives it back, and takes it again; what others give back is not
/// its own.
pub async fn a_partition_is_held_prolonged_and_let_go(backend: &dyn Backend) {
    let log = backend.open().await;
    let ttl = Duration::from_mins(1);
    for partition in [ORDERS, NEIGHBOUR] {
        assert!(log.hold(partition, "worker 1", ttl).await.expect("holding"));
        assert!(log.hold(partition, "worker 1", ttl).await.expect("prolonging"));
    }
    log.let_go(ORDERS, "worker 2").await.expect("a stranger's letting go");
    assert!(log.hold(ORDERS, "worker 1", ttl).await.expect("prolonging"));
    log.let_go(ORDERS, "worker 1").await.expect("letting go");
    log.let_go(ORDERS, "worker 1").await.expect("letting go twice");
    assert!(log.hold(ORDERS, "worker 2", ttl).await.expect("holding what was let go"));
    assert!(log.hold(NEIGHBOUR, "worker 1", ttl).await.expect("prolonging the neighbour"));
}
