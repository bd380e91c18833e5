//! Settling messages by what a vendor says.
#![allow(unused_variables, clippy::todo, reason = "being written")]

use domain::receipt::Receipt;
use mongodb::ClientSession;

use super::MongoStore;
use super::ingest::Progress;
use crate::{Batch, Step, StoreError};

/// Applies the receipts of a step, within its transaction. The caller begins and finishes the step.
pub(super) async fn apply(
    store: &MongoStore,
    session: &mut ClientSession,
    progress: &mut Progress,
    batches: &[Batch<Receipt>],
) -> Result<(), StoreError> {
    todo!()
}
