//! Handing messages over.
#![allow(unused_variables, unused_imports, clippy::todo, reason = "being written")]

use crate::StoreError;
use crate::{Deliveries, Due, Handed, Lease, MongoStore, Overdue, Prepared};
use async_trait::async_trait;
use domain::campaign::Campaign;
use domain::customer::Customer;
use domain::message::{SkipReason, WireId};
use domain::workspace::Workspace;
use domain::{CampaignId, Timestamp, WorkspaceId};
use std::time::Duration;

#[async_trait]
impl Deliveries for MongoStore {
    async fn end_leases(&self) -> Result<(), StoreError> {
        todo!()
    }
    async fn lease_chunk(&self, holder: &str, ttl: Duration) -> Result<Option<Lease>, StoreError> {
        todo!()
    }
    async fn due(&self, lease: &Lease, limit: u32) -> Result<Vec<Due>, StoreError> {
        todo!()
    }
    async fn prepare(&self, lease: &Lease, prepared: Vec<Prepared>, ttl: Duration) -> Result<(), StoreError> {
        todo!()
    }
    async fn prolong(&self, lease: &Lease, ttl: Duration) -> Result<(), StoreError> {
        todo!()
    }
    async fn record(&self, lease: &Lease, handed: Vec<Handed>) -> Result<(), StoreError> {
        todo!()
    }
    async fn release(&self, lease: Lease, not_before: Option<Timestamp>) -> Result<(), StoreError> {
        todo!()
    }
    async fn set_problem(
        &self,
        workspace: WorkspaceId,
        campaign: CampaignId,
        problem: Option<&str>,
    ) -> Result<(), StoreError> {
        todo!()
    }
    async fn complete_settled(&self, at: Timestamp) -> Result<Vec<(WorkspaceId, CampaignId)>, StoreError> {
        todo!()
    }
    async fn overdue(&self, before: Timestamp, limit: u32) -> Result<Vec<Overdue>, StoreError> {
        todo!()
    }
    async fn asked(&self, ids: &[WireId], ask_again: Timestamp) -> Result<(), StoreError> {
        todo!()
    }
    async fn give_up(&self, ids: &[WireId], at: Timestamp) -> Result<(), StoreError> {
        todo!()
    }
    async fn next_due(&self) -> Result<Option<Timestamp>, StoreError> {
        todo!()
    }
}
