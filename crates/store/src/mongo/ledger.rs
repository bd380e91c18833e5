//! The ledger of a campaign: where each message stands, and the counters that must say the same.
//!
//! The counters of a message are those of its chunk, and nowhere else. Whoever moves messages notes it in [`Moves`] and
//! writes rows and counters in the same transaction, which first *takes* the chunks (see [`take`]): so at every commit a
//! chunk's counters equal its rows, and their sum is the number of its members. Members of a chunk that is not
//! expanded have no row and count as pending.
//!
//! The key of a document is one text, of which the parts are fields too: single documents are found by the text,
//! ranges of them by workspace, campaign and place.

mod key;
mod moves;
mod standing;

pub(super) use key::{campaign_chunks, chunk_key, message_key, minute, places, reason};
pub(super) use moves::{Change, Moves, write_alike};
pub(super) use standing::{Standing, Standings, number, standings};

use std::collections::BTreeSet;

use domain::{CampaignId, WorkspaceId};
use mongodb::ClientSession;
use mongodb::bson::{RawDocumentBuf, rawdoc};

use super::collections::CHUNKS;
use super::{MongoStore, bulk};
use crate::StoreError;
pub(super) use crate::chunk::{CHUNK, chunk_of};

/// Takes chunks for a transaction, before it reads what it is going to change: from here on others wait or begin again,
/// and this transaction does not lose what it has done so far to a shorter one. Chunks that are not there are passed
/// over.
pub(super) async fn take(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    chunks: &BTreeSet<(CampaignId, u32)>,
) -> Result<(), StoreError> {
    let statements: Vec<RawDocumentBuf> = chunks
        .iter()
        .map(|(campaign, chunk)| {
            let filter =
                rawdoc! { "_id": chunk_key(*campaign, *chunk), "w": workspace.get(), "c": campaign.get() };
            bulk::update(&filter, &rawdoc! { "$inc": { "changes": 1_i64 } })
        })
        .collect();
    bulk::run_updates(&store.db, session, CHUNKS, &statements).await?;
    Ok(())
}
