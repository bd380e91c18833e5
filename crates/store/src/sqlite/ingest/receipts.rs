//! Settling messages by what the vendor says.

use domain::receipt::Receipt;
use domain::{CampaignId, Timestamp, Topic};

use super::step::Progress;
use crate::sqlite::campaigns::workspace_of;
use crate::sqlite::identity::ByNumber;
use crate::sqlite::ledger::{self, Move, Moves};
use crate::sqlite::writer::Writing;
use crate::{Batch, Step, StoreError};

/// Why a message failed when the vendor does not say.
const NO_REASON: &str = "no reason given";

/// Applies a step of the receipts topic.
pub(super) fn apply(
    writing: &mut Writing<'_>,
    step: Step,
    batches: Vec<Batch<Receipt>>,
) -> Result<(), StoreError> {
    let mut progress = Progress::begin(writing, Topic::Receipts, step)?;
    let mut receipts: Vec<(usize, Timestamp, Receipt)> = Vec::new();
    for mut batch in batches {
        let place = progress.batch(&mut batch);
        receipts.extend(batch.records.into_iter().map(|receipt| (place, batch.received_at, receipt)));
    }
    // By place in the ledger, where the rows lie together; those of one message stay in the order they came in.
    receipts.sort_by_key(|(_, _, receipt)| receipt.id.message);
    let mut ours: ByNumber<i64, bool> = ByNumber::default();
    let mut moves = Moves::default();
    for (place, received_at, receipt) in receipts {
        let settled = ours_to_settle(&mut ours, &progress, receipt.id.message.campaign)?
            && settle(&progress, &mut moves, &receipt, received_at)?;
        if settled { progress.applied(place) } else { progress.ignored(place) }
    }
    moves.write(progress.writing)?;
    progress.finish()
}

/// True if the campaign is one of this workspace.
fn ours_to_settle(
    known: &mut ByNumber<i64, bool>,
    progress: &Progress<'_, '_>,
    campaign: CampaignId,
) -> Result<bool, StoreError> {
    if let Some(ours) = known.get(&campaign.get()) {
        return Ok(*ours);
    }
    let ours = workspace_of(progress.writing.db, campaign)? == Some(progress.step.workspace);
    known.insert(campaign.get(), ours);
    Ok(ours)
}

/// Moves the message if it still awaits this receipt.
fn settle(
    progress: &Progress<'_, '_>,
    moves: &mut Moves,
    receipt: &Receipt,
    received_at: Timestamp,
) -> Result<bool, StoreError> {
    let db = progress.writing.db;
    let Some(standing) = ledger::current(db, receipt.id)? else { return Ok(false) };
    if !standing.state.awaits_receipt() {
        return Ok(false);
    }
    let to = receipt.outcome.state();
    let reason = match receipt.outcome {
        domain::receipt::Outcome::Sent => None,
        domain::receipt::Outcome::Failed => {
            Some(moves.intern(db, receipt.reason.as_deref().unwrap_or(NO_REASON))?)
        }
    };
    let change = Move { from: standing.state, to, reason, at: received_at };
    ledger::settle(db, moves, receipt.id, &standing, change)?;
    Ok(true)
}
