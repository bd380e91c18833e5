//! What every step does, whatever it applies: check and move the mark, keep outcomes and dead letters.

use domain::{FieldError, Timestamp, Topic, WorkspaceId};
use mongodb::bson::{DateTime, Document, RawDocument, RawDocumentBuf, doc, rawdoc};
use mongodb::{ClientSession, Database};
use serde::Serialize;

use crate::codes::Coded;
use crate::mongo::collections::{DEAD_LETTERS, MARKS, OUTCOMES};
use crate::mongo::connection::ANSWER_WITHIN;
use crate::mongo::fields::{Fields, all};
use crate::mongo::{MongoStore, bulk};
use crate::reading::corrupt;
use crate::{Batch, BatchOutcome, Step, StoreError};

/// Outcomes are kept so long after they were applied.
const OUTCOME_KEPT_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// What the steps of a topic have changed in all, or those of all topics.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::mongo) struct Counters {
    pub(in crate::mongo) customers: i64,
    /// Orders that count.
    pub(in crate::mongo) orders: i64,
    /// Their net amounts in minor units.
    pub(in crate::mongo) revenue: i64,
    pub(in crate::mongo) dead_letters: i64,
}

/// The key of a mark.
pub(in crate::mongo) fn mark_key(topic: Topic, workspace: WorkspaceId) -> Document {
    doc! { "w": workspace.get(), "t": topic.code() }
}

/// Up to where a partition is applied.
pub(super) async fn mark(
    store: &MongoStore,
    topic: Topic,
    workspace: WorkspaceId,
) -> Result<u64, StoreError> {
    let found = store
        .collection(MARKS)
        .find_one(doc! { "_id": mark_key(topic, workspace) })
        .max_time(ANSWER_WITHIN)
        .await?;
    found.map_or(Ok(0), |mark| mark.count("position"))
}

/// What all steps of a workspace have changed; `NotFound` if there is no such workspace.
pub(in crate::mongo) async fn counters(
    db: &Database,
    workspace: WorkspaceId,
) -> Result<Counters, StoreError> {
    let keys: Vec<_> = Topic::ALL.into_iter().map(|topic| mark_key(topic, workspace)).collect();
    let marks = db.collection::<RawDocumentBuf>(MARKS);
    let found = marks.find(doc! { "_id": { "$in": keys } }).max_time(ANSWER_WITHIN).await?;
    let parts = all(found, |mark| {
        Ok(Counters {
            customers: mark.int("customers")?,
            orders: mark.int("orders")?,
            revenue: mark.int("revenue")?,
            dead_letters: mark.int("deadLetters")?,
        })
    })
    .await?;
    if parts.is_empty() {
        return Err(StoreError::NotFound);
    }
    Ok(parts.iter().fold(Counters::default(), |sum, part| Counters {
        customers: sum.customers + part.customers,
        orders: sum.orders + part.orders,
        revenue: sum.revenue + part.revenue,
        dead_letters: sum.dead_letters + part.dead_letters,
    }))
}

/// What became of a batch.
pub(super) async fn outcome(
    store: &MongoStore,
    topic: Topic,
    workspace: WorkspaceId,
    position: u64,
) -> Result<Option<BatchOutcome>, StoreError> {
    let key = doc! { "w": workspace.get(), "t": topic.code(), "p": position as i64 };
    let found = store.collection(OUTCOMES).find_one(doc! { "_id": key }).max_time(ANSWER_WITHIN).await?;
    let read = |outcome: &RawDocument| -> Result<BatchOutcome, StoreError> {
        Ok(BatchOutcome {
            applied: outcome.count("applied")?,
            dead: outcome.count("dead")?,
            received_at: outcome.time("receivedAt")?,
            applied_at: outcome.time("appliedAt")?,
        })
    };
    found.as_deref().map(read).transpose()
}

/// A step under way, within a transaction. Nothing of it counts unless that commits after [`Progress::finish`].
#[derive(Debug)]
pub(in crate::mongo) struct Progress {
    pub(in crate::mongo) step: Step,
    /// When what the step does is done, by the server's clock.
    pub(in crate::mongo) now: Timestamp,
    /// What the step changes.
    pub(super) counters: Counters,
    topic: Topic,
    outcomes: Vec<(u64, BatchOutcome)>,
    dead: Vec<DeadRecord>,
}

#[derive(Debug)]
struct DeadRecord {
    record: String,
    error: FieldError,
}

