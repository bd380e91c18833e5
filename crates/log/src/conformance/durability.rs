//! What is still there after the log was left and opened again.

use domain::Topic;

use super::{Backend, append, partition, read_all, text, texts};
use crate::{Partition, Position};

const RECEIPTS: Partition = partition(Topic::Receipts, 7);

/// Everything acknowledged comes back, at the same positions, and new entries follow it.
pub async fn acknowledged_entries_survive_reopening(backend: &dyn Backend) {
    let log = backend.open().await;
    append(&*log, RECEIPTS, text("one")).await;
    append(&*log, RECEIPTS, text("two")).await;
    let before = read_all(&*log, RECEIPTS).await;
    drop(log);
    let log = backend.open().await;
    assert_eq!(read_all(&*log, RECEIPTS).await, before);
    append(&*log, RECEIPTS, text("three")).await;
    assert_eq!(texts(&read_all(&*log, RECEIPTS).await), ["one", "two", "three"]);
}

/// A mark at the last entry ever trimmed never hides an entry that is appended later, reopened or not.
pub async fn positions_go_on_growing_after_trimming_to_empty(backend: &dyn Backend) {
    let mut mark = Position::START;
    for round in 0..3 {
        let log = backend.open().await;
        for number in 0..2 {
            let name = format!("{round} {number}");
            let position = append(&*log, RECEIPTS, text(name.clone())).await;
            assert!(position > mark, "a position came again");
            let after = log.read_after(RECEIPTS, mark, super::EVERYTHING).await.expect("reading");
            assert_eq!(texts(&after), [name]);
            assert_eq!(log.trim(RECEIPTS, position).await.expect("trimming"), 1);
            assert!(read_all(&*log, RECEIPTS).await.is_empty());
            mark = position;
        }
    }
}
