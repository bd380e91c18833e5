//! Receipts on their way into the log: sorted by whose messages they are about.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use domain::receipt::Receipt;
use domain::{CampaignId, Timestamp, Topic, WorkspaceId};
use store::{Store, StoreError, timed};

use super::codec::{Packed, pack_receipt};
use super::{Intake, IntakeError, Sorted};
use crate::channel::protocol::{self, Receipts};

/// What became of the receipts of one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Taken {
    /// Durable, to be applied soon.
    pub accepted: u64,
    /// About no message of ours, or without a final state.
    pub ignored: u64,
}

/// Why receipts were not taken.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptsError {
    /// The body is no JSON array.
    #[error("expected a JSON array of receipts: {0}")]
    Malformed(#[from] serde_json::Error),
    /// The log cannot take them.
    #[error(transparent)]
    Intake(#[from] IntakeError),
    /// The store cannot say whose they are.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Takes receipts in.
pub struct ReceiptIntake {
    intake: Intake,
    store: Arc<dyn Store>,
    owners: Mutex<HashMap<CampaignId, WorkspaceId>>,
}

impl ReceiptIntake {
    /// An intake that asks `store` whose a campaign is.
    pub fn new(intake: Intake, store: Arc<dyn Store>) -> Self {
        Self { intake, store, owners: Mutex::default() }
    }

    /// Takes the body of a vendor's call; one receipt that makes no sense never spoils the rest.
    pub async fn accept_body(&self, body: &[u8], now: Timestamp) -> Result<Taken, ReceiptsError> {
        let Receipts { known, ignored } = timed("read receipts", || protocol::receipts(body, now))?;
        let mut taken = self.accept(known, now).await?;
        taken.ignored += ignored as u64;
        Ok(taken)
    }

    /// Takes receipts: one entry for each workspace they are about.
    pub async fn accept(&self, receipts: Vec<Receipt>, now: Timestamp) -> Result<Taken, ReceiptsError> {
        let mut taken = Taken::default();
        let mut by_workspace: BTreeMap<WorkspaceId, (Packed, u64)> = BTreeMap::new();
        let mut last = None;
        for receipt in receipts {
            let campaign = receipt.id.message.campaign;
            // Receipts of one campaign mostly come together.
            let owner = match last {
                Some((known, owner)) if known == campaign => owner,
                _ => self.owner(campaign).await?,
            };
            last = Some((campaign, owner));
            let Some(owner) = owner else {
                taken.ignored += 1;
                continue;
            };
            let (batch, records) =
                by_workspace.entry(owner).or_insert_with(|| (Packed::with_capacity(4096), 0));
            pack_receipt(&receipt, batch);
            *records += 1;
        }
        for (workspace, (batch, records)) in by_workspace {
            let sorted = Sorted { accepted: records, ..Sorted::default() };
            self.intake.append(Topic::Receipts, workspace, batch.finish(), sorted, None, now).await?;
            taken.accepted += records;
        }
        Ok(taken)
    }

    async fn owner(&self, campaign: CampaignId) -> Result<Option<WorkspaceId>, StoreError> {
        let known = self.owners.lock().unwrap_or_else(PoisonError::into_inner).get(&campaign).copied();
        if known.is_some() {
            return Ok(known);
        }
        let owner = self.store.workspace_of_campaign(campaign).await?;
        if let Some(owner) = owner {
            self.owners.lock().unwrap_or_else(PoisonError::into_inner).insert(campaign, owner);
        }
        Ok(owner)
    }
}
