//! Campaigns while several work on the same chunk, and while the server dies.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::message::{MessageState, SkipReason, WireId};
use domain::receipt::{Outcome, Receipt};
use domain::{CampaignId, Channel, Topic};
use tokio::sync::Semaphore;

use crate::conformance::shop::{Shop, TTL, at, batch, noon, receipt, text, two};
use crate::mongo::MongoStore;
use crate::mongo::testing::Scratch;
use crate::{Deliveries, Fate, Handed, Kept, Lease, Prepared, Step, Store, StoreError};

/// More than a lease is used for at once, and one chunk.
const CROWD: u32 = 60;

async fn crowd(shop: &Shop<'_>) {
    let records: Vec<_> = (0..CROWD).map(|n| format!(r#"{{"email":"c{n:03}@shop.example"}}"#)).collect();
    shop.customers(&format!("[{}]", records.join(","))).await;
}

/// What a worker may hear when another was faster, or the server is away.
fn passing<T>(result: Result<T, StoreError>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(StoreError::Fenced | StoreError::WrongState | StoreError::Unavailable(_)) => None,
        Err(error) => panic!("{error}"),
    }
}

/// Texts by the id they were handed over under.
type HandedOver = BTreeMap<WireId, Kept>;

/// One round of a worker: a few messages of whatever chunk is due. Notes what it handed over, which must be what was
/// handed over before under the same id. `None` if something came between.
async fn work(store: &MongoStore, worker: u32, ttl: Duration, handed: &mut HandedOver) -> Option<()> {
    let lease = passing(store.lease_chunk("worker", ttl).await)??;
    let done = hand_over(store, &lease, worker, ttl, handed).await;
    passing(store.release(lease, None).await);
    done
}

async fn hand_over(
    store: &MongoStore,
    lease: &Lease,
    worker: u32,
    ttl: Duration,
    handed: &mut HandedOver,
) -> Option<()> {
    let due = passing(store.due(lease, 7).await)?;
    let mine = |id: WireId| text(&format!("{id} by {worker}"));
    let mut prepared = Vec::new();
    for due in &due {
        if due.id.message.ordinal % 11 == 0 {
            prepared.push(Prepared::Skip(due.id, SkipReason::OptedOut));
        } else if due.kept.is_none() {
            prepared.push(Prepared::Keep(due.id, mine(due.id)));
        }
    }
    passing(store.prepare(lease, prepared, ttl).await)?;
    let mut fates = Vec::new();
    for due in due.into_iter().filter(|due| due.id.message.ordinal % 11 != 0) {
        let text = due.kept.unwrap_or_else(|| mine(due.id));
        assert_eq!(handed.entry(due.id).or_insert_with(|| text.clone()), &text, "a retry has the same text");
        let fate = match due.id.message.ordinal % 5 {
            0 => Fate::Rejected("no. such $mailbox".into()),
            1 if worker == 0 => Fate::Retry(at(0)),
            _ => Fate::Submitted,
        };
        fates.push(Handed { id: due.id, fate });
    }
    passing(store.record(lease, fates).await)
}

/// What the vendor says of some messages; of the same one, now this and now that.
fn said(campaign: CampaignId, round: u32) -> Vec<Receipt> {
    let outcome = if round.is_multiple_of(3) { Outcome::Failed } else { Outcome::Sent };
    (0..9).map(|n| receipt(campaign, (round * 7 + n * 5) % CROWD, 1, outcome)).collect()
}

async fn settled(shop: &Shop<'_>, campaign: CampaignId) -> bool {
    let stats = shop.campaign(campaign).await.stats;
    assert_eq!(stats.total(), u64::from(CROWD), "{stats:?}");
    stats.settled()
}

/// Leases run out at once, so that two workers of two processes come into each other's way all the time, while a third
/// applies receipts: whatever is read in between adds up, and in the end the counters are those of the rows.
#[tokio::test(flavor = "multi_thread")]
async fn rivals_over_one_chunk_keep_its_counters_equal_to_its_rows() {
    let Some(scratch) = Scratch::new() else { return };
    let stores = [super::open(&scratch).await, super::open(&scratch).await];
    let [_, shop] = two(&stores[0]).await;
    crowd(&shop).await;
    let campaign = shop.sending("Spring", Channel::Email).await.id;
    let work = async |worker: u32| {
        let store = &stores[worker as usize];
        let mut handed = HandedOver::new();
        while !settled(&shop, campaign).await {
            work(store, worker, Duration::ZERO, &mut handed).await;
        }
    };
    let apply = async || {
        let mut round = 0;
        while !settled(&shop, campaign).await {
            shop.receipts(said(campaign, round)).await;
            round += 1;
        }
    };
    tokio::join!(work(0), work(1), apply());
    shop.ledger_agrees(campaign).await;
    assert_eq!(stores[1].complete_settled(noon()).await.unwrap(), [(shop.id, campaign)]);
    shop.ledger_agrees(campaign).await;
}

/// Applies a step until it is known that it is applied: what became of a step that was interrupted the mark tells.
async fn apply_for_sure(store: &dyn Store, shop: &Shop<'_>, receipts: Vec<Receipt>) -> Option<()> {
    let from = passing(store.mark(Topic::Receipts, shop.id).await)?;
    let step = Step { workspace: shop.id, from, to: from + 1 };
    passing(store.apply_receipts(step, vec![batch(step.to, receipts)]).await)
}

/// Killed at any moment, and back with what it had: no message is counted twice or lost, none changes its text after
/// it was handed over, and the campaign comes to its end.
#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_survives_a_server_that_is_killed() {
    let Some(mut broken) = super::Broken::start() else { return };
    let store = broken.open().await;
    let [_, shop] = two(&store).await;
    crowd(&shop).await;
    let campaign = shop.sending("Spring", Channel::Email).await.id;
    let mut handed = HandedOver::new();
    for round in 0..4 {
        let begun = Semaphore::new(0);
        let working = async {
            for _ in 0..3 {
                begun.add_permits(1);
                work(&store, 1, TTL, &mut handed).await;
                begun.add_permits(1);
                apply_for_sure(&store, &shop, said(campaign, round)).await;
            }
        };
        let killing = async {
            // In the middle of the first thing that is done, of the second, …
            begun.acquire_many(round + 1).await.unwrap().forget();
            let restart = move || {
                broken.server.restart();
                broken
            };
            tokio::task::spawn_blocking(restart).await.unwrap()
        };
        ((), broken) = tokio::join!(working, killing);
        // Whoever worked is dead, for all that the store knows.
        while passing(store.end_leases().await).is_none() {}
        shop.ledger_agrees(campaign).await;
    }
    let mut round = 4;
    while !settled(&shop, campaign).await {
        work(&store, 1, TTL, &mut handed).await;
        apply_for_sure(&store, &shop, said(campaign, round)).await;
        round += 1;
    }
    shop.ledger_agrees(campaign).await;
    for row in shop.messages(campaign).await {
        let kept =
            handed.iter().find(|(id, _)| id.message.ordinal == row.ordinal).map(|(_, kept)| &kept.body);
        assert!(kept.is_none() || kept == row.body.as_ref(), "{row:?}");
        assert_ne!(row.state, MessageState::Pending);
    }
    assert_eq!(store.complete_settled(noon()).await.unwrap(), [(shop.id, campaign)]);
}

