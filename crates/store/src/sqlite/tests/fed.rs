//! Audiences in memory: loaded when somebody asks, fed by the writer, dropped when in doubt.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use audience::Index;
use domain::{Channel, WorkspaceId};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rusqlite::params;

use super::{Settings, open, patient, temporary};
use crate::conformance::pasts::random::{Event, event, rules};
use crate::conformance::shop::{EVERYONE, Shop, two};
use crate::sqlite::SqliteStore;
use crate::sqlite::audiences::Change;
use crate::sqlite::codes::Coded;
use crate::sqlite::writer::Durability;
use crate::{Audiences, Campaigns, StoreError};

/// What may happen here besides.
#[derive(Debug, Clone)]
enum Happens {
    InTheShop(Event),
    /// Nobody may write to an address any more.
    Suppressed(Channel, &'static str),
    /// The process ends and another begins.
    Reopened,
    /// The audiences are dropped, as after an error.
    Dropped,
    /// A write changes something and fails.
    Failed,
}

fn happens() -> impl Strategy<Value = Happens> {
    let address = prop::sample::select(vec![
        (Channel::Email, "c1@shop.example"),
        (Channel::Sms, "+49301"),
        (Channel::Sms, "03055"),
    ]);
    prop_oneof![
        16 => event().prop_map(Happens::InTheShop),
        2 => address.prop_map(|(channel, address)| Happens::Suppressed(channel, address)),
        1 => Just(Happens::Reopened),
        1 => Just(Happens::Dropped),
        1 => Just(Happens::Failed),
    ]
}

async fn suppress(store: &SqliteStore, workspace: WorkspaceId, channel: Channel, address: &'static str) {
    let write = store.write(Durability::Process, move |writing| {
        writing.db.execute(
            "INSERT OR IGNORE INTO suppression (workspace, channel, address, created_at) VALUES (?1, ?2, ?3, 0)",
            params![workspace.get(), channel.code(), address],
        )?;
        writing.changed(workspace, suppressed(channel, address));
        Ok(())
    });
    write.await.unwrap();
}

fn suppressed(channel: Channel, address: &'static str) -> Change {
    let take_in = move |index: &mut Index| {
        index.suppress(channel, address);
        Ok(())
    };
    Change::new(0, take_in)
}

/// The addresses of a workspace that nobody may write to: an erasure takes some away.
async fn all_suppressed(store: &SqliteStore, workspace: WorkspaceId) -> Vec<(Channel, String)> {
    let read = store.read(move |db| {
        let mut select = db.prepare("SELECT channel, address FROM suppression WHERE workspace = ?1")?;
        let rows = select.query_map([workspace.get()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<Vec<(i64, String)>, _>>()?)
    });
    let rows = read.await.unwrap();
    rows.into_iter().map(|(channel, address)| (Channel::decode(channel).unwrap(), address)).collect()
}

/// Whatever happens, in whatever order, and whenever the audiences were loaded: an answer is the one that the reference
/// gives over what can be read back.
#[test]
fn random_pasts_are_answered_as_the_reference_says_also_after_reopening_and_dropping() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let config = Config { cases: 96, failure_persistence: None, ..Config::default() };
    let pasts = prop::collection::vec((happens(), rules()), 1..25);
    let checked = TestRunner::new(config).run(&pasts, |past| {
        let folder = tempfile::tempdir().unwrap();
        let mut store = open(folder.path(), &patient());
        let id = runtime.block_on(async { two(&store).await[1].id });
        for (happens, rules) in past {
            match happens {
                Happens::InTheShop(event) => runtime.block_on(Shop { store: &store, id }.happen(event)),
                Happens::Suppressed(channel, address) => {
                    runtime.block_on(suppress(&store, id, channel, address));
                }
                Happens::Reopened => {
                    drop(store);
                    store = open(folder.path(), &patient());
                }
                Happens::Dropped => store.feed.forget(id),
                Happens::Failed => {
                    let failed: Result<(), StoreError> =
                        runtime.block_on(store.write(Durability::Process, move |writing| {
                            writing.changed(id, suppressed(Channel::Email, "c2@shop.example"));
                            Err(StoreError::WrongState)
                        }));
                    assert!(matches!(failed, Err(StoreError::WrongState)));
                }
            }
            runtime.block_on(async {
                let suppressed = all_suppressed(&store, id).await;
                let suppressed: Vec<_> =
                    suppressed.iter().map(|(channel, address)| (*channel, address.as_str())).collect();
                Shop { store: &store, id }.answers_agree(&rules, &suppressed).await;
            });
        }
        Ok(())
    });
    if let Err(failure) = checked {
        panic!("{failure}");
    }
}

/// Customers come two at a time while others ask and audiences are dropped: every answer has seen all that was
/// committed before the question, and no transaction by half.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_question_sees_what_was_committed_before_it_and_no_transaction_by_half() {
    const PAIRS: u64 = 150;
    let (_folder, store) = temporary(&patient());
    let store = Arc::new(store);
    let id = two(&*store).await[1].id;
    let (committed, over) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
    let mut asking = Vec::new();
    for asker in 0..3 {
        let (store, committed, over) = (Arc::clone(&store), Arc::clone(&committed), Arc::clone(&over));
        asking.push(tokio::spawn(async move {
            let mut asked = 0_u64;
            while !over.load(Ordering::SeqCst) {
                let before = committed.load(Ordering::SeqCst);
                let answer = store.answer(id, Shop::question(EVERYONE), 0).await.unwrap();
                assert!(answer.total >= 2 * before, "{} of {before} pairs", answer.total);
                assert_eq!((answer.total % 2, answer.count), (0, answer.total));
                asked += 1;
                if asker == 0 && asked.is_multiple_of(7) {
                    store.feed.forget(id);
                }
                tokio::task::yield_now().await;
            }
            asked
        }));
    }
    let shop = Shop { store: &*store, id };
    for pair in 0..PAIRS {
        let two = format!(r#"[{{"email":"a{pair}@shop.example"}},{{"email":"b{pair}@shop.example"}}]"#);
        assert_eq!(shop.customers(&two).await.applied, 2);
        committed.store(pair + 1, Ordering::SeqCst);
        let order = format!(r#"[{{"email":"a{pair}@shop.example","amount":1,"orderDate":"2026-02-01"}}]"#);
        assert_eq!(shop.orders(&order).await.applied, 1);
    }
    over.store(true, Ordering::SeqCst);
    for asker in asking {
        assert!(asker.await.unwrap() > 0);
    }
    let buyers = r#"{"metric":"orders","measure":"count","operator":">=","value":1}"#;
    let answer = store.answer(id, Shop::question(buyers), 0).await.unwrap();
    assert_eq!((answer.count, answer.total), (PAIRS, 2 * PAIRS));
}

const PEOPLE: &str = r#"[{"email":"ana@shop.example"},{"email":"bob@shop.example"}]"#;

#[tokio::test]
async fn whoever_does_not_wait_is_told_how_far_the_loading_is() {
    let (_folder, store) = temporary(&Settings { patience: Duration::from_millis(5), ..patient() });
    let [_, shop] = two(&store).await;
    shop.customers(PEOPLE).await;
    // Others are loaded at the moment.
    let rooms = (store.feed.room().await.unwrap(), store.feed.room().await.unwrap());
    let told = store.answer(shop.id, Shop::question(EVERYONE), 0).await;
    assert!(matches!(told, Err(StoreError::Loading { read: 0, of: 0 })), "{told:?}");
    assert!(told.unwrap_err().is_transient());
    let draft = shop.draft("Spring", Channel::Email).await;
    assert!(matches!(shop.launch(draft.id, EVERYONE).await, Err(StoreError::Loading { .. })));
    let campaign = store.campaign(shop.id, draft.id).await.unwrap().unwrap();
    assert_eq!((campaign.enrolled, campaign.launched_at), (0, None));
    drop(rooms);
    while let Err(error) = shop.launch(draft.id, EVERYONE).await {
        assert!(matches!(error, StoreError::Loading { .. }), "{error}");
    }
}

#[tokio::test]
async fn a_change_that_does_not_fit_has_the_audiences_loaded_again() {
    let (_folder, store) = temporary(&patient());
    let [_, shop] = two(&store).await;
    shop.customers(PEOPLE).await;
    let count = async || store.answer(shop.id, Shop::question(EVERYONE), 0).await.unwrap().count;
    assert_eq!(count().await, 2);
    for broken in [false, true] {
        let write = store.write(Durability::Process, move |writing| {
            let take_in = move |index: &mut Index| {
                index.suppress(Channel::Email, "ana@shop.example");
                assert!(!broken, "a bug");
                Err(StoreError::Corrupt("nobody knows".into()))
            };
            writing.changed(shop.id, Change::new(0, take_in));
            Ok(())
        });
        write.await.unwrap();
        assert_eq!(count().await, 2);
        assert_eq!(store.answer(shop.id, Shop::question(EVERYONE), 0).await.unwrap().reachable.email, 2);
    }
}

#[tokio::test]
async fn the_least_recently_used_audiences_are_dropped_for_others() {
    let (_folder, store) = temporary(&Settings { memory_budget: 1, ..patient() });
    let [one, two] = two(&store).await;
    for shop in [one, two, one, one, two] {
        shop.customers(PEOPLE).await;
        assert_eq!(store.answer(shop.id, Shop::question(EVERYONE), 0).await.unwrap().count, 2);
        let other = if shop.id == one.id { two.id } else { one.id };
        assert!(store.feed.listens(shop.id) && !store.feed.listens(other));
    }
}
