//! A server with one workspace, which one seat follows: what is committed, what the stream has yet to tell, and how far
//! the scan is.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use audience::Tally;
use domain::customer::{Customer, Email, Profile, Text, Totals};
use domain::message::MessageState;
use domain::order::{Order, OrderStatus};
use domain::segment::{Membership, Outcome};
use domain::{Amount, CampaignId, CustomerId, OrderId, Timestamp, Topic, WorkspaceId};
use mongodb::bson::spec::BinarySubtype;
use mongodb::bson::{Binary, RawDocumentBuf, rawdoc};

use super::{Change, RULES};
use crate::chunk::encode;
use crate::codes::Coded;
use crate::mongo::collections::{CUSTOMERS, ENROLMENTS, MESSAGES, ORDERS};
use crate::mongo::customers::rows::document;
use crate::mongo::feed::audience::Audience;
use crate::mongo::feed::change::{CAMPAIGNS, Enrolment, Stage};
use crate::mongo::feed::positions::{Place, Positions, Voucher};
use crate::mongo::feed::seat::{Outcome as Waited, Seat};
use crate::mongo::feed::tests::numbered;
use crate::mongo::feed::tests::writer::question;
use crate::mongo::fields::Fields;
use crate::totals::Known;

const MARK: Place = Place::Mark(Topic::Customers);
/// So many customers or orders are read at once.
const RANGE: usize = 2;

pub(super) struct Server {
    pub(super) seat: Arc<Seat>,
    pub(super) customers: BTreeMap<i64, Customer>,
    orders: BTreeMap<i64, Order>,
    campaigns: BTreeMap<i64, Campaign>,
    /// Ids of customers and of orders who were there: they are not given out again.
    gone: [BTreeSet<i64>; 2],
    committed: u64,
    /// What the stream has yet to tell.
    pub(super) news: Vec<(Vec<RawDocumentBuf>, Voucher)>,
    scan: Scan,
}

/// A campaign that was launched.
#[derive(Debug, Clone)]
struct Campaign {
    members: Vec<i64>,
    outcomes: BTreeMap<usize, Outcome>,
}

/// What the scan does next.
enum Scan {
    Begin,
    Ask(Wanted),
    Read(Wanted),
    Answer(Wanted, Answer),
    Done,
}

/// What it asks for.
#[derive(Clone)]
enum Wanted {
    Suppressions,
    Customers(i64),
    Orders(i64),
    Launched,
    Enrolled(Vec<i64>),
    Settled(Vec<i64>),
}

/// What it has read.
enum Answer {
    Nothing,
    Customers(Vec<Customer>),
    Orders(Vec<Order>),
    Launched(Vec<i64>),
    Enrolled(Enrolment),
    Settled(Vec<(CampaignId, CustomerId, Outcome)>),
}

fn workspace() -> WorkspaceId {
    numbered(1)
}

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis).unwrap()
}

fn city(number: u8) -> Text {
    Text::parse(&format!("City {number}")).unwrap()
}

fn campaign_id(number: i64) -> CampaignId {
    CampaignId::from_i64(number).unwrap()
}

pub(super) fn customer(id: i64, number: u8) -> Customer {
    let profile = Profile {
        email: Some(Email::parse(&format!("c{id}@shop.example")).unwrap()),
        city: Some(city(number)),
        ..Profile::default()
    };
    let created_at = at(id);
    let id = CustomerId::from_i64(id).unwrap();
    Customer { id, profile, totals: Totals::default(), created_at, updated_at: created_at }
}

impl Server {
    pub(super) fn new() -> Self {
        Self {
            seat: Arc::new(Seat::new(workspace())),
            customers: BTreeMap::new(),
            orders: BTreeMap::new(),
            campaigns: BTreeMap::new(),
            gone: Default::default(),
            committed: 0,
            news: Vec::new(),
            scan: Scan::Begin,
        }
    }

    pub(super) fn commit(&mut self, changes: &[(i64, Change)]) {
        let events = changes.iter().filter_map(|(id, change)| self.change(*id, *change));
        let mut events: Vec<_> = events.collect();
        // Orders are written before the customers that are made for them.
        events.sort_by_key(|event| event.inner("ns").unwrap().text("coll").unwrap() != ORDERS);
        let (from, to) = (self.committed, self.committed + 1);
        self.committed = to;
        self.news.push((events, Voucher { workspace: workspace(), place: MARK, from, to }));
    }

