//! Adding and replacing orders, and the totals that follow.

use std::collections::{HashMap, HashSet};

use domain::customer::{CustomerRecord, ExternalId, Profile};
use domain::order::OrderRecord;
use domain::{FieldError, Topic, WorkspaceId};
use mongodb::ClientSession;
use mongodb::bson::doc;

use super::erased;
use super::people::{Depth, People};
use super::step::Progress;
use super::totals::TotalChanges;
use crate::mongo::collections::ORDERS;
use crate::mongo::fields::all_within;
use crate::mongo::orders::rows::{self, StoredOrder};
use crate::mongo::{MongoStore, bulk};
use crate::naming::{self, Named};
use crate::totals::Counted;
use crate::{Batch, Step, StoreError};

/// Applies a step of the orders topic, within its transaction.
pub(super) async fn apply(
    store: &MongoStore,
    session: &mut ClientSession,
    step: Step,
    batches: &[Batch<OrderRecord>],
) -> Result<(), StoreError> {
    let mut progress = Progress::begin(store, session, Topic::Orders, step).await?;
    let records = || batches.iter().flat_map(|batch| &batch.records);
    let names = records().map(|record| Named {
        external_id: record.customer_external_id.as_ref(),
        email: record.email.as_ref(),
        phone: None,
    });
    let mut people = People::load(store, session, step.workspace, Depth::Identity, names).await?;
    let erased = erased::names(store, session, Topic::Orders, step.workspace).await?;
    let ids = records().filter_map(|record| record.external_id.as_ref());
    let mut orders = Orders::load(store, session, step.workspace, ids).await?;
    for batch in batches {
        let place = progress.batch(batch);
        for record in &batch.records {
            let names = || people.hashes(record.customer_external_id.as_ref(), record.email.as_ref());
            if !erased.is_empty() && erased.hold(names(), batch.position, batch.received_at) {
                progress.ignored(place);
                continue;
            }
            match customer_of(store, &mut people, &progress, record)? {
                Ok(customer) => {
                    orders.place(store, record, customer)?;
                    progress.applied(place);
                }
                Err(error) => progress.dead(place, record, error)?,
            }
        }
    }
    let totals = orders.write(store, session, &progress).await?;
    let change = totals.settle(store, session, step.workspace, &mut people).await?;
    progress.counters.orders = change.visits;
    progress.counters.revenue = change.spend;
    progress.counters.customers = people.made();
    people.write(store, session, progress.now).await?;
    progress.finish(store, session).await
}

/// The id of the customer an order names; made if nobody has heard of them. An order fills in a name that is
/// missing and never changes one. The inner error is that of a record that cannot be applied.
fn customer_of(
    store: &MongoStore,
    people: &mut People,
    progress: &Progress,
    record: &OrderRecord,
) -> Result<Result<i64, FieldError>, StoreError> {
    let (external_id, email) = (record.customer_external_id.as_ref(), record.email.as_ref());
    let named = match people.named(external_id, email) {
        Ok(named) => named,
        Err(two) => return Ok(Err(two.error("customerExternalId"))),
    };
    let missing = match named {
        None if external_id.is_none() && email.is_none() => return Ok(Err(naming::nobodys_order())),
        None => (external_id, email),
        Some(place) => {
            let Profile { external_id: known_id, email: known_email, .. } = &people.get(place).profile;
            (external_id.filter(|_| known_id.is_none()), email.filter(|_| known_email.is_none()))
        }
    };
    if missing == (None, None)
        && let Some(place) = named
    {
        return Ok(Ok(people.get(place).id));
    }
    let naming = CustomerRecord::naming(missing.0.cloned(), missing.1.cloned());
    let profile = match people.merged(named, naming, progress.now) {
        Ok(profile) => profile,
        Err(error) => return Ok(Err(error)),
    };
    let place = match named {
        Some(place) => {
            people.replace(place, profile);
            place
        }
        None => people.add(store.ids.next()?, profile),
    };
    Ok(Ok(people.get(place).id))
}

/// The orders a step touches: those known are read once, each is written once, as its last record says.
struct Orders<'b> {
    workspace: WorkspaceId,
    all: Vec<Placed<'b>>,
    by_external_id: HashMap<ExternalId, u32>,
}

struct Placed<'b> {
    id: i64,
    /// As stored, if it is.
    stored: Option<StoredOrder>,
    /// As the last record says, with its customer.
    placed: Option<(&'b OrderRecord, i64)>,
}

impl<'b> Orders<'b> {
    async fn load(
        store: &MongoStore,
        session: &mut ClientSession,
        workspace: WorkspaceId,
        names: impl Iterator<Item = &'b ExternalId>,
    ) -> Result<Self, StoreError> {
        let names: HashSet<_> = names.map(ExternalId::as_str).collect();
        let names: Vec<_> = names.into_iter().collect();
        let mut orders = Self { workspace, all: Vec::new(), by_external_id: HashMap::new() };
        for names in names.chunks(bulk::ASKED_AT_ONCE) {
            let found = store
                .collection(ORDERS)
                .find(doc! { "w": workspace.get(), "externalId": { "$in": names } })
                .batch_size(bulk::ASKED_AT_ONCE as u32)
                .session(&mut *session)
                .await?;
            for stored in all_within(session, found, rows::stored).await? {
                if let Some(name) = &stored.external_id {
                    orders.by_external_id.insert(name.clone(), orders.all.len() as u32);
                }
                orders.all.push(Placed { id: stored.id, stored: Some(stored), placed: None });
            }
        }
        Ok(orders)
    }

    /// Takes a record: replaces the order of its external id, or adds one.
    fn place(
        &mut self,
        store: &MongoStore,
        record: &'b OrderRecord,
        customer: i64,
    ) -> Result<(), StoreError> {
        let known = record.external_id.as_ref().and_then(|name| self.by_external_id.get(name));
        if let Some(place) = known {
            self.all[*place as usize].placed = Some((record, customer));
            return Ok(());
        }
        if let Some(name) = &record.external_id {
            self.by_external_id.insert(name.clone(), self.all.len() as u32);
        }
        self.all.push(Placed { id: store.ids.next()?, stored: None, placed: Some((record, customer)) });
        Ok(())
    }

    /// Writes the orders; returns how totals change.
    async fn write(
        mut self,
        store: &MongoStore,
        session: &mut ClientSession,
        progress: &Progress,
    ) -> Result<TotalChanges, StoreError> {
        self.all.sort_unstable_by_key(|order| order.id);
        let (mut documents, mut replacements) = (Vec::new(), Vec::new());
        let mut totals = TotalChanges::default();
        for order in &self.all {
            // Known, and in the end not named by any record that could be applied.
            let Some((record, customer)) = order.placed else { continue };
            let after = Counted::of(record, customer);
            match &order.stored {
                None => {
                    documents.push(rows::document(self.workspace, order.id, customer, record, progress.now)?);
                }
                Some(stored) => {
                    replacements.extend(rows::replacement(self.workspace, customer, record, stored)?);
                    if stored.counted == after {
                        continue;
                    }
                    totals.remove(&stored.counted);
                }
            }
            totals.add(&after);
        }
        bulk::run_updates(&store.db, session, ORDERS, &replacements).await?;
        bulk::insert(&store.db, session, ORDERS, &documents).await?;
        Ok(totals)
    }
}
