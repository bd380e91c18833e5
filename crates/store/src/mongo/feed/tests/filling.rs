//! A table is right once it is filled, however reading it, changes, and news of changes come one after the other.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::customer::{Customer, Email, Profile, Text, Totals};
use domain::{CustomerId, Timestamp, Topic, WorkspaceId};
use mongodb::bson::{RawDocumentBuf, rawdoc};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::{numbered, runtime};
use crate::mongo::collections::CUSTOMERS;
use crate::mongo::customers::rows::document;
use crate::mongo::feed::positions::{Place, Positions, Voucher};
use crate::mongo::feed::seat::{Outcome, Seat};
use crate::totals::Known;

const MARK: Place = Place::Mark(Topic::Customers);

/// What is done to a customer.
#[derive(Debug, Clone, Copy)]
enum Change {
    Put(u8),
    City(Option<u8>),
    Remove,
}

/// What happens next.
#[derive(Debug, Clone)]
enum Step {
    /// A transaction is committed.
    Commit(Vec<(i64, Change)>),
    /// The stream tells of the next one.
    Tell,
    /// The scan does what it does next.
    Scan,
}

fn transaction() -> impl Strategy<Value = Vec<(i64, Change)>> {
    let change = prop_oneof![
        3 => (0..3_u8).prop_map(Change::Put),
        2 => prop::option::of(0..3_u8).prop_map(Change::City),
        1 => Just(Change::Remove),
    ];
    prop::collection::vec((1..8_i64, change), 1..4)
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![2 => transaction().prop_map(Step::Commit), 2 => Just(Step::Tell), 3 => Just(Step::Scan)]
}

/// A server with one workspace, which one seat follows.
struct Server {
    seat: Arc<Seat>,
    customers: BTreeMap<i64, Customer>,
    committed: u64,
    /// What the stream has yet to tell.
    news: Vec<(Vec<RawDocumentBuf>, Voucher)>,
    scan: Scan,
}

/// What the scan does next.
enum Scan {
    Begin,
    Ask { after: Option<i64> },
    Read { after: Option<i64> },
    Answer { reached: i64, rows: Vec<Customer> },
    Done,
}

fn workspace() -> WorkspaceId {
    numbered(1)
}

fn city(number: u8) -> Text {
    Text::parse(&format!("City {number}")).unwrap()
}

impl Server {
    fn new() -> Self {
        let seat = Arc::new(Seat::new(workspace()));
        Self { seat, customers: BTreeMap::new(), committed: 0, news: Vec::new(), scan: Scan::Begin }
    }

    fn commit(&mut self, changes: &[(i64, Change)]) {
        let events = changes.iter().filter_map(|(id, change)| self.change(*id, *change)).collect();
        let (from, to) = (self.committed, self.committed + 1);
        self.committed = to;
        self.news.push((events, Voucher { workspace: workspace(), place: MARK, from, to }));
    }

    /// Changes a customer, and says what the stream will tell; nothing if there is nothing to change.
    fn change(&mut self, id: i64, change: Change) -> Option<RawDocumentBuf> {
        let (ns, key) = (rawdoc! { "coll": CUSTOMERS }, rawdoc! { "_id": id });
        Some(match change {
            Change::Put(number) => {
                let customer = customer(id, number);
                let (profile, at) = (&customer.profile, customer.created_at);
                let whole = document(workspace(), id, profile, &Known::default(), at).unwrap();
                self.customers.insert(id, customer);
                rawdoc! { "operationType": "replace", "ns": ns, "documentKey": key, "fullDocument": whole }
            }
            Change::City(number) => {
                self.customers.get_mut(&id)?.profile.city = number.map(city);
                let told = if let Some(number) = number {
                    rawdoc! { "updatedFields": { "city": city(number).as_str() }, "removedFields": [] }
                } else {
                    rawdoc! { "updatedFields": {}, "removedFields": ["city"] }
                };
                rawdoc! { "operationType": "update", "ns": ns, "documentKey": key, "updateDescription": told }
            }
            Change::Remove => {
                self.customers.remove(&id)?;
                rawdoc! { "operationType": "delete", "ns": ns, "documentKey": key }
            }
        })
    }

    async fn tell(&mut self) {
        if !self.news.is_empty() {
            let (events, voucher) = self.news.remove(0);
            self.seat.apply(events, voucher).await.unwrap();
        }
    }

