//! Delivering a campaign: leases, what is due, what became of it, and receipts that are late.
//!
//! What a worker does to its chunk is one transaction that begins by taking the chunk, if the lease still holds (see
//! [`lease::Place::enter`]).

mod complete;
mod due;
mod expand;
mod handed;
mod late;
mod lease;
mod suppressions;

use std::time::Duration;

use async_trait::async_trait;
use domain::message::WireId;
use domain::{CampaignId, Timestamp, WorkspaceId};
use mongodb::bson::doc;

use super::collections::CAMPAIGNS;
use super::transaction::transact;
use super::{MongoStore, campaigns};
use crate::{Deliveries, Due, Handed, Lease, Overdue, Prepared, StoreError};

#[async_trait]
impl Deliveries for MongoStore {
    async fn end_leases(&self) -> Result<(), StoreError> {
        lease::end_all(self).await
    }

    async fn lease_chunk(&self, holder: &str, ttl: Duration) -> Result<Option<Lease>, StoreError> {
        lease::take(self, holder, ttl).await
    }

    async fn due(&self, lease: &Lease, limit: u32) -> Result<Vec<Due>, StoreError> {
        due::due(self, lease, limit).await
    }

    async fn prepare(
        &self,
        lease: &Lease,
        prepared: Vec<Prepared>,
        ttl: Duration,
    ) -> Result<Vec<WireId>, StoreError> {
        let at = lease::Place::of(lease);
        transact!(self, |session| handed::prepare(self, session, at, &prepared, ttl))
    }

    async fn prolong(&self, lease: &Lease, ttl: Duration) -> Result<(), StoreError> {
        lease::prolong(self, lease::Place::of(lease), ttl).await
    }

    async fn record(&self, lease: &Lease, handed: Vec<Handed>) -> Result<(), StoreError> {
        let at = lease::Place::of(lease);
        transact!(self, |session| handed::record(self, session, at, &handed))
    }

    async fn release(&self, lease: Lease, not_before: Option<Timestamp>) -> Result<(), StoreError> {
        lease::release(self, lease::Place::of(&lease), not_before).await
    }

    async fn set_problem(
        &self,
        workspace: WorkspaceId,
        campaign: CampaignId,
        problem: Option<&str>,
    ) -> Result<(), StoreError> {
        let update = if let Some(problem) = problem {
            doc! { "$set": { "problem": problem } }
        } else {
            doc! { "$unset": { "problem": "" } }
        };
        let updated =
            self.collection(CAMPAIGNS).update_one(campaigns::key(workspace, campaign), update).await?;
        if updated.matched_count == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }

    async fn complete_settled(&self, at: Timestamp) -> Result<Vec<(WorkspaceId, CampaignId)>, StoreError> {
        complete::complete_settled(self, at).await
    }

    async fn overdue(&self, before: Timestamp, limit: u32) -> Result<Vec<Overdue>, StoreError> {
        late::overdue(self, before, limit).await
    }

    async fn asked(&self, ids: &[WireId], ask_again: Timestamp) -> Result<(), StoreError> {
        late::asked(self, ids, ask_again).await
    }

    async fn give_up(&self, ids: &[WireId], at: Timestamp) -> Result<(), StoreError> {
        late::give_up(self, ids, at).await
    }

    async fn next_due(&self) -> Result<Option<Timestamp>, StoreError> {
        lease::next_due(self).await
    }
}
