//! The suite on a real server, and what only this backend can show.

mod crash;
mod outages;
mod positions;
mod refusals;
mod signals;
mod tls;

use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use async_trait::async_trait;
use domain::{Topic, WorkspaceId};
use tokio::sync::watch;
use tokio::time::{interval, timeout};

use super::RedisLog;
use super::settings::Settings;
use super::testing::Server;
use crate::conformance::{Backend, SharedBackend};
use crate::{
    Appended, Entry, EntryInfo, Idempotency, Lag, Log, LogError, MAX_ENTRY_BYTES, NewEntry, Partition,
    Position, ReadLimit, Signals,
};

/// Names of its own on a server that cases share while any of them runs.
pub(crate) struct Shared {
    server: Arc<Server>,
    prefix: usize,
}

impl Shared {
    pub(crate) fn new() -> Option<Self> {
        static SERVER: Mutex<Weak<Server>> = Mutex::new(Weak::new());
        static NEXT: AtomicUsize = AtomicUsize::new(1);
        let mut running = SERVER.lock().unwrap_or_else(PoisonError::into_inner);
        let server = match running.upgrade() {
            Some(server) => server,
            None => Arc::new(Server::start(&["--appendfsync", "everysec"])?),
        };
        *running = Arc::downgrade(&server);
        Some(Self { server, prefix: NEXT.fetch_add(1, Ordering::Relaxed) })
    }

    async fn connect(&self) -> RedisLog {
        let url = format!("{}?prefix=case-{}", self.server.url(), self.prefix);
        patiently(&url).await
    }
}

#[async_trait]
impl Backend for Shared {
    async fn open(&self) -> Arc<dyn Log> {
        Arc::new(self.connect().await)
    }
}

#[async_trait]
impl SharedBackend for Shared {
    async fn join(&self) -> (Arc<dyn Log>, Arc<dyn Signals>) {
        let log = Arc::new(self.connect().await);
        (Arc::clone(&log) as Arc<dyn Log>, log)
    }
}

crate::conformance_tests!(crate::redis::tests::Shared::new());
crate::conformance_tests!(crate::redis::tests::Shared::new(), shared);

/// Three processes that take turns call by call, looking like one.
struct InTurns {
    logs: [RedisLog; 3],
    turn: AtomicUsize,
}

impl InTurns {
    fn next(&self) -> &RedisLog {
        &self.logs[self.turn.fetch_add(1, Ordering::Relaxed) % self.logs.len()]
    }
}

#[async_trait]
impl Log for InTurns {
    async fn append(
        &self,
        partition: Partition,
        entry: NewEntry,
        idempotency: Option<Idempotency>,
    ) -> Result<Appended, LogError> {
        self.next().append(partition, entry, idempotency).await
    }

    async fn read_after(
        &self,
        partition: Partition,
        after: Position,
        limit: ReadLimit,
    ) -> Result<Vec<Entry>, LogError> {
        self.next().read_after(partition, after, limit).await
    }

    async fn entry(&self, partition: Partition, position: Position) -> Result<Option<EntryInfo>, LogError> {
        self.next().entry(partition, position).await
    }

    async fn heads(&self, topic: Topic) -> Result<Vec<(Partition, Position)>, LogError> {
        self.next().heads(topic).await
    }

    async fn lag(&self, partition: Partition, after: Position) -> Result<Lag, LogError> {
        self.next().lag(partition, after).await
    }

    async fn trim(&self, partition: Partition, through: Position) -> Result<u64, LogError> {
        self.next().trim(partition, through).await
    }

    async fn hold(&self, partition: Partition, holder: &str, ttl: Duration) -> Result<bool, LogError> {
        self.next().hold(partition, holder, ttl).await
    }

    async fn let_go(&self, partition: Partition, holder: &str) -> Result<(), LogError> {
        self.next().let_go(partition, holder).await
    }

    fn subscribe(&self, topic: Topic) -> watch::Receiver<u64> {
        Log::subscribe(self.next(), topic)
    }
}

mod processes_that_take_turns {
    use std::sync::Arc;

    use async_trait::async_trait;

    use super::{InTurns, Shared};
    use crate::Log;
    use crate::conformance::Backend;

    struct Several(Shared);

    #[async_trait]
    impl Backend for Several {
        async fn open(&self) -> Arc<dyn Log> {
            let logs = [self.0.connect().await, self.0.connect().await, self.0.connect().await];
            Arc::new(InTurns { logs, turn: 0.into() })
        }
    }

    crate::conformance_tests!(Shared::new().map(Several));
}

/// No test waits longer than this for something that must happen.
const SOON: Duration = Duration::from_secs(20);

/// Tests that wait for something look this often.
const AGAIN: Duration = Duration::from_millis(5);

