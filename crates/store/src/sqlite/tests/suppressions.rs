//! Addresses nobody may write to. The list is there; what manages it comes later, so the rows are written here.

use audience::Index;
use domain::customer::{ConsentSource, ConsentState};
use domain::message::MessageState;
use domain::{Channel, WorkspaceId};
use rusqlite::params;

use super::{patient, temporary};
use crate::conformance::shop::{EVERYONE, Shop, two};
use crate::sqlite::SqliteStore;
use crate::sqlite::audiences::Change;
use crate::sqlite::codes::Coded;
use crate::sqlite::writer::Durability;
use crate::{Audiences, Deliveries, Holdings, LogHeads, StoreError};

const PEOPLE: &str = r#"[
    {"externalId":"1","email":"ana@shop.example","phone":"+49 30 1"},
    {"externalId":"2","email":"bob@shop.example","phone":"+49 (30) 1"},
    {"externalId":"3","email":"cleo@shop.example","phone":"+49 30 333"}
]"#;

async fn suppress(store: &SqliteStore, workspace: WorkspaceId, channel: Channel, address: &'static str) {
    store
        .write(Durability::Power, move |writing| {
            writing.db.execute(
                "INSERT INTO suppression (workspace, channel, address, created_at) VALUES (?1, ?2, ?3, 0)",
                params![workspace.get(), channel.code(), address],
            )?;
            let take_in = move |index: &mut Index| {
                index.suppress(channel, address);
                Ok(())
            };
            writing.changed(workspace, Change::new(0, take_in));
            Ok(())
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn a_suppressed_address_is_not_reachable_in_its_workspace() {
    let (_folder, store) = temporary(&patient());
    let [other, shop] = two(&store).await;
    for shop in [other, shop] {
        shop.customers(PEOPLE).await;
    }
    suppress(&store, shop.id, Channel::Email, "ana@shop.example").await;
    suppress(&store, shop.id, Channel::Sms, "+49301").await;
    let reachable = async |shop: Shop<'_>| {
        let answer = store.answer(shop.id, Shop::question(EVERYONE), 0).await.unwrap();
        (answer.count, answer.reachable.email, answer.reachable.sms)
    };
    assert_eq!(reachable(shop).await, (3, 2, 1));
    assert_eq!(reachable(other).await, (3, 3, 3));
}

#[tokio::test]
async fn a_launch_that_would_reach_only_suppressed_addresses_is_refused() {
    let (_folder, store) = temporary(&patient());
    let [_, shop] = two(&store).await;
    shop.customers(PEOPLE).await;
    suppress(&store, shop.id, Channel::Email, "ana@shop.example").await;
    let draft = shop.draft("Spring", Channel::Email).await;
    let ana = r#"{"metric":"email","operator":"==","value":"ana@shop.example"}"#;
    assert!(matches!(shop.launch(draft.id, ana).await, Err(StoreError::NobodyReachable { matching: 1 })));
}

#[tokio::test]
async fn an_address_suppressed_after_the_launch_is_pointed_out_when_due() {
    let (_folder, store) = temporary(&patient());
    let [_, shop] = two(&store).await;
    shop.customers(PEOPLE).await;
    shop.sending("Spring", Channel::Email).await;
    let text = shop.sending("Text", Channel::Sms).await.id;
    suppress(&store, shop.id, Channel::Email, "bob@shop.example").await;
    suppress(&store, shop.id, Channel::Sms, "+4930333").await;
    let due = store.due(&shop.lease().await, 9).await.unwrap();
    assert_eq!(due.iter().map(|due| due.suppressed).collect::<Vec<_>>(), [false, true, false]);
    let due = store.due(&shop.lease().await, 9).await.unwrap();
    let seen: Vec<_> = due.iter().map(|due| (due.id.message.ordinal, due.suppressed)).collect();
    assert_eq!(seen, [(0, false), (2, true)]);
    assert_eq!(shop.messages(text).await[1].state, MessageState::Skipped, "the same number twice");
}

#[tokio::test]
async fn an_erased_customers_suppressed_address_stays_so_and_is_not_kept() {
    let (_folder, store) = temporary(&patient());
    let [_, shop] = two(&store).await;
    shop.customers(PEOPLE).await;
    suppress(&store, shop.id, Channel::Email, "ana@shop.example").await;
    suppress(&store, shop.id, Channel::Sms, "+49301").await;
    let ana = shop.id_of("1").await;
    let held = store.suppressions_of(shop.id, ana).await.unwrap();
    assert_eq!(held.iter().map(|held| held.channel).collect::<Vec<_>>(), Channel::ALL);
    store.erase_customer(shop.id, ana, LogHeads::default()).await.unwrap();
    let kept = store.read(|db| {
        let mut select = db.prepare("SELECT address FROM suppression")?;
        Ok(select.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?)
    });
    assert_eq!(kept.await.unwrap(), ["+49301"], "the number is Bob's, too");
    shop.customers_later(
        r#"[{"email":"ana@shop.example","phone":"+49 30 1","consent":{"email":"granted","sms":"granted"}}]"#,
    )
    .await;
    let consent = shop.find("ana@shop.example").await.unwrap().profile.consent;
    for consent in [consent.email, consent.sms] {
        assert_eq!((consent.state, consent.source), (ConsentState::Withdrawn, Some(ConsentSource::Person)));
    }
    let reachable = store.answer(shop.id, Shop::question(EVERYONE), 0).await.unwrap().reachable;
    assert_eq!((reachable.email, reachable.sms), (2, 1));
}