impl Progress {
    /// Begins a step; refused if the mark is not where the worker believes it to be.
    pub(in crate::mongo) async fn begin(
        store: &MongoStore,
        session: &mut ClientSession,
        topic: Topic,
        step: Step,
    ) -> Result<Self, StoreError> {
        let key = doc! { "_id": mark_key(topic, step.workspace) };
        let mark = store.collection(MARKS).find_one(key).session(&mut *session).await?;
        if mark.ok_or(StoreError::NotFound)?.count("position")? != step.from {
            return Err(StoreError::Fenced);
        }
        let counters = Counters::default();
        Ok(Self { step, now: store.now(), counters, topic, outcomes: Vec::new(), dead: Vec::new() })
    }

    /// Begins a batch and says its place; what could not be read back of it is dead already.
    pub(in crate::mongo) fn batch<T>(&mut self, batch: &Batch<T>) -> usize {
        let outcome = BatchOutcome {
            applied: 0,
            dead: batch.undecodable.len() as u64,
            received_at: batch.received_at,
            applied_at: self.now,
        };
        self.outcomes.push((batch.position, outcome));
        let lost = batch.undecodable.iter();
        self.dead
            .extend(lost.map(|lost| DeadRecord { record: lost.record.clone(), error: lost.error.clone() }));
        self.outcomes.len() - 1
    }

    /// A record of a batch was applied.
    pub(in crate::mongo) fn applied(&mut self, batch: usize) {
        self.outcomes[batch].1.applied += 1;
    }

    /// A record of a batch changed nothing and is not worth keeping.
    pub(in crate::mongo) fn ignored(&mut self, batch: usize) {
        self.outcomes[batch].1.dead += 1;
    }

    /// A record of a batch cannot be applied.
    pub(super) fn dead(
        &mut self,
        batch: usize,
        record: &impl Serialize,
        error: FieldError,
    ) -> Result<(), StoreError> {
        let record = serde_json::to_string(record).map_err(|error| corrupt(error.to_string()))?;
        self.ignored(batch);
        self.dead.push(DeadRecord { record, error });
        Ok(())
    }

    /// Writes outcomes, dead letters, and the mark with the counters: that last, so that whoever has seen the mark
    /// move in the stream of changes has seen all of the step. It says where it stood before, so that whoever follows it
    /// knows that no step is missing.
    pub(in crate::mongo) async fn finish(
        mut self,
        store: &MongoStore,
        session: &mut ClientSession,
    ) -> Result<(), StoreError> {
        self.keep_dead(store, session).await?;
        self.keep_outcomes(store, session).await?;
        let Step { workspace, from, to } = self.step;
        let Counters { customers, orders, revenue, dead_letters } = self.counters;
        let moved = store
            .collection(MARKS)
            .update_one(
                doc! { "_id": mark_key(self.topic, workspace), "position": from as i64 },
                doc! {
                    "$set": { "position": to as i64, "from": from as i64 },
                    "$inc": {
                        "customers": customers,
                        "orders": orders,
                        "revenue": revenue,
                        "deadLetters": dead_letters,
                    },
                },
            )
            .session(&mut *session)
            .await?;
        if moved.matched_count == 0 { Err(StoreError::Fenced) } else { Ok(()) }
    }

    async fn keep_dead(&mut self, store: &MongoStore, session: &mut ClientSession) -> Result<(), StoreError> {
        self.counters.dead_letters += self.dead.len() as i64;
        let ids = store.ids.take(self.dead.len())?;
        let (workspace, topic, now) = (self.step.workspace.get(), self.topic.code(), self.now.millis());
        let letters: Vec<_> = ids
            .into_iter()
            .zip(&self.dead)
            .map(|(id, DeadRecord { record, error })| {
                rawdoc! {
                    "_id": id,
                    "w": workspace,
                    "t": topic,
                    "field": error.field.as_str(),
                    "code": error.code.as_str(),
                    "message": error.message.as_str(),
                    "record": record.as_str(),
                    "createdAt": now,
                }
            })
            .collect();
        bulk::insert(&store.db, session, DEAD_LETTERS, &letters).await
    }

    async fn keep_outcomes(&self, store: &MongoStore, session: &mut ClientSession) -> Result<(), StoreError> {
        let (workspace, topic) = (self.step.workspace.get(), self.topic.code());
        let outcomes: Vec<_> = self
            .outcomes
            .iter()
            .map(|(position, outcome)| {
                rawdoc! {
                    "_id": { "w": workspace, "t": topic, "p": *position as i64 },
                    "applied": outcome.applied as i64,
                    "dead": outcome.dead as i64,
                    "receivedAt": outcome.received_at.millis(),
                    "appliedAt": outcome.applied_at.millis(),
                    "expireAt": DateTime::from_millis(outcome.applied_at.millis() + OUTCOME_KEPT_MS),
                }
            })
            .collect();
        bulk::insert(&store.db, session, OUTCOMES, &outcomes).await
    }
}
