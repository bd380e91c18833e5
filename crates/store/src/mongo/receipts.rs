//! Settling messages by what a vendor says.

use std::collections::{BTreeSet, HashSet};

use domain::receipt::{Outcome, Receipt};
use domain::{CampaignId, Timestamp, WorkspaceId};
use mongodb::ClientSession;
use mongodb::bson::doc;

use super::MongoStore;
use super::bulk::ASKED_AT_ONCE;
use super::collections::CAMPAIGNS;
use super::fields::{Fields, all_within};
use super::ingest::Progress;
use super::ledger::{self, Change, Moves, Standings, chunk_of};
use crate::{Batch, StoreError};

/// Why a message failed when the vendor does not say.
const NO_REASON: &str = "no reason given";

/// A receipt, the place of its batch, and when that was received.
type Placed<'r> = (usize, Timestamp, &'r Receipt);

/// Applies the receipts of a step, within its transaction. The caller begins and finishes the step.
pub(super) async fn apply(
    store: &MongoStore,
    session: &mut ClientSession,
    progress: &mut Progress,
    batches: &[Batch<Receipt>],
) -> Result<(), StoreError> {
    let mut receipts: Vec<Placed<'_>> = Vec::new();
    for batch in batches {
        let place = progress.batch(batch);
        receipts.extend(batch.records.iter().map(|receipt| (place, batch.received_at, receipt)));
    }
    // By place in the ledger, where the rows lie together; those of one message stay in the order they came in.
    receipts.sort_by_key(|(_, _, receipt)| receipt.id.message);
    let workspace = progress.step.workspace;
    let ours = ours(store, &mut *session, workspace, &receipts).await?;
    let chunks = receipts.iter().map(|(_, _, receipt)| receipt.id.message);
    let chunks = chunks.filter(|message| ours.contains(&message.campaign));
    let chunks: BTreeSet<_> = chunks.map(|message| (message.campaign, chunk_of(message.ordinal))).collect();
    // Before anything is read: a step is long, and workers who write the same chunks are quick.
    ledger::take(store, &mut *session, workspace, &chunks).await?;
    let mut moves = Moves::of(workspace);
    for receipts in receipts.chunk_by(|a, b| a.2.id.message.campaign == b.2.id.message.campaign) {
        let Some((_, _, first)) = receipts.first() else { continue };
        let campaign = first.id.message.campaign;
        let mut standings = Standings::default();
        if ours.contains(&campaign) {
            let mut ordinals: Vec<_> =
                receipts.iter().map(|(_, _, receipt)| receipt.id.message.ordinal).collect();
            ordinals.dedup();
            standings = ledger::standings(store, &mut *session, workspace, campaign, &ordinals).await?;
        }
        for (place, received_at, receipt) in receipts {
            if settle(&mut standings, &mut moves, receipt, *received_at) {
                progress.applied(*place);
            } else {
                progress.ignored(*place);
            }
        }
    }
    moves.write_within_step(store, session).await
}

/// Those of the campaigns that are of this workspace.
async fn ours(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    receipts: &[Placed<'_>],
) -> Result<HashSet<CampaignId>, StoreError> {
    let named: BTreeSet<_> =
        receipts.iter().map(|(_, _, receipt)| receipt.id.message.campaign.get()).collect();
    let named: Vec<_> = named.into_iter().collect();
    let mut ours = HashSet::new();
    for named in named.chunks(ASKED_AT_ONCE) {
        let found = store
            .collection(CAMPAIGNS)
            .find(doc! { "_id": { "$in": named }, "w": workspace.get() })
            .projection(doc! { "_id": 1 })
            .session(&mut *session)
            .await?;
        ours.extend(all_within(session, found, |campaign| campaign.id::<CampaignId>("_id")).await?);
    }
    Ok(ours)
}

/// Moves the message if it still awaits this receipt.
fn settle(standings: &mut Standings, moves: &mut Moves, receipt: &Receipt, received_at: Timestamp) -> bool {
    let standing = standings.current(receipt.id);
    let Some(standing) = standing.filter(|standing| standing.state.awaits_receipt()) else { return false };
    let reason = match receipt.outcome {
        Outcome::Sent => None,
        Outcome::Failed => Some(receipt.reason.as_deref().unwrap_or(NO_REASON)),
    };
    let change = Change { from: standing.state, to: receipt.outcome.state(), reason, at: received_at };
    standing.state = change.to;
    moves.one(receipt.id, change);
    true
}