/// A server that does not answer keeps nobody waiting for ever, and a lease that was held is still held afterwards.
#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_server_keeps_no_worker_waiting_for_ever() {
    let Some(broken) = super::Broken::start() else { return };
    let store = broken.open().await;
    let [_, shop] = two(&store).await;
    crowd(&shop).await;
    let campaign = shop.sending("Spring", Channel::Email).await.id;
    let lease = shop.lease().await;
    let due = shop.due(&lease).await;
    let kept = |id: &WireId| Prepared::Keep(*id, text("news"));
    let handed = |id: &WireId| Handed { id: *id, fate: Fate::Submitted };
    broken.server.freeze();
    let patience = Duration::from_mins(1);
    let (leased, prepared, recorded, completed) = tokio::join!(
        tokio::time::timeout(patience, store.lease_chunk("other", TTL)),
        tokio::time::timeout(patience, store.prepare(&lease, due.iter().map(kept).collect(), TTL)),
        tokio::time::timeout(patience, store.record(&lease, due.iter().map(handed).collect())),
        tokio::time::timeout(patience, store.complete_settled(noon())),
    );
    assert!(matches!(leased, Ok(Err(StoreError::Unavailable(_)))), "{leased:?}");
    assert!(matches!(prepared, Ok(Err(StoreError::Unavailable(_)))), "{prepared:?}");
    assert!(matches!(recorded, Ok(Err(StoreError::Unavailable(_)))), "{recorded:?}");
    assert!(matches!(completed, Ok(Err(StoreError::Unavailable(_)))), "{completed:?}");
    broken.server.thaw();
    while passing(store.prolong(&lease, TTL).await).is_none() {}
    shop.ledger_agrees(campaign).await;
    assert!(store.lease_chunk("other", TTL).await.unwrap().is_none());
}
