//! Cases about leases, what is due, and what becomes of it.

use std::collections::HashSet;
use std::time::Duration;

use domain::campaign::{Action, CampaignState};
use domain::message::{MessageState, SkipReason, Stats};
use domain::receipt::Outcome;
use domain::{Channel, Timestamp};

use super::shop::{Shop, TTL, at, noon, receipt, shop_and_witness, text, two, wire};
use crate::{Fate, Handed, Overdue, Prepared, Store, StoreError};

pub(super) const PEOPLE: &str = r#"[
    {"email":"ana@shop.example","name":"Ana"},
    {"email":"bob@shop.example"},
    {"email":"cleo@shop.example"}
]"#;

/// Longer ago than any deadline, and later than any test.
pub(super) const LONG_AGO: i64 = 0;
pub(super) const FAR_AHEAD: i64 = 200_000_000_000_000;

/// That many customers with an email.
pub(super) fn crowd(size: usize) -> String {
    let records: Vec<_> = (0..size).map(|n| format!(r#"{{"email":"c{n:05}@shop.example"}}"#)).collect();
    format!("[{}]", records.join(","))
}

/// What one worker holds no other gets, until it is given back.
pub async fn a_chunk_is_leased_to_one_worker_at_a_time(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, &crowd(2_500), "").await;
    let campaign = shop.sending("Spring", Channel::Email).await;
    let leases = [shop.lease().await, shop.lease().await, shop.lease().await];
    let chunks: HashSet<_> = leases.iter().map(|lease| lease.chunk).collect();
    assert_eq!(chunks, HashSet::from([0, 1, 2]));
    assert!(store.lease_chunk("other", TTL).await.unwrap().is_none());
    let [first, second, _] = leases;
    assert_eq!((first.campaign.id, first.workspace.id), (campaign.id, shop.id));
    assert_eq!(first.campaign.plan, campaign.plan);
    let chunk = second.chunk;
    store.release(second, None).await.unwrap();
    let again = store.lease_chunk("other", TTL).await.unwrap().unwrap();
    assert_eq!(again.chunk, chunk);
    assert!(matches!(store.lease_chunk("third", TTL).await, Ok(None)));
    assert_eq!(store.due(&first, 5_000).await.unwrap().len(), 1_000);
    witness.is_untouched().await;
}

/// After a crash of the only process its chunks must not wait for leases nobody holds any more.
pub async fn ended_leases_pass_on_at_once(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    shop.sending("Spring", Channel::Email).await;
    let lost = shop.lease().await;
    assert!(matches!(store.lease_chunk("next", TTL).await, Ok(None)));
    store.end_leases().await.unwrap();
    let taken = store.lease_chunk("next", TTL).await.unwrap().unwrap();
    assert_eq!(taken.chunk, lost.chunk);
    assert!(matches!(store.due(&lost, 10).await, Err(StoreError::Fenced)));
    witness.is_untouched().await;
}

/// A lease that ran out passes to whoever asks; then its old holder can write nothing.
pub async fn whoever_lost_a_lease_is_fenced(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let campaign = shop.sending("Spring", Channel::Email).await.id;
    let lost = store.lease_chunk("slow", Duration::ZERO).await.unwrap().unwrap();
    let due = shop.due(&lost).await;
    store.prepare(&lost, vec![Prepared::Keep(due[0], text("first"))], Duration::ZERO).await.unwrap();
    let taken = store.lease_chunk("fast", TTL).await.unwrap().unwrap();
    assert_ne!(taken.token, lost.token);
    let before = shop.snapshot().await;
    let fenced =
        |result: Result<(), StoreError>| assert!(matches!(result, Err(StoreError::Fenced)), "{result:?}");
    assert!(matches!(store.due(&lost, 9).await, Err(StoreError::Fenced)));
    fenced(store.prepare(&lost, vec![Prepared::Skip(due[1], SkipReason::OptedOut)], TTL).await.map(drop));
    fenced(store.record(&lost, vec![Handed { id: due[0], fate: Fate::Submitted }]).await);
    fenced(store.release(lost, None).await);
    assert_eq!(shop.snapshot().await, before);
    assert_eq!(shop.hand_over(&taken, &Fate::Submitted).await, due);
    shop.ledger_agrees(campaign).await;
    witness.is_untouched().await;
}

/// Nobody else wanted it: a lease that ran out still holds.
pub async fn a_lease_that_nobody_took_over_still_holds(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    shop.sending("Spring", Channel::Email).await;
    let lease = store.lease_chunk("slow", Duration::ZERO).await.unwrap().unwrap();
    assert_eq!(shop.hand_over(&lease, &Fate::Submitted).await.len(), 3);
    store.release(lease, None).await.unwrap();
    witness.is_untouched().await;
}

/// Preparing takes as long as rendering does: the lease is prolonged with it.
pub async fn preparing_prolongs_the_lease(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    shop.sending("Spring", Channel::Email).await;
    let lease = store.lease_chunk("slow", Duration::ZERO).await.unwrap().unwrap();
    store.prepare(&lease, Vec::new(), TTL).await.unwrap();
    assert!(store.lease_chunk("fast", TTL).await.unwrap().is_none());
    witness.is_untouched().await;
}

/// A vendor may take its time as long as somebody waits for it; whoever lost the chunk cannot keep it from others.
pub async fn a_lease_is_prolonged_while_it_holds(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let campaign = shop.sending("Spring", Channel::Email).await.id;
    let lease = store.lease_chunk("slow", Duration::ZERO).await.unwrap().unwrap();
    store.prolong(&lease, TTL).await.unwrap();
    assert!(store.lease_chunk("fast", TTL).await.unwrap().is_none());
    shop.steer(campaign, Action::Pause).await.unwrap();
    store.prolong(&lease, TTL).await.unwrap();
    shop.steer(campaign, Action::Resume).await.unwrap();
    store.prolong(&lease, Duration::ZERO).await.unwrap();
    let taken = store.lease_chunk("fast", Duration::ZERO).await.unwrap().unwrap();
    assert!(matches!(store.prolong(&lease, TTL).await, Err(StoreError::Fenced)));
    let third = store.lease_chunk("third", TTL).await.unwrap().unwrap();
    assert_eq!((taken.chunk, third.chunk), (lease.chunk, lease.chunk), "what was lost is not prolonged");
    witness.is_untouched().await;
}

/// A large campaign does not keep a small one waiting.
pub async fn campaigns_take_turns(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, &crowd(3_500), "").await;
    let large = shop.sending("Large", Channel::Email).await.id;
    let other = shop.sending("Other", Channel::Email).await.id;
    let mut order = Vec::new();
    for _ in 0..8 {
        order.push(shop.lease().await.campaign.id);
    }
    assert_eq!(order, [large, other, large, other, large, other, large, other]);
    witness.is_untouched().await;
}