    async fn scan(&mut self) {
        self.scan = match std::mem::replace(&mut self.scan, Scan::Done) {
            Scan::Begin => {
                let mut base = Positions::default();
                *base.at(MARK) = self.committed;
                self.seat.begin(base).await;
                Scan::Ask { after: None }
            }
            Scan::Ask { after } => {
                self.seat.begin_range().await;
                Scan::Read { after }
            }
            // Suppressions come first; here there are none.
            Scan::Read { after: None } => Scan::Answer { reached: 0, rows: Vec::new() },
            Scan::Read { after: Some(after) } => {
                let rows: Vec<_> =
                    self.customers.range(after + 1..).take(2).map(|(_, row)| row.clone()).collect();
                let reached = if rows.len() == 2 { rows[1].id.get() } else { i64::MAX };
                Scan::Answer { reached, rows }
            }
            Scan::Answer { reached, rows } => {
                let read = move |table: &mut audience::Table| {
                    for row in &rows {
                        table.upsert(row);
                    }
                    Ok(())
                };
                self.seat.end_range(reached, read).await.unwrap();
                if reached == i64::MAX { Scan::Done } else { Scan::Ask { after: Some(reached) } }
            }
            Scan::Done => Scan::Done,
        };
    }

    /// The scan has read everything.
    async fn complete(&mut self) {
        while !matches!(self.scan, Scan::Done) {
            self.scan().await;
        }
        let mut raised = Positions::default();
        *raised.at(Place::Revision) = 1;
        let voucher = Voucher { workspace: workspace(), place: Place::Revision, from: 0, to: 1 };
        self.news.push((Vec::new(), voucher));
        self.seat.complete_at(raised).await.unwrap();
    }

    /// Fails unless the table holds what is committed, all of which was told.
    async fn agrees(&self) {
        let mut wanted = Positions::default();
        *wanted.at(MARK) = self.committed;
        let Outcome::Seen(reading) = self.seat.reading(wanted).await else { panic!("the seat is gone") };
        let held: Vec<_> =
            (1..8).filter_map(|id| reading.table().customer(CustomerId::from_i64(id).unwrap())).collect();
        assert_eq!(held, self.customers.values().cloned().collect::<Vec<_>>());
        assert_eq!(reading.table().len(), held.len());
    }
}

fn customer(id: i64, number: u8) -> Customer {
    let at = Timestamp::from_millis(id).unwrap();
    let profile = Profile {
        email: Some(Email::parse(&format!("c{id}@shop.example")).unwrap()),
        city: Some(city(number)),
        ..Profile::default()
    };
    let id = CustomerId::from_i64(id).unwrap();
    Customer { id, profile, totals: Totals::default(), created_at: at, updated_at: at }
}

#[test]
fn a_table_is_right_in_whatever_order_it_is_filled_and_told_of_changes() {
    let runtime = runtime();
    let config = Config { cases: 512, failure_persistence: None, ..Config::default() };
    let steps = prop::collection::vec(step(), 0..40);
    let later = prop::collection::vec(transaction(), 0..4);
    let checked = TestRunner::new(config).run(&(steps, later), |(steps, later)| {
        runtime.block_on(async {
            let mut server = Server::new();
            for step in &steps {
                match step {
                    Step::Commit(changes) => server.commit(changes),
                    Step::Tell => server.tell().await,
                    Step::Scan => server.scan().await,
                }
            }
            server.complete().await;
            while !server.news.is_empty() {
                assert_eq!(server.seat.seen(), None, "it is not known yet what the scan has seen");
                server.tell().await;
            }
            server.agrees().await;
            for changes in &later {
                server.commit(changes);
                server.tell().await;
                server.agrees().await;
            }
        });
        Ok(())
    });
    if let Err(failure) = checked {
        panic!("{failure}");
    }
}

#[tokio::test]
async fn a_change_of_somebody_unknown_is_an_error_once_the_table_is_filled() {
    let mut server = Server::new();
    server.commit(&[(1, Change::Put(0))]);
    server.complete().await;
    while !server.news.is_empty() {
        server.tell().await;
    }
    server.customers.insert(2, customer(2, 0));
    server.commit(&[(2, Change::City(Some(1)))]);
    let (events, voucher) = server.news.remove(0);
    assert!(server.seat.apply(events, voucher).await.is_err());
}
