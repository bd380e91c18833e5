//! A workspace under test, and a second one with the same data beside it.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::campaign::{Action, Body, Campaign, Line, MessageText, Plan, Subject};
use domain::customer::record::RawCustomer;
use domain::customer::{Customer, CustomerRecord};
use domain::message::{MessageKey, WireId};
use domain::order::record::RawOrder;
use domain::order::{Order, OrderRecord};
use domain::receipt::{Outcome, Receipt};
use domain::segment::{Question, Rule};
use domain::workspace::Settings;
use domain::{CampaignId, Channel, Timestamp, Topic, WorkspaceId, Zone};

use crate::{
    Batch, BatchOutcome, Cursor, CustomerFilter, DeadLetter, Fate, Handed, Kept, Launch, Lease,
    MessageFilter, MessageRow, Overview, Page, PageRequest, Prepared, Step, Store, StoreError, Undecodable,
};

/// Long enough for every case.
pub const TTL: Duration = Duration::from_mins(10);

/// Matches everybody.
pub const EVERYONE: &str = r#"{"logic":"AND","rules":[]}"#;

/// An instant by its milliseconds since 1970.
pub fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis).unwrap()
}

/// An instant by its RFC 3339 text, or by its day in UTC.
pub fn time(text: &str) -> Timestamp {
    Zone::UTC.parse(text).unwrap()
}

/// When things happen in cases, unless they say otherwise.
pub fn noon() -> Timestamp {
    time("2026-03-01T12:00:00Z")
}

/// A page request.
pub fn first(limit: u32) -> PageRequest {
    PageRequest { limit, after: None }
}

/// The request for what follows a page.
pub fn next(limit: u32, after: &Cursor) -> PageRequest {
    PageRequest { limit, after: Some(after.clone()) }
}

/// One workspace of a store.
#[derive(Clone, Copy)]
pub struct Shop<'s> {
    /// All of it.
    pub store: &'s dyn Store,
    /// The one under test.
    pub id: WorkspaceId,
}

/// What a workspace holds, for showing that nothing of it changed.
#[derive(Debug, PartialEq)]
pub struct Snapshot {
    customers: Vec<Customer>,
    orders: Vec<Order>,
    overview: Overview,
    dead_letters: Vec<DeadLetter>,
    campaigns: Vec<Campaign>,
    messages: Vec<Vec<MessageRow>>,
    marks: Vec<u64>,
}

/// A workspace that holds the same as the one under test, and must not change with it.
pub struct Witness<'s> {
    shop: Shop<'s>,
    before: Snapshot,
}

impl Witness<'_> {
    /// Fails if anything in it has changed.
    pub async fn is_untouched(self) {
        assert_eq!(self.shop.snapshot().await, self.before, "another workspace has changed");
    }
}

/// Two workspaces with nothing in them.
pub async fn two(store: &dyn Store) -> [Shop<'_>; 2] {
    let one = store.first_workspace(noon()).await.unwrap();
    let settings = Settings::parse("Second", "EUR", "Europe/Berlin").unwrap();
    let two = store.create_workspace(settings, noon()).await.unwrap();
    assert_ne!(one.id, two.id);
    [one.id, two.id].map(|id| Shop { store, id })
}

/// Two workspaces that hold the same: the one under test is the second, so that whatever forgets to say which
/// workspace it means lands in the first.
pub async fn shop_and_witness<'s>(
    store: &'s dyn Store,
    customers: &str,
    orders: &str,
) -> (Shop<'s>, Witness<'s>) {
    let [witness, shop] = two(store).await;
    for shop in [witness, shop] {
        if !customers.is_empty() {
            // In bites that a slow backend can take.
            for records in customer_records(customers).chunks(500) {
                assert_eq!(shop.apply_customers(records.to_vec()).await.dead, 0, "{customers}");
            }
        }
        if !orders.is_empty() {
            assert_eq!(shop.orders(orders).await.dead, 0, "{orders}");
        }
    }
    let before = witness.snapshot().await;
    (shop, Witness { shop: witness, before })
}