/// By place, no more than asked for, and each with what is known now.
pub async fn due_messages_come_by_place_with_customers_as_they_are_now(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let campaign = shop.sending("Spring", Channel::Email).await.id;
    shop.customers(r#"[{"email":"bob@shop.example","name":"Bob","consent":{"email":"withdrawn"}}]"#).await;
    let lease = shop.lease().await;
    let due = store.due(&lease, 2).await.unwrap();
    assert_eq!(
        due.iter().map(|due| due.id).collect::<Vec<_>>(),
        [wire(campaign, 0, 1), wire(campaign, 1, 1)]
    );
    assert_eq!(due[1].customer, shop.find("bob@shop.example").await);
    assert!(due.iter().all(|due| due.kept.is_none() && !due.suppressed));
    store
        .prepare(
            &lease,
            vec![Prepared::Keep(due[0].id, text("hi")), Prepared::Skip(due[1].id, SkipReason::OptedOut)],
            TTL,
        )
        .await
        .unwrap();
    store.record(&lease, vec![Handed { id: due[0].id, fate: Fate::Submitted }]).await.unwrap();
    assert_eq!(shop.due(&lease).await, [wire(campaign, 2, 1)]);
    let stats = shop.campaign(campaign).await.stats;
    assert_eq!(stats, Stats { pending: 1, submitted: 1, skipped: 1, ..Stats::default() });
    shop.ledger_agrees(campaign).await;
    witness.is_untouched().await;
}

/// A retry is the same bytes, whatever is rendered the second time, and not before its time.
pub async fn a_retry_waits_for_its_time_and_sends_the_same_bytes(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let campaign = shop.sending("Spring", Channel::Email).await.id;
    let lease = shop.lease().await;
    let due = shop.due(&lease).await;
    let prepared = due.iter().map(|id| Prepared::Keep(*id, text("first"))).collect();
    store.prepare(&lease, prepared, TTL).await.unwrap();
    let fates = [Fate::Retry(at(FAR_AHEAD)), Fate::Retry(at(LONG_AGO)), Fate::Submitted];
    let handed = due.iter().zip(fates).map(|(id, fate)| Handed { id: *id, fate }).collect();
    store.record(&lease, handed).await.unwrap();
    let again = store.due(&lease, 9).await.unwrap();
    assert_eq!(again.len(), 1);
    assert_eq!((again[0].id, again[0].kept.as_ref()), (due[1], Some(&text("first"))));
    store.prepare(&lease, vec![Prepared::Keep(due[1], text("second"))], TTL).await.unwrap();
    assert_eq!(store.due(&lease, 9).await.unwrap()[0].kept, Some(text("first")));
    assert_eq!(shop.campaign(campaign).await.stats, Stats { pending: 2, submitted: 1, ..Stats::default() });
    store.record(&lease, vec![Handed { id: due[1], fate: Fate::Submitted }]).await.unwrap();
    store.release(lease, None).await.unwrap();
    assert!(store.lease_chunk("worker", TTL).await.unwrap().is_none(), "what is left waits");
    assert_eq!(store.next_due().await.unwrap(), Some(at(FAR_AHEAD)));
    shop.ledger_agrees(campaign).await;
    witness.is_untouched().await;
}

/// What the vendor refuses fails alone, with its reason.
pub async fn a_rejected_message_fails_alone(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let campaign = shop.sending("Spring", Channel::Email).await.id;
    let lease = shop.lease().await;
    let due = shop.due(&lease).await;
    let rejected = Handed { id: due[1], fate: Fate::Rejected("no such mailbox 🌻".into()) };
    store.record(&lease, vec![rejected, Handed { id: due[0], fate: Fate::Submitted }]).await.unwrap();
    let rows = shop.messages(campaign).await;
    let seen: Vec<_> = rows.iter().map(|row| (row.state, row.reason.as_deref())).collect();
    let refused = (MessageState::Failed, Some("no such mailbox 🌻"));
    assert_eq!(seen, [(MessageState::Submitted, None), refused, (MessageState::Pending, None)]);
    shop.ledger_agrees(campaign).await;
    witness.is_untouched().await;
}

/// A receipt can be faster than the answer to the hand-over. What it settled stays settled.
pub async fn what_a_receipt_settled_a_record_leaves(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let campaign = shop.sending("Spring", Channel::Email).await.id;
    let lease = shop.lease().await;
    let due = shop.due(&lease).await;
    shop.receipts(vec![receipt(campaign, 0, 1, Outcome::Sent), receipt(campaign, 1, 1, Outcome::Failed)])
        .await;
    let fates = [Fate::Submitted, Fate::Retry(at(LONG_AGO)), Fate::Submitted];
    let handed = due.iter().zip(fates).map(|(id, fate)| Handed { id: *id, fate }).collect();
    store.record(&lease, handed).await.unwrap();
    let states: Vec<_> = shop.messages(campaign).await.iter().map(|row| row.state).collect();
    assert_eq!(states, [MessageState::Sent, MessageState::Failed, MessageState::Submitted]);
    assert!(shop.due(&lease).await.is_empty());
    shop.ledger_agrees(campaign).await;
    witness.is_untouched().await;
}

/// A lease is for one chunk: with it no other message can be touched.
pub async fn a_lease_covers_its_own_chunk_only(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, &crowd(1_500), "").await;
    let campaign = shop.sending("Spring", Channel::Email).await.id;
    let other = shop.sending("Other", Channel::Email).await.id;
    let lease = shop.lease().await;
    shop.due(&lease).await;
    let before = shop.snapshot().await;
    for id in [wire(campaign, 1_000, 1), wire(other, 0, 1), wire(campaign, u32::MAX, 1)] {
        let prepared = store.prepare(&lease, vec![Prepared::Skip(id, SkipReason::OptedOut)], TTL).await;
        assert!(matches!(prepared, Err(StoreError::Fenced)), "{id}");
        let recorded = store.record(&lease, vec![Handed { id, fate: Fate::Submitted }]).await;
        assert!(matches!(recorded, Err(StoreError::Fenced)), "{id}");
    }
    assert_eq!(shop.snapshot().await, before);
    witness.is_untouched().await;
}