    /// Changes something, and says what the stream will tell; nothing if there is nothing to change.
    fn change(&mut self, id: i64, change: Change) -> Option<RawDocumentBuf> {
        let key = rawdoc! { "_id": id };
        let ns = |name: &str| rawdoc! { "coll": name };
        Some(match change {
            Change::Put(_) if self.gone[0].contains(&id) => return None,
            Change::Put(number) => {
                let customer = customer(id, number);
                let (profile, at) = (&customer.profile, customer.created_at);
                let whole = document(workspace(), id, profile, &Known::default(), at).unwrap();
                self.customers.insert(id, customer);
                rawdoc! { "operationType": "replace", "ns": ns(CUSTOMERS), "documentKey": key, "fullDocument": whole }
            }
            Change::City(number) => {
                self.customers.get_mut(&id)?.profile.city = number.map(city);
                let told = if let Some(number) = number {
                    rawdoc! { "updatedFields": { "city": city(number).as_str() }, "removedFields": [] }
                } else {
                    rawdoc! { "updatedFields": {}, "removedFields": ["city"] }
                };
                rawdoc! { "operationType": "update", "ns": ns(CUSTOMERS), "documentKey": key, "updateDescription": told }
            }
            Change::Remove => {
                let customer = self.customers.remove(&id)?;
                self.gone[0].insert(id);
                let theirs = self.orders.extract_if(.., |_, order| order.customer_id == customer.id);
                self.gone[1].extend(theirs.map(|(order, _)| order));
                rawdoc! { "operationType": "delete", "ns": ns(CUSTOMERS), "documentKey": key }
            }
            Change::Order { .. } if self.gone[1].contains(&id) => return None,
            Change::Order { customer, day } => {
                let customer_id = self.customers.get(&customer)?.id;
                let mut whole = rawdoc! {
                    "_id": id, "w": workspace().get(), "customer": customer, "amount": 100_i64, "refunded": 0_i64,
                    "orderDate": day, "status": OrderStatus::Placed.code(), "createdAt": 0_i64,
                };
                let order = Order {
                    id: OrderId::from_i64(id).unwrap(),
                    customer_id,
                    external_id: None,
                    amount: Amount::from_minor(100).unwrap(),
                    refunded_amount: Amount::from_minor(0).unwrap(),
                    items: Vec::new(),
                    order_date: at(day),
                    status: OrderStatus::Placed,
                    created_at: at(0),
                };
                let before = self.orders.insert(id, order);
                let operation = if before.is_some() { "replace" } else { "insert" };
                if let Some(before) = before {
                    let (customer, date) = (before.customer_id.get(), before.order_date.millis());
                    whole.append(
                        mongodb::bson::cstr!("before"),
                        rawdoc! { "customer": customer, "orderDate": date },
                    );
                }
                rawdoc! { "operationType": operation, "ns": ns(ORDERS), "documentKey": key, "fullDocument": whole }
            }
            Change::Launch => {
                if self.campaigns.contains_key(&id) {
                    return None;
                }
                let members: Vec<_> = self.customers.keys().copied().collect();
                let blob = Binary { subtype: BinarySubtype::Generic, bytes: encode(&members) };
                self.campaigns.insert(id, Campaign { members, outcomes: BTreeMap::new() });
                let key = rawdoc! { "_id": format!("{id}-0") };
                let whole = rawdoc! {
                    "_id": format!("{id}-0"), "w": workspace().get(), "c": id, "n": 0_i64, "at": id, "customers": blob,
                };
                rawdoc! { "operationType": "insert", "ns": ns(ENROLMENTS), "documentKey": key, "fullDocument": whole }
            }
            Change::Settle { place, sent } => {
                let campaign = self.campaigns.get_mut(&id)?;
                let place = (place < campaign.members.len()).then_some(place)?;
                let (state, outcome) = if sent {
                    (MessageState::Sent, Outcome::Sent(at(id)))
                } else {
                    (MessageState::Failed, Outcome::Failed(at(id)))
                };
                campaign.outcomes.insert(place, outcome);
                let set = rawdoc! { "state": state.code(), "changedAt": id };
                let told = rawdoc! { "updatedFields": set, "removedFields": [] };
                let key = rawdoc! { "_id": format!("{id}-{place}") };
                rawdoc! { "operationType": "update", "ns": ns(MESSAGES), "documentKey": key, "updateDescription": told }
            }
        })
    }

    pub(super) async fn tell(&mut self) {
        if !self.news.is_empty() {
            let (events, voucher) = self.news.remove(0);
            self.seat.apply(events, voucher).await.unwrap();
        }
    }

    pub(super) async fn scan(&mut self) {
        self.scan = match std::mem::replace(&mut self.scan, Scan::Done) {
            Scan::Begin => {
                let mut base = Positions::default();
                *base.at(MARK) = self.committed;
                self.seat.begin(base).await;
                Scan::Ask(Wanted::Suppressions)
            }
            Scan::Ask(wanted) => {
                self.seat.begin_range().await;
                Scan::Read(wanted)
            }
            Scan::Read(wanted) => {
                let answer = self.read(&wanted);
                Scan::Answer(wanted, answer)
            }
            Scan::Answer(wanted, answer) => self.take(wanted, answer).await,
            Scan::Done => Scan::Done,
        };
    }

