//! Settling messages by what the vendor says.

use domain::message::MessageState;
use domain::receipt::{Outcome, Receipt};
use domain::{CampaignId, Timestamp, Topic};
use rusqlite::Connection;

use super::step::Progress;
use crate::sqlite::campaigns::workspace_of;
use crate::sqlite::identity::ByNumber;
use crate::sqlite::ledger::{self, Move, Moves, Standings};
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
    let db = progress.writing.db;
    let mut settling = ledger::settling(db)?;
    for together in receipts.chunk_by(|(.., one), (.., next)| chunk(one) == chunk(next)) {
        let [(.., first), ..] = together else { continue };
        let [.., (.., last)] = together else { continue };
        // What belongs to somebody else is as if it were not there.
        let mut standings = if ours_to_settle(&mut ours, &progress, first.id.message.campaign)? {
            Standings::read(db, first.id.message, last.id.message)?
        } else {
            Standings::default()
        };
        for (place, received_at, receipt) in together {
            let awaiting = standings.current(receipt.id).filter(|standing| standing.state.awaits_receipt());
            let Some(standing) = awaiting else {
                progress.ignored(*place);
                continue;
            };
            let change = change(db, &mut moves, standing.state, receipt, *received_at)?;
            ledger::settle_by(&mut settling, &mut moves, receipt.id, standing, change)?;
            standing.state = change.to;
            progress.applied(*place);
        }
    }
    drop(settling);
    moves.write(progress.writing)?;
    progress.finish()
}

/// Where receipts lie together.
fn chunk(receipt: &Receipt) -> (CampaignId, u32) {
    (receipt.id.message.campaign, ledger::chunk_of(receipt.id.message.ordinal))
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

/// How a receipt moves a message that awaits it.
fn change(
    db: &Connection,
    moves: &mut Moves,
    from: MessageState,
    receipt: &Receipt,
    received_at: Timestamp,
) -> Result<Move, StoreError> {
    let reason = match receipt.outcome {
        Outcome::Sent => None,
        Outcome::Failed => Some(moves.intern(db, receipt.reason.as_deref().unwrap_or(NO_REASON))?),
    };
    Ok(Move { from, to: receipt.outcome.state(), reason, at: received_at })
}
