//! Letting messages go out once more.

use std::collections::BTreeSet;

use domain::campaign::{Action, CampaignState};
use domain::message::{MessageKey, MessageState, WireId};
use domain::{CampaignId, WorkspaceId};
use mongodb::ClientSession;
use mongodb::bson::{Document, RawDocument, doc};

use super::key;
use crate::codes::Coded;
use crate::mongo::MongoStore;
use crate::mongo::collections::{CAMPAIGNS, CHUNKS, MESSAGES};
use crate::mongo::fields::{Fields, all_within};
use crate::mongo::ledger::{self, CHUNK, Moves, number};
use crate::mongo::transaction::transact;
use crate::{Resend, StoreError};

/// One transaction changes no more chunks.
const CHUNKS_AT_ONCE: i64 = 20;

/// Makes messages pending again, each as its next attempt, a few chunks at a time.
pub(super) async fn resend(
    store: &MongoStore,
    workspace: WorkspaceId,
    id: CampaignId,
    resend: &Resend,
) -> Result<u64, StoreError> {
    let (mut again, mut next) = (0, Some(0));
    while let Some(from) = next {
        match transact!(store, |session| portion(store, session, workspace, id, resend, from)) {
            Ok((reopened, behind)) => (again, next) = (again + reopened, behind),
            // Somebody has paused or cancelled it meanwhile: what went out again until then did.
            Err(StoreError::WrongState) if from > 0 => break,
            Err(error) => return Err(error),
        }
    }
    Ok(again)
}

/// The messages of a few chunks from a number on. Says how many, and the number to go on at, if there may be more.
async fn portion(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    id: CampaignId,
    resend: &Resend,
    from: i64,
) -> Result<(u64, Option<i64>), StoreError> {
    let campaign = store.collection(CAMPAIGNS).find_one(key(workspace, id)).session(&mut *session).await?;
    let state: CampaignState = campaign.ok_or(StoreError::NotFound)?.word("state")?;
    let after = state.after(Action::Resend).ok_or(StoreError::WrongState)?;
    let chunks = chunks(store, &mut *session, workspace, id, resend, from).await?;
    let Some((_, last)) = chunks.last().copied() else { return Ok((0, None)) };
    ledger::take(store, &mut *session, workspace, &chunks).await?;
    let mut moves = Moves::of(workspace);
    let mut reopened = 0;
    for (_, chunk) in &chunks {
        reopened += in_chunk(store, &mut *session, workspace, id, *chunk, resend, &mut moves).await?;
    }
    if reopened > 0 {
        // What a worker has read of the campaign before does not let it close the campaign after.
        let update = doc! {
            "$set": { "state": after.code() },
            "$unset": { "completedAt": "", "problem": "" },
            "$inc": { "resends": 1_i64 },
            "$max": { "turn": 1_i64 },
        };
        store.collection(CAMPAIGNS).update_one(key(workspace, id), update).session(&mut *session).await?;
        moves.write(store, session).await?;
    }
    let full = chunks.len() as i64 == CHUNKS_AT_ONCE;
    Ok((reopened, full.then(|| i64::from(last) + 1)))
}

/// Chunks with messages in the states that are wanted.
async fn chunks(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    id: CampaignId,
    resend: &Resend,
    from: i64,
) -> Result<BTreeSet<(CampaignId, u32)>, StoreError> {
    let some: Vec<Document> =
        states(resend).into_iter().map(|state| doc! { state.as_str(): { "$gt": 0 } }).collect();
    if some.is_empty() {
        return Ok(BTreeSet::new());
    }
    let mut wanted = ledger::campaign_chunks(workspace, id);
    wanted.insert("n", doc! { "$gte": from });
    wanted.insert("$or", some);
    let found = store
        .collection(CHUNKS)
        .find(wanted)
        .sort(doc! { "n": 1 })
        .limit(CHUNKS_AT_ONCE)
        .projection(doc! { "n": 1 })
        .session(&mut *session)
        .await?;
    let numbers = all_within(session, found, |chunk| Ok((id, number(chunk.int("n")?)?))).await?;
    Ok(numbers.into_iter().collect())
}

fn states(resend: &Resend) -> Vec<MessageState> {
    let states = [(MessageState::Failed, resend.failed), (MessageState::Uncertain, resend.uncertain)];
    states.into_iter().filter(|(_, wanted)| *wanted).map(|(state, _)| state).collect()
}

async fn in_chunk(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    campaign: CampaignId,
    chunk: u32,
    resend: &Resend,
    moves: &mut Moves,
) -> Result<u64, StoreError> {
    let first = chunk.saturating_mul(CHUNK);
    let mut wanted = ledger::places(workspace, campaign, first, first.saturating_add(CHUNK - 1));
    let states: Vec<_> = states(resend).into_iter().map(Coded::code).collect();
    wanted.insert("state", doc! { "$in": states });
    // An attempt is counted in sixteen bits.
    wanted.insert("attempt", doc! { "$lt": i64::from(u16::MAX) });
    if let Some(reason) = &resend.reason {
        wanted.insert("reason", reason);
    }
    let found = store
        .collection(MESSAGES)
        .find(wanted)
        .projection(doc! { "_id": 0, "o": 1, "attempt": 1, "state": 1, "reason": 1, "changedAt": 1 })
        .session(&mut *session)
        .await?;
    let mut reopened = 0;
    let read = |message: &RawDocument| {
        let key = MessageKey { campaign, ordinal: number(message.int("o")?)? };
        let id = WireId { message: key, attempt: number(message.int("attempt")?)? };
        let since = message.time("changedAt")?;
        moves.reopen(id, message.word("state")?, message.maybe_text("reason")?, since, resend.at);
        reopened += 1;
        Ok(())
    };
    all_within(session, found, read).await?;
    if reopened > 0 {
        moves.set(campaign, chunk, doc! { "dueAt": 0_i64 });
    }
    Ok(reopened)
}
