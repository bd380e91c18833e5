//! Idempotency keys: replay, conflict, and exactly one new entry.

use std::sync::Arc;

use domain::Topic;

use super::{Backend, NOON_MS, append, partition, read_all, soon, text, texts};
use crate::{Appended, Idempotency, NewEntry, Partition, Position};

const CUSTOMERS: Partition = partition(Topic::Customers, 1);

fn once(key: &str, body: u8) -> Idempotency {
    Idempotency { key: key.to_owned(), body_hash: [body; 32], answer: format!("answer {body}").into_bytes() }
}

/// The same request again, soon, 23 hours later, or after a restart, gets the first answer and appends nothing.
pub async fn a_repeated_append_replays_its_answer(backend: &dyn Backend) {
    let log = backend.open().await;
    let first = log.append(CUSTOMERS, text("body"), Some(once("key", 1))).await.expect("the first");
    let Appended::New(position) = first else { panic!("the first append gave {first:?}") };
    let replay = Appended::Replayed { position, answer: b"answer 1".to_vec() };
    let again = Idempotency { answer: b"another answer".to_vec(), ..once("key", 1) };
    let second = log.append(CUSTOMERS, text("body"), Some(again.clone())).await.expect("the second");
    assert_eq!(second, replay);
    drop(log);
    let log = backend.open().await;
    let late = NewEntry { received_at_ms: NOON_MS + 23 * 3_600_000, ..text("body") };
    let third = log.append(CUSTOMERS, late, Some(again)).await.expect("the third");
    assert_eq!(third, replay);
    assert_eq!(read_all(&*log, CUSTOMERS).await.len(), 1);
}

/// A key says one thing: with another body, or in another topic, it is refused and changes nothing.
pub async fn another_body_or_topic_is_a_conflict(backend: &dyn Backend) {
    let log = backend.open().await;
    let first = log.append(CUSTOMERS, text("body"), Some(once("key", 1))).await.expect("the first");
    let orders = partition(Topic::Orders, 1);
    let body = log.append(CUSTOMERS, text("other"), Some(once("key", 2))).await.expect("another body");
    let topic = log.append(orders, text("body"), Some(once("key", 1))).await.expect("another topic");
    assert_eq!((body, topic), (Appended::Conflict, Appended::Conflict));
    assert!(read_all(&*log, orders).await.is_empty());
    assert_eq!(texts(&read_all(&*log, CUSTOMERS).await), ["body"]);
    let Appended::New(position) = first else { panic!("the first append gave {first:?}") };
    let again = log.append(CUSTOMERS, text("body"), Some(once("key", 1))).await.expect("the first again");
    assert_eq!(again, Appended::Replayed { position, answer: b"answer 1".to_vec() });
}

/// Workspaces do not share keys, and other keys of a workspace are free.
pub async fn a_key_belongs_to_its_workspace(backend: &dyn Backend) {
    let log = backend.open().await;
    for (workspace, key) in [(1, "key"), (2, "key"), (1, "Key"), (1, "")] {
        let target = partition(Topic::Customers, workspace);
        let appended = log.append(target, text("body"), Some(once(key, 1))).await.expect("appending");
        assert!(matches!(appended, Appended::New(_)), "{key:?} of workspace {workspace} gave {appended:?}");
    }
}

/// Many at once with one key: one is new, and all others get its position and answer.
pub async fn of_concurrent_appends_with_one_key_exactly_one_is_new(backend: &dyn Backend) {
    let log = backend.open().await;
    for round in 0..5_u8 {
        let tasks: Vec<_> = (0..16)
            .map(|task| {
                let log = Arc::clone(&log);
                let mut once = once(&format!("key {round}"), round);
                once.answer = format!("answer of {task}").into_bytes();
                tokio::spawn(async move {
                    let appended = log.append(CUSTOMERS, text("body"), Some(once.clone())).await;
                    (once.answer, appended.expect("appending"))
                })
            })
            .collect();
        let mut new: Vec<(Position, Vec<u8>)> = Vec::new();
        let mut replayed = Vec::new();
        for task in tasks {
            match soon("appending", task).await.expect("a task") {
                (answer, Appended::New(position)) => new.push((position, answer)),
                (_, Appended::Replayed { position, answer }) => replayed.push((position, answer)),
                (_, Appended::Conflict) => panic!("the same body conflicted"),
            }
        }
        assert_eq!(new.len(), 1, "exactly one append may be new");
        assert!(replayed.iter().all(|replay| *replay == new[0]), "{replayed:?} must all equal {new:?}");
        assert_eq!(read_all(&*log, CUSTOMERS).await.len(), usize::from(round) + 1);
    }
}

/// Trimming takes entries, never the answers of the last day.
pub async fn an_answer_outlives_its_entry(backend: &dyn Backend) {
    let log = backend.open().await;
    let first = log.append(CUSTOMERS, text("body"), Some(once("key", 1))).await.expect("the first");
    let Appended::New(position) = first else { panic!("the first append gave {first:?}") };
    let head = append(&*log, CUSTOMERS, text("later")).await;
    assert_eq!(log.trim(CUSTOMERS, head).await.expect("trimming"), 2);
    let again = log.append(CUSTOMERS, text("body"), Some(once("key", 1))).await.expect("again");
    assert_eq!(again, Appended::Replayed { position, answer: b"answer 1".to_vec() });
    assert!(read_all(&*log, CUSTOMERS).await.is_empty());
}
