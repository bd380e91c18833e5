//! Random pasts of a workspace, and random rules about them: whatever happened, and whenever the audiences were read
//! into memory, an answer is the one the reference gives over all that can be read back.

pub mod random;

use audience::{Answer, Tally};
use domain::campaign::Campaign;
use domain::customer::{ConsentMode, Customer, Profile};
use domain::message::MessageState;
use domain::order::Order;
use domain::segment::{Membership, Outcome, Rule};
use domain::workspace::Settings;
use domain::{Channel, Topic};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use self::random::{Event, NEWEST, event, rules};
use super::Fresh;
use super::shop::{EVERYONE, Shop, TTL, collect, noon, pages, receipt};
use crate::{CampaignFilter, Fate, LogHeads, StoreError};

/// How many customers an answer shows here.
const SAMPLE: usize = 4;

/// Everybody with their past, as it can be read back.
#[derive(Debug)]
pub struct Pasts(Vec<(Customer, Vec<Order>, Vec<Membership>)>);

impl Pasts {
    /// Reads a workspace in which nothing happens meanwhile.
    pub async fn read(shop: &Shop<'_>) -> Self {
        let orders = shop.all_orders().await;
        let campaigns = shop.campaigns().await;
        let mut all = Vec::new();
        for customer in shop.everyone().await {
            let own: Vec<_> =
                orders.iter().filter(|order| order.customer_id == customer.id).cloned().collect();
            let messages = pages(200, async |page| shop.store.messages_to(shop.id, customer.id, &page).await);
            let memberships = messages.await.into_iter().map(|message| {
                let campaign = campaigns.iter().find(|campaign| campaign.id == message.campaign).unwrap();
                let at = message.row.changed_at;
                let outcome = match message.row.state {
                    MessageState::Sent => Some(Outcome::Sent(at)),
                    MessageState::Failed => Some(Outcome::Failed(at)),
                    _ => None,
                };
                Membership { campaign: campaign.id, enrolled_at: campaign.launched_at.unwrap(), outcome }
            });
            all.push((customer, own, memberships.collect()));
        }
        Self(all)
    }

    /// The answer to a rule, where nobody may write to some addresses.
    pub fn answer(&self, rule: &str, suppressed: &[(Channel, &str)]) -> Answer {
        let reachable = |profile: &Profile, channel: Channel, mode: ConsentMode| {
            let address = profile.plain_address(channel);
            profile.reachable(channel, mode)
                && !suppressed.iter().any(|(on, known)| *on == channel && address.as_deref() == Some(*known))
        };
        let mut tally = Tally::reaching(Shop::question(rule), SAMPLE, reachable);
        for (customer, orders, memberships) in &self.0 {
            tally.fold_with(customer, orders, memberships);
        }
        tally.finish()
    }
}

