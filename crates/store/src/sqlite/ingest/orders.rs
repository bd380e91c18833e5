//! Adding and replacing orders, and the totals that follow.

use audience::Index;
use domain::customer::{CustomerRecord, ExternalId, Profile, Totals};
use domain::order::OrderRecord;
use domain::{CustomerId, FieldError, Timestamp, Topic, WorkspaceId};

use super::erased;
use super::people::{Depth, People};
use super::step::Progress;
use super::totals::TotalChanges;
use crate::naming::{self, Named};
use crate::sqlite::audiences::Change;
use crate::sqlite::columns::id;
use crate::sqlite::failure::corrupt;
use crate::sqlite::identity::{Hashing, Kind, Proposals, look_up};
use crate::sqlite::orders::rows::{self, StoredOrder};
use crate::sqlite::writer::Writing;
use crate::totals::Counted;
use crate::{Batch, Step, StoreError};

/// Applies a step of the orders topic.
pub(super) fn apply(
    writing: &mut Writing<'_>,
    step: Step,
    mut batches: Vec<Batch<OrderRecord>>,
) -> Result<(), StoreError> {
    let mut progress = Progress::begin(writing, Topic::Orders, step)?;
    let records = || batches.iter().flat_map(|batch| &batch.records);
    let names = records().map(|record| Named {
        external_id: record.customer_external_id.as_ref(),
        email: record.email.as_ref(),
        phone: None,
    });
    let mut people = People::load(progress.writing, step.workspace, Depth::Identity, names)?;
    let erased = erased::names(progress.writing, Topic::Orders, step.workspace)?;
    let ids = records().filter_map(|record| record.external_id.as_ref());
    let mut orders = Orders::load(progress.writing, step.workspace, ids)?;
    let first_new_customer = progress.counters.last_customer + 1;
    for batch in &mut batches {
        let place = progress.batch(batch);
        for record in std::mem::take(&mut batch.records) {
            let names = || people.hashes(record.customer_external_id.as_ref(), record.email.as_ref());
            if !erased.is_empty() && erased.hold(names(), batch.position, batch.received_at) {
                progress.ignored(place);
                continue;
            }
            match customer_of(&mut people, &mut progress, &record) {
                Ok(customer) => {
                    orders.place(record, customer, &mut progress);
                    progress.applied(place);
                }
                Err(error) => progress.dead(place, &record, error)?,
            }
        }
    }
    people.write(progress.writing)?;
    orders.write(&mut progress, first_new_customer)?;
    progress.finish()
}

/// The id of the customer an order names; made if nobody has heard of them. An order fills in a name that is
/// missing and never changes one.
fn customer_of(
    people: &mut People,
    progress: &mut Progress<'_, '_>,
    record: &OrderRecord,
) -> Result<i64, FieldError> {
    let (external_id, email) = (record.customer_external_id.as_ref(), record.email.as_ref());
    let named = people.named(external_id, email).map_err(|two| two.error("customerExternalId"))?;
    let place = match named {
        Some(place) => {
            let Profile { external_id: known_id, email: known_email, .. } = &people.get(place).profile;
            let missing =
                (external_id.filter(|_| known_id.is_none()), email.filter(|_| known_email.is_none()));
            if missing.0.is_some() || missing.1.is_some() {
                let naming = CustomerRecord::naming(missing.0.cloned(), missing.1.cloned());
                let profile = people.merged(Some(place), naming, progress.writing.now)?;
                people.replace(place, profile);
            }
            place
        }
        None if external_id.is_none() && email.is_none() => {
            return Err(naming::nobodys_order());
        }
        None => {
            let naming = CustomerRecord::naming(external_id.cloned(), email.cloned());
            let profile = people.merged(None, naming, progress.writing.now)?;
            people.add(profile, &mut progress.counters)
        }
    };
    Ok(people.get(place).id)
}

/// The orders a step touches: those known are read once, each is written once, as its last record says.
struct Orders {
    workspace: WorkspaceId,
    hashing: Hashing,
    all: Vec<Order>,
    by_hash: Proposals,
}

struct Order {
    id: i64,
    external_id: Option<ExternalId>,
    created_at: Timestamp,
    /// As stored, if it is.
    stored: Option<StoredOrder>,
    /// As the last record says, with its customer.
    placed: Option<(OrderRecord, i64)>,
}

