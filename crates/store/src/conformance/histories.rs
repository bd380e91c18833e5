//! Random histories of records, compared with a model that is too simple to be wrong: lists, searched from the front,
//! one record after the other, everything added up anew each time.

use domain::customer::{CustomerRecord, Email, ExternalId, Text, Totals};
use domain::order::{OrderRecord, OrderStatus, net_minor};
use domain::workspace::Settings;
use domain::{Amount, Field, Topic};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::Fresh;
use super::holdings::late;
use super::shop::{Shop, at, noon};
use crate::{Batch, LogHeads, Step, Store};

/// What one step applies: batches of one topic.
#[derive(Debug, Clone)]
enum Feed {
    Customers(Vec<Vec<CustomerRecord>>),
    Orders(Vec<Vec<OrderRecord>>),
    /// Erases one of those there are, while so many batches of customers and of orders wait in the log.
    Erase {
        whom: usize,
        customers: u64,
        orders: u64,
    },
}

const DAY: i64 = 86_400_000;

fn external_id() -> impl Strategy<Value = ExternalId> {
    (0..4_u8).prop_map(|n| ExternalId::parse(&format!("C-{n}")).unwrap())
}

fn email() -> impl Strategy<Value = Email> {
    (0..5_u8).prop_map(|n| Email::parse(&format!("c{n}@shop.example")).unwrap())
}

fn field<T: Clone + std::fmt::Debug>(value: impl Strategy<Value = T>) -> impl Strategy<Value = Field<T>> {
    prop_oneof![3 => Just(Field::Absent), 1 => Just(Field::Clear), 3 => value.prop_map(Field::Set)]
}

fn text() -> impl Strategy<Value = Text> {
    (0..3_u8).prop_map(|n| Text::parse(&format!("Text {n}")).unwrap())
}

fn customer_record() -> impl Strategy<Value = CustomerRecord> {
    (prop::option::of(external_id()), field(email()), field(text()), field(text())).prop_map(
        |(external_id, email, name, city)| CustomerRecord {
            external_id,
            email,
            name,
            city,
            ..CustomerRecord::default()
        },
    )
}

prop_compose! {
    fn order_record()(
        external_id in prop::option::weighted(0.8, 0..5_u8),
        email in prop::option::weighted(0.7, email()),
        customer_external_id in prop::option::weighted(0.4, external_id()),
        amount in 0..5_i64,
        refunded in 0..2_i64,
        day in 0..6_i64,
        status in prop::sample::select(OrderStatus::ALL.as_slice()),
    ) -> OrderRecord {
        OrderRecord {
            external_id: external_id.map(|n| ExternalId::parse(&format!("O-{n}")).unwrap()),
            email,
            customer_external_id,
            amount: Amount::from_minor(amount).unwrap(),
            refunded_amount: Amount::from_minor(refunded.min(amount)).unwrap(),
            items: Vec::new(),
            order_date: at(day * DAY),
            status,
        }
    }
}

