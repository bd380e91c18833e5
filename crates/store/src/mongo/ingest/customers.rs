//! Merging records about customers.

use domain::customer::CustomerRecord;
use domain::{FieldError, Timestamp, Topic};
use mongodb::ClientSession;

use super::erased;
use super::people::{Depth, People};
use super::step::Progress;
use crate::mongo::MongoStore;
use crate::naming::{self, Named};
use crate::{Batch, Step, StoreError};

/// Applies a step of the customers topic, within its transaction.
pub(super) async fn apply(
    store: &MongoStore,
    session: &mut ClientSession,
    step: Step,
    batches: &[Batch<CustomerRecord>],
) -> Result<(), StoreError> {
    let mut progress = Progress::begin(store, session, Topic::Customers, step).await?;
    let records = batches.iter().flat_map(|batch| &batch.records);
    let names = records.map(|record| Named {
        external_id: record.external_id.as_ref(),
        email: record.email.value(),
        phone: record.phone.value(),
    });
    let mut people = People::load(store, session, step.workspace, Depth::Whole, names).await?;
    let erased = erased::names(store, session, Topic::Customers, step.workspace).await?;
    for batch in batches {
        let place = progress.batch(batch);
        for record in &batch.records {
            let names = || people.hashes(record.external_id.as_ref(), record.email.value());
            if !erased.is_empty() && erased.hold(names(), batch.position, batch.received_at) {
                progress.ignored(place);
                continue;
            }
            match merge(store, &mut people, record, batch.received_at)? {
                Ok(()) => progress.applied(place),
                Err(error) => progress.dead(place, record, error)?,
            }
        }
    }
    progress.counters.customers = people.made();
    people.write(store, session, progress.now).await?;
    progress.finish(store, session).await
}

/// Merges a record; the inner error is that of a record that cannot be applied.
fn merge(
    store: &MongoStore,
    people: &mut People,
    record: &CustomerRecord,
    at: Timestamp,
) -> Result<Result<(), FieldError>, StoreError> {
    let email = record.email.value();
    if record.external_id.is_none() && email.is_none() {
        return Ok(Err(naming::nobody()));
    }
    let place = match people.named(record.external_id.as_ref(), email) {
        Ok(place) => place,
        Err(two) => return Ok(Err(two.error("externalId"))),
    };
    let profile = match people.merged(place, record.clone(), at) {
        Ok(profile) => profile,
        Err(error) => return Ok(Err(error)),
    };
    match place {
        Some(place) => people.replace(place, profile),
        None => {
            people.add(store.ids.next()?, profile);
        }
    }
    Ok(Ok(()))
}
