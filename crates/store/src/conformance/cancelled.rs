//! Cases about campaigns that are called off: what was pending, and what the vendor may have.

use domain::Channel;
use domain::campaign::{Action, CampaignState};
use domain::message::Stats;
use domain::receipt::Outcome;

use super::deliveries::{FAR_AHEAD, LONG_AGO, PEOPLE, crowd};
use super::shop::{TTL, at, receipt, shop_and_witness, text};
use crate::{Fate, Handed, Prepared, Store};

/// What a cancelled campaign had pending is skipped, expanded or not, waiting or not; what is in flight settles.
pub async fn what_a_cancelled_campaign_had_pending_is_skipped(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, &crowd(1_500), "").await;
    let campaign = shop.sending("Spring", Channel::Email).await.id;
    let lease = shop.lease().await;
    let due = shop.due(&lease).await;
    let handed = vec![
        Handed { id: due[0], fate: Fate::Submitted },
        Handed { id: due[1], fate: Fate::Retry(at(FAR_AHEAD)) },
    ];
    store.record(&lease, handed).await.unwrap();
    shop.steer(campaign, Action::Cancel).await.unwrap();
    assert!(store.due(&lease, 9).await.unwrap().is_empty());
    store.release(lease, Some(at(FAR_AHEAD))).await.unwrap();
    let rest = shop.lease().await;
    assert_eq!((rest.chunk, rest.campaign.state), (1, CampaignState::Cancelled));
    assert!(store.due(&rest, 9).await.unwrap().is_empty());
    store.release(rest, None).await.unwrap();
    assert!(store.lease_chunk("worker", TTL).await.unwrap().is_none());
    assert_eq!(store.next_due().await.unwrap(), None);
    let stats = shop.campaign(campaign).await.stats;
    assert_eq!(stats, Stats { submitted: 1, skipped: 1_499, ..Stats::default() });
    shop.receipts(vec![receipt(campaign, 0, 1, Outcome::Sent), receipt(campaign, 1, 1, Outcome::Sent)]).await;
    assert_eq!(shop.campaign(campaign).await.stats, Stats { sent: 1, skipped: 1_499, ..Stats::default() });
    let reasons = store.reasons(shop.id, campaign).await.unwrap();
    assert_eq!(
        (reasons.len(), reasons[0].reason.as_str(), reasons[0].count),
        (1, "campaign cancelled", 1_499)
    );
    shop.ledger_agrees(campaign).await;
    witness.is_untouched().await;
}

/// Whoever was offered a message without an answer may have it: neither calling the campaign off nor another look at the
/// customer says that it was not sent. What the vendor refused for now was not sent.
pub async fn what_a_vendor_may_have_is_awaited_and_never_skipped(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, &crowd(5), "").await;
    let campaign = shop.sending("Spring", Channel::Email).await.id;
    let lease = shop.lease().await;
    let due = shop.due(&lease).await;
    let keep = |at: usize| Prepared::Keep(due[at], text("Hi"));
    store.prepare(&lease, vec![keep(0), keep(1), keep(2)], TTL).await.unwrap();
    let handed = vec![
        Handed { id: due[0], fate: Fate::Retry(at(LONG_AGO)) },
        Handed { id: due[1], fate: Fate::Untaken(at(LONG_AGO)) },
        Handed { id: due[2], fate: Fate::Retry(at(LONG_AGO)) },
    ];
    store.record(&lease, handed).await.unwrap();
    let kept: Vec<bool> = store.due(&lease, 9).await.unwrap().iter().map(|due| due.kept.is_some()).collect();
    assert_eq!(kept, [true, false, true, false, false], "a text that reached nobody is not kept");
    assert_eq!(store.prepare(&lease, vec![Prepared::Await(due[0])], TTL).await.unwrap(), []);
    assert_eq!(shop.campaign(campaign).await.stats, Stats { pending: 4, submitted: 1, ..Stats::default() });
    shop.steer(campaign, Action::Cancel).await.unwrap();
    assert!(store.due(&lease, 9).await.unwrap().is_empty());
    assert_eq!(shop.campaign(campaign).await.stats, Stats { submitted: 2, skipped: 3, ..Stats::default() });
    let overdue = store.overdue(at(FAR_AHEAD), 9).await.unwrap();
    let mut late: Vec<_> = overdue.into_iter().map(|overdue| overdue.id).collect();
    late.sort_unstable();
    assert_eq!(late, [due[0], due[2]], "the vendor is asked");
    shop.receipts((0..4).map(|ordinal| receipt(campaign, ordinal, 1, Outcome::Sent)).collect()).await;
    assert_eq!(shop.campaign(campaign).await.stats, Stats { sent: 2, skipped: 3, ..Stats::default() });
    shop.ledger_agrees(campaign).await;
    witness.is_untouched().await;
}

/// Even while its chunk waits for a vendor to recover.
pub async fn a_cancelled_campaign_need_not_wait_for_its_next_try(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let campaign = shop.sending("Spring", Channel::Email).await.id;
    let lease = shop.lease().await;
    store.release(lease, Some(at(FAR_AHEAD))).await.unwrap();
    assert_eq!(store.next_due().await.unwrap(), Some(at(FAR_AHEAD)));
    assert!(store.lease_chunk("worker", TTL).await.unwrap().is_none());
    shop.steer(campaign, Action::Cancel).await.unwrap();
    assert!(store.next_due().await.unwrap().is_some_and(|due| due < at(FAR_AHEAD)));
    let lease = shop.lease().await;
    assert!(shop.due(&lease).await.is_empty());
    assert_eq!(shop.campaign(campaign).await.stats.skipped, 3);
    witness.is_untouched().await;
}