fn feed() -> impl Strategy<Value = Feed> {
    let batches = 1..4_usize;
    prop_oneof![
        3 => prop::collection::vec(prop::collection::vec(customer_record(), 0..7), batches.clone())
            .prop_map(Feed::Customers),
        3 => prop::collection::vec(prop::collection::vec(order_record(), 0..9), batches)
            .prop_map(Feed::Orders),
        2 => (0..8_usize, 0..3_u64, 0..3_u64)
            .prop_map(|(whom, customers, orders)| Feed::Erase { whom, customers, orders }),
    ]
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Person {
    external_id: Option<ExternalId>,
    email: Option<Email>,
    name: Option<Text>,
    city: Option<Text>,
}

#[derive(Debug, Clone)]
struct Sale {
    external_id: Option<ExternalId>,
    person: usize,
    record: OrderRecord,
}

#[derive(Debug, Default)]
struct Model {
    people: Vec<Person>,
    sales: Vec<Sale>,
    /// Whoever was erased, as they were, and up to where the log held records then.
    erased: Vec<(Person, LogHeads)>,
}

impl Model {
    /// True if a record of the log is of somebody who was erased when it stood there already.
    fn held(
        &self,
        position: impl Fn(&LogHeads) -> bool,
        id: Option<&ExternalId>,
        email: Option<&Email>,
    ) -> bool {
        let same = |person: &Person| {
            (id.is_some() && person.external_id.as_ref() == id)
                || (email.is_some() && person.email.as_ref() == email)
        };
        self.erased.iter().any(|(person, heads)| position(heads) && same(person))
    }

    fn erase(&mut self, whom: usize, heads: LogHeads) {
        self.erased.push((self.people.remove(whom), heads));
        self.sales.retain(|sale| sale.person != whom);
        for sale in self.sales.iter_mut().filter(|sale| sale.person > whom) {
            sale.person -= 1;
        }
    }

    fn with_external_id(&self, name: &ExternalId) -> Option<usize> {
        self.people.iter().position(|person| person.external_id.as_ref() == Some(name))
    }

    fn with_email(&self, name: &Email) -> Option<usize> {
        self.people.iter().position(|person| person.email.as_ref() == Some(name))
    }

    /// Whom two names mean: a place, or a new one; `None` if they cannot be one person's, or are nobody's.
    fn place(&self, external_id: Option<&ExternalId>, email: Option<&Email>) -> Option<usize> {
        let new = self.people.len();
        let by_id = external_id.and_then(|name| self.with_external_id(name));
        let by_email = email.and_then(|name| self.with_email(name));
        match (external_id, email) {
            (None, None) => None,
            (None, Some(_)) => Some(by_email.unwrap_or(new)),
            (Some(_), _) => match (by_id, by_email) {
                (Some(a), Some(b)) => (a == b).then_some(a),
                (Some(a), None) => Some(a),
                (None, Some(b)) => self.people[b].external_id.is_none().then_some(b),
                (None, None) => Some(new),
            },
        }
    }

    fn person(&mut self, place: usize) -> &mut Person {
        if place == self.people.len() {
            self.people.push(Person::default());
        }
        &mut self.people[place]
    }

    /// True if the record could be applied.
    fn customer(&mut self, position: u64, record: &CustomerRecord) -> bool {
        let queued = |heads: &LogHeads| position <= heads.customers;
        if self.held(queued, record.external_id.as_ref(), record.email.value()) {
            return false;
        }
        let Some(place) = self.place(record.external_id.as_ref(), record.email.value()) else { return false };
        let person = self.person(place);
        person.external_id = record.external_id.clone().or(person.external_id.take());
        record.email.clone().merge_into(&mut person.email);
        record.name.clone().merge_into(&mut person.name);
        record.city.clone().merge_into(&mut person.city);
        true
    }

    fn order(&mut self, position: u64, record: &OrderRecord) -> bool {
        let (external_id, email) = (record.customer_external_id.as_ref(), record.email.as_ref());
        if self.held(|heads| position <= heads.orders, external_id, email) {
            return false;
        }
        let Some(place) = self.place(external_id, email) else { return false };
        let person = self.person(place);
        person.external_id = person.external_id.take().or(external_id.cloned());
        person.email = person.email.take().or(email.cloned());
        let sale = Sale { external_id: record.external_id.clone(), person: place, record: record.clone() };
        let known = self
            .sales
            .iter_mut()
            .find(|known| known.external_id.is_some() && known.external_id == sale.external_id);
        match known {
            Some(known) => *known = sale,
            None => self.sales.push(sale),
        }
        true
    }

    fn counting(&self) -> impl Iterator<Item = &Sale> {
        self.sales.iter().filter(|sale| sale.record.status.counts())
    }

    fn totals(&self, person: usize) -> Totals {
        let mut totals = Totals::default();
        for sale in self.counting().filter(|sale| sale.person == person) {
            totals.add(net_minor(sale.record.amount, sale.record.refunded_amount), sale.record.order_date);
        }
        totals
    }
}

/// Applies the same to the store in one step, and to the model record by record; the numbers of records that could
/// be applied must agree batch by batch.
async fn apply(shop: &Shop<'_>, model: &mut Model, feed: Feed) {
    let topic = if matches!(feed, Feed::Orders(_)) { Topic::Orders } else { Topic::Customers };
    let from = shop.store.mark(topic, shop.id).await.unwrap();
    let mut expected = Vec::new();
    let mut to = from;
    match feed {
        Feed::Customers(batches) => {
            let batches: Vec<Batch<_>> =
                batches.into_iter().map(|records| numbered(&mut to, records)).collect();
            for batch in &batches {
                let applied = batch.records.iter().map(|record| model.customer(batch.position, record));
                expected.push(applied.collect::<Vec<_>>());
            }
            shop.store.apply_customers(Step { workspace: shop.id, from, to }, batches).await.unwrap();
        }
        Feed::Orders(batches) => {
            let batches: Vec<Batch<_>> =
                batches.into_iter().map(|records| numbered(&mut to, records)).collect();
            for batch in &batches {
                let applied = batch.records.iter().map(|record| model.order(batch.position, record));
                expected.push(applied.collect());
            }
            shop.store.apply_orders(Step { workspace: shop.id, from, to }, batches).await.unwrap();
        }
        Feed::Erase { whom, customers, orders } => {
            let everyone = shop.everyone().await;
            if !everyone.is_empty() {
                let whom = whom % everyone.len();
                let heads = LogHeads {
                    customers: from + customers,
                    orders: shop.store.mark(Topic::Orders, shop.id).await.unwrap() + orders,
                };
                shop.store.erase_customer(shop.id, everyone[whom].id, heads).await.unwrap();
                model.erase(whom, heads);
            }
        }
    }
    for (position, expected) in (from + 1..).zip(expected) {
        let outcome = shop.outcome(topic, position).await;
        let applied = expected.iter().filter(|applied| **applied).count() as u64;
        assert_eq!((outcome.applied, outcome.dead), (applied, expected.len() as u64 - applied), "{topic:?}");
    }
}

fn numbered<T>(position: &mut u64, records: Vec<T>) -> Batch<T> {
    *position += 1;
    late(*position, records)
}

async fn agrees(shop: &Shop<'_>, model: &Model) {
    let everyone = shop.everyone().await;
    let seen: Vec<_> = everyone
        .iter()
        .map(|customer| {
            let profile = customer.profile.clone();
            let person = Person {
                external_id: profile.external_id,
                email: profile.email,
                name: profile.name,
                city: profile.city,
            };
            (person, customer.totals)
        })
        .collect();
    let expected: Vec<_> = model
        .people
        .iter()
        .enumerate()
        .map(|(place, person)| (person.clone(), model.totals(place)))
        .collect();
    assert_eq!(seen, expected);

    let mut orders: Vec<_> = shop.all_orders().await;
    orders.sort_by_key(|order| order.id);
    let seen: Vec<_> = orders
        .iter()
        .map(|order| {
            let person = everyone.iter().position(|customer| customer.id == order.customer_id);
            (order.external_id.clone(), person.unwrap(), order.amount, order.order_date, order.status)
        })
        .collect();
    let expected: Vec<_> = model
        .sales
        .iter()
        .map(|sale| {
            let OrderRecord { amount, order_date, status, .. } = sale.record;
            (sale.external_id.clone(), sale.person, amount, order_date, status)
        })
        .collect();
    assert_eq!(seen, expected);

    let overview = shop.overview().await;
    assert_eq!(overview.customers, model.people.len() as u64);
    assert_eq!(overview.orders, model.counting().count() as u64);
    let net = |sale: &Sale| net_minor(sale.record.amount, sale.record.refunded_amount);
    assert_eq!(overview.revenue_minor, model.counting().map(net).sum::<i64>());
    let bounds: Vec<_> = (0..=6).map(|day| at(day * DAY)).collect();
    let buckets = shop.store.buckets(shop.id, &bounds).await.unwrap();
    for (bucket, start) in buckets.iter().zip(bounds) {
        let day: Vec<_> = model.counting().filter(|sale| sale.record.order_date == start).collect();
        let expected = (day.len() as u64, day.iter().map(|sale| net(sale)).sum::<i64>());
        assert_eq!((bucket.orders, bucket.revenue_minor), expected);
    }
    let cities = shop.store.known_values(shop.id).await.unwrap().cities;
    let mut seen: Vec<_> =
        model.people.iter().filter_map(|person| person.city.as_ref()).map(Text::as_str).collect();
    seen.sort_unstable();
    seen.dedup();
    assert!(cities.len() == seen.len() && seen.iter().all(|city| cities.iter().any(|known| known == city)));
}

/// Records with duplicates, replacements, cancellations and moves between customers, in any grouping into batches
/// and steps, with erasures between them, in two workspaces that hold the same names, leave the store as the model says: who there is, whose orders, all totals and counters.
pub fn random_histories_leave_the_store_as_a_naive_model_says(
    runtime: &tokio::runtime::Runtime,
    fresh: &dyn Fn() -> Option<Fresh>,
) {
    let Some(fresh) = fresh() else { return };
    let store: &dyn Store = &*fresh.store;
    let mut runner = TestRunner::new(Config {
        cases: fresh.histories(96),
        failure_persistence: None,
        ..Config::default()
    });
    let histories = prop::collection::vec((0..2_usize, feed()), 1..12);
    let checked = runner.run(&histories, |history| {
        runtime.block_on(async {
            // Workspaces of their own for each history: the others in the file must not matter, nor the other of the two.
            let mut shops = Vec::new();
            for name in ["One", "Other"] {
                let settings = Settings::parse(name, "EUR", "UTC").unwrap();
                let id = store.create_workspace(settings, noon()).await.unwrap().id;
                shops.push((Shop { store, id }, Model::default()));
            }
            for (place, feed) in history {
                let (shop, model) = &mut shops[place];
                apply(shop, model, feed).await;
                for (shop, model) in &shops {
                    agrees(shop, model).await;
                }
            }
        });
        Ok(())
    });
    if let Err(failure) = checked {
        panic!("{failure}");
    }
}
