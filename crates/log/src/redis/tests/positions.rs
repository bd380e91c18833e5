//! Positions never repeat, whatever becomes of the server and its clock.

use domain::Topic;

use super::{EVERYTHING, ORDERS, Shared, append, command, of, patiently, texts};
use crate::redis::ids;
use crate::redis::testing::Server;
use crate::{Log, Position};

/// The position an hour after another one.
fn an_hour_after(position: Position) -> Position {
    Position::from_u64(position.get() + (3_600_000 << 20)).unwrap()
}

#[tokio::test]
async fn a_server_that_comes_back_empty_goes_on_above_all_marks() {
    let Some(server) = Server::start(&[]) else { return };
    let log = patiently(&server.url()).await;
    let mark = append(&log, "lost").await;
    drop(log);
    server.restart_empty();
    let log = patiently(&server.url()).await;
    assert!(texts(&log).await.is_empty());
    let position = append(&log, "after the loss").await;
    assert!(position > mark, "{position} hides behind a mark at {mark}");
}

/// As if the clock of a server had been ahead by hours, and was put right when its data was lost.
#[tokio::test]
async fn what_a_process_has_seen_stays_below_new_positions_though_the_clock_goes_back() {
    let Some(shared) = Shared::new() else { return };
    let log = shared.connect().await;
    let mark = an_hour_after(append(&log, "now").await);
    log.read_after(ORDERS, mark, EVERYTHING).await.unwrap();
    let position = append(&log, "after reading").await;
    assert!(position > mark, "{position} hides behind a mark at {mark}");

    let mark = an_hour_after(position);
    log.lag(ORDERS, mark).await.unwrap();
    let position = append(&log, "after measuring lag").await;
    assert!(position > mark, "{position} hides behind a mark at {mark}");

    // What is found at the head of one partition counts for all of them.
    let other = shared.connect().await;
    other.heads(Topic::Orders).await.unwrap();
    let elsewhere = of(Topic::Orders, 2);
    let appended = other.append(elsewhere, super::entry("elsewhere"), None).await.unwrap();
    assert!(matches!(appended, crate::Appended::New(at) if at > mark), "{appended:?} after {mark}");
}

/// Otherwise an appender's own positions would push each other ahead of the clock, and away from its protection.
#[tokio::test]
async fn what_a_process_has_seen_does_not_carry_positions_ahead_of_the_clock() {
    let Some(shared) = Shared::new() else { return };
    let log = shared.connect().await;
    let redis::Value::Array(before) = command(&shared.server, &["TIME"]).await else { panic!("no time") };
    let mut last = Position::START;
    for number in 0..500 {
        let appended =
            log.append(of(Topic::Orders, 1 + number % 3), super::entry("entry"), None).await.unwrap();
        let crate::Appended::New(position) = appended else { panic!("it gave {appended:?}") };
        assert!(position > last, "positions grow over all that a process appends");
        last = position;
    }
    let redis::Value::Array(after) = command(&shared.server, &["TIME"]).await else { panic!("no time") };
    let seconds = [&before[0], &after[0]].map(|seconds| redis::from_redis_value_ref::<u64>(seconds).unwrap());
    let at = ids::milliseconds(last) / 1000;
    assert!(seconds[0] <= at && at <= seconds[1], "{at} is not within {seconds:?}");
}

#[tokio::test]
async fn an_absurd_mark_does_not_carry_positions_away() {
    let Some(shared) = Shared::new() else { return };
    let log = shared.connect().await;
    let before = append(&log, "before").await;
    let absurd = Position::from_u64(i64::MAX as u64).unwrap();
    assert!(log.read_after(ORDERS, absurd, EVERYTHING).await.unwrap().is_empty());
    let after = append(&log, "after").await;
    assert!(after > before && after < an_hour_after(before), "{before} and then {after}");
}

/// The clock stands still, or is behind the last id: the sequence counts on, and then the millisecond.
#[tokio::test]
async fn positions_grow_though_the_clock_does_not() {
    let Some(shared) = Shared::new() else { return };
    let log = shared.connect().await;
    let far_ms = ids::milliseconds(append(&log, "now").await) + 3_600_000;
    let totals = format!("{far_ms}-1048574 1 1");
    command(&shared.server, &["HSET", &log.keys.totals(ORDERS.topic), "1", &totals]).await;
    let mut found = Vec::new();
    for name in ["last of its millisecond", "first of the next", "second of the next"] {
        found.push(append(&log, name).await);
    }
    let expected = [(far_ms, 1_048_575), (far_ms + 1, 0), (far_ms + 1, 1)];
    let expected = expected.map(|(ms, seq)| Position::from_u64((ms << 20) | seq).unwrap());
    assert_eq!(found, expected);
    assert_eq!(texts(&log).await.len(), 4);
    let lag = log.lag(ORDERS, found[0]).await.unwrap();
    assert_eq!((lag.entries, lag.records), (2, 2));
}