/// A busy machine makes everything slow; only tests of failure want to hear of it.
fn patient() -> Settings {
    Settings { timeout: SOON, connect_timeout: SOON, ..Settings::default() }
}

/// Gives up quickly, for tests in which somebody must.
fn hasty() -> Settings {
    Settings {
        timeout: Duration::from_millis(500),
        connect_timeout: Duration::from_millis(250),
        ..Settings::default()
    }
}

/// The log of a server that will answer, however busy the machine is.
async fn patiently(url: &str) -> RedisLog {
    RedisLog::open_with(url, patient()).await.unwrap()
}

/// The log of a server that will not always answer.
async fn hastily(url: &str) -> RedisLog {
    RedisLog::open_with(url, hasty()).await.unwrap()
}

const fn of(topic: Topic, workspace: i64) -> Partition {
    let Some(workspace) = WorkspaceId::from_i64(workspace) else { panic!("not a workspace") };
    Partition { topic, workspace }
}

const ORDERS: Partition = of(Topic::Orders, 1);

const EVERYTHING: ReadLimit = ReadLimit { entries: usize::MAX, bytes: usize::MAX };

fn entry(payload: impl Into<Vec<u8>>) -> NewEntry {
    NewEntry { payload: payload.into(), records: 1, received_at_ms: 1_700_000_000_000 }
}

fn once(key: impl Into<String>) -> Idempotency {
    Idempotency { key: key.into(), body_hash: [7; 32], answer: b"answer".to_vec() }
}

async fn append(log: &RedisLog, payload: impl Into<Vec<u8>>) -> Position {
    match log.append(ORDERS, entry(payload), None).await.unwrap() {
        Appended::New(position) => position,
        other => panic!("an append without a key gave {other:?}"),
    }
}

async fn texts(log: &RedisLog) -> Vec<String> {
    let entries = log.read_after(ORDERS, Position::START, EVERYTHING).await.unwrap();
    entries.into_iter().map(|entry| String::from_utf8(entry.payload).unwrap()).collect()
}

/// Calls until it is available, as workers do.
async fn eventually<T, F: Future<Output = Result<T, LogError>>>(call: impl Fn() -> F) -> T {
    let calling = async {
        let mut again = interval(AGAIN);
        loop {
            again.tick().await;
            match call().await {
                Ok(value) => return value,
                Err(LogError::Unavailable { .. }) => {}
                Err(error) => panic!("{error:?}"),
            }
        }
    };
    timeout(SOON, calling).await.expect("it must become available")
}

/// Asks until something is so.
async fn becomes_so<F: Future<Output = bool>>(what: &str, is_so: impl Fn() -> F) {
    let asking = async {
        let mut again = interval(AGAIN);
        while !is_so().await {
            again.tick().await;
        }
    };
    timeout(SOON, asking).await.unwrap_or_else(|_| panic!("it must become so: {what}"));
}

/// Why a call is unavailable; it must be, and must say so soon.
async fn unavailable<T: std::fmt::Debug>(call: impl Future<Output = Result<T, LogError>>) -> String {
    let result = timeout(SOON, call).await.expect("a call must end");
    let Err(error @ LogError::Unavailable { .. }) = result else { panic!("it gave {result:?}") };
    std::error::Error::source(&error).unwrap().to_string()
}

/// A connection of somebody else.
async fn stranger(server: &Server) -> redis::aio::MultiplexedConnection {
    let client = redis::Client::open(server.url()).unwrap();
    let config = redis::AsyncConnectionConfig::new().set_response_timeout(Some(SOON));
    client.get_multiplexed_async_connection_with_config(&config).await.unwrap()
}

/// What a stranger's command gives.
async fn command(server: &Server, words: &[&str]) -> redis::Value {
    let mut command = redis::cmd(words[0]);
    command.arg(&words[1..]);
    command.query_async(&mut stranger(server).await).await.unwrap()
}

#[tokio::test]
async fn the_largest_entry_comes_back_whole() {
    let Some(shared) = Shared::new() else { return };
    let log = shared.connect().await;
    let once = once("key");
    let mut payload = (0..=250).collect::<Vec<u8>>().repeat(MAX_ENTRY_BYTES / 251 + 1);
    payload.truncate(MAX_ENTRY_BYTES - once.key.len() - once.answer.len());
    append(&log, "before").await;
    let appended = log.append(ORDERS, entry(payload.clone()), Some(once.clone())).await.unwrap();
    let Appended::New(position) = appended else { panic!("it gave {appended:?}") };
    append(&log, "after").await;
    let limit = ReadLimit { entries: 10, bytes: 1024 };
    let first = log.read_after(ORDERS, Position::START, limit).await.unwrap();
    assert_eq!(first.len(), 1, "the large one does not fit");
    let large = log.read_after(ORDERS, first[0].position, limit).await.unwrap();
    assert_eq!((large.len(), large[0].position), (1, position));
    assert!(large[0].payload == payload, "the payload came back changed");
    let after = log.read_after(ORDERS, position, limit).await.unwrap();
    assert_eq!(after.len(), 1, "the one behind it is reached");
    let again = log.append(ORDERS, entry(payload), Some(once)).await.unwrap();
    assert_eq!(again, Appended::Replayed { position, answer: b"answer".to_vec() });
}

