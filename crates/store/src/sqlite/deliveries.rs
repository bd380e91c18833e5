//! Delivering a campaign: leases, what is due, what became of it, and receipts that are late.

mod due;
mod expand;
mod handed;
mod late;
mod lease;

use std::time::Duration;

use async_trait::async_trait;
use domain::campaign::CampaignState;
use domain::message::WireId;
use domain::{CampaignId, Timestamp, WorkspaceId};
use rusqlite::params;

use super::SqliteStore;
use super::codes::Coded;
use super::columns::Columns;
use super::writer::{Durability, Writing, clock};
use crate::{Deliveries, Due, Handed, Lease, Overdue, Prepared, StoreError, timed};

#[async_trait]
impl Deliveries for SqliteStore {
    async fn end_leases(&self) -> Result<(), StoreError> {
        self.write(Durability::Process, |writing| lease::end_all(writing)).await
    }

    async fn lease_chunk(&self, holder: &str, ttl: Duration) -> Result<Option<Lease>, StoreError> {
        // Most questions are asked when there is nothing to do: those never reach the writer.
        if self.read(|db| lease::next(db, clock())).await?.is_none() {
            return Ok(None);
        }
        let holder = holder.to_owned();
        self.write(Durability::Process, move |writing| timed("lease", || lease::take(writing, &holder, ttl)))
            .await
    }

    async fn due(&self, lease: &Lease, limit: u32) -> Result<Vec<Due>, StoreError> {
        let at = lease::Place::of(lease);
        if !self.read(move |db| due::ready(db, at)).await? {
            let sending = self
                .write(Durability::Process, move |writing| timed("expand", || expand::expand(writing, at)))
                .await?;
            if !sending {
                return Ok(Vec::new());
            }
        }
        self.read(move |db| timed("read customers", || due::due(db, at, limit, clock()))).await
    }

    async fn prepare(
        &self,
        lease: &Lease,
        prepared: Vec<Prepared>,
        ttl: Duration,
    ) -> Result<Vec<WireId>, StoreError> {
        let at = lease::Place::of(lease);
        self.write(Durability::Power, move |writing| {
            timed("keep texts", || handed::prepare(writing, at, &prepared, ttl))
        })
        .await
    }

    async fn prolong(&self, lease: &Lease, ttl: Duration) -> Result<(), StoreError> {
        let at = lease::Place::of(lease);
        self.write(Durability::Process, move |writing| {
            at.check(writing.db)?;
            lease::prolong(writing, at, ttl)
        })
        .await
    }

    async fn record(&self, lease: &Lease, handed: Vec<Handed>) -> Result<(), StoreError> {
        let at = lease::Place::of(lease);
        self.write(Durability::Process, move |writing| {
            timed("record", || handed::record(writing, at, &handed))
        })
        .await
    }

    async fn release(&self, lease: Lease, not_before: Option<Timestamp>) -> Result<(), StoreError> {
        let at = lease::Place::of(&lease);
        self.write(Durability::Process, move |writing| {
            timed("release", || lease::release(writing, at, not_before))
        })
        .await
    }

    async fn set_problem(
        &self,
        workspace: WorkspaceId,
        campaign: CampaignId,
        problem: Option<&str>,
    ) -> Result<(), StoreError> {
        let problem = problem.map(str::to_owned);
        self.write(Durability::Process, move |writing| {
            let updated = writing
                .db
                .prepare_cached("UPDATE campaign SET problem = ?3 WHERE id = ?1 AND workspace = ?2")?
                .execute(params![campaign.get(), workspace.get(), problem])?;
            if updated == 0 { Err(StoreError::NotFound) } else { Ok(()) }
        })
        .await
    }

    async fn complete_settled(&self, at: Timestamp) -> Result<Vec<(WorkspaceId, CampaignId)>, StoreError> {
        let settled = self.read(|db| {
            let mut select = db.prepare_cached(&format!(
                "SELECT 1 FROM campaign INDEXED BY campaign_in_flight WHERE {SETTLED} LIMIT 1"
            ))?;
            Ok(select.exists([])?)
        });
        if !settled.await? {
            return Ok(Vec::new());
        }
        self.write(Durability::Process, move |writing| complete_settled(writing, at)).await
    }

    async fn overdue(&self, before: Timestamp, limit: u32) -> Result<Vec<Overdue>, StoreError> {
        self.read(move |db| late::overdue(db, before, limit, clock())).await
    }

    async fn asked(&self, ids: &[WireId], ask_again: Timestamp) -> Result<(), StoreError> {
        let ids = ids.to_vec();
        self.write(Durability::Process, move |writing| late::asked(writing, &ids, ask_again)).await
    }

    async fn give_up(&self, ids: &[WireId], at: Timestamp) -> Result<(), StoreError> {
        let ids = ids.to_vec();
        self.write(Durability::Process, move |writing| late::give_up(writing, &ids, at)).await
    }

    async fn next_due(&self) -> Result<Option<Timestamp>, StoreError> {
        self.read(lease::next_due).await
    }
}

/// Sending (2) or paused (3), with nothing left to hand over or to await. Here and wherever a worker asks all the
/// time, the numbers are written out and the partial index on them is named: without it the question would be refused
/// rather than answered slowly.
const SETTLED: &str = "state IN (2, 3) AND pending = 0 AND submitted = 0";

fn complete_settled(
    writing: &Writing<'_>,
    at: Timestamp,
) -> Result<Vec<(WorkspaceId, CampaignId)>, StoreError> {
    let mut update = writing.db.prepare_cached(&format!(
        "UPDATE campaign SET state = ?1, completed_at = ?2, problem = NULL WHERE {SETTLED} RETURNING workspace, id"
    ))?;
    let mut rows = update.query([CampaignState::Completed.code(), at.millis()])?;
    let mut completed = Vec::new();
    while let Some(row) = rows.next()? {
        completed.push((row.id(0)?, row.id(1)?));
    }
    Ok(completed)
}
