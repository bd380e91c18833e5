//! Launches at a time given beforehand.

use domain::campaign::{Action, Campaign, CampaignState, Schedule};
use domain::message::Stats;
use domain::{CampaignId, Timestamp, WorkspaceId};
use mongodb::bson::{Document, RawDocument, doc};

use super::{key_in, rows};
use crate::StoreError;
use crate::codes::Coded;
use crate::mongo::MongoStore;
use crate::mongo::collections::CAMPAIGNS;
use crate::mongo::connection::ANSWER_WITHIN;
use crate::mongo::fields::{Fields, all};
use crate::mongo::transaction::transact;

/// Gives a campaign the time of its launch, or another one.
pub(super) async fn schedule(
    store: &MongoStore,
    workspace: WorkspaceId,
    id: CampaignId,
    schedule: Schedule,
) -> Result<Campaign, StoreError> {
    loop {
        let campaign = store.campaign_row(workspace, id).await?.ok_or(StoreError::NotFound)?;
        let state: CampaignState = campaign.word("state")?;
        let after = state.after(Action::Schedule).ok_or(StoreError::WrongState)?;
        let set = doc! {
            "state": after.code(),
            "scheduledAt": schedule.at.millis(),
            "scheduledOffset": i64::from(schedule.offset),
            "scheduledEveryone": schedule.everyone,
        };
        let (from, update) =
            (key_in(workspace, id, state), doc! { "$set": set, "$unset": { "problem": "" } });
        match transact!(store, |session| store.move_from(session, from.clone(), update.clone())) {
            Ok(campaign) => return rows::campaign(&campaign, Stats::default()),
            // Somebody else has moved it meanwhile: then what makes sense is another question.
            Err(StoreError::WrongState) => {}
            Err(error) => return Err(error),
        }
    }
}

/// Campaigns whose time has come.
pub(super) async fn until(
    store: &MongoStore,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<(WorkspaceId, CampaignId)>, StoreError> {
    let due = doc! { "state": CampaignState::Scheduled.code(), "scheduledAt": { "$lte": now.millis() } };
    let found = store
        .collection(CAMPAIGNS)
        .find(due)
        .sort(doc! { "scheduledAt": 1 })
        .limit(i64::from(limit))
        .projection(doc! { "w": 1 })
        .max_time(ANSWER_WITHIN)
        .await?;
    all(found, |campaign: &RawDocument| Ok((campaign.id("w")?, campaign.id("_id")?))).await
}

/// Finds a campaign of a workspace as long as it is scheduled for a time.
pub(super) fn key_at(workspace: WorkspaceId, id: CampaignId, scheduled: Timestamp) -> Document {
    let mut key = key_in(workspace, id, CampaignState::Scheduled);
    key.insert("scheduledAt", scheduled.millis());
    key
}

/// Makes a campaign a draft again that could not be launched at its time.
pub(super) async fn refuse(
    store: &MongoStore,
    workspace: WorkspaceId,
    id: CampaignId,
    scheduled: Timestamp,
    problem: &str,
) -> Result<(), StoreError> {
    let set = doc! { "state": CampaignState::Draft.code(), "problem": problem };
    let update = doc! { "$set": set, "$unset": { "scheduledAt": "" } };
    let from = key_at(workspace, id, scheduled);
    match transact!(store, |session| store.move_from(session, from.clone(), update.clone())) {
        Ok(_) => Ok(()),
        Err(StoreError::WrongState) => Err(store.no_draft(workspace, id).await),
        Err(error) => Err(error),
    }
}