#[tokio::test]
async fn many_entries_are_read_in_pages_and_none_is_missing() {
    let Some(shared) = Shared::new() else { return };
    let log = Arc::new(shared.connect().await);
    let appending: Vec<_> = (0..2500)
        .map(|number| {
            let log = Arc::clone(&log);
            tokio::spawn(async move { append(&log, format!("{number}")).await })
        })
        .collect();
    let mut positions = Vec::new();
    for append in appending {
        positions.push(append.await.unwrap());
    }
    positions.sort_unstable();
    let read = |entries| log.read_after(ORDERS, Position::START, ReadLimit { entries, bytes: usize::MAX });
    for entries in [1, 999, 1000, 1001, 2000, 2499, 2500, usize::MAX] {
        let found: Vec<_> = read(entries).await.unwrap().iter().map(|entry| entry.position).collect();
        assert_eq!(found, positions[..entries.min(2500)]);
    }
}

#[tokio::test]
async fn a_key_is_free_again_after_a_day() {
    let Some(shared) = Shared::new() else { return };
    let log = shared.connect().await;
    let at = |received_at_ms| NewEntry { received_at_ms, ..entry("body") };
    log.append(ORDERS, at(-5), Some(once("key"))).await.unwrap();
    let last_moment = log.append(ORDERS, at(super::ANSWER_KEPT_MS - 6), Some(once("key"))).await.unwrap();
    assert!(matches!(last_moment, Appended::Replayed { .. }), "{last_moment:?}");
    let next_day = log.append(ORDERS, at(super::ANSWER_KEPT_MS - 5), Some(once("key"))).await.unwrap();
    assert!(matches!(next_day, Appended::New(_)), "{next_day:?}");
    // Nobody need ask: the server forgets it by itself, a little later than a day.
    let name = log.keys.answer(ORDERS, "key");
    let redis::Value::Int(ttl_ms) = command(&shared.server, &["PTTL", &name]).await else {
        panic!("no time")
    };
    let slack_ms = ttl_ms - super::ANSWER_KEPT_MS;
    assert!(0 < slack_ms && slack_ms <= super::ANSWER_SLACK_MS, "it is kept for {ttl_ms} ms");
}

#[tokio::test]
async fn a_partition_without_entries_leaves_only_its_totals() {
    let Some(shared) = Shared::new() else { return };
    let log = shared.connect().await;
    let position = append(&log, "entry").await;
    let streams = [log.keys.entries(ORDERS), log.keys.index(ORDERS), log.keys.heads(ORDERS.topic)];
    for (expected, entries) in [(3, 1), (0, 0)] {
        assert_eq!(log.lag(ORDERS, Position::START).await.unwrap().entries, entries);
        let words = [&["EXISTS"][..], &streams.each_ref().map(String::as_str)].concat();
        assert_eq!(command(&shared.server, &words).await, redis::Value::Int(expected));
        log.trim(ORDERS, position).await.unwrap();
    }
}

/// What a cluster would refuse, one of a single node refuses too: names of different slots, and names that a script
/// was not told of.
#[tokio::test]
async fn all_names_are_in_one_slot_of_a_cluster() {
    let Some(server) = Server::start(&["--cluster-enabled", "yes"]) else { return };
    command(&server, &["CLUSTER", "ADDSLOTSRANGE", "0", "16383"]).await;
    becomes_so("the cluster is whole", async || {
        let info = command(&server, &["CLUSTER", "INFO"]).await;
        redis::from_redis_value::<String>(info).unwrap().contains("cluster_state:ok")
    })
    .await;
    let log = patiently(&server.url()).await;
    let mut wakeups = Log::subscribe(&log, Topic::Orders);
    let position = append(&log, "one").await;
    log.append(ORDERS, entry("two"), Some(once("key"))).await.unwrap();
    timeout(SOON, wakeups.changed()).await.expect("a wake-up").unwrap();
    assert_eq!(texts(&log).await, ["one", "two"]);
    assert_eq!(log.lag(ORDERS, position).await.unwrap().entries, 1);
    assert_eq!(log.trim(ORDERS, position).await.unwrap(), 1);
    assert!(log.hold(ORDERS, "worker", SOON).await.unwrap());
    log.let_go(ORDERS, "worker").await.unwrap();
}