/// After a pause nothing more is handed over; what is in flight can still be recorded.
pub async fn a_paused_campaign_hands_over_nothing(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, &crowd(1_500), "").await;
    let campaign = shop.sending("Spring", Channel::Email).await.id;
    let lease = shop.lease().await;
    let due = shop.due(&lease).await;
    store.prepare(&lease, vec![Prepared::Keep(due[0], text("hi"))], TTL).await.unwrap();
    shop.steer(campaign, Action::Pause).await.unwrap();
    let prepared = store.prepare(&lease, vec![Prepared::Keep(due[1], text("hi"))], TTL).await;
    assert!(matches!(prepared, Err(StoreError::WrongState)));
    assert!(shop.due(&lease).await.is_empty());
    store.record(&lease, vec![Handed { id: due[0], fate: Fate::Submitted }]).await.unwrap();
    store.release(lease, None).await.unwrap();
    assert!(store.lease_chunk("worker", TTL).await.unwrap().is_none());
    assert_eq!(store.next_due().await.unwrap(), None);
    shop.steer(campaign, Action::Resume).await.unwrap();
    assert_eq!(shop.due(&shop.lease().await).await.first(), Some(&due[1]));
    shop.ledger_agrees(campaign).await;
    witness.is_untouched().await;
}

/// A number written in two ways is one address; the second customer who has it is skipped.
pub async fn a_phone_number_gets_one_message(store: &dyn Store) {
    let people = r#"[
        {"externalId":"1","phone":"+49 30 1234"},
        {"externalId":"2","phone":"+49 (30) 12-34"},
        {"externalId":"3","phone":"030 1234"},
        {"externalId":"4","phone":"+49301234","consent":{"sms":"withdrawn"}},
        {"externalId":"5","phone":"+49 171 5","consent":{"sms":"withdrawn"}},
        {"externalId":"6","phone":"+49 171 5"},
        {"externalId":"7"},
        {"externalId":"8"}
    ]"#;
    let (shop, witness) = shop_and_witness(store, people, "").await;
    let first = shop.sending("One", Channel::Sms).await.id;
    let second = shop.sending("Two", Channel::Sms).await.id;
    for campaign in [first, second] {
        let lease = shop.lease().await;
        assert_eq!(lease.campaign.id, campaign);
        let ordinals: Vec<_> = shop.due(&lease).await.iter().map(|id| id.message.ordinal).collect();
        assert_eq!(ordinals, [0, 2, 3, 4, 5, 6, 7], "whoever cannot be reached takes nobody's place");
        let rows = shop.messages(campaign).await;
        assert_eq!(
            (rows[1].state, rows[1].reason.as_deref()),
            (MessageState::Skipped, Some("same address twice"))
        );
        shop.ledger_agrees(campaign).await;
    }
    witness.is_untouched().await;
}