    fn read(&self, wanted: &Wanted) -> Answer {
        match wanted {
            // There are none here.
            Wanted::Suppressions => Answer::Nothing,
            Wanted::Customers(after) => Answer::Customers(
                self.customers.range(after + 1..).take(RANGE).map(|(_, row)| row.clone()).collect(),
            ),
            Wanted::Orders(after) => Answer::Orders(
                self.orders.range(after + 1..).take(RANGE).map(|(_, row)| row.clone()).collect(),
            ),
            Wanted::Launched => Answer::Launched(self.campaigns.keys().copied().collect()),
            Wanted::Enrolled(left) => {
                let customers = encode(&self.campaigns[&left[0]].members).into();
                Answer::Enrolled(Enrolment {
                    campaign: campaign_id(left[0]),
                    chunk: 0,
                    at: at(left[0]),
                    customers,
                })
            }
            Wanted::Settled(left) => {
                let Campaign { members, outcomes } = &self.campaigns[&left[0]];
                let settled = outcomes.iter().map(|(place, outcome)| {
                    (campaign_id(left[0]), CustomerId::from_i64(members[*place]).unwrap(), *outcome)
                });
                Answer::Settled(settled.collect())
            }
        }
    }

    /// Takes in what was read, and says what comes next.
    async fn take(&self, wanted: Wanted, answer: Answer) -> Scan {
        let campaigns =
            |left: Vec<i64>| if left.is_empty() { Scan::Done } else { Scan::Ask(Wanted::Enrolled(left)) };
        let end = |rows: usize, last: Option<i64>| last.filter(|_| rows == RANGE).unwrap_or(i64::MAX);
        let (reached, next) = match (&wanted, &answer) {
            (Wanted::Suppressions, _) => ((Stage::Suppressions, 0), Scan::Ask(Wanted::Customers(0))),
            (Wanted::Customers(_), Answer::Customers(rows)) => {
                let reached = end(rows.len(), rows.last().map(|row| row.id.get()));
                let next = if reached == i64::MAX { Wanted::Orders(0) } else { Wanted::Customers(reached) };
                ((Stage::Customers, reached), Scan::Ask(next))
            }
            (Wanted::Orders(_), Answer::Orders(rows)) => {
                let reached = end(rows.len(), rows.last().map(|row| row.id.get()));
                let next = if reached == i64::MAX { Wanted::Launched } else { Wanted::Orders(reached) };
                ((Stage::Orders, reached), Scan::Ask(next))
            }
            (_, Answer::Launched(left)) => (CAMPAIGNS, campaigns(left.clone())),
            (Wanted::Enrolled(left), _) => (CAMPAIGNS, Scan::Ask(Wanted::Settled(left.clone()))),
            (Wanted::Settled(left), _) => (CAMPAIGNS, campaigns(left[1..].to_vec())),
            _ => unreachable!(),
        };
        let read = move |audience: &mut Audience| match answer {
            Answer::Nothing | Answer::Launched(_) => Ok(()),
            Answer::Customers(rows) => {
                for row in &rows {
                    audience.index.upsert(row);
                }
                Ok(())
            }
            Answer::Orders(rows) => {
                for row in &rows {
                    audience.index.add_order(row);
                }
                Ok(())
            }
            Answer::Enrolled(enrolment) => audience.enrol(enrolment),
            Answer::Settled(settled) => {
                for (campaign, customer, outcome) in settled {
                    audience.index.settle(campaign, customer, Some(outcome));
                }
                Ok(())
            }
        };
        self.seat.end_range(reached, read).await.unwrap();
        next
    }

    /// The scan has read everything.
    pub(super) async fn complete(&mut self) {
        while !matches!(self.scan, Scan::Done) {
            self.scan().await;
        }
        let mut raised = Positions::default();
        *raised.at(Place::Revision) = 1;
        let voucher = Voucher { workspace: workspace(), place: Place::Revision, from: 0, to: 1 };
        self.news.push((Vec::new(), voucher));
        self.seat.complete_at(raised).await.unwrap();
    }

    /// Fails unless the index holds what is committed, all of which was told.
    pub(super) async fn agrees(&self) {
        let mut wanted = Positions::default();
        *wanted.at(MARK) = self.committed;
        let Waited::Seen(reading) = self.seat.reading(wanted).await else { panic!("the seat is gone") };
        let index = reading.index();
        let held: Vec<_> =
            (1..8).filter_map(|id| index.customer(CustomerId::from_i64(id).unwrap())).collect();
        assert_eq!(held, self.customers.values().cloned().collect::<Vec<_>>());
        assert_eq!((index.len(), index.orders()), (held.len() as u64, self.orders.len() as u64));
        for rule in RULES {
            let question = question(rule);
            let mut tally = Tally::new(question.clone(), 9);
            for customer in self.customers.values() {
                let orders: Vec<_> =
                    self.orders.values().filter(|order| order.customer_id == customer.id).cloned().collect();
                tally.fold_with(customer, &orders, &self.memberships(customer.id));
            }
            let expected: Vec<_> = tally.finish().sample.iter().map(|customer| customer.id).collect();
            assert_eq!(index.answer(&question, 9).sample, expected, "{rule}");
        }
    }

    fn memberships(&self, customer: CustomerId) -> Vec<Membership> {
        let of = |(id, campaign): (&i64, &Campaign)| {
            let place = campaign.members.iter().position(|member| *member == customer.get())?;
            let outcome = campaign.outcomes.get(&place).copied();
            Some(Membership { campaign: campaign_id(*id), enrolled_at: at(*id), outcome })
        };
        self.campaigns.iter().filter_map(of).collect()
    }
}
