//! The server is down, frozen, or comes and goes.

use std::sync::Arc;

use domain::Topic;

use tokio::time::timeout;

use super::{
    EVERYTHING, ORDERS, SOON, append, becomes_so, command, entry, eventually, hastily, hasty, once,
    patiently, texts, unavailable,
};
use crate::redis::RedisLog;
use crate::redis::testing::Server;
use crate::{Appended, Log, Position, Signals};

/// Every call ends as unavailable, soon.
async fn nothing_works(log: &RedisLog) {
    unavailable(log.append(ORDERS, entry("never"), None)).await;
    unavailable(log.read_after(ORDERS, Position::START, EVERYTHING)).await;
    unavailable(log.entry(ORDERS, Position::START)).await;
    unavailable(log.heads(Topic::Orders)).await;
    unavailable(log.lag(ORDERS, Position::START)).await;
    unavailable(log.trim(ORDERS, Position::START)).await;
    unavailable(log.hold(ORDERS, "worker", SOON)).await;
    unavailable(log.let_go(ORDERS, "worker")).await;
    Signals::send(log, "never waits");
}

#[tokio::test]
async fn a_server_that_is_down_is_unavailable_until_it_is_back() {
    let Some(server) = Server::start(&[]) else { return };
    let log = patiently(&server.url()).await;
    let before = eventually(|| log.append(ORDERS, entry("before"), None)).await;
    server.kill();
    nothing_works(&log).await;
    server.restart();
    assert!(eventually(|| log.hold(ORDERS, "worker", SOON)).await);
    eventually(|| log.append(ORDERS, entry("after"), None)).await;
    let entries = eventually(|| log.read_after(ORDERS, Position::START, EVERYTHING)).await;
    let found: Vec<_> = entries.iter().map(|entry| &*entry.payload).collect();
    assert_eq!(found, [&b"before"[..], b"after"]);
    assert_eq!(before, Appended::New(entries[0].position));
}

#[tokio::test]
async fn a_log_opens_while_its_server_is_down() {
    let Some(server) = Server::start(&[]) else { return };
    server.kill();
    let log = patiently(&server.url()).await;
    let mut wakeups = Log::subscribe(&log, Topic::Orders);
    let reason = unavailable(log.append(ORDERS, entry("never"), None)).await;
    assert!(reason.contains("refused"), "{reason}");
    nothing_works(&log).await;
    server.restart();
    eventually(|| log.append(ORDERS, entry("first"), None)).await;
    timeout(SOON, wakeups.changed()).await.expect("a wake-up").unwrap();
    assert_eq!(texts(&log).await, ["first"]);
}

#[tokio::test]
async fn a_frozen_server_is_unavailable_until_it_goes_on() {
    let Some(server) = Server::start(&[]) else { return };
    let log = hastily(&server.url()).await;
    eventually(|| log.append(ORDERS, entry("before"), None)).await;
    server.freeze();
    nothing_works(&log).await;
    // Nor does a log open for ever that finds it so.
    let late = timeout(SOON, hastily(&server.url())).await.expect("opening must end");
    nothing_works(&late).await;
    server.thaw();
    for log in [&log, &late] {
        eventually(|| log.append(ORDERS, entry("after"), None)).await;
    }
}

/// The bytes of the append had reached the server when it froze; only the answer did not come.
#[tokio::test]
async fn an_append_without_an_answer_is_found_again_with_its_key() {
    let Some(server) = Server::start(&[]) else { return };
    let log = hastily(&server.url()).await;
    for _ in 0..2 {
        eventually(|| log.append(ORDERS, entry("makes the connections"), None)).await;
    }
    let before = eventually(|| log.lag(ORDERS, Position::START)).await.entries;
    server.freeze();
    unavailable(log.append(ORDERS, entry("unanswered"), Some(once("key")))).await;
    server.thaw();
    becomes_so("the server has read what it was sent", async || {
        eventually(|| log.lag(ORDERS, Position::START)).await.entries > before
    })
    .await;
    let again = eventually(|| log.append(ORDERS, entry("unanswered"), Some(once("key")))).await;
    assert!(matches!(again, Appended::Replayed { .. }), "{again:?}");
    assert_eq!(eventually(|| log.lag(ORDERS, Position::START)).await.entries, before + 1);
}

#[tokio::test]
async fn appends_wait_for_room_but_not_for_ever() {
    let Some(server) = Server::start(&[]) else { return };
    let settings = super::Settings { room_kib: 300, ..hasty() };
    let log = Arc::new(RedisLog::open_with(&server.url(), settings).await.unwrap());
    for _ in 0..2 {
        eventually(|| log.append(ORDERS, entry("makes the connections"), None)).await;
    }
    let occupied = log.room.acquire_many(200).await.unwrap();
    let reason = unavailable(log.append(ORDERS, entry(vec![7; 100 * 1024]), None)).await;
    assert!(reason.contains("too much waits"), "{reason}");
    drop(occupied);
    server.freeze();
    let append = || {
        let log = Arc::clone(&log);
        tokio::spawn(async move { unavailable(log.append(ORDERS, entry(vec![7; 100 * 1024]), None)).await })
    };
    let waiting: Vec<_> = (0..5).map(|_| append()).collect();
    becomes_so("two have room and a third waits", async || log.room.available_permits() == 0).await;
    for append in waiting {
        append.await.unwrap();
    }
    assert_eq!(log.room.available_permits(), 300, "all room must be given back");
    server.thaw();
    eventually(|| log.append(ORDERS, entry("after"), None)).await;
}

#[tokio::test]
async fn wakeups_of_other_processes_come_again_after_an_outage() {
    let Some(server) = Server::start(&[]) else { return };
    let (sleeper, writer) = (patiently(&server.url()).await, patiently(&server.url()).await);
    eventually(|| writer.append(ORDERS, entry("before"), None)).await;
    server.restart();
    let mut wakeups = Log::subscribe(&sleeper, Topic::Orders);
    eventually(|| writer.append(ORDERS, entry("after"), None)).await;
    timeout(SOON, wakeups.changed()).await.expect("a wake-up").unwrap();
}

#[tokio::test]
async fn scripts_that_the_server_forgot_are_sent_again() {
    let Some(server) = Server::start(&[]) else { return };
    let log = patiently(&server.url()).await;
    append(&log, "one").await;
    assert!(log.hold(ORDERS, "worker", SOON).await.unwrap());
    command(&server, &["SCRIPT", "FLUSH"]).await;
    append(&log, "two").await;
    assert!(log.hold(ORDERS, "worker", SOON).await.unwrap());
    assert_eq!(texts(&log).await, ["one", "two"]);
}
