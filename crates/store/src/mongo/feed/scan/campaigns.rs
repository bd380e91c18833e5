//! Reading what campaigns did: who was enrolled, and what became of their messages.

use std::sync::Arc;

use domain::message::MessageState;
use domain::{CampaignId, CustomerId, Timestamp};
use mongodb::ClientSession;
use mongodb::bson::doc;
use mongodb::options::FindOptions;

use super::{begin_range, collection};
use crate::StoreError;
use crate::chunk::CHUNK;
use crate::codes::Coded;
use crate::mongo::collections::{CAMPAIGNS, ENROLMENTS, MESSAGES};
use crate::mongo::connection::ANSWER_WITHIN;
use crate::mongo::feed::Shared;
use crate::mongo::feed::change::{self, Enrolment, outcome};
use crate::mongo::feed::seat::Seat;
use crate::mongo::fields::{Fields, all_within};
use crate::mongo::ledger::{campaign_chunks, chunk_key};

/// So many chunks are read at once.
const CHUNKS_AT_ONCE: u64 = 100;

/// A campaign that was launched.
struct Launched {
    id: CampaignId,
    at: Timestamp,
    enrolled: u64,
}

/// Reads the campaigns of a workspace, those that are launched from now on left to the stream.
pub(super) async fn read(
    shared: &Shared,
    seat: &Arc<Seat>,
    session: &mut ClientSession,
) -> Result<(), StoreError> {
    for campaign in launched(shared, seat, session).await? {
        let chunks = campaign.enrolled.div_ceil(CHUNK.into());
        for first in (0..chunks).step_by(CHUNKS_AT_ONCE as usize) {
            enrolments(shared, seat, session, &campaign, first..chunks.min(first + CHUNKS_AT_ONCE)).await?;
        }
        let mut after = Some(-1);
        while let Some(reached) = after
            && !seat.is_gone()
        {
            after = messages(shared, seat, session, campaign.id, reached).await?;
        }
        shared.trim();
    }
    Ok(())
}

async fn launched(
    shared: &Shared,
    seat: &Arc<Seat>,
    session: &mut ClientSession,
) -> Result<Vec<Launched>, StoreError> {
    begin_range(shared, seat, session).await;
    let found = collection(shared, CAMPAIGNS)
        .find(doc! { "w": seat.workspace.get(), "launchedAt": { "$exists": true } })
        .projection(doc! { "launchedAt": 1, "enrolled": 1 })
        .max_time(ANSWER_WITHIN)
        .session(&mut *session)
        .await?;
    let launched = all_within(session, found, |found| {
        Ok(Launched {
            id: found.id("_id")?,
            at: found.time("launchedAt")?,
            enrolled: found.count("enrolled")?,
        })
    });
    let launched = launched.await?;
    // Of any launch that was not seen it will be told.
    seat.end_range(change::CAMPAIGNS, |_| Ok(())).await?;
    Ok(launched)
}

async fn enrolments(
    shared: &Shared,
    seat: &Arc<Seat>,
    session: &mut ClientSession,
    campaign: &Launched,
    chunks: std::ops::Range<u64>,
) -> Result<(), StoreError> {
    begin_range(shared, seat, session).await;
    let keys: Vec<_> = chunks.map(|chunk| chunk_key(campaign.id, chunk as u32)).collect();
    let found = collection(shared, ENROLMENTS)
        .find(doc! { "_id": { "$in": keys }, "w": seat.workspace.get() })
        .max_time(ANSWER_WITHIN)
        .session(&mut *session)
        .await?;
    let found = all_within(session, found, |found| Enrolment::of(found, campaign.at)).await?;
    seat.end_range(change::CAMPAIGNS, move |audience| {
        found.into_iter().try_for_each(|enrolment| audience.enrol(enrolment))
    })
    .await
}

/// Reads the next messages that were sent or have failed. Says how far that reached; `None` if there are no more.
async fn messages(
    shared: &Shared,
    seat: &Arc<Seat>,
    session: &mut ClientSession,
    campaign: CampaignId,
    after: i64,
) -> Result<Option<i64>, StoreError> {
    begin_range(shared, seat, session).await;
    let range = shared.limits.range;
    let options = FindOptions::builder()
        .sort(doc! { "o": 1 })
        .limit(i64::from(range))
        .batch_size(range)
        .projection(doc! { "o": 1, "customer": 1, "state": 1, "changedAt": 1 })
        .max_time(ANSWER_WITHIN)
        .build();
    let mut settled = campaign_chunks(seat.workspace, campaign);
    settled.insert("o", doc! { "$gt": after });
    settled.insert("state", doc! { "$in": [MessageState::Sent.code(), MessageState::Failed.code()] });
    let found =
        collection(shared, MESSAGES).find(settled).with_options(options).session(&mut *session).await?;
    let found = all_within(session, found, |found| {
        let outcome = outcome(found.word("state")?, || found.time("changedAt"))?;
        Ok((found.int("o")?, found.id::<CustomerId>("customer")?, outcome))
    });
    let found = found.await?;
    let more = found.len() == range as usize;
    let reached = found.last().map(|(place, ..)| *place).filter(|_| more);
    seat.end_range(change::CAMPAIGNS, move |audience| {
        for (_, customer, outcome) in found {
            audience.index.settle(campaign, customer, outcome);
        }
        Ok(())
    })
    .await?;
    Ok(reached)
}
