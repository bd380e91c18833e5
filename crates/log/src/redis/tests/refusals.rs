//! The server answers, and refuses: no memory, no disk, no right.

use tokio::time::timeout;

use super::{
    EVERYTHING, ORDERS, SOON, append, becomes_so, command, entry, eventually, patiently, texts, unavailable,
};
use crate::redis::RedisLog;
use crate::redis::testing::Server;
use crate::{Appended, Log, LogError, Position, Signals};

async fn open(server: &Server) -> RedisLog {
    patiently(&server.url()).await
}

#[tokio::test]
async fn a_server_out_of_memory_refuses_appends_until_entries_are_trimmed() {
    let Some(server) = Server::start(&["--maxmemory", "16mb", "--maxmemory-policy", "noeviction"]) else {
        return;
    };
    let log = open(&server).await;
    let mut acknowledged = Vec::new();
    let error = loop {
        match log.append(ORDERS, entry(vec![7; 500_000]), None).await {
            Ok(Appended::New(position)) => acknowledged.push(position),
            Ok(other) => panic!("an append without a key gave {other:?}"),
            Err(error) => break error,
        }
        assert!(acknowledged.len() < 100, "16 MB must be full");
    };
    let reason = unavailable(async { Err::<(), _>(error) }).await;
    assert!(reason.starts_with("OOM "), "{reason}");
    let found = log.read_after(ORDERS, Position::START, EVERYTHING).await.unwrap();
    assert_eq!(found.iter().map(|entry| entry.position).collect::<Vec<_>>(), acknowledged);
    assert_eq!(log.lag(ORDERS, Position::START).await.unwrap().entries, acknowledged.len() as u64);
    // Who applies and trims must not be kept from it.
    assert!(log.hold(ORDERS, "worker", SOON).await.unwrap());
    assert_eq!(log.trim(ORDERS, acknowledged[4]).await.unwrap(), 5);
    log.let_go(ORDERS, "worker").await.unwrap();
    let next = eventually(|| log.append(ORDERS, entry(vec![7; 500_000]), None)).await;
    assert!(matches!(next, Appended::New(at) if at > acknowledged[acknowledged.len() - 1]), "{next:?}");
}

#[tokio::test]
async fn a_replica_refuses_appends_until_it_is_promoted() {
    let Some(primary) = Server::start(&["--repl-diskless-sync-delay", "0"]) else { return };
    let source = open(&primary).await;
    append(&source, "copied").await;
    let port = primary.port().to_string();
    let Some(replica) = Server::start(&["--replicaof", "127.0.0.1", &port]) else { return };
    let log = patiently(&replica.url()).await;
    becomes_so("the replica has followed", async || {
        eventually(|| log.lag(ORDERS, Position::START)).await.entries == 1
    })
    .await;
    let reason = unavailable(log.append(ORDERS, entry("refused"), None)).await;
    assert!(reason.starts_with("READONLY "), "{reason}");
    unavailable(log.hold(ORDERS, "worker", SOON)).await;
    command(&replica, &["REPLICAOF", "NO", "ONE"]).await;
    eventually(|| log.append(ORDERS, entry("accepted"), None)).await;
    assert_eq!(eventually(|| log.lag(ORDERS, Position::START)).await.entries, 2);
    assert_eq!(texts(&source).await, ["copied"]);
}

#[tokio::test]
async fn a_server_that_cannot_save_refuses_appends_until_it_can() {
    let Some(server) = Server::start(&["--save", "3600 1", "--dbfilename", "dump.rdb"]) else { return };
    let log = open(&server).await;
    append(&log, "before").await;
    // A folder where the snapshot should go is a disk that cannot be written, also for root.
    let obstacle = server.folder().join("dump.rdb");
    std::fs::create_dir_all(obstacle.join("occupied")).unwrap();
    save(&server, "err").await;
    let reason = unavailable(log.append(ORDERS, entry("refused"), None)).await;
    assert!(reason.starts_with("MISCONF "), "{reason}");
    assert_eq!(texts(&log).await, ["before"]);
    std::fs::remove_dir_all(&obstacle).unwrap();
    save(&server, "ok").await;
    eventually(|| log.append(ORDERS, entry("after"), None)).await;
    assert_eq!(texts(&log).await, ["before", "after"]);
}