/// Numbers are compared across chunks too.
pub async fn a_phone_number_gets_one_message_across_chunks(store: &dyn Store) {
    let records: Vec<_> = (0..1_100)
        .map(|n| format!(r#"{{"externalId":"{n}","phone":"+49 30 {}"}}"#, 1_000 + n % 1_050))
        .collect();
    let (shop, witness) = shop_and_witness(store, &format!("[{}]", records.join(",")), "").await;
    let campaign = shop.sending("One", Channel::Sms).await.id;
    for expected in [1_000, 50] {
        let lease = shop.lease().await;
        assert_eq!(shop.due(&lease).await.len(), expected);
    }
    assert_eq!(
        shop.campaign(campaign).await.stats,
        Stats { pending: 1_050, skipped: 50, ..Stats::default() }
    );
    shop.ledger_agrees(campaign).await;
    witness.is_untouched().await;
}

/// With nothing left to hand over or to await, a campaign is complete, paused or not.
pub async fn a_settled_campaign_completes(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    assert_eq!(store.complete_settled(at(7)).await.unwrap(), []);
    shop.draft("Draft", Channel::Email).await;
    let first = shop.sending("One", Channel::Email).await.id;
    let second = shop.sending("Two", Channel::Email).await.id;
    for campaign in [first, second] {
        let lease = shop.lease().await;
        assert_eq!(lease.campaign.id, campaign);
        let due = shop.due(&lease).await;
        store.prepare(&lease, vec![Prepared::Skip(due[0], SkipReason::OptedOut)], TTL).await.unwrap();
        assert_eq!(store.complete_settled(at(7)).await.unwrap(), []);
        shop.hand_over(&lease, &Fate::Submitted).await;
        assert_eq!(store.complete_settled(at(7)).await.unwrap(), []);
        store.release(lease, None).await.unwrap();
    }
    shop.steer(second, Action::Pause).await.unwrap();
    shop.receipts(vec![receipt(first, 1, 1, Outcome::Sent)]).await;
    assert_eq!(store.complete_settled(at(7)).await.unwrap(), []);
    shop.receipts(vec![receipt(first, 2, 1, Outcome::Failed)]).await;
    assert_eq!(store.complete_settled(at(7)).await.unwrap(), [(shop.id, first)]);
    assert_eq!(store.complete_settled(at(8)).await.unwrap(), []);
    let done = shop.campaign(first).await;
    assert_eq!((done.state, done.completed_at), (CampaignState::Completed, Some(at(7))));
    shop.receipts(vec![receipt(second, 1, 1, Outcome::Sent), receipt(second, 2, 1, Outcome::Sent)]).await;
    assert_eq!(store.complete_settled(at(9)).await.unwrap(), [(shop.id, second)]);
    shop.ledger_agrees(first).await;
    shop.ledger_agrees(second).await;
    witness.is_untouched().await;
}

async fn late(shop: &Shop<'_>, before: Timestamp, limit: u32) -> Vec<Overdue> {
    shop.store.overdue(before, limit).await.unwrap()
}

/// Whose receipt is late is asked about, oldest first, and again only after a while.
pub async fn late_receipts_are_asked_about_oldest_first(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, &crowd(2_100), "").await;
    let campaign = shop.sending("Spring", Channel::Email).await.id;
    assert_eq!(late(&shop, at(FAR_AHEAD), 9).await, []);
    let mut submitted = Vec::new();
    for _ in 0..3 {
        let lease = shop.lease().await;
        submitted.extend(shop.hand_over(&lease, &Fate::Submitted).await);
    }
    assert_eq!(late(&shop, at(LONG_AGO), 9).await, [], "nothing is as old as that");
    let all = late(&shop, at(FAR_AHEAD), 9_999).await;
    assert_eq!(all.len(), 2_100);
    assert!(all.is_sorted_by_key(|late| (late.submitted_at, late.id)));
    assert!(all.iter().all(|late| late.workspace == shop.id));
    assert_eq!(late(&shop, at(FAR_AHEAD), 10).await, all[..10]);
    let ids: Vec<_> = all.iter().map(|late| late.id).collect();
    store.asked(&ids[..2_000], at(FAR_AHEAD)).await.unwrap();
    assert_eq!(late(&shop, at(FAR_AHEAD), 9_999).await, all[2_000..]);
    store.asked(&ids[..5], at(LONG_AGO)).await.unwrap();
    assert_eq!(late(&shop, at(FAR_AHEAD), 3).await, all[..3], "since when it is awaited does not change");
    shop.receipts(vec![receipt(campaign, 0, 1, Outcome::Sent)]).await;
    assert_eq!(late(&shop, at(FAR_AHEAD), 1).await, all[1..2]);
    witness.is_untouched().await;
}

/// One is late while its neighbours are handed over still.
pub async fn a_late_receipt_is_found_while_its_chunk_goes_on(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, &crowd(900), "").await;
    shop.sending("Spring", Channel::Email).await;
    let lease = shop.lease().await;
    let due = shop.due(&lease).await;
    let mut first = None;
    for id in due {
        store.record(&lease, vec![Handed { id, fate: Fate::Submitted }]).await.unwrap();
        let awaited = late(&shop, at(FAR_AHEAD), 1_000).await;
        let (oldest, newest) = (awaited[0], awaited[awaited.len() - 1]);
        if oldest.submitted_at < newest.submitted_at {
            first = Some(oldest);
            // Since before the newest: so the oldest, and not the newest.
            let late = late(&shop, newest.submitted_at, 1_000).await;
            assert!(late.contains(&oldest) && !late.contains(&newest));
            break;
        }
    }
    assert!(first.is_some(), "the clock stood still");
    witness.is_untouched().await;
}

