//! Pages of campaigns.

use domain::WorkspaceId;
use domain::campaign::Campaign;
use domain::segment::eval::fold::{Folding, fold};
use mongodb::bson::{RawDocumentBuf, doc};

use super::{counters, rows};
use crate::codes::Coded;
use crate::mongo::MongoStore;
use crate::mongo::collections::CAMPAIGNS;
use crate::mongo::connection::ANSWER_WITHIN;
use crate::mongo::fields::{Fields, all};
use crate::{CampaignFilter, Page, PageRequest, StoreError, paging};

/// Newest first: one question for the campaigns, one for their counters, and before those one for the names if some
/// are searched for.
pub(super) async fn campaigns(
    store: &MongoStore,
    workspace: WorkspaceId,
    filter: &CampaignFilter,
    page: &PageRequest,
) -> Result<Page<Campaign>, StoreError> {
    let [before] = paging::numbers(page)?.unwrap_or([i64::MAX]);
    let mut wanted = doc! { "w": workspace.get(), "_id": { "$lt": before } };
    if !filter.states.is_empty() {
        let states: Vec<_> = filter.states.iter().map(|state| state.code()).collect();
        wanted.insert("state", doc! { "$in": states });
    }
    let needle = fold(filter.search.trim());
    let limit = paging::fetch(page);
    if !needle.is_empty() {
        let mut ids = Vec::new();
        let mut cursor = store
            .collection(CAMPAIGNS)
            .find(wanted.clone())
            .sort(doc! { "_id": -1 })
            .projection(doc! { "name": 1 })
            .max_time(ANSWER_WITHIN)
            .await?;
        while (ids.len() as i64) < limit && cursor.advance().await? {
            if Folding::of(cursor.current().text("name")?).contains(&needle) {
                ids.push(cursor.current().int("_id")?);
            }
        }
        wanted.insert("_id", doc! { "$in": ids });
    }
    let found = store
        .collection(CAMPAIGNS)
        .find(wanted)
        .sort(doc! { "_id": -1 })
        .limit(limit)
        .max_time(ANSWER_WITHIN)
        .await?;
    let found: Vec<RawDocumentBuf> = all(found, |campaign| Ok(campaign.to_owned())).await?;
    let documents: Vec<_> = found.iter().map(AsRef::as_ref).collect();
    let sums = counters::of_campaigns(store, workspace, &documents).await?;
    let mut campaigns = Vec::with_capacity(found.len());
    for campaign in &found {
        let counted = sums.get(&campaign.id("_id")?).copied().unwrap_or_default();
        campaigns.push(rows::campaign(campaign, counted)?);
    }
    Ok(paging::page(campaigns, page, |last| paging::cursor(&[last.id.get()])))
}