impl Shop<'_> {
    /// Makes something happen.
    pub async fn happen(&self, event: Event) {
        match event {
            Event::Customers(records) => drop(self.apply_customers(records).await),
            Event::Orders(records) => drop(self.apply_orders(records).await),
            Event::Erase(whom) => {
                let everyone = self.everyone().await;
                if let Some(customer) = everyone.get(whom % everyone.len().max(1)) {
                    let heads = LogHeads {
                        customers: self.store.mark(Topic::Customers, self.id).await.unwrap(),
                        orders: self.store.mark(Topic::Orders, self.id).await.unwrap(),
                    };
                    self.store.erase_customer(self.id, customer.id, heads).await.unwrap();
                }
            }
            Event::Launch(channel, rule) => {
                let draft = self.draft("Spring", channel).await;
                match self.launch(draft.id, &self.named(&rule).await).await {
                    Ok(_) | Err(StoreError::NobodyReachable { .. }) => {}
                    Err(error) => panic!("{error}"),
                }
            }
            Event::HandOver(rejected) => {
                let fate = if rejected { Fate::Rejected("refused".into()) } else { Fate::Submitted };
                if let Some(lease) = self.store.lease_chunk("worker", TTL).await.unwrap() {
                    let of = Self { id: lease.workspace.id, ..*self };
                    of.hand_over(&lease, &fate).await;
                    self.store.release(lease, None).await.unwrap();
                }
            }
            Event::Receipts(receipts) => {
                let campaigns = self.campaigns().await;
                let receipts = receipts.into_iter().filter_map(|(place, ordinal, outcome)| {
                    let campaign = campaigns.get(place % campaigns.len().max(1))?;
                    Some(receipt(campaign.id, ordinal, 1, outcome))
                });
                self.receipts(receipts.collect()).await;
            }
        }
    }

    /// All campaigns, newest first.
    async fn campaigns(&self) -> Vec<Campaign> {
        collect(async |page| self.store.campaigns(self.id, &CampaignFilter::default(), &page).await).await
    }

    /// A rule with the id of the newest campaign.
    async fn named(&self, rule: &str) -> String {
        let newest =
            self.campaigns().await.first().map_or_else(|| "99".to_owned(), |newest| newest.id.to_string());
        rule.replace(NEWEST, &newest)
    }

    /// Fails unless rules are answered as the reference does, where nobody may write to some addresses.
    pub async fn answers_agree(&self, rules: &[String], suppressed: &[(Channel, &str)]) {
        let pasts = Pasts::read(self).await;
        let (mut together, mut counts) = (Vec::new(), Vec::new());
        for rule in rules {
            let rule = self.named(rule).await;
            let answer = self.store.answer(self.id, Self::question(&rule), SAMPLE).await.unwrap();
            assert_eq!(answer, pasts.answer(&rule, suppressed), "{rule}");
            counts.push(answer.count);
            together.push(Rule::parse(&rule).unwrap());
        }
        let counted = self.store.counts(self.id, Self::question(EVERYONE), together).await.unwrap();
        assert_eq!(counted, counts, "in one pass");
        if let Some((customer, orders, memberships)) = pasts.0.first() {
            let past = self.store.past_of(self.id, customer.id).await.unwrap().unwrap();
            let ids = |orders: &[Order]| {
                let mut ids: Vec<_> = orders.iter().map(|order| order.id).collect();
                ids.sort_unstable();
                ids
            };
            assert_eq!((&past.customer, ids(&past.orders)), (customer, ids(orders)));
            let of = |memberships: &[Membership]| {
                let mut of = memberships.to_vec();
                of.sort_unstable_by_key(|membership| membership.campaign);
                of
            };
            assert_eq!(of(&past.memberships), of(memberships));
        }
    }
}

/// Customers come, change and are erased; orders come, are replaced, cancelled and moved; campaigns are launched to
/// whoever matches, and their messages settle: after each of these rules are answered as the reference does, in two
/// workspaces that hold the same names.
pub fn random_pasts_are_answered_as_the_reference_says(
    runtime: &tokio::runtime::Runtime,
    fresh: &dyn Fn() -> Option<Fresh>,
) {
    let Some(fresh) = fresh() else { return };
    let store = &*fresh.store;
    let mut runner = TestRunner::new(Config {
        cases: fresh.histories(64),
        failure_persistence: None,
        ..Config::default()
    });
    let happened = prop::collection::vec((0..2_usize, event(), rules()), 1..14);
    let checked = runner.run(&happened, |happened| {
        runtime.block_on(async {
            let mut shops = Vec::new();
            for name in ["One", "Other"] {
                let settings = Settings::parse(name, "EUR", "UTC").unwrap();
                let id = store.create_workspace(settings, noon()).await.unwrap().id;
                shops.push(Shop { store, id });
            }
            for (place, event, rules) in happened {
                shops[place].happen(event).await;
                for shop in &shops {
                    shop.answers_agree(&rules, &[]).await;
                }
            }
        });
        Ok(())
    });
    if let Err(failure) = checked {
        panic!("{failure}");
    }
}