/// Records of customers from a JSON array.
pub fn customer_records(json: &str) -> Vec<CustomerRecord> {
    let raw: Vec<RawCustomer<'_>> = serde_json::from_str(json).unwrap();
    raw.into_iter().map(|raw| raw.parse().unwrap()).collect()
}

/// Records of orders from a JSON array.
pub fn order_records(json: &str) -> Vec<OrderRecord> {
    let raw: Vec<RawOrder<'_>> = serde_json::from_str(json).unwrap();
    raw.into_iter().map(|raw| raw.parse(&Zone::UTC, noon()).unwrap()).collect()
}

/// One batch.
pub fn batch<T>(position: u64, records: Vec<T>) -> Batch<T> {
    Batch { position, received_at: noon(), records, undecodable: Vec::<Undecodable>::new() }
}

/// A receipt of an attempt.
pub fn receipt(campaign: CampaignId, ordinal: u32, attempt: u16, outcome: Outcome) -> Receipt {
    let reason = (outcome == Outcome::Failed).then(|| "mailbox full".to_owned());
    Receipt { id: wire(campaign, ordinal, attempt), outcome, reason, at: noon() }
}

/// The id an attempt travels under.
pub const fn wire(campaign: CampaignId, ordinal: u32, attempt: u16) -> WireId {
    WireId { message: MessageKey { campaign, ordinal }, attempt }
}

/// What a message is rendered as in cases.
pub fn text(words: &str) -> Kept {
    Kept {
        to: "ana@shop.example".into(),
        name: "Ana".into(),
        subject: Some(format!("About {words}")),
        body: words.into(),
        html: Some(format!("<p>{words}</p>")),
    }
}