/// Nobody can say what became of it: uncertain, until a receipt says so after all.
pub async fn a_message_given_up_is_uncertain_until_a_late_receipt(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let campaign = shop.sending("Spring", Channel::Email).await.id;
    let lease = shop.lease().await;
    let ids = shop.hand_over(&lease, &Fate::Submitted).await;
    shop.receipts(vec![receipt(campaign, 2, 1, Outcome::Failed)]).await;
    let other = [wire(campaign, 0, 2), wire(campaign, 77, 1)];
    store.give_up(&[ids.as_slice(), &other].concat(), noon()).await.unwrap();
    assert_eq!(shop.campaign(campaign).await.stats, Stats { failed: 1, uncertain: 2, ..Stats::default() });
    assert_eq!(late(&shop, at(FAR_AHEAD), 9).await, []);
    assert_eq!(store.complete_settled(at(5)).await.unwrap(), [(shop.id, campaign)]);
    let outcome = shop.receipts(vec![receipt(campaign, 0, 1, Outcome::Sent)]).await;
    assert_eq!((outcome.applied, outcome.dead), (1, 0));
    let done = shop.campaign(campaign).await;
    assert_eq!(done.state, CampaignState::Completed);
    assert_eq!(done.stats, Stats { sent: 1, failed: 1, uncertain: 1, ..Stats::default() });
    store.give_up(&ids, noon()).await.unwrap();
    assert_eq!(shop.campaign(campaign).await, done);
    shop.ledger_agrees(campaign).await;
    witness.is_untouched().await;
}

