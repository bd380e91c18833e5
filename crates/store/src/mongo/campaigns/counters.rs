//! The counters of campaigns: the sums over their chunks.

use std::collections::HashMap;

use domain::message::{MessageState, Stats};
use domain::{CampaignId, WorkspaceId};
use mongodb::bson::{Document, RawDocument, RawDocumentBuf, doc};

use crate::StoreError;
use crate::mongo::MongoStore;
use crate::mongo::collections::CHUNKS;
use crate::mongo::connection::ANSWER_WITHIN;
use crate::mongo::fields::{Fields, all};
use crate::reading::corrupt;

/// The counters of a campaign whose document was read before. Whatever moves meanwhile, every chunk is met once and
/// adds up to its members: so these add up to the number enrolled.
pub(in crate::mongo) async fn of_campaign(
    store: &MongoStore,
    workspace: WorkspaceId,
    campaign: &RawDocument,
) -> Result<Stats, StoreError> {
    let mut sums = of_campaigns(store, workspace, &[campaign]).await?;
    Ok(sums.remove(&campaign.id("_id")?).unwrap_or_default())
}

/// The counters of campaigns whose documents were read before, by one question.
pub(super) async fn of_campaigns(
    store: &MongoStore,
    workspace: WorkspaceId,
    campaigns: &[&RawDocument],
) -> Result<HashMap<CampaignId, Stats>, StoreError> {
    let mut launched = Vec::new();
    for campaign in campaigns {
        // One that is launched just now has chunks, and a document that says nothing of it yet.
        if campaign.maybe_int("launchedAt")?.is_some() {
            launched.push(campaign.int("_id")?);
        }
    }
    if launched.is_empty() {
        return Ok(HashMap::new());
    }
    let mut group = doc! { "_id": "$c" };
    group.extend(MessageState::ALL.map(|state| sum(state.as_str())));
    let pipeline =
        [doc! { "$match": { "w": workspace.get(), "c": { "$in": launched } } }, doc! { "$group": group }];
    let sums = store
        .collection(CHUNKS)
        .aggregate(pipeline)
        .with_type::<RawDocumentBuf>()
        .max_time(ANSWER_WITHIN)
        .await?;
    let sums = all(sums, |sum| {
        let mut stats = Stats::default();
        for state in MessageState::ALL {
            *stats.of(state) = sum.count(state.as_str())?;
        }
        Ok((sum.id("_id")?, stats))
    });
    Ok(sums.await?.into_iter().collect())
}

fn sum(counter: &str) -> (String, mongodb::bson::Bson) {
    (counter.to_owned(), doc! { "$sum": format!("${counter}") }.into())
}

/// Adds up what every chunk of a campaign counts under a name.
pub(in crate::mongo) async fn each_counted(
    store: &MongoStore,
    chunks: Document,
    name: &str,
    mut add: impl FnMut(&str, u64) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut found =
        store.collection(CHUNKS).find(chunks).projection(doc! { name: 1 }).max_time(ANSWER_WITHIN).await?;
    while found.advance().await? {
        let Some(counted) = found.current().maybe_inner(name)? else { continue };
        for field in counted {
            let (field, count) = field.map_err(|error| corrupt(error.to_string()))?;
            let count = count.as_i64().or_else(|| count.as_i32().map(i64::from));
            let count = count.and_then(|count| u64::try_from(count).ok());
            add(field.as_str(), count.ok_or_else(|| corrupt(format!("the count of {field}")))?)?;
        }
    }
    Ok(())
}
