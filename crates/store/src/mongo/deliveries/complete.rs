//! Seeing campaigns to their end.

use domain::campaign::CampaignState;
use domain::{CampaignId, Timestamp, WorkspaceId};
use mongodb::ClientSession;
use mongodb::bson::{Document, RawDocument, doc};

use crate::StoreError;
use crate::codes::Coded;
use crate::mongo::collections::{CAMPAIGNS, CHUNKS};
use crate::mongo::connection::ANSWER_WITHIN;
use crate::mongo::fields::{Fields, all};
use crate::mongo::transaction::transact;
use crate::mongo::{MongoStore, campaigns, ledger};

/// Completes every campaign that is sending or paused with nothing pending and nothing submitted.
pub(super) async fn complete_settled(
    store: &MongoStore,
    at: Timestamp,
) -> Result<Vec<(WorkspaceId, CampaignId)>, StoreError> {
    let in_flight = store
        .collection(CAMPAIGNS)
        .find(doc! { "state": { "$in": in_flight() } })
        .projection(doc! { "w": 1 })
        .max_time(ANSWER_WITHIN)
        .await?;
    let read = |campaign: &RawDocument| Ok((campaign.id("w")?, campaign.id("_id")?));
    let mut completed = Vec::new();
    for (workspace, campaign) in all(in_flight, read).await? {
        // Most are not settled, and a transaction would be in vain.
        let left = store
            .collection(CHUNKS)
            .find_one(unsettled(workspace, campaign))
            .projection(doc! { "_id": 1 })
            .max_time(ANSWER_WITHIN)
            .await?;
        if left.is_none() && transact!(store, |session| complete(store, session, workspace, campaign, at))? {
            completed.push((workspace, campaign));
        }
    }
    Ok(completed)
}

/// Sending or paused.
fn in_flight() -> Vec<i64> {
    vec![CampaignState::Sending.code(), CampaignState::Paused.code()]
}

/// Chunks of a campaign with something to hand over or to await.
fn unsettled(workspace: WorkspaceId, campaign: CampaignId) -> Document {
    let mut chunks = ledger::campaign_chunks(workspace, campaign);
    chunks.insert("$or", vec![doc! { "pending": { "$gt": 0 } }, doc! { "submitted": { "$gt": 0 } }]);
    chunks
}

/// Completes a campaign, in a transaction that sees all its chunks as they were at one moment. What is settled then
/// stays so, unless a person resends it: that writes the campaign, too, and one of the two begins again.
async fn complete(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    campaign: CampaignId,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let left = store
        .collection(CHUNKS)
        .find_one(unsettled(workspace, campaign))
        .projection(doc! { "_id": 1 })
        .session(&mut *session)
        .await?;
    if left.is_some() {
        return Ok(false);
    }
    let mut in_flight_still = campaigns::key(workspace, campaign);
    in_flight_still.insert("state", doc! { "$in": in_flight() });
    let completed = store
        .collection(CAMPAIGNS)
        .update_one(
            in_flight_still,
            doc! {
                "$set": { "state": CampaignState::Completed.code(), "completedAt": at.millis() },
                "$unset": { "problem": "", "turn": "" },
            },
        )
        .session(session)
        .await?;
    Ok(completed.matched_count == 1)
}