impl Orders {
    fn load<'n>(
        writing: &Writing<'_>,
        workspace: WorkspaceId,
        names: impl Iterator<Item = &'n ExternalId>,
    ) -> Result<Self, StoreError> {
        let db = writing.db;
        let hashing = writing.hashing;
        let mut hashes: Vec<i64> =
            names.map(|name| hashing.of(workspace, Kind::OrderExternalId, name.as_str())).collect();
        let mut found = look_up(db, "SELECT id FROM order_identity WHERE hash = ?1", &mut hashes)?;
        found.sort_unstable_by_key(|(_, id)| *id);
        let mut orders =
            Self { workspace, hashing, all: Vec::new(), by_hash: Proposals::with_capacity(hashes.len()) };
        for (hash, id) in found {
            let stored = rows::stored(db, id)?;
            orders.by_hash.add(hash, orders.all.len() as u32);
            orders.all.push(Order {
                id,
                external_id: stored.external_id.clone(),
                created_at: stored.created_at,
                stored: Some(stored),
                placed: None,
            });
        }
        Ok(orders)
    }

    fn hash(&self, name: &ExternalId) -> i64 {
        self.hashing.of(self.workspace, Kind::OrderExternalId, name.as_str())
    }

    /// Takes a record: replaces the order of its external id, or adds one.
    fn place(&mut self, record: OrderRecord, customer: i64, progress: &mut Progress<'_, '_>) {
        let hash = record.external_id.as_ref().map(|name| self.hash(name));
        let known = hash.and_then(|hash| {
            self.by_hash.of(hash).find(|place| self.all[*place as usize].external_id == record.external_id)
        });
        if let Some(place) = known {
            self.all[place as usize].placed = Some((record, customer));
            return;
        }
        if let Some(hash) = hash {
            self.by_hash.add(hash, self.all.len() as u32);
        }
        self.all.push(Order {
            id: progress.counters.new_order(),
            external_id: record.external_id.clone(),
            created_at: progress.writing.now,
            stored: None,
            placed: Some((record, customer)),
        });
    }

    /// Writes rows, indexes, totals and counters, each table in its own order.
    fn write(mut self, progress: &mut Progress<'_, '_>, first_new_customer: i64) -> Result<(), StoreError> {
        let db = progress.writing.db;
        let mut writer = rows::Rows::new(db)?;
        let mut identities = Vec::new();
        let mut entries = rows::Entries::default();
        let mut totals = TotalChanges::new(first_new_customer);
        let mut unchanged = Vec::new();
        for (place, order) in self.all.iter().enumerate() {
            // Known, and in the end not named by any record that could be applied.
            let Some((record, customer)) = &order.placed else { continue };
            let after = Counted::of(record, *customer);
            if let Some(stored) = &order.stored {
                if !writer.replace(order.id, *customer, record, stored)? {
                    unchanged.push(place);
                }
                if stored.counted == after {
                    continue;
                }
                entries.gone(order.id, &stored.counted);
                totals.remove(&stored.counted);
            } else {
                writer.insert(order.id, *customer, record, order.created_at)?;
                identities.extend(order.external_id.as_ref().map(|name| (self.hash(name), order.id)));
            }
            entries.come(order.id, &after);
            totals.add(&after);
        }
        identities.sort_unstable();
        let mut insert = db.prepare_cached("INSERT INTO order_identity (hash, id) VALUES (?1, ?2)")?;
        for pair in identities {
            insert.execute(pair)?;
        }
        entries.write(db, self.workspace)?;
        let feeds = progress.writing.affects(self.workspace);
        let mut sums = Vec::new();
        let change = totals.write(db, |customer, totals| {
            if feeds {
                sums.push((id(customer)?, totals));
            }
            Ok(())
        })?;
        progress.counters.orders += change.visits;
        progress.counters.revenue += change.spend;
        if feeds {
            for place in unchanged {
                self.all[place].placed = None;
            }
            self.tell(progress.writing, sums);
        }
        Ok(())
    }

    /// Tells the audiences of orders that are new or have changed, and of what they add up to.
    fn tell(self, writing: &Writing<'_>, sums: Vec<(CustomerId, Totals)>) {
        let weight = self.all.len() * (size_of::<Order>() + LETTERS) + size_of_val(&*sums);
        let all = self.all;
        writing.changed(self.workspace, Change::new(weight, move |index| learn(index, all, &sums)));
    }
}

/// What the items of an order take, about.
const LETTERS: usize = 128;

/// Takes orders and totals into an index.
fn learn(index: &mut Index, all: Vec<Order>, sums: &[(CustomerId, Totals)]) -> Result<(), StoreError> {
    for Order { id: number, created_at, stored, placed, .. } in all {
        let Some((record, customer)) = placed else { continue };
        let order = domain::order::Order {
            id: id(number)?,
            customer_id: id(customer)?,
            external_id: None,
            amount: record.amount,
            refunded_amount: record.refunded_amount,
            items: record.items,
            order_date: record.order_date,
            status: record.status,
            created_at,
        };
        let taken = match stored {
            None => index.add_order(&order),
            Some(StoredOrder { counted, .. }) => {
                let before = (id(counted.customer)?, counted.order_date);
                index.replace_order(&order, Some(before))
            }
        };
        if !taken {
            return Err(corrupt(format!("order {number} of customer {customer}, who is not there")));
        }
    }
    for (id, totals) in sums {
        if !index.set_totals(*id, totals) {
            return Err(corrupt(format!("totals of customer {id}, who is not there")));
        }
    }
    Ok(())
}