impl Shop<'_> {
    /// The step that comes next in a topic.
    pub async fn next_step(&self, topic: Topic) -> Step {
        let from = self.store.mark(topic, self.id).await.unwrap();
        Step { workspace: self.id, from, to: from + 1 }
    }

    /// Applies a JSON array as one batch.
    pub async fn send(&self, topic: Topic, json: &str) -> BatchOutcome {
        match topic {
            Topic::Customers => self.apply_customers(customer_records(json)).await,
            Topic::Orders => self.apply_orders(order_records(json)).await,
            Topic::Receipts => unreachable!("receipts are no JSON here"),
        }
    }

    /// Applies a JSON array of customers.
    pub async fn customers(&self, json: &str) -> BatchOutcome {
        self.send(Topic::Customers, json).await
    }

    /// Applies a JSON array of orders.
    pub async fn orders(&self, json: &str) -> BatchOutcome {
        self.send(Topic::Orders, json).await
    }

    /// Applies records of customers as one batch.
    pub async fn apply_customers(&self, records: Vec<CustomerRecord>) -> BatchOutcome {
        let step = self.next_step(Topic::Customers).await;
        self.store.apply_customers(step, vec![batch(step.to, records)]).await.unwrap();
        self.outcome(Topic::Customers, step.to).await
    }

    /// Applies records of orders as one batch.
    pub async fn apply_orders(&self, records: Vec<OrderRecord>) -> BatchOutcome {
        let step = self.next_step(Topic::Orders).await;
        self.store.apply_orders(step, vec![batch(step.to, records)]).await.unwrap();
        self.outcome(Topic::Orders, step.to).await
    }

    /// Applies receipts as one batch.
    pub async fn receipts(&self, receipts: Vec<Receipt>) -> BatchOutcome {
        let step = self.next_step(Topic::Receipts).await;
        self.store.apply_receipts(step, vec![batch(step.to, receipts)]).await.unwrap();
        self.outcome(Topic::Receipts, step.to).await
    }

    /// What became of a batch.
    pub async fn outcome(&self, topic: Topic, position: u64) -> BatchOutcome {
        self.store.outcome(topic, self.id, position).await.unwrap().unwrap()
    }

    /// All customers, oldest first.
    pub async fn everyone(&self) -> Vec<Customer> {
        let filter = CustomerFilter::default();
        pages(200, async |page| self.store.customers(self.id, &filter, &page).await.map(|(page, _)| page))
            .await
    }

    /// The customer with an email or an external id.
    pub async fn find(&self, name: &str) -> Option<Customer> {
        let named = |customer: &Customer| {
            let profile = &customer.profile;
            profile.email.as_ref().is_some_and(|email| email.as_str() == name)
                || profile.external_id.as_ref().is_some_and(|id| id.as_str() == name)
        };
        let mut found: Vec<_> = self.everyone().await.into_iter().filter(named).collect();
        assert!(found.len() <= 1, "{name} is several people");
        found.pop()
    }

    /// All orders, newest first.
    pub async fn all_orders(&self) -> Vec<Order> {
        pages(200, async |page| self.store.orders(self.id, None, &page).await).await
    }

    /// All dead letters, oldest first.
    pub async fn all_dead_letters(&self) -> Vec<DeadLetter> {
        let mut letters = collect(async |page| self.store.dead_letters(self.id, &page).await).await;
        letters.reverse();
        letters
    }

    /// The codes of all dead letters, oldest first.
    pub async fn dead_codes(&self) -> Vec<String> {
        self.all_dead_letters().await.into_iter().map(|letter| letter.error.code).collect()
    }

    /// All-time totals.
    pub async fn overview(&self) -> Overview {
        self.store.overview(self.id).await.unwrap()
    }

    /// All messages of a campaign, by place.
    pub async fn messages(&self, campaign: CampaignId) -> Vec<MessageRow> {
        let filter = MessageFilter::default();
        pages(600, async |page| self.store.messages(self.id, campaign, &filter, &page).await).await
    }

    /// All that can be seen of the workspace.
    pub async fn snapshot(&self) -> Snapshot {
        let campaigns = collect(async |page| {
            self.store.campaigns(self.id, &crate::CampaignFilter::default(), &page).await
        })
        .await;
        let mut messages = Vec::new();
        for campaign in &campaigns {
            messages.push(self.messages(campaign.id).await);
        }
        let mut marks = Vec::new();
        for topic in Topic::ALL {
            marks.push(self.store.mark(topic, self.id).await.unwrap());
        }
        Snapshot {
            customers: self.everyone().await,
            orders: self.all_orders().await,
            overview: self.overview().await,
            dead_letters: self.all_dead_letters().await,
            campaigns,
            messages,
            marks,
        }
    }

    /// A rule asked at noon.
    pub fn question(rule: &str) -> Question {
        Question::new(&Rule::parse(rule).unwrap(), noon(), &Zone::UTC)
    }

    /// A draft to everybody.
    pub async fn draft(&self, name: &str, channel: Channel) -> Campaign {
        self.store.create_campaign(self.id, plan(name, channel), noon()).await.unwrap()
    }

    /// Launches a campaign to whoever a rule matches.
    pub async fn launch(&self, campaign: CampaignId, rule: &str) -> Result<Campaign, StoreError> {
        let launch = Launch {
            question: Self::question(rule),
            at: noon(),
            simulated: true,
            most_recipients: None,
            scheduled: None,
        };
        self.store.launch_campaign(self.id, campaign, launch).await
    }

    /// A campaign that is sending to everybody.
    pub async fn sending(&self, name: &str, channel: Channel) -> Campaign {
        let draft = self.draft(name, channel).await;
        self.launch(draft.id, EVERYONE).await.unwrap()
    }

    /// Pauses, resumes or cancels.
    pub async fn steer(&self, campaign: CampaignId, action: Action) -> Result<Campaign, StoreError> {
        self.store.steer_campaign(self.id, campaign, action, noon()).await
    }

    /// A campaign as it is now.
    pub async fn campaign(&self, campaign: CampaignId) -> Campaign {
        self.store.campaign(self.id, campaign).await.unwrap().unwrap()
    }

    /// The next lease, which must be there.
    pub async fn lease(&self) -> Lease {
        self.store.lease_chunk("worker", TTL).await.unwrap().unwrap()
    }

    /// The ids of what is due.
    pub async fn due(&self, lease: &Lease) -> Vec<WireId> {
        self.store.due(lease, 1_000).await.unwrap().into_iter().map(|due| due.id).collect()
    }

    /// Hands over all that is due in a lease, each with the same fate, and says which.
    pub async fn hand_over(&self, lease: &Lease, fate: &Fate) -> Vec<WireId> {
        let due = self.due(lease).await;
        let prepared = due.iter().map(|id| Prepared::Keep(*id, text("news"))).collect();
        self.store.prepare(lease, prepared, TTL).await.unwrap();
        let handed = due.iter().map(|id| Handed { id: *id, fate: fate.clone() }).collect();
        self.store.record(lease, handed).await.unwrap();
        due
    }

    /// Fails unless what can be seen of a campaign's ledger says the same as its rows. With chunks that have no
    /// rows yet, those count as pending.
    pub async fn ledger_agrees(&self, campaign: CampaignId) {
        let campaign = self.campaign(campaign).await;
        assert_eq!(campaign.stats.total(), campaign.enrolled, "{campaign:?}");
        let rows = self.messages(campaign.id).await;
        let mut counted = domain::message::Stats::default();
        let mut reasons: BTreeMap<(&str, &str), u64> = BTreeMap::new();
        for row in &rows {
            *counted.of(row.state) += 1;
            if let Some(reason) = &row.reason {
                *reasons.entry((row.state.as_str(), reason)).or_default() += 1;
            }
        }
        counted.pending += campaign.enrolled - rows.len() as u64;
        assert_eq!(campaign.stats, counted);
        let shown = self.store.reasons(self.id, campaign.id).await.unwrap();
        let shown: BTreeMap<(&str, &str), u64> =
            shown.iter().map(|line| ((line.state.as_str(), line.reason.as_str()), line.count)).collect();
        assert_eq!(shown, reasons);
        let minutes = self.store.settled_by_minute(self.id, campaign.id).await.unwrap();
        let settled = minutes.iter().fold((0, 0), |sum, minute| (sum.0 + minute.sent, sum.1 + minute.failed));
        assert_eq!(settled, (counted.sent, counted.failed));
    }
}

