//! Saved rules.
//!
//! Whatever refers to segments, and whatever changes them, touches the workspace first: so of two transactions that
//! decide about the same segments at the same moment the later one is begun again, and sees what the earlier one did.

mod references;
mod rows;

use std::collections::HashMap;

use async_trait::async_trait;
use domain::segment::{Expansion, Names, Rule, Segment, SegmentChange, SegmentPlan, SegmentUsers};
use domain::{CampaignId, FieldError, SegmentId, Timestamp, WorkspaceId};
use mongodb::ClientSession;
use mongodb::bson::doc;

use super::MongoStore;
use super::accounts::touch;
use super::collections::{CAMPAIGNS, SEGMENTS};
use super::fields::{Fields, all_within};
use super::transaction::transact;
use crate::reading::{id as as_id, rule as as_rule};
use crate::segments::{MOST_SEGMENTS, alone, grown, too_many};
use crate::{Page, PageRequest, Segments, StoreError, noting};
pub(super) use references::{hold, refs};

/// More segments than this cannot stay within the limits of a rule.
const MOST_READ: usize = 101;

#[async_trait]
impl Segments for MongoStore {
    async fn create_segment(
        &self,
        workspace: WorkspaceId,
        plan: SegmentPlan,
        at: Timestamp,
    ) -> Result<Segment, StoreError> {
        let id = as_id(self.ids.next()?)?;
        transact!(self, |session| create(self, session, workspace, id, &plan, at))?;
        self.segment(workspace, id).await?.ok_or(StoreError::NotFound)
    }

    async fn change_segment(
        &self,
        workspace: WorkspaceId,
        id: SegmentId,
        change: SegmentChange,
        at: Timestamp,
    ) -> Result<Segment, StoreError> {
        transact!(self, |session| change_within(self, session, workspace, id, change.clone(), at))?;
        self.segment(workspace, id).await?.ok_or(StoreError::NotFound)
    }

    async fn delete_segment(&self, workspace: WorkspaceId, id: SegmentId) -> Result<(), StoreError> {
        transact!(self, |session| delete(self, session, workspace, id))
    }

    async fn segment(&self, workspace: WorkspaceId, id: SegmentId) -> Result<Option<Segment>, StoreError> {
        rows::one(self, workspace, id).await
    }

    async fn segments(
        &self,
        workspace: WorkspaceId,
        search: &str,
        page: &PageRequest,
    ) -> Result<Page<Segment>, StoreError> {
        rows::list(self, workspace, search, page).await
    }

    async fn segment_users(&self, workspace: WorkspaceId, id: SegmentId) -> Result<SegmentUsers, StoreError> {
        transact!(self, |session| async {
            rows::plan(self, session, workspace, id).await?.ok_or(StoreError::NotFound)?;
            references::users(self, session, workspace, id).await
        })
    }

    async fn expand(&self, workspace: WorkspaceId, rule: &Rule) -> Result<Expansion, StoreError> {
        if let Some(alone) = alone(rule) {
            return Ok(alone);
        }
        transact!(self, |session| async {
            expansion(self, session, workspace, None, rule).await?.map_err(StoreError::InvalidRule)
        })
    }

    async fn names(
        &self,
        workspace: WorkspaceId,
        segments: &[SegmentId],
        campaigns: &[CampaignId],
    ) -> Result<Names, StoreError> {
        let segments = rows::called(self, SEGMENTS, workspace, segments.iter().map(|id| id.get())).await?;
        let campaigns = rows::called(self, CAMPAIGNS, workspace, campaigns.iter().map(|id| id.get())).await?;
        Ok(Names::told(segments, campaigns))
    }

    async fn newest_segments(
        &self,
        workspace: WorkspaceId,
        most: u32,
    ) -> Result<Vec<(SegmentId, String)>, StoreError> {
        rows::newest(self, workspace, most).await
    }
}

async fn create(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    id: SegmentId,
    plan: &SegmentPlan,
    at: Timestamp,
) -> Result<(), StoreError> {
    touch(store, session, workspace).await?;
    if rows::number(store, session, workspace).await? >= MOST_SEGMENTS {
        return Err(too_many());
    }
    rows::free(store, session, workspace, id, &plan.name).await?;
    check(store, session, workspace, id, &plan.rule).await?;
    rows::insert(store, session, workspace, id, plan, at).await?;
    noting::made(id.get());
    Ok(())
}

async fn change_within(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    id: SegmentId,
    change: SegmentChange,
    at: Timestamp,
) -> Result<(), StoreError> {
    touch(store, session, workspace).await?;
    let before = rows::plan(store, session, workspace, id).await?.ok_or(StoreError::NotFound)?;
    if !change.fits(&before) {
        return Err(StoreError::ChangedMeanwhile);
    }
    let after = change.of(before.clone());
    rows::free(store, session, workspace, id, &after.name).await?;
    let other_rule = after.rule != before.rule;
    if other_rule {
        check(store, session, workspace, id, &after.rule).await?;
    }
    rows::update(store, session, workspace, id, &after, at).await?;
    if other_rule {
        for (holder, name) in references::holders(store, session, workspace, id).await? {
            let held = rows::plan(store, session, workspace, holder).await?.ok_or(StoreError::NotFound)?;
            if let Err(errors) = expansion(store, session, workspace, Some(holder), &held.rule).await? {
                return Err(grown(&name, &errors));
            }
        }
    }
    Ok(())
}

async fn delete(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    id: SegmentId,
) -> Result<(), StoreError> {
    touch(store, session, workspace).await?;
    let users = references::users(store, session, workspace, id).await?;
    if !users.is_empty() {
        return Err(StoreError::SegmentInUse(Box::new(users)));
    }
    let deleted = store.collection(SEGMENTS).delete_one(rows::key(workspace, id)).session(session).await?;
    if deleted.deleted_count == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Refuses a rule that makes no sense as that of a segment.
async fn check(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    id: SegmentId,
    rule: &Rule,
) -> Result<(), StoreError> {
    expansion(store, session, workspace, Some(id), rule).await?.map(drop).map_err(StoreError::InvalidRule)
}

/// A rule, of a segment or another, with the segments it refers to, as a transaction sees them.
async fn expansion(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    of: Option<SegmentId>,
    rule: &Rule,
) -> Result<Result<Expansion, Vec<FieldError>>, StoreError> {
    let mut known: HashMap<SegmentId, Rule> = HashMap::new();
    let mut wanted = rule.segments();
    while !wanted.is_empty() && known.len() <= MOST_READ {
        let ids: Vec<i64> = wanted.iter().map(|id| id.get()).collect();
        let found = store
            .collection(SEGMENTS)
            .find(doc! { "_id": { "$in": ids }, "w": workspace.get() })
            .projection(doc! { "rule": 1 })
            .session(&mut *session)
            .await?;
        let read = all_within(session, found, |segment| {
            Ok((segment.id::<SegmentId>("_id")?, as_rule(segment.text("rule")?)?))
        });
        let read = read.await?;
        let mut next: Vec<SegmentId> = read.iter().flat_map(|(_, rule)| rule.segments()).collect();
        known.extend(read);
        next.sort_unstable();
        next.dedup();
        next.retain(|id| !known.contains_key(id));
        wanted = next;
    }
    let known = |id| known.get(&id).cloned();
    Ok(match of {
        Some(segment) => Expansion::of_segment(segment, rule, known),
        None => Expansion::of(rule, known),
    })
}
