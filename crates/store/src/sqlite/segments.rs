//! Saved rules.

mod references;
mod rows;

use async_trait::async_trait;
use domain::segment::{Expansion, Names, Rule, Segment, SegmentChange, SegmentPlan, SegmentUsers};
use domain::{CampaignId, FieldError, SegmentId, Timestamp, WorkspaceId};
use rusqlite::Connection;

use super::SqliteStore;
use super::writer::{Durability, Writing};
use crate::segments::{MOST_SEGMENTS, alone, grown, too_many};
use crate::{Page, PageRequest, Segments, StoreError};
pub(super) use references::{forget_campaign, of_campaign};

#[async_trait]
impl Segments for SqliteStore {
    async fn create_segment(
        &self,
        workspace: WorkspaceId,
        plan: SegmentPlan,
        at: Timestamp,
    ) -> Result<Segment, StoreError> {
        self.write(Durability::Power, move |writing| create(writing, workspace, &plan, at)).await
    }

    async fn change_segment(
        &self,
        workspace: WorkspaceId,
        id: SegmentId,
        change: SegmentChange,
        at: Timestamp,
    ) -> Result<Segment, StoreError> {
        self.write(Durability::Power, move |writing| change_within(writing.db, workspace, id, change, at))
            .await
    }

    async fn delete_segment(&self, workspace: WorkspaceId, id: SegmentId) -> Result<(), StoreError> {
        self.write(Durability::Power, move |writing| delete(writing.db, workspace, id)).await
    }

    async fn segment(&self, workspace: WorkspaceId, id: SegmentId) -> Result<Option<Segment>, StoreError> {
        self.read(move |db| rows::one(db, workspace, id)).await
    }

    async fn segments(
        &self,
        workspace: WorkspaceId,
        search: &str,
        page: &PageRequest,
    ) -> Result<Page<Segment>, StoreError> {
        let (search, page) = (search.to_owned(), page.clone());
        self.read(move |db| rows::list(db, workspace, &search, &page)).await
    }

    async fn segment_users(&self, workspace: WorkspaceId, id: SegmentId) -> Result<SegmentUsers, StoreError> {
        self.read(move |db| {
            rows::one(db, workspace, id)?.ok_or(StoreError::NotFound)?;
            references::users(db, id)
        })
        .await
    }

    async fn expand(&self, workspace: WorkspaceId, rule: &Rule) -> Result<Expansion, StoreError> {
        if let Some(alone) = alone(rule) {
            return Ok(alone);
        }
        let rule = rule.clone();
        self.read(move |db| expansion(db, workspace, None, &rule)?.map_err(StoreError::InvalidRule)).await
    }

    async fn names(
        &self,
        workspace: WorkspaceId,
        segments: &[SegmentId],
        campaigns: &[CampaignId],
    ) -> Result<Names, StoreError> {
        let (segments, campaigns) = (segments.to_vec(), campaigns.to_vec());
        self.read(move |db| rows::names(db, workspace, &segments, &campaigns)).await
    }

    async fn newest_segments(
        &self,
        workspace: WorkspaceId,
        most: u32,
    ) -> Result<Vec<(SegmentId, String)>, StoreError> {
        self.read(move |db| rows::newest(db, workspace, most)).await
    }
}

fn create(
    writing: &Writing<'_>,
    workspace: WorkspaceId,
    plan: &SegmentPlan,
    at: Timestamp,
) -> Result<Segment, StoreError> {
    let db = writing.db;
    if rows::number(db, workspace)? >= MOST_SEGMENTS {
        return Err(too_many());
    }
    let id = rows::insert(db, workspace, plan, at)?;
    writing.made(id.get());
    check(db, workspace, id, &plan.rule)?;
    references::of_segment(db, id, &plan.rule)?;
    rows::one(db, workspace, id)?.ok_or(StoreError::NotFound)
}

fn change_within(
    db: &Connection,
    workspace: WorkspaceId,
    id: SegmentId,
    change: SegmentChange,
    at: Timestamp,
) -> Result<Segment, StoreError> {
    let before = rows::one(db, workspace, id)?.ok_or(StoreError::NotFound)?.plan;
    if !change.fits(&before) {
        return Err(StoreError::ChangedMeanwhile);
    }
    let after = change.of(before.clone());
    rows::update(db, id, &after, at)?;
    if after.rule != before.rule {
        check(db, workspace, id, &after.rule)?;
        for (holder, name) in references::holders(db, id)? {
            let rule = rows::rule(db, workspace, holder)?.ok_or(StoreError::NotFound)?;
            if let Err(errors) = expansion(db, workspace, Some(holder), &rule)? {
                return Err(grown(&name, &errors));
            }
        }
        references::of_segment(db, id, &after.rule)?;
    }
    rows::one(db, workspace, id)?.ok_or(StoreError::NotFound)
}

fn delete(db: &Connection, workspace: WorkspaceId, id: SegmentId) -> Result<(), StoreError> {
    rows::one(db, workspace, id)?.ok_or(StoreError::NotFound)?;
    let users = references::users(db, id)?;
    if !users.is_empty() {
        return Err(StoreError::SegmentInUse(Box::new(users)));
    }
    references::forget_segment(db, id)?;
    db.prepare_cached("DELETE FROM segment WHERE id = ?1")?.execute([id.get()])?;
    Ok(())
}

/// Refuses a rule that makes no sense as that of a segment.
fn check(db: &Connection, workspace: WorkspaceId, id: SegmentId, rule: &Rule) -> Result<(), StoreError> {
    expansion(db, workspace, Some(id), rule)?.map(drop).map_err(StoreError::InvalidRule)
}

/// A rule, of a segment or another, with the segments it refers to.
fn expansion(
    db: &Connection,
    workspace: WorkspaceId,
    of: Option<SegmentId>,
    rule: &Rule,
) -> Result<Result<Expansion, Vec<FieldError>>, StoreError> {
    let mut failed = None;
    let known = |id| match rows::rule(db, workspace, id) {
        Ok(rule) => rule,
        Err(error) => {
            failed = Some(error);
            None
        }
    };
    let expansion = match of {
        Some(segment) => Expansion::of_segment(segment, rule, known),
        None => Expansion::of(rule, known),
    };
    failed.map_or(Ok(expansion), Err)
}
