//! Death by SIGKILL, in the middle of appending.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use super::{Folder, entry, orders, read_all};
use crate::sqlite::SqliteLog;
use crate::{Appended, Idempotency, Log, Position};

/// Tells the test, started again as a child, to append in this folder until it is killed.
const CHILD: &str = "LOG_TEST_CRASH_FOLDER";
const APPENDERS: usize = 6;
const ROUNDS: usize = 3;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_acknowledged_entry_survives_a_kill_exactly_once() {
    if let Some(folder) = std::env::var_os(CHILD) {
        append_until_killed(PathBuf::from(folder)).await;
        return;
    }
    let folder = Folder::new();
    let mut acknowledged: BTreeMap<String, i64> = BTreeMap::new();
    for round in 1..=ROUNDS {
        let path = folder.path().to_owned();
        let news = tokio::task::spawn_blocking(move || run_and_kill(&path, 150)).await.unwrap();
        assert!(news.len() >= 150, "the child must have come far, not to {} entries", news.len());
        for (payload, position) in news {
            let before = acknowledged.insert(payload.clone(), position);
            assert_eq!(before, None, "{payload} was acknowledged as new twice");
        }
        let log = SqliteLog::open(folder.path()).unwrap();
        let mut found = BTreeMap::new();
        for entry in read_all(&log).await {
            let payload = String::from_utf8(entry.payload).unwrap();
            let twice = found.insert(payload.clone(), i64::try_from(entry.position.get()).unwrap());
            assert_eq!(twice, None, "{payload} is there twice");
        }
        for (payload, position) in &acknowledged {
            assert_eq!(found.get(payload), Some(position), "{payload} was acknowledged");
        }
        let unacknowledged = found.len() - acknowledged.len();
        assert!(unacknowledged <= APPENDERS * round, "{unacknowledged} entries nobody waited for");
        let lag = log.lag(orders(), Position::START).await.unwrap();
        assert_eq!((lag.entries, lag.records), (found.len() as u64, found.len() as u64));
    }
}

/// Starts a child, waits for so many acknowledgements, kills it, and returns all it gave.
fn run_and_kill(folder: &Path, acknowledgements: usize) -> Vec<(String, i64)> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["every_acknowledged_entry_survives_a_kill_exactly_once", "--nocapture"])
        .env(CHILD, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut news = Vec::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        // The test runner may have begun the first line; the kill may have cut the last one short.
        let acknowledged = line.split_once("new ").and_then(|(_, rest)| rest.strip_suffix(" end"));
        if let Some((payload, position)) = acknowledged.and_then(|rest| rest.rsplit_once(' ')) {
            news.push((payload.to_owned(), position.parse().unwrap()));
        }
        if news.len() == acknowledgements {
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    news
}

/// Each appender counts up from where the log says it stopped. The key makes an entry whose acknowledgement died
/// with the process a replay.
async fn append_until_killed(folder: PathBuf) {
    let log = Arc::new(SqliteLog::open(&folder).unwrap());
    let appenders: Vec<_> = (0..APPENDERS)
        .map(|appender| {
            let log = Arc::clone(&log);
            tokio::spawn(async move {
                for number in 0.. {
                    let payload = format!("{appender}:{number}");
                    let once = Idempotency {
                        key: payload.clone(),
                        body_hash: [0; 32],
                        answer: payload.clone().into_bytes(),
                    };
                    let appended = log.append(orders(), entry(payload.clone()), Some(once)).await.unwrap();
                    if let Appended::New(position) = appended {
                        // One write, so that lines of appenders do not mix.
                        let line = format!("new {payload} {position} end\n");
                        std::io::stdout().lock().write_all(line.as_bytes()).unwrap();
                    }
                }
            })
        })
        .collect();
    for appender in appenders {
        appender.await.unwrap();
    }
}
