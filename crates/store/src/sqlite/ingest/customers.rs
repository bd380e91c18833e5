//! Merging records about customers.

use domain::customer::CustomerRecord;
use domain::customer::attributes::{AttributesChange, MAX_ATTRIBUTES};
use domain::{FieldError, Topic};

use super::erased;
use super::people::{Depth, People};
use super::step::Progress;
use crate::naming::{self, Named};
use crate::sqlite::writer::Writing;
use crate::{Batch, Step, StoreError};

/// Applies a step of the customers topic.
pub(super) fn apply(
    writing: &mut Writing<'_>,
    step: Step,
    batches: Vec<Batch<CustomerRecord>>,
) -> Result<(), StoreError> {
    let mut progress = Progress::begin(writing, Topic::Customers, step)?;
    let records = batches.iter().flat_map(|batch| &batch.records);
    let names = records.map(|record| Named {
        external_id: record.external_id.as_ref(),
        email: record.email.value(),
        phone: record.phone.value(),
    });
    let mut people = People::load(progress.writing, step.workspace, Depth::Whole, names)?;
    let erased = erased::names(progress.writing, Topic::Customers, step.workspace)?;
    for mut batch in batches {
        let place = progress.batch(&mut batch);
        for record in batch.records {
            let names = || people.hashes(record.external_id.as_ref(), record.email.value());
            if !erased.is_empty() && erased.hold(names(), batch.position, batch.received_at) {
                progress.ignored(place);
                continue;
            }
            match merge(&mut people, &mut progress, record, batch.received_at) {
                Ok(()) => progress.applied(place),
                Err(dead) => progress.dead(place, &dead.record, dead.error)?,
            }
        }
    }
    people.write(progress.writing)?;
    progress.finish()
}

/// A record that cannot be applied.
struct Dead {
    record: Box<CustomerRecord>,
    error: FieldError,
}

fn merge(
    people: &mut People,
    progress: &mut Progress<'_, '_>,
    record: CustomerRecord,
    at: domain::Timestamp,
) -> Result<(), Box<Dead>> {
    let dead = |record: CustomerRecord, error| Box::new(Dead { record: Box::new(record), error });
    let email = record.email.value();
    if record.external_id.is_none() && email.is_none() {
        return Err(dead(record, naming::nobody()));
    }
    let place = match people.named(record.external_id.as_ref(), email) {
        Ok(place) => place,
        Err(conflict) => return Err(dead(record, conflict.error("externalId"))),
    };
    // Merging consumes the record and can only fail where attributes grow; then it is needed for the dead letter.
    let copy = may_grow_too_much(people, place, &record).then(|| record.clone());
    match people.merged(place, record, at) {
        Ok(profile) => {
            match place {
                Some(place) => {
                    people.replace(place, profile);
                }
                None => {
                    people.add(profile, &mut progress.counters);
                }
            }
            Ok(())
        }
        Err(error) => Err(dead(copy.unwrap_or_default(), error)),
    }
}

fn may_grow_too_much(people: &People, place: Option<u32>, record: &CustomerRecord) -> bool {
    let AttributesChange::Merge(changes) = &record.attributes else { return false };
    let known = place.map_or(0, |place| people.get(place).profile.attributes.len());
    known + changes.len() > MAX_ATTRIBUTES
}
