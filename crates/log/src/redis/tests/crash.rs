//! Death of the server by SIGKILL while several processes append.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use domain::Topic;

use tokio::time::timeout;

use super::{AGAIN, EVERYTHING, SOON, becomes_so, entry, eventually, hastily, of, once, patiently};
use crate::redis::RedisLog;
use crate::redis::testing::Server;
use crate::{Appended, Entry, Log, LogError, Partition, Position};

const PROCESSES: usize = 3;
const APPENDERS: usize = 4;
const ROUNDS: usize = 6;
/// So many acknowledgements lie between two deaths.
const EACH: usize = 200;
const PARTITIONS: [Partition; 2] = [of(Topic::Orders, 1), of(Topic::Customers, 2)];

/// Every appender counts up, and repeats with its key what had no answer. So in the end each of its entries must be
/// there once, where the acknowledgement said, in order; and a reader that followed must have seen just that.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_acknowledged_entry_is_lost_or_doubled_when_the_server_dies() {
    let Some(server) = Server::start(&["--appendfsync", "always"]) else { return };
    let acknowledged = Arc::new(AtomicUsize::new(0));
    let goal = ROUNDS * EACH;
    let mut appenders = Vec::new();
    for process in 0..PROCESSES {
        let log = Arc::new(hastily(&server.url()).await);
        for number in 0..APPENDERS {
            let (log, acknowledged) = (Arc::clone(&log), Arc::clone(&acknowledged));
            let name = format!("{process}/{number}");
            let partition = PARTITIONS[number % PARTITIONS.len()];
            appenders.push(tokio::spawn(async move {
                let mut own = Vec::new();
                while acknowledged.load(Ordering::Relaxed) < goal {
                    let payload = format!("{name} {}", own.len());
                    let appended =
                        eventually(|| log.append(partition, entry(&*payload), Some(once(&payload)))).await;
                    let (Appended::New(position) | Appended::Replayed { position, .. }) = appended else {
                        panic!("{payload} gave {appended:?}");
                    };
                    own.push((partition, payload, position));
                    acknowledged.fetch_add(1, Ordering::Relaxed);
                }
                own
            }));
        }
    }
    let followers = PARTITIONS.map(|partition| {
        let (url, acknowledged) = (server.url(), Arc::clone(&acknowledged));
        tokio::spawn(async move {
            let log = hastily(&url).await;
            follow(&log, partition, || acknowledged.load(Ordering::Relaxed) >= goal).await
        })
    });

    for round in 1..ROUNDS {
        becomes_so("appends went on", async || acknowledged.load(Ordering::Relaxed) >= round * EACH).await;
        tokio::task::block_in_place(|| server.restart());
    }

    let mut expected: BTreeMap<Partition, BTreeMap<Position, String>> = BTreeMap::new();
    for appender in appenders {
        let own = timeout(SOON, appender).await.expect("appending must end").unwrap();
        assert!(own.is_sorted_by_key(|(_, _, position)| *position), "an appender's order was lost: {own:?}");
        for (partition, payload, position) in own {
            let twice = expected.entry(partition).or_default().insert(position, payload);
            assert_eq!(twice, None, "a position was given out twice");
        }
    }
    let log = patiently(&server.url()).await;
    for (partition, follower) in PARTITIONS.into_iter().zip(followers) {
        let entries = log.read_after(partition, Position::START, EVERYTHING).await.unwrap();
        assert!(entries.is_sorted_by(|a, b| a.position < b.position));
        let lag = log.lag(partition, Position::START).await.unwrap();
        assert_eq!((lag.entries, lag.records), (entries.len() as u64, entries.len() as u64));
        let found: BTreeMap<Position, String> = entries
            .iter()
            .map(|entry| (entry.position, String::from_utf8(entry.payload.clone()).unwrap()))
            .collect();
        assert_eq!(Some(&found), expected.get(&partition), "{partition}");
        let followed = timeout(SOON, follower).await.expect("following must end").unwrap();
        assert_eq!(followed, entries, "a reader that followed {partition} saw something else");
    }
}

/// Reads on as a worker does, until all is appended and nothing more comes.
async fn follow(log: &RedisLog, partition: Partition, all_appended: impl Fn() -> bool) -> Vec<Entry> {
    let mut seen: Vec<Entry> = Vec::new();
    let mut again = tokio::time::interval(AGAIN);
    loop {
        again.tick().await;
        let last_look = all_appended();
        let mark = seen.last().map_or(Position::START, |entry| entry.position);
        match log.read_after(partition, mark, EVERYTHING).await {
            Ok(news) if news.is_empty() && last_look => return seen,
            Ok(news) => seen.extend(news),
            Err(LogError::Unavailable { .. }) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
}