/// When there is something to do, and when there will be.
pub async fn the_next_time_to_look_is_known(store: &dyn Store) {
    let [shop, _] = two(store).await;
    shop.customers(PEOPLE).await;
    assert_eq!(store.next_due().await.unwrap(), None);
    let campaign = shop.sending("Spring", Channel::Email).await.id;
    assert!(store.next_due().await.unwrap().unwrap() <= noon(), "now");
    let lease = shop.lease().await;
    assert!(store.next_due().await.unwrap().unwrap() > noon(), "when the lease runs out");
    let due = shop.due(&lease).await;
    let handed = vec![
        Handed { id: due[0], fate: Fate::Retry(at(FAR_AHEAD + 5)) },
        Handed { id: due[1], fate: Fate::Retry(at(FAR_AHEAD)) },
        Handed { id: due[2], fate: Fate::Submitted },
    ];
    store.record(&lease, handed).await.unwrap();
    store.release(lease, None).await.unwrap();
    assert_eq!(store.next_due().await.unwrap(), Some(at(FAR_AHEAD)));
    shop.receipts(vec![receipt(campaign, 0, 1, Outcome::Sent), receipt(campaign, 1, 1, Outcome::Sent)]).await;
    assert_eq!(store.next_due().await.unwrap(), None);
}