/// Lets the server save, and waits until it ends with a status.
async fn save(server: &Server, status: &str) {
    command(server, &["BGSAVE"]).await;
    let done = format!("rdb_last_bgsave_status:{status}");
    becomes_so("saving has ended", async || {
        let info = command(server, &["INFO", "persistence"]).await;
        let info: String = redis::from_redis_value(info).unwrap();
        info.contains("rdb_bgsave_in_progress:0") && info.contains(&done)
    })
    .await;
}

#[tokio::test]
async fn a_server_that_would_evict_entries_is_refused_until_it_is_told_not_to() {
    let Some(server) = Server::start(&["--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru"]) else {
        return;
    };
    let log = open(&server).await;
    let reason = unavailable(log.append(ORDERS, entry("refused"), None)).await;
    assert!(reason.contains("noeviction"), "{reason}");
    command(&server, &["CONFIG", "SET", "maxmemory-policy", "noeviction"]).await;
    eventually(|| log.append(ORDERS, entry("accepted"), None)).await;
}

#[tokio::test]
async fn a_wrong_password_is_unavailable_and_is_never_shown() {
    let Some(server) = Server::start(&["--requirepass", "right"]) else { return };
    let with = |password: &str| server.url().replace("redis://", &format!("redis://:{password}@"));
    for url in [server.url(), with("wr0ng")] {
        let log = patiently(&url).await;
        let error = log.append(ORDERS, entry("refused"), None).await.unwrap_err();
        assert!(matches!(error, LogError::Unavailable { .. }), "{error:?}");
        let reason = std::error::Error::source(&error).unwrap().to_string();
        assert!(reason.contains("WRONGPASS") || reason.contains("NOAUTH"), "{reason}");
        assert!(!format!("{error:?} {error} {reason} {log:?}").contains("wr0ng"));
    }
    let log = patiently(&with("right")).await;
    append(&log, "accepted").await;
    assert_eq!(texts(&log).await, ["accepted"]);
}

/// What the page on operations tells to allow is enough, and everything else stays closed.
#[tokio::test]
async fn a_user_with_rights_to_its_own_names_can_do_everything() {
    let Some(server) = Server::start(&[]) else { return };
    let rules = ["on", ">secret", "~{shop}:*", "&{shop}:*", "+@all", "-@dangerous", "-@admin"];
    command(&server, &[&["ACL", "SETUSER", "crm"], &rules[..]].concat()).await;
    let url = server.url().replace("redis://", "redis://crm:secret@");
    let log = patiently(&format!("{url}?prefix=shop")).await;
    let mut signals = Signals::subscribe(&log);
    let position = append(&log, "entry").await;
    assert_eq!(texts(&log).await, ["entry"]);
    assert!(log.hold(ORDERS, "worker", SOON).await.unwrap());
    log.let_go(ORDERS, "worker").await.unwrap();
    assert_eq!(log.trim(ORDERS, position).await.unwrap(), 1);
    let other = patiently(&format!("{}?prefix=shop", server.url())).await;
    other.send("a signal");
    let text = timeout(SOON, signals.recv()).await.expect("a signal").unwrap();
    assert_eq!(&*text, "a signal");

    let stranger = patiently(&format!("{url}?prefix=other")).await;
    let reason = unavailable(stranger.append(ORDERS, entry("refused"), None)).await;
    assert!(reason.starts_with("NOPERM "), "{reason}");
}

#[tokio::test]
async fn what_no_log_has_written_is_damage() {
    let Some(server) = Server::start(&[]) else { return };
    let log = open(&server).await;
    append(&log, "entry").await;
    let damaged = |result: Result<(), LogError>| {
        assert!(matches!(result, Err(LogError::Corrupt { .. })), "{result:?}");
    };
    // A payload went, and what is known of it stayed.
    command(&server, &["XTRIM", &log.keys.entries(ORDERS), "MAXLEN", "0"]).await;
    damaged(log.read_after(ORDERS, Position::START, EVERYTHING).await.map(drop));
    command(&server, &["XADD", &log.keys.index(ORDERS), "*", "field", "value"]).await;
    damaged(log.read_after(ORDERS, Position::START, EVERYTHING).await.map(drop));
    command(&server, &["HSET", &log.keys.heads(ORDERS.topic), "not a workspace", "1-1"]).await;
    damaged(log.heads(ORDERS.topic).await.map(drop));
    command(&server, &["SET", &log.keys.entries(ORDERS), "text"]).await;
    damaged(log.append(ORDERS, entry("refused"), None).await.map(drop));
}
