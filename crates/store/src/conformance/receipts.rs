//! Cases about what a vendor says became of messages.

use domain::message::{MessageState, Stats};
use domain::receipt::Outcome;
use domain::{CampaignId, Channel, Topic};

use super::shop::{batch, noon, receipt, shop_and_witness, time, two};
use crate::{Fate, Minute, Store, StoreError};

const PEOPLE: &str = r#"[{"email":"a@shop.example"},{"email":"b@shop.example"},{"email":"c@shop.example"}]"#;

/// Of several receipts of one attempt the first final one wins, within a batch and across.
pub async fn the_first_final_state_of_an_attempt_wins(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let campaign = shop.sending("Spring", Channel::Email).await.id;
    let lease = shop.lease().await;
    shop.hand_over(&lease, &Fate::Submitted).await;
    let outcome = shop
        .receipts(vec![
            receipt(campaign, 1, 1, Outcome::Failed),
            receipt(campaign, 0, 1, Outcome::Sent),
            receipt(campaign, 1, 1, Outcome::Sent),
            receipt(campaign, 0, 1, Outcome::Sent),
        ])
        .await;
    assert_eq!((outcome.applied, outcome.dead), (2, 2));
    let outcome = shop.receipts(vec![receipt(campaign, 0, 1, Outcome::Failed)]).await;
    assert_eq!((outcome.applied, outcome.dead), (0, 1));
    let rows = shop.messages(campaign).await;
    let seen: Vec<_> = rows.iter().map(|row| (row.state, row.reason.as_deref())).collect();
    let failed = (MessageState::Failed, Some("mailbox full"));
    assert_eq!(seen, [(MessageState::Sent, None), failed, (MessageState::Submitted, None)]);
    assert_eq!(store.count_dead_letters(shop.id).await.unwrap(), 0, "receipts make no dead letters");
    let overview = shop.overview().await;
    assert_eq!((overview.sent, overview.failed), (1, 1));
    shop.ledger_agrees(campaign).await;
    witness.is_untouched().await;
}

/// Unknown campaigns, places and attempts are counted, and never spoil the rest.
pub async fn unknown_receipts_spoil_nothing(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let campaign = shop.sending("Spring", Channel::Email).await.id;
    let unexpanded = shop.sending("Not begun", Channel::Email).await.id;
    let lease = shop.lease().await;
    assert_eq!(lease.campaign.id, campaign);
    shop.hand_over(&lease, &Fate::Submitted).await;
    let nobody = |id| CampaignId::from_i64(id).unwrap();
    let outcome = shop
        .receipts(vec![
            receipt(nobody(999), 0, 1, Outcome::Sent),
            receipt(nobody(i64::MAX), 0, 1, Outcome::Sent),
            receipt(nobody((1 << 31) + campaign.get()), 0, 1, Outcome::Sent),
            receipt(campaign, 3, 1, Outcome::Sent),
            receipt(campaign, u32::MAX, 1, Outcome::Sent),
            receipt(campaign, 0, 2, Outcome::Sent),
            receipt(unexpanded, 0, 1, Outcome::Sent),
            receipt(campaign, 2, 1, Outcome::Sent),
        ])
        .await;
    assert_eq!((outcome.applied, outcome.dead), (1, 7));
    assert_eq!(shop.campaign(campaign).await.stats, Stats { submitted: 2, sent: 1, ..Stats::default() });
    assert_eq!(shop.campaign(unexpanded).await.stats, Stats { pending: 3, ..Stats::default() });
    shop.ledger_agrees(campaign).await;
    witness.is_untouched().await;
}

/// A receipt that reaches the wrong workspace settles nothing.
pub async fn a_receipt_settles_nothing_in_another_workspace(store: &dyn Store) {
    let [own, other] = two(store).await;
    own.customers(PEOPLE).await;
    let campaign = own.sending("Spring", Channel::Email).await.id;
    let lease = own.lease().await;
    own.hand_over(&lease, &Fate::Submitted).await;
    let before = own.snapshot().await;
    let outcome = other.receipts(vec![receipt(campaign, 0, 1, Outcome::Sent)]).await;
    assert_eq!((outcome.applied, outcome.dead), (0, 1));
    assert_eq!(own.snapshot().await, before);
}

/// Receipts are steps like all others: fenced when redelivered.
pub async fn a_redelivered_step_of_receipts_is_fenced(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let campaign = shop.sending("Spring", Channel::Email).await.id;
    let lease = shop.lease().await;
    shop.hand_over(&lease, &Fate::Submitted).await;
    let step = shop.next_step(Topic::Receipts).await;
    let batches = || vec![batch(step.to, vec![receipt(campaign, 0, 1, Outcome::Sent)])];
    store.apply_receipts(step, batches()).await.unwrap();
    let before = shop.snapshot().await;
    assert!(matches!(store.apply_receipts(step, batches()).await, Err(StoreError::Fenced)));
    assert_eq!(shop.snapshot().await, before);
    witness.is_untouched().await;
}

/// What was settled is counted by the minute in which it became known.
pub async fn settled_messages_are_counted_by_the_minute(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let campaign = shop.sending("Spring", Channel::Email).await.id;
    let lease = shop.lease().await;
    shop.hand_over(&lease, &Fate::Submitted).await;
    assert_eq!(store.settled_by_minute(shop.id, campaign).await.unwrap(), []);
    let mut step = shop.next_step(Topic::Receipts).await;
    step.to += 2;
    let mut batches = vec![
        batch(step.to - 2, vec![receipt(campaign, 0, 1, Outcome::Sent)]),
        batch(step.to - 1, vec![receipt(campaign, 1, 1, Outcome::Failed)]),
        batch(step.to, vec![receipt(campaign, 2, 1, Outcome::Sent)]),
    ];
    batches[0].received_at = time("2026-03-01T12:00:59.999Z");
    batches[2].received_at = time("2026-03-01T12:05:30Z");
    store.apply_receipts(step, batches).await.unwrap();
    let minute = |start, sent, failed| Minute { start, sent, failed };
    assert_eq!(
        store.settled_by_minute(shop.id, campaign).await.unwrap(),
        [minute(noon(), 1, 1), minute(time("2026-03-01T12:05:00Z"), 1, 0)]
    );
    witness.is_untouched().await;
}

/// A vendor that gives no reason leaves none of its failures without one.
pub async fn a_failure_without_a_reason_says_so(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let campaign = shop.sending("Spring", Channel::Email).await.id;
    let lease = shop.lease().await;
    shop.hand_over(&lease, &Fate::Submitted).await;
    let mut silent = receipt(campaign, 0, 1, Outcome::Failed);
    silent.reason = None;
    shop.receipts(vec![silent]).await;
    assert_eq!(shop.messages(campaign).await[0].reason.as_deref(), Some("no reason given"));
    assert_eq!(store.reasons(shop.id, campaign).await.unwrap()[0].reason, "no reason given");
    shop.ledger_agrees(campaign).await;
    witness.is_untouched().await;
}
