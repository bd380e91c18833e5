//! Random interleavings of everything that moves messages: at every moment the counters are those of the rows, and
//! what is settled stays settled.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::campaign::{Action, CampaignState};
use domain::message::{MessageState, SkipReason, WireId};
use domain::receipt::Outcome;
use domain::{CampaignId, Channel, Timestamp};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::Fresh;
use super::shop::{Shop, TTL, at, noon, receipt, text, two, wire};
use crate::{Fate, Handed, Lease, MessageRow, Prepared, Resend, Store, StoreError};

/// Enough for two chunks, the second a small one.
const CROWD: u32 = 1_040;

/// Something that happens. Workers are counted; each holds at most one lease.
#[derive(Debug, Clone)]
enum Event {
    Lease { worker: usize, expires: bool },
    Due { worker: usize, limit: u32 },
    Prepare { worker: usize, skip: bool },
    Record { worker: usize, fates: Vec<u8> },
    Release { worker: usize, later: bool },
    Receipts(Vec<(u32, u16, bool)>),
    Steer(Action),
    GiveUp(Vec<(u32, u16)>),
    Complete,
    Resend { failed: bool, uncertain: bool, reason: Option<&'static str> },
}

fn ordinal() -> impl Strategy<Value = u32> {
    // Often among the few that are handed over first.
    prop_oneof![4 => 0..12_u32, 2 => 1_000..1_012_u32, 1 => 0..CROWD + 10]
}

fn event() -> impl Strategy<Value = Event> {
    let worker = 0..3_usize;
    prop_oneof![
        4 => (worker.clone(), prop::bool::weighted(0.3)).prop_map(|(worker, expires)| Event::Lease { worker, expires }),
        5 => (worker.clone(), 1..9_u32).prop_map(|(worker, limit)| Event::Due { worker, limit }),
        4 => (worker.clone(), prop::bool::weighted(0.2)).prop_map(|(worker, skip)| Event::Prepare { worker, skip }),
        5 => (worker.clone(), prop::collection::vec(0..4_u8, 1..9)).prop_map(|(worker, fates)| Event::Record { worker, fates }),
        2 => (worker, prop::bool::weighted(0.2)).prop_map(|(worker, later)| Event::Release { worker, later }),
        4 => prop::collection::vec((ordinal(), 1..3_u16, any::<bool>()), 1..9).prop_map(Event::Receipts),
        1 => prop::sample::select(vec![Action::Pause, Action::Resume, Action::Resume, Action::Cancel]).prop_map(Event::Steer),
        1 => prop::collection::vec((ordinal(), 1..3_u16), 1..9).prop_map(Event::GiveUp),
        1 => Just(Event::Complete),
        1 => resend(),
    ]
}

fn resend() -> impl Strategy<Value = Event> {
    let reason =
        prop::sample::select(vec![None, None, Some("mailbox full"), Some("refused"), Some("nobody's")]);
    (any::<bool>(), any::<bool>(), reason).prop_map(|(failed, uncertain, reason)| Event::Resend {
        failed,
        uncertain,
        reason,
    })
}

#[derive(Default)]
struct Worker {
    lease: Option<Lease>,
    due: Vec<WireId>,
}

struct World<'s> {
    shop: Shop<'s>,
    campaign: CampaignId,
    workers: [Worker; 3],
    /// The last state seen of every message that has a row.
    seen: BTreeMap<u32, MessageState>,
}

/// Later than any test.
fn far_ahead() -> Timestamp {
    at(200_000_000_000_000)
}

/// What a worker may hear when it lost its lease, or the campaign was paused under it.
fn refused<T>(result: Result<T, StoreError>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(StoreError::Fenced | StoreError::WrongState) => None,
        Err(error) => panic!("{error}"),
    }
}