/// A plan for a channel.
pub fn plan(name: &str, channel: Channel) -> Plan {
    let subject = (channel == Channel::Email).then(|| Subject::parse("For {{ name }}").unwrap());
    Plan {
        name: Line::parse(name).unwrap(),
        objective: Some(Line::parse("bring them back").unwrap()),
        channel,
        rule: Some(EVERYONE.to_owned()),
        segment: None,
        message: Some(MessageText { subject, body: Body::parse("Hello").unwrap() }),
    }
}

/// Reads a list to its end in pages of seven.
pub async fn collect<T>(read: impl AsyncFn(PageRequest) -> Result<Page<T>, StoreError>) -> Vec<T> {
    pages(7, read).await
}

/// Reads a list to its end in pages of some length.
pub async fn pages<T>(limit: u32, read: impl AsyncFn(PageRequest) -> Result<Page<T>, StoreError>) -> Vec<T> {
    let mut page = read(first(limit)).await.unwrap();
    let mut items = Vec::new();
    loop {
        assert!(page.items.len() <= limit as usize, "a page longer than asked for");
        items.append(&mut page.items);
        let Some(after) = page.next else { return items };
        page = read(next(limit, &after)).await.unwrap();
        assert!(!page.items.is_empty(), "a cursor to nothing");
    }
}
