//! Who refers to a segment: `refs` of segments, and of campaigns that have not taken their audience yet.

use std::collections::{HashMap, HashSet};

use domain::campaign::Plan;
use domain::segment::SegmentUsers;
use domain::{SegmentId, WorkspaceId};
use mongodb::ClientSession;
use mongodb::bson::{Bson, RawBsonRef, RawDocument, doc};

use super::rows;
use crate::StoreError;
use crate::mongo::MongoStore;
use crate::mongo::accounts::touch;
use crate::mongo::collections::{CAMPAIGNS, SEGMENTS};
use crate::mongo::connection::ANSWER_WITHIN;
use crate::mongo::fields::{Fields, all, all_within};
use crate::reading::corrupt;
use crate::segments::of_plan;

/// Refuses a draft that refers to what is not there, and sees to it that this stays until the draft is written.
pub(in crate::mongo) async fn hold(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    plan: &Plan,
) -> Result<(), StoreError> {
    let references = of_plan(plan)?;
    if references.is_empty() {
        return Ok(());
    }
    touch(store, session, workspace).await?;
    for reference in references {
        if rows::plan(store, session, workspace, reference.segment).await?.is_none() {
            return Err(reference.unknown());
        }
    }
    Ok(())
}

/// Who refers to a segment itself.
pub(super) async fn users(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    id: SegmentId,
) -> Result<SegmentUsers, StoreError> {
    let segments = segments(store, session, workspace, id).await?;
    let found = store
        .collection(CAMPAIGNS)
        .find(doc! { "w": workspace.get(), "refs": id.get() })
        .sort(doc! { "_id": -1 })
        .session(&mut *session)
        .await?;
    let campaigns = all_within(session, found, |campaign| {
        Ok((campaign.id("_id")?, campaign.text("name")?.to_owned(), campaign.word("state")?))
    });
    Ok(SegmentUsers { segments, campaigns: campaigns.await? })
}

async fn segments(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    id: SegmentId,
) -> Result<Vec<(SegmentId, String)>, StoreError> {
    let found = store
        .collection(SEGMENTS)
        .find(doc! { "w": workspace.get(), "refs": id.get() })
        .sort(doc! { "key": 1 })
        .session(&mut *session)
        .await?;
    all_within(session, found, |segment| Ok((segment.id("_id")?, segment.text("name")?.to_owned()))).await
}

/// Every segment that refers to one, itself or by way of others, each once.
pub(super) async fn holders(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    id: SegmentId,
) -> Result<Vec<(SegmentId, String)>, StoreError> {
    let (mut seen, mut waiting, mut found) = (HashSet::from([id]), vec![id], Vec::new());
    while let Some(next) = waiting.pop() {
        for (holder, name) in segments(store, session, workspace, next).await? {
            if seen.insert(holder) {
                waiting.push(holder);
                found.push((holder, name));
            }
        }
    }
    Ok(found)
}

/// How often segments are referred to.
pub(super) struct Uses {
    segments: HashMap<i64, u64>,
    campaigns: HashMap<i64, u64>,
}

impl Uses {
    /// Of some segments, by two questions.
    pub(super) async fn of(
        store: &MongoStore,
        workspace: WorkspaceId,
        ids: &[SegmentId],
    ) -> Result<Self, StoreError> {
        let segments = counted(store, SEGMENTS, workspace, ids).await?;
        Ok(Self { segments, campaigns: counted(store, CAMPAIGNS, workspace, ids).await? })
    }

    /// By segments, and by campaigns.
    pub(super) fn count(&self, id: SegmentId) -> (u64, u64) {
        let of = |uses: &HashMap<i64, u64>| uses.get(&id.get()).copied().unwrap_or_default();
        (of(&self.segments), of(&self.campaigns))
    }
}

async fn counted(
    store: &MongoStore,
    collection: &str,
    workspace: WorkspaceId,
    ids: &[SegmentId],
) -> Result<HashMap<i64, u64>, StoreError> {
    let found = store
        .collection(collection)
        .find(doc! { "w": workspace.get(), "refs": { "$in": refs(ids) } })
        .projection(doc! { "refs": 1 })
        .max_time(ANSWER_WITHIN)
        .await?;
    let mut uses: HashMap<i64, u64> = HashMap::new();
    for id in all(found, named).await?.into_iter().flatten() {
        *uses.entry(id).or_default() += 1;
    }
    Ok(uses)
}

/// The segments that a document refers to.
fn named(document: &RawDocument) -> Result<Vec<i64>, StoreError> {
    let unlike = |what: String| corrupt(format!("{what} where ids of segments were expected"));
    let Some(RawBsonRef::Array(ids)) = document.maybe("refs")? else {
        return Err(unlike("something else".to_owned()));
    };
    let number = |id: Result<RawBsonRef<'_>, _>| match id {
        Ok(RawBsonRef::Int64(id)) => Ok(id),
        other => Err(unlike(format!("{other:?}"))),
    };
    ids.into_iter().map(number).collect()
}

/// Ids as they are stored.
pub(in crate::mongo) fn refs(ids: &[SegmentId]) -> Bson {
    Bson::Array(ids.iter().map(|id| Bson::Int64(id.get())).collect())
}
