//! Order, limits, partitions and wake-ups.

use std::sync::Arc;
use std::time::Duration;

use domain::Topic;

use super::{Backend, EVERYTHING, NOON_MS, append, partition, read_all, soon, text, texts};
use crate::{Entry, Log, LogError, MAX_ENTRY_BYTES, NewEntry, Partition, Position, ReadLimit};

const ORDERS: Partition = partition(Topic::Orders, 1);

/// What went in comes out: payload (also an empty one), records and time, at growing positions.
pub async fn entries_come_back_as_they_were_appended_and_in_order(backend: &dyn Backend) {
    let log = backend.open().await;
    let entries = [
        NewEntry { payload: b"one".to_vec(), records: 3, received_at_ms: NOON_MS },
        NewEntry { payload: Vec::new(), records: 0, received_at_ms: NOON_MS - 5 },
        NewEntry { payload: vec![0, 255, 10, 13, 0], records: u32::MAX, received_at_ms: NOON_MS + 7 },
    ];
    let mut expected = Vec::new();
    for entry in entries {
        let position = append(&*log, ORDERS, entry.clone()).await;
        let NewEntry { payload, records, received_at_ms } = entry;
        expected.push(Entry { position, received_at_ms, records, payload });
    }
    assert_eq!(read_all(&*log, ORDERS).await, expected);
    assert!(expected[0].position > Position::START);
    assert!(expected.is_sorted_by(|a, b| a.position < b.position));
}

/// A position is exclusive, and one between or past the entries is a place like any other.
pub async fn reading_goes_on_after_a_position(backend: &dyn Backend) {
    let log = backend.open().await;
    let mut positions = Vec::new();
    for name in ["a", "b", "c"] {
        positions.push(append(&*log, ORDERS, text(name)).await);
    }
    let after = |position: Position| {
        let log = Arc::clone(&log);
        async move { texts(&log.read_after(ORDERS, position, EVERYTHING).await.expect("reading")) }
    };
    assert_eq!(after(Position::START).await, ["a", "b", "c"]);
    assert_eq!(after(positions[0]).await, ["b", "c"]);
    assert_eq!(after(positions[2]).await, Vec::<String>::new());
    let before_last = Position::from_u64(positions[2].get() - 1).expect("a position");
    assert_eq!(after(before_last).await, ["c"]);
    let far = Position::from_u64(i64::MAX as u64).expect("a position");
    assert_eq!(after(far).await, Vec::<String>::new());
}

/// Entries and bytes are both limits; the first entry comes whatever its size.
pub async fn a_read_stops_at_its_limits_but_returns_at_least_one_entry(backend: &dyn Backend) {
    let log = backend.open().await;
    for name in ["aaaa", "bbbb", "cccc", "d"] {
        append(&*log, ORDERS, text(name)).await;
    }
    let read = |entries: usize, bytes: usize| {
        let log = Arc::clone(&log);
        async move {
            let limit = ReadLimit { entries, bytes };
            texts(&log.read_after(ORDERS, Position::START, limit).await.expect("reading"))
        }
    };
    assert_eq!(read(2, usize::MAX).await, ["aaaa", "bbbb"]);
    assert_eq!(read(usize::MAX, 8).await, ["aaaa", "bbbb"]);
    assert_eq!(read(usize::MAX, 11).await, ["aaaa", "bbbb"], "a later, smaller entry must not overtake");
    assert_eq!(read(usize::MAX, 12).await, ["aaaa", "bbbb", "cccc"]);
    assert_eq!(read(usize::MAX, 1).await, ["aaaa"]);
    assert_eq!(read(0, 0).await, ["aaaa"]);
}

/// Neither another topic of the workspace nor the same topic of another workspace is visible.
pub async fn partitions_do_not_see_each_other(backend: &dyn Backend) {
    let log = backend.open().await;
    let partitions: Vec<Partition> = Topic::ALL
        .into_iter()
        .flat_map(|topic| [1, 2, i64::MAX].map(|workspace| partition(topic, workspace)))
        .collect();
    for round in 0..2 {
        for partition in &partitions {
            append(&*log, *partition, text(format!("{partition} {round}"))).await;
        }
    }
    for partition in &partitions {
        let expected = [format!("{partition} 0"), format!("{partition} 1")];
        assert_eq!(texts(&read_all(&*log, *partition).await), expected);
    }
    assert!(read_all(&*log, partition(Topic::Orders, 3)).await.is_empty());
}

