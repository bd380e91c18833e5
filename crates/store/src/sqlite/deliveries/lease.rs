//! The right to a chunk, for a while, by the store's clock.

use std::time::Duration;

use domain::campaign::CampaignState;
use domain::customer::ConsentMode;
use domain::{CampaignId, Timestamp, WorkspaceId};
use rusqlite::{Connection, OptionalExtension, params};

use crate::sqlite::accounts::workspace;
use crate::sqlite::campaigns::rows;
use crate::sqlite::columns::{Columns, id, time};
use crate::sqlite::failure::corrupt;
use crate::sqlite::ledger;
use crate::sqlite::writer::Writing;
use crate::{Lease, StoreError};

/// Where a lease holds, and which it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) workspace: WorkspaceId,
    pub(super) campaign: CampaignId,
    pub(super) chunk: u32,
    /// What the workspace demanded when the lease was taken.
    pub(super) consent: ConsentMode,
    token: i64,
}

impl Place {
    pub(super) fn of(lease: &Lease) -> Self {
        Self {
            workspace: lease.workspace.id,
            campaign: lease.campaign.id,
            chunk: lease.chunk,
            consent: lease.workspace.settings.consent,
            token: lease.token,
        }
    }

    /// The state of the campaign, if the lease still holds. One that has run out holds until somebody else takes
    /// the chunk.
    pub(super) fn check(&self, db: &Connection) -> Result<CampaignState, StoreError> {
        let mut select = db.prepare_cached("SELECT token FROM chunk WHERE campaign = ?1 AND number = ?2")?;
        let token: Option<i64> =
            select.query_row(params![self.campaign.get(), self.chunk], |row| row.get(0)).optional()?;
        if token != Some(self.token) {
            return Err(StoreError::Fenced);
        }
        rows::state(db, self.workspace, self.campaign)?.ok_or(StoreError::Fenced)
    }
}

/// A chunk that can be leased now: of the campaign that was served longest ago, the first that is due. What is
/// cancelled need not wait for the time it was to be tried again.
pub(super) fn next(
    db: &Connection,
    now: Timestamp,
) -> Result<Option<(WorkspaceId, CampaignId, u32)>, StoreError> {
    let mut campaigns = db.prepare_cached(
        "SELECT id, workspace, state = 5 FROM campaign INDEXED BY campaign_by_turn WHERE state IN (2, 5) AND pending > 0 ORDER BY turn",
    )?;
    let mut chunks = db.prepare_cached(
        "SELECT number FROM chunk INDEXED BY chunk_pending
         WHERE campaign = ?1 AND pending > 0 AND (due_at <= ?2 OR ?3) AND leased_until <= ?2
         ORDER BY number LIMIT 1",
    )?;
    let mut rows = campaigns.query([])?;
    while let Some(row) = rows.next()? {
        let campaign: CampaignId = row.id(0)?;
        let chunk = chunks.query_row(params![campaign.get(), now.millis(), row.flag(2)?], |row| row.get(0));
        if let Some(chunk) = chunk.optional()? {
            return Ok(Some((row.id(1)?, campaign, chunk)));
        }
    }
    Ok(None)
}

/// Takes the right to the next chunk.
pub(super) fn take(writing: &Writing<'_>, holder: &str, ttl: Duration) -> Result<Option<Lease>, StoreError> {
    let db = writing.db;
    let Some((owner, campaign, chunk)) = next(db, writing.now)? else { return Ok(None) };
    let token = db
        .prepare_cached(
            "UPDATE chunk SET token = token + 1, leased_until = ?3, holder = ?4
             WHERE campaign = ?1 AND number = ?2 RETURNING token",
        )?
        .query_row(params![campaign.get(), chunk, until(writing.now, ttl).millis(), holder], |row| {
            row.get(0)
        })?;
    db.prepare_cached(
        "UPDATE campaign SET turn =
             (SELECT max(turn) + 1 FROM campaign WHERE state IN (2, 5) AND pending > 0)
         WHERE id = ?1",
    )?
    .execute([campaign.get()])?;
    let gone = || corrupt(format!("campaign {campaign} without a workspace"));
    Ok(Some(Lease {
        workspace: workspace(db, owner)?.ok_or_else(gone)?,
        campaign: rows::campaign(db, owner, campaign)?.ok_or_else(gone)?,
        chunk,
        token,
    }))
}

/// When a lease that is given now runs out.
fn until(now: Timestamp, ttl: Duration) -> Timestamp {
    now.plus_millis(i64::try_from(ttl.as_millis()).unwrap_or(i64::MAX))
}

/// Makes a lease last so long from now; whether it still holds is for the caller to check.
pub(super) fn prolong(writing: &Writing<'_>, at: Place, ttl: Duration) -> Result<(), StoreError> {
    writing
        .db
        .prepare_cached("UPDATE chunk SET leased_until = ?3 WHERE campaign = ?1 AND number = ?2")?
        .execute(params![at.campaign.get(), at.chunk, until(writing.now, ttl).millis()])?;
    Ok(())
}

/// Ends every lease.
pub(super) fn end_all(writing: &Writing<'_>) -> Result<(), StoreError> {
    writing.db.execute("UPDATE chunk SET leased_until = 0, holder = NULL WHERE leased_until > 0", [])?;
    Ok(())
}

/// Gives the right back, and works out when the chunk next has something to hand over.
pub(super) fn release(
    writing: &Writing<'_>,
    at: Place,
    not_before: Option<Timestamp>,
) -> Result<(), StoreError> {
    let db = writing.db;
    at.check(db)?;
    let keys = ledger::keys(at.campaign, at.chunk)?;
    // Absent if the chunk is not expanded, or nothing of it is pending: then its counter keeps it from being leased.
    let retry: Option<i64> = db
        .prepare_cached(
            "SELECT min(coalesce(retry_at, 0)) FROM message WHERE key BETWEEN ?1 AND ?2 AND state = 0",
        )?
        .query_row([keys.start(), keys.end()], |row| row.get(0))?;
    let due_at = not_before.map_or(0, Timestamp::millis).max(retry.unwrap_or(0));
    db.prepare_cached(
        "UPDATE chunk SET leased_until = 0, holder = NULL, due_at = ?3 WHERE campaign = ?1 AND number = ?2",
    )?
    .execute(params![at.campaign.get(), at.chunk, due_at])?;
    Ok(())
}

/// When the next chunk can be leased, be that now.
pub(super) fn next_due(db: &Connection) -> Result<Option<Timestamp>, StoreError> {
    let mut campaigns =
        db.prepare_cached("SELECT id, state = 5 FROM campaign INDEXED BY campaign_by_turn WHERE state IN (2, 5) AND pending > 0")?;
    let mut chunks = db.prepare_cached(
        "SELECT min(CASE WHEN ?2 THEN leased_until ELSE max(due_at, leased_until) END)
         FROM chunk INDEXED BY chunk_pending
         WHERE campaign = ?1 AND pending > 0",
    )?;
    let mut rows = campaigns.query([])?;
    let mut soonest: Option<i64> = None;
    while let Some(row) = rows.next()? {
        let campaign: CampaignId = id(row.int(0)?)?;
        let due: Option<i64> = chunks.query_row(params![campaign.get(), row.flag(1)?], |row| row.get(0))?;
        soonest = soonest.into_iter().chain(due).min();
    }
    soonest.map(time).transpose()
}
