//! Audiences in memory agree with what is stored, in every process, whatever happens to the stream of changes.

mod filling;
mod pasts;
mod writer;

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::{Duration, Instant};

use audience::{Answer, Tally};
use domain::workspace;
use domain::{Topic, WorkspaceId};
use mongodb::bson::{doc, rawdoc};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tokio::runtime::Runtime;

use self::writer::{Change, RULES, Writer, changes, question};
use crate::conformance::shop::{Shop, noon};
use crate::mongo::collections::{CUSTOMERS, REVISIONS};
use crate::mongo::feed::Limits;
use crate::mongo::fields::Fields;
use crate::mongo::testing::{Scratch, Server};
use crate::mongo::transaction::transact;
use crate::mongo::{MongoStore, Settings};
use crate::{Accounts, Audiences, StoreError};

/// Small ranges, so that few customers are many.
const LIMITS: Limits = Limits { memory: 1 << 20, range: 2, patience: Duration::from_secs(5) };
const ROMANS: &str = r#"{"metric":"city","operator":"==","value":"rome"}"#;

async fn open(uri: &str, feed: Limits) -> MongoStore {
    MongoStore::open_with(uri, &Settings { feed, ..Settings::default() }).await.unwrap()
}

fn numbered(number: i64) -> WorkspaceId {
    WorkspaceId::from_i64(number).unwrap()
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

fn person(number: i64, city: usize) -> Change {
    Change::Put { number, city: Some(city), phone: true, vip: false, size: None, withdrawn: false }
}

/// How often an index of the workspace was filled: every scan raises the revision.
async fn revision(store: &MongoStore, workspace: WorkspaceId) -> i64 {
    let found = store.collection(REVISIONS).find_one(doc! { "_id": workspace.get() }).await.unwrap();
    found.map_or(0, |found| found.int("revision").unwrap())
}

/// Tries until it is available, for a minute at most.
async fn patiently<T>(work: impl AsyncFn() -> Result<T, StoreError>) -> T {
    let began = Instant::now();
    loop {
        match work().await {
            Ok(value) => return value,
            Err(error) => {
                assert!(error.is_transient(), "{error:?}");
                assert!(began.elapsed() < Duration::from_mins(1), "{error:?}");
                tokio::task::yield_now().await;
            }
        }
    }
}

/// Random changes through two stores; after each, both count what is stored.
fn both_agree(cases: u32, uri: &str, between: impl Fn(usize)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let stores = runtime.block_on(async { [open(uri, LIMITS).await, open(uri, LIMITS).await] });
    let config = Config { cases, max_shrink_iters: 20, failure_persistence: None, ..Config::default() };
    let histories = prop::collection::vec((0..2_usize, changes()), 1..10);
    let workspaces = AtomicI64::new(0);
    let checked = TestRunner::new(config).run(&histories, |history| {
        let workspace = numbered(1 + workspaces.fetch_add(1, Ordering::Relaxed));
        for (step, (place, changes)) in history.iter().enumerate() {
            runtime.block_on(async {
                patiently(async || Writer::of(&stores[*place], workspace).transaction(changes).await).await;
                for store in &stores {
                    patiently(async || Writer::of(store, workspace).agrees().await).await;
                }
            });
            between(step);
        }
        Ok(())
    });
    if let Err(failure) = checked {
        panic!("{failure}");
    }
}

#[test]
fn every_process_counts_what_any_process_has_written() {
    let Some(scratch) = Scratch::new() else { return };
    both_agree(12, &scratch.uri, |_| {});
}

/// A batch of a topic, as a shop sends it.
fn batch() -> impl Strategy<Value = (Topic, String)> {
    let email = || (0..5_u8).prop_map(|number| format!("c{number}@shop.example"));
    let text = |name: &'static str, values: &'static [&'static str]| {
        prop::option::of(prop::sample::select(values)).prop_map(move |value| match value {
            Some(value) => format!(r#","{name}":{value}"#),
            None => String::new(),
        })
    };
    let customer = (
        email(),
        text("city", &[r#""Rome""#, r#""Oslo""#, "null"]),
        text("tags", &[r#"["vip"]"#, r#"["new","vip"]"#, "null"]),
        text("attributes", &[r#"{"size":2}"#, r#"{"size":"M"}"#, r#"{"size":null}"#, r#"{"age":1.5}"#]),
        text("phone", &[r#""+49 30 1""#, "null"]),
        text("consent", &[r#"{"email":"withdrawn"}"#, r#"{"email":"granted"}"#]),
    )
        .prop_map(|(email, city, tags, attributes, phone, consent)| {
            format!(r#"{{"email":"{email}"{city}{tags}{attributes}{phone}{consent}}}"#)
        });
    let order = (email(), 0..4_u8, 0..6_u8, 1..5_u8, text("status", &[r#""Cancelled""#])).prop_map(
        |(email, id, amount, day, status)| {
            format!(r#"{{"email":"{email}","externalId":"{id}","amount":{amount},"orderDate":"2026-01-0{day}"{status}}}"#)
        },
    );
    let array = |records: Vec<String>| format!("[{}]", records.join(","));
    prop_oneof![
        prop::collection::vec(customer, 1..6).prop_map(move |records| (Topic::Customers, array(records))),
        prop::collection::vec(order, 1..6).prop_map(move |records| (Topic::Orders, array(records))),
    ]
}

#[test]
fn every_process_counts_what_any_process_has_applied() {
    let Some(scratch) = Scratch::new() else { return };
    let runtime = runtime();
    let stores =
        runtime.block_on(async { [open(&scratch.uri, LIMITS).await, open(&scratch.uri, LIMITS).await] });
    let config = Config { cases: 12, max_shrink_iters: 20, failure_persistence: None, ..Config::default() };
    let histories = prop::collection::vec((0..2_usize, batch()), 1..8);
    let checked = TestRunner::new(config).run(&histories, |history| {
        runtime.block_on(async {
            let settings = workspace::Settings::parse("Shop", "EUR", "UTC").unwrap();
            let id = stores[0].create_workspace(settings, noon()).await.unwrap().id;
            for (place, (topic, json)) in history {
                Shop { store: &stores[place], id }.send(topic, &json).await;
                for store in &stores {
                    let shop = Shop { store, id };
                    let everyone = shop.everyone().await;
                    for rule in RULES {
                        let mut tally = Tally::new(question(rule), 2);
                        for customer in &everyone {
                            tally.fold(customer);
                        }
                        assert_eq!(
                            store.answer(id, question(rule), 2).await.unwrap(),
                            tally.finish(),
                            "{rule}"
                        );
                    }
                }
            }
        });
        Ok(())
    });
    if let Err(failure) = checked {
        panic!("{failure}");
    }
}

#[test]
fn a_server_that_is_killed_and_comes_back_makes_no_answer_wrong() {
    // Without this it forgets transactions that it has acknowledged.
    let Some(server) = Server::start(&["--sync-on-commit"]) else { return };
    let uri = server.url();
    let server = Mutex::new(server);
    both_agree(3, &uri, |step| {
        if step % 3 == 1 {
            server.lock().unwrap().restart();
        }
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_is_resumed_keeps_its_indexes() {
    let Some(mut server) = Server::start(&["--sync-on-commit"]) else { return };
    let store = open(&server.url(), LIMITS).await;
    let writer = Writer::of(&store, numbered(1));
    writer.transaction(&[person(1, 0)]).await.unwrap();
    writer.agrees().await.unwrap();
    let filled = revision(&store, numbered(1)).await;
    server.restart();
    patiently(async || writer.transaction(&[person(2, 0)]).await).await;
    patiently(async || writer.agrees().await).await;
    assert_eq!(revision(&store, numbered(1)).await, filled);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_has_forgotten_everything_is_believed() {
    let Some(mut server) = Server::start(&[]) else { return };
    let store = open(&server.url(), LIMITS).await;
    let writer = Writer::of(&store, numbered(1));
    for number in 1..5 {
        writer.transaction(&[person(number, 0)]).await.unwrap();
        writer.agrees().await.unwrap();
    }
    server.restart_empty();
    patiently(async || writer.transaction(&[person(1, 1)]).await).await;
    patiently(async || writer.agrees().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_server_leaves_questions_unanswered_until_it_goes_on() {
    let Some(server) = Server::start(&[]) else { return };
    let store = open(&server.url(), LIMITS).await;
    let writer = Writer::of(&store, numbered(1));
    writer.transaction(&[person(1, 0)]).await.unwrap();
    writer.agrees().await.unwrap();
    server.freeze();
    assert!(matches!(writer.agrees().await, Err(StoreError::Unavailable(_))));
    server.thaw();
    patiently(async || writer.transaction(&[person(2, 0)]).await).await;
    patiently(async || writer.agrees().await).await;
}

/// Two workspaces of eight people, half of them in Rome, in which transactions go on that leave it so: people swap
/// cities, and leave while others come. There is memory for one index, so that questions about both have them filled
/// again and again.
#[tokio::test(flavor = "multi_thread")]
async fn no_answer_shows_half_of_a_transaction() {
    let Some(scratch) = Scratch::new() else { return };
    let writing = open(&scratch.uri, LIMITS).await;
    let asking = open(&scratch.uri, Limits { memory: 0, ..LIMITS }).await;
    let [one, two] = [numbered(1), numbered(2)];
    for workspace in [one, two] {
        let everybody: Vec<_> = (0..8).map(|number| person(number, number as usize % 2)).collect();
        Writer::of(&writing, workspace).transaction(&everybody).await.unwrap();
    }
    let asked = AtomicBool::new(false);
    let write = async |workspace| {
        // By number: who lives where, if anywhere.
        let mut homes: Vec<_> = (0..16).map(|number| (number < 8).then_some(number % 2)).collect();
        let mut random = 7_u64;
        while !asked.load(Ordering::Relaxed) {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let (a, b) = ((random >> 40) as usize % 16, (random >> 50) as usize % 16);
            let changes: Vec<_> = [(a, homes[b]), (b, homes[a])]
                .into_iter()
                .map(|(number, home)| match (homes[number], home) {
                    (Some(_), Some(city)) => Change::City(number as i64, Some(city)),
                    (None, Some(city)) => person(number as i64, city),
                    (_, None) => Change::Remove(number as i64),
                })
                .collect();
            homes.swap(a, b);
            Writer::of(&writing, workspace).transaction(&changes).await.unwrap();
        }
    };
    let ask = async {
        for turn in 0..60 {
            let workspace = if turn % 2 == 0 { one } else { two };
            let answer = patiently(async || asking.answer(workspace, question(ROMANS), 0).await).await;
            assert_eq!((answer.count, answer.total), (4, 8), "at turn {turn}");
        }
        asked.store(true, Ordering::Relaxed);
    };
    tokio::join!(ask, write(one), write(two));
    for workspace in [one, two] {
        Writer::of(&asking, workspace).agrees().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_the_stream_has_left_out_is_noticed() {
    let Some(scratch) = Scratch::new() else { return };
    let store = open(&scratch.uri, LIMITS).await;
    let writer = Writer::of(&store, numbered(1));
    writer.transaction(&[person(1, 0)]).await.unwrap();
    writer.agrees().await.unwrap();
    let before = revision(&store, numbered(1)).await;
    // As if there had been more steps in between.
    let written = transact!(&store, |session| async {
        writer.write(session, &person(2, 0)).await?;
        writer.advance(session, 5).await
    });
    written.unwrap();
    writer.agrees().await.unwrap();
    assert_eq!(revision(&store, numbered(1)).await, before + 1, "it was filled again");
    writer.transaction(&[person(3, 0)]).await.unwrap();
    writer.agrees().await.unwrap();
    assert_eq!(revision(&store, numbered(1)).await, before + 1, "and kept from then on");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_within_a_field_is_read_from_the_original() {
    let Some(scratch) = Scratch::new() else { return };
    let store = open(&scratch.uri, LIMITS).await;
    let writer = Writer::of(&store, numbered(1));
    writer.transaction(&[person(1, 0), Change::Tags(1, vec!["new"])]).await.unwrap();
    writer.agrees().await.unwrap();
    let written = transact!(&store, |session| async {
        let pushed = doc! { "$push": { "tags": "vip" } };
        store.collection(CUSTOMERS).update_one(doc! {}, pushed).session(&mut *session).await?;
        writer.advance(session, 0).await
    });
    written.unwrap();
    writer.agrees().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_nobody_vouches_for_is_found_out() {
    let Some(scratch) = Scratch::new() else { return };
    let store = open(&scratch.uri, LIMITS).await;
    let writer = Writer::of(&store, numbered(1));
    writer.transaction(&[person(1, 0)]).await.unwrap();
    writer.agrees().await.unwrap();
    let moved = doc! { "$set": { "city": "Oslo" } };
    store.collection(CUSTOMERS).update_one(doc! {}, moved).await.unwrap();
    eventually_agrees(&writer).await;
    store.collection(CUSTOMERS).drop().await.unwrap();
    eventually_agrees(&writer).await;
    // Another collection takes its place.
    let other = store.collection("other");
    other.insert_one(rawdoc! { "_id": 1 }).await.unwrap();
    other.delete_one(doc! {}).await.unwrap();
    let named = |name: &str| format!("{}.{name}", store.db.name());
    let rename = doc! { "renameCollection": named("other"), "to": named(CUSTOMERS), "dropTarget": true };
    writer.transaction(&[person(1, 0)]).await.unwrap();
    writer.agrees().await.unwrap();
    store.client.database("admin").run_command(rename).await.unwrap();
    eventually_agrees(&writer).await;
}

/// Asks until memory has what is stored, for a minute at most.
async fn eventually_agrees(writer: &Writer<'_>) {
    let began = Instant::now();
    while !patiently(async || writer.count_agrees(ROMANS).await).await {
        assert!(began.elapsed() < Duration::from_mins(1), "it is not noticed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_least_recently_used_index_is_dropped_when_memory_is_short() {
    let Some(scratch) = Scratch::new() else { return };
    let [ample, short] =
        [open(&scratch.uri, LIMITS).await, open(&scratch.uri, Limits { memory: 0, ..LIMITS }).await];
    let workspaces = [numbered(1), numbered(2)];
    for workspace in workspaces {
        Writer::of(&ample, workspace).transaction(&[person(1, 0)]).await.unwrap();
    }
    let filled = async |store: &MongoStore| {
        let before = revision(store, workspaces[0]).await;
        for workspace in [workspaces[0], workspaces[1], workspaces[0], workspaces[0]] {
            assert_eq!(store.answer(workspace, question(ROMANS), 0).await.unwrap().count, 1);
        }
        revision(store, workspaces[0]).await - before
    };
    assert_eq!(filled(&ample).await, 1);
    assert_eq!(filled(&short).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_stream_has_not_told_is_waited_for_and_never_left_out() {
    let Some(scratch) = Scratch::new() else { return };
    let store = open(&scratch.uri, Limits { patience: Duration::from_millis(300), ..LIMITS }).await;
    let writer = Writer::of(&store, numbered(1));
    writer.transaction(&[person(1, 0)]).await.unwrap();
    patiently(async || writer.agrees().await).await;
    store.feed.tasks.lock().unwrap().abort_all();
    writer.agrees().await.unwrap();
    for changes in [[person(2, 0)], [Change::Suppress(1)]] {
        writer.transaction(&changes).await.unwrap();
        assert!(matches!(writer.agrees().await, Err(StoreError::Unavailable(_))));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workspace_nobody_has_heard_of_has_no_customers() {
    let Some(scratch) = Scratch::new() else { return };
    let store = open(&scratch.uri, LIMITS).await;
    let answer = store.answer(numbered(7), question(ROMANS), 2).await.unwrap();
    assert_eq!(answer, Answer::default());
}