/// Readers follow while many append. If an entry ever became readable behind a reader's position, that reader would
/// miss it; so each of them must end with exactly what the log holds.
pub async fn readers_see_one_order_without_gaps_while_many_append(backend: &dyn Backend) {
    const APPENDERS: usize = 8;
    const EACH: usize = 25;
    let log = backend.open().await;
    let readers: Vec<_> = (0..3).map(|_| tokio::spawn(follow(Arc::clone(&log), APPENDERS * EACH))).collect();
    let appenders: Vec<_> = (0..APPENDERS)
        .map(|appender| {
            let log = Arc::clone(&log);
            tokio::spawn(async move {
                let mut last = Position::START;
                for number in 0..EACH {
                    // Entries of a neighbour lie between.
                    append(&*log, partition(Topic::Orders, 2), text("neighbour")).await;
                    let position = append(&*log, ORDERS, text(format!("{appender} {number}"))).await;
                    assert!(position > last, "an appender's positions must grow");
                    last = position;
                }
            })
        })
        .collect();
    for appender in appenders {
        soon("appending", appender).await.expect("an appender");
    }
    let all = read_all(&*log, ORDERS).await;
    assert_eq!(all.len(), APPENDERS * EACH);
    assert!(all.is_sorted_by(|a, b| a.position < b.position));
    for appender in 0..APPENDERS {
        let own: Vec<String> =
            texts(&all).into_iter().filter(|text| text.starts_with(&format!("{appender} "))).collect();
        let expected: Vec<String> = (0..EACH).map(|number| format!("{appender} {number}")).collect();
        assert_eq!(own, expected, "an appender's entries must keep its order");
    }
    for reader in readers {
        assert_eq!(soon("following", reader).await.expect("a reader"), all);
    }
}

/// Reads as a worker does, woken or by a timer, until it has so many entries.
async fn follow(log: Arc<dyn Log>, expected: usize) -> Vec<Entry> {
    let mut wakeups = log.subscribe(ORDERS.topic);
    let mut seen: Vec<Entry> = Vec::new();
    while seen.len() < expected {
        let mark = seen.last().map_or(Position::START, |entry| entry.position);
        let limit = ReadLimit { entries: 7, bytes: 64 };
        let next = log.read_after(ORDERS, mark, limit).await.expect("following");
        if next.is_empty() {
            let _ = tokio::time::timeout(Duration::from_millis(50), wakeups.changed()).await;
        }
        seen.extend(next);
    }
    seen
}

/// Eight MiB, no byte lost.
pub async fn a_large_payload_comes_back_whole(backend: &dyn Backend) {
    let log = backend.open().await;
    let payload: Vec<u8> = (0..8 * 1024 * 1024_u32).map(|n| (n % 251) as u8).collect();
    let entry = NewEntry { payload: payload.clone(), records: 1, received_at_ms: NOON_MS };
    append(&*log, ORDERS, text("before")).await;
    append(&*log, ORDERS, entry).await;
    append(&*log, ORDERS, text("after")).await;
    let entries = read_all(&*log, ORDERS).await;
    assert_eq!(entries.len(), 3);
    assert!(entries[1].payload == payload, "the payload came back changed");
}

/// What is too large is refused, with the sizes, and its neighbours are not.
pub async fn a_payload_above_the_limit_is_refused_and_spoils_nothing(backend: &dyn Backend) {
    let log = backend.open().await;
    let entry = NewEntry { payload: vec![0; MAX_ENTRY_BYTES + 1], records: 1, received_at_ms: NOON_MS };
    let (before, refused, after) = tokio::join!(
        log.append(ORDERS, text("before"), None),
        log.append(ORDERS, entry, None),
        log.append(ORDERS, text("after"), None),
    );
    before.expect("the one before");
    after.expect("the one after");
    let Err(LogError::TooLarge { bytes, limit }) = refused else {
        panic!("the large entry gave {refused:?}");
    };
    assert_eq!((bytes, limit), (MAX_ENTRY_BYTES + 1, MAX_ENTRY_BYTES));
    assert_eq!(read_all(&*log, ORDERS).await.len(), 2);
}

/// Whoever subscribed before an append is woken by it, or finds the wake-up waiting; every time.
pub async fn an_append_wakes_the_subscribers_of_its_topic(backend: &dyn Backend) {
    let log = backend.open().await;
    let mut wakeups = [log.subscribe(Topic::Orders), log.subscribe(Topic::Orders)];
    for name in ["first", "second"] {
        append(&*log, ORDERS, text(name)).await;
        for receiver in &mut wakeups {
            soon("waking up", receiver.changed()).await.expect("the log is open");
        }
    }
}
