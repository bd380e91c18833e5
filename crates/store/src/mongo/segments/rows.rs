//! The document of a segment: how it is written, and how it is read.

use domain::campaign::Line;
use domain::segment::eval::fold::fold;
use domain::segment::{Segment, SegmentName, SegmentPlan};
use domain::{SegmentId, Timestamp, WorkspaceId};
use mongodb::ClientSession;
use mongodb::bson::{Bson, Document, RawDocument, RawDocumentBuf, doc};

use super::references::{Uses, refs};
use crate::mongo::collections::SEGMENTS;
use crate::mongo::connection::ANSWER_WITHIN;
use crate::mongo::fields::{Fields, all};
use crate::mongo::{MongoStore, bulk};
use crate::reading::{Id, parsed, rule as as_rule};
use crate::{Cursor, Page, PageRequest, StoreError, paging};

/// Finds a segment of a workspace.
pub(super) fn key(workspace: WorkspaceId, id: SegmentId) -> Document {
    doc! { "_id": id.get(), "w": workspace.get() }
}

/// One segment.
pub(super) async fn one(
    store: &MongoStore,
    workspace: WorkspaceId,
    id: SegmentId,
) -> Result<Option<Segment>, StoreError> {
    let found = store.collection(SEGMENTS).find_one(key(workspace, id)).max_time(ANSWER_WITHIN).await?;
    let Some(found) = found else { return Ok(None) };
    let uses = Uses::of(store, workspace, &[id]).await?;
    segment(&found, &uses).map(Some)
}

/// What a person wrote about a segment, as a transaction sees it.
pub(super) async fn plan(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    id: SegmentId,
) -> Result<Option<SegmentPlan>, StoreError> {
    let found = store.collection(SEGMENTS).find_one(key(workspace, id)).session(session).await?;
    found.as_deref().map(read).transpose()
}

/// How many a workspace has.
pub(super) async fn number(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
) -> Result<u64, StoreError> {
    let own = doc! { "w": workspace.get() };
    Ok(store.collection(SEGMENTS).count_documents(own).session(session).await?)
}

/// Refuses a name that another segment has.
pub(super) async fn free(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    id: SegmentId,
    name: &SegmentName,
) -> Result<(), StoreError> {
    let same = doc! { "w": workspace.get(), "key": name.key(), "_id": { "$ne": id.get() } };
    match store.collection(SEGMENTS).find_one(same).session(session).await? {
        Some(_) => Err(StoreError::NameTaken),
        None => Ok(()),
    }
}

/// By name.
pub(super) async fn list(
    store: &MongoStore,
    workspace: WorkspaceId,
    search: &str,
    page: &PageRequest,
) -> Result<Page<Segment>, StoreError> {
    let after = page.after.as_ref().map_or("", |Cursor(key)| key);
    let needle = fold(search.trim());
    let mut found = store
        .collection(SEGMENTS)
        .find(doc! { "w": workspace.get(), "key": { "$gt": after } })
        .sort(doc! { "key": 1 })
        .max_time(ANSWER_WITHIN)
        .await?;
    let mut documents: Vec<RawDocumentBuf> = Vec::new();
    while (documents.len() as i64) < paging::fetch(page) && found.advance().await? {
        if found.current().text("key")?.contains(&needle) {
            documents.push(found.current().to_owned());
        }
    }
    let ids = documents.iter().map(|segment| segment.id("_id")).collect::<Result<Vec<_>, _>>()?;
    let uses = Uses::of(store, workspace, &ids).await?;
    let segments = documents.iter().map(|document| segment(document, &uses)).collect::<Result<_, _>>()?;
    Ok(paging::page(segments, page, |last| Cursor(last.plan.name.key())))
}

/// What some of a collection are called, by id.
pub(super) async fn called<T: Id>(
    store: &MongoStore,
    collection: &str,
    workspace: WorkspaceId,
    ids: impl Iterator<Item = i64>,
) -> Result<Vec<(T, String)>, StoreError> {
    let ids: Vec<i64> = ids.collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found = store
        .collection(collection)
        .find(doc! { "_id": { "$in": ids }, "w": workspace.get() })
        .projection(doc! { "name": 1 })
        .max_time(ANSWER_WITHIN)
        .await?;
    all(found, |one| Ok((one.id("_id")?, one.text("name")?.to_owned()))).await
}

/// The newest, by id and name.
pub(super) async fn newest(
    store: &MongoStore,
    workspace: WorkspaceId,
    most: u32,
) -> Result<Vec<(SegmentId, String)>, StoreError> {
    let found = store
        .collection(SEGMENTS)
        .find(doc! { "w": workspace.get() })
        .sort(doc! { "_id": -1 })
        .limit(i64::from(most))
        .projection(doc! { "name": 1 })
        .max_time(ANSWER_WITHIN)
        .await?;
    all(found, |segment| Ok((segment.id("_id")?, segment.text("name")?.to_owned()))).await
}

/// Keeps a new one.
pub(super) async fn insert(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    id: SegmentId,
    plan: &SegmentPlan,
    at: Timestamp,
) -> Result<(), StoreError> {
    let mut document = key(workspace, id);
    document.insert("createdAt", at.millis());
    document.extend(written(plan, at));
    store.collection(SEGMENTS).insert_one(bulk::raw(&document)?).session(session).await?;
    Ok(())
}

/// Rewrites one.
pub(super) async fn update(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    id: SegmentId,
    plan: &SegmentPlan,
    at: Timestamp,
) -> Result<(), StoreError> {
    let update = doc! { "$set": written(plan, at) };
    store.collection(SEGMENTS).update_one(key(workspace, id), update).session(session).await?;
    Ok(())
}

fn written(plan: &SegmentPlan, at: Timestamp) -> Document {
    doc! {
        "key": plan.name.key(),
        "name": plan.name.as_str(),
        "description": plan.description.as_ref().map_or(Bson::Null, |text| text.as_str().into()),
        "rule": plan.rule.to_json(),
        "refs": refs(&plan.rule.segments()),
        "updatedAt": at.millis(),
    }
}

fn read(document: &RawDocument) -> Result<SegmentPlan, StoreError> {
    Ok(SegmentPlan {
        name: parsed(document.text("name")?, SegmentName::parse)?,
        description: document.maybe_parsed("description", Line::parse)?,
        rule: as_rule(document.text("rule")?)?,
    })
}

fn segment(document: &RawDocument, uses: &Uses) -> Result<Segment, StoreError> {
    let id = document.id("_id")?;
    let (in_segments, in_campaigns) = uses.count(id);
    Ok(Segment {
        id,
        plan: read(document)?,
        in_segments,
        in_campaigns,
        created_at: document.time("createdAt")?,
        updated_at: document.time("updatedAt")?,
    })
}