impl World<'_> {
    async fn happen(&mut self, event: Event) {
        let store = self.shop.store;
        match event {
            Event::Lease { worker, expires } => {
                if self.workers[worker].lease.is_some() {
                    return;
                }
                let ttl = if expires { Duration::ZERO } else { TTL };
                if let Some(lease) = store.lease_chunk("worker", ttl).await.unwrap() {
                    assert_eq!(lease.campaign.id, self.campaign, "another campaign was left unsettled");
                    self.workers[worker] = Worker { lease: Some(lease), due: Vec::new() };
                }
            }
            Event::Due { worker, limit } => {
                let Worker { lease: Some(lease), due } = &mut self.workers[worker] else { return };
                if let Some(found) = refused(store.due(lease, limit).await) {
                    assert!(found.len() <= limit as usize);
                    *due = found.into_iter().map(|due| due.id).collect();
                }
            }
            Event::Prepare { worker, skip } => {
                let Worker { lease: Some(lease), due } = &self.workers[worker] else { return };
                let decide = |(place, id): (usize, &WireId)| {
                    if skip && place % 3 == 0 {
                        Prepared::Skip(*id, SkipReason::OptedOut)
                    } else {
                        Prepared::Keep(*id, text("news"))
                    }
                };
                let prepared = due.iter().enumerate().map(decide).collect();
                refused(store.prepare(lease, prepared, Duration::ZERO).await);
            }
            Event::Record { worker, fates } => {
                let Worker { lease: Some(lease), due } = &self.workers[worker] else { return };
                let fate = |fate: u8| match fate {
                    0 => Fate::Rejected("refused".into()),
                    1 => Fate::Retry(at(0)),
                    2 => Fate::Retry(far_ahead()),
                    _ => Fate::Submitted,
                };
                let handed =
                    due.iter().zip(fates).map(|(id, kind)| Handed { id: *id, fate: fate(kind) }).collect();
                refused(store.record(lease, handed).await);
            }
            Event::Release { worker, later } => {
                if let Some(lease) = self.workers[worker].lease.take() {
                    refused(store.release(lease, later.then(far_ahead)).await);
                }
            }
            Event::Receipts(receipts) => {
                let receipts = receipts.into_iter().map(|(ordinal, attempt, sent)| {
                    receipt(
                        self.campaign,
                        ordinal,
                        attempt,
                        if sent { Outcome::Sent } else { Outcome::Failed },
                    )
                });
                self.shop.receipts(receipts.collect()).await;
            }
            Event::Steer(action) => {
                refused(self.shop.steer(self.campaign, action).await);
            }
            Event::GiveUp(ids) => {
                let ids: Vec<_> =
                    ids.into_iter().map(|(ordinal, attempt)| wire(self.campaign, ordinal, attempt)).collect();
                store.give_up(&ids, noon()).await.unwrap();
            }
            Event::Resend { failed, uncertain, reason } => self.resend(failed, uncertain, reason).await,
            Event::Complete => {
                let before = self.shop.campaign(self.campaign).await;
                let completed = store.complete_settled(noon()).await.unwrap();
                let due = matches!(before.state, CampaignState::Sending | CampaignState::Paused);
                assert_eq!(!completed.is_empty(), due && before.stats.settled());
            }
        }
    }

    /// Messages that failed or are uncertain go out once more, and no others move.
    async fn resend(&mut self, failed: bool, uncertain: bool, reason: Option<&str>) {
        let before = self.shop.campaign(self.campaign).await.state;
        let wanted = |row: &MessageRow| {
            let state = match row.state {
                MessageState::Failed => failed,
                MessageState::Uncertain => uncertain,
                _ => false,
            };
            state && reason.is_none_or(|reason| row.reason.as_deref() == Some(reason))
        };
        let rows = self.shop.messages(self.campaign).await;
        let resend = Resend { failed, uncertain, reason: reason.map(str::to_owned), at: noon() };
        let Some(again) = refused(self.shop.store.resend(self.shop.id, self.campaign, resend).await) else {
            assert_eq!(before.after(Action::Resend), None);
            return;
        };
        assert_eq!(again, rows.iter().filter(|row| wanted(row)).count() as u64);
        let after = if again > 0 { CampaignState::Sending } else { before };
        assert_eq!(self.shop.campaign(self.campaign).await.state, after);
        for (row, now) in rows.into_iter().zip(self.shop.messages(self.campaign).await) {
            if wanted(&row) {
                assert_eq!((now.state, now.attempt), (MessageState::Pending, row.attempt + 1));
                self.seen.insert(row.ordinal, now.state);
            } else {
                assert_eq!(now, row);
            }
        }
    }

    /// Counters against rows, and every message against what it was before.
    async fn agrees(&mut self) {
        self.shop.ledger_agrees(self.campaign).await;
        for row in self.shop.messages(self.campaign).await {
            let before = self.seen.insert(row.ordinal, row.state);
            if let Some(MessageState::Sent | MessageState::Failed | MessageState::Skipped) = before {
                assert_eq!(Some(row.state), before, "message {} was settled", row.ordinal);
            }
        }
    }

    /// Cancels and skips what is left, so that nothing of this campaign is ever leased again.
    async fn end(mut self) {
        refused(self.shop.steer(self.campaign, Action::Cancel).await);
        for worker in &mut self.workers {
            if let Some(lease) = worker.lease.take() {
                refused(self.shop.store.release(lease, None).await);
            }
        }
        while let Some(lease) = self.shop.store.lease_chunk("worker", TTL).await.unwrap() {
            assert_eq!(lease.campaign.id, self.campaign);
            assert!(self.shop.due(&lease).await.is_empty());
            self.shop.store.release(lease, None).await.unwrap();
        }
        self.agrees().await;
        assert_eq!(self.shop.campaign(self.campaign).await.stats.pending, 0);
    }
}

/// However leases, hand-overs, receipts, steering and giving up interleave, every message is counted once and in the
/// state it is in, and a message that was settled stays so.
pub fn random_interleavings_keep_the_ledger_equal_to_its_rows(
    runtime: &tokio::runtime::Runtime,
    fresh: &dyn Fn() -> Option<Fresh>,
) {
    let Some(fresh) = fresh() else { return };
    let store: &dyn Store = &*fresh.store;
    let shop = runtime.block_on(async {
        let [_, shop] = two(store).await;
        let crowd: Vec<_> = (0..CROWD)
            .map(|n| format!(r#"{{"email":"c{n}@shop.example","phone":"030 {}"}}"#, 100 + n % 1_030))
            .collect();
        shop.customers(&format!("[{}]", crowd.join(","))).await;
        shop
    });
    let mut runner = TestRunner::new(Config {
        cases: fresh.histories(32),
        failure_persistence: None,
        ..Config::default()
    });
    let events = prop::collection::vec(event(), 1..50);
    let channel = prop::sample::select(Channel::ALL.as_slice());
    let checked = runner.run(&(channel, events), |(channel, events)| {
        runtime.block_on(async {
            let campaign = shop.sending("Spring", channel).await.id;
            let workers = std::array::from_fn(|_| Worker::default());
            let mut world = World { shop, campaign, workers, seen: BTreeMap::new() };
            for event in events {
                world.happen(event).await;
                world.agrees().await;
            }
            world.end().await;
        });
        Ok(())
    });
    if let Err(failure) = checked {
        panic!("{failure}");
    }
}
