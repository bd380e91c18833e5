//! Taking turns within a process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::WorkspaceId;
use tokio::sync::OwnedMutexGuard;
use tokio::time::timeout;

/// Nobody waits longer for their turn: it only saves work.
const PATIENCE: Duration = Duration::from_secs(5);

/// Lets those who change the customers of a workspace do so one after the other. Without it they would often change the
/// same ones at once, and the later of them would begin again from the start. Other processes are not waited for.
#[derive(Debug, Default)]
pub(super) struct Turns(Mutex<HashMap<WorkspaceId, Arc<tokio::sync::Mutex<()>>>>);

impl Turns {
    /// Waits for a turn, which ends with the value returned; without one if that takes long.
    pub(super) async fn of(&self, workspace: WorkspaceId) -> Option<OwnedMutexGuard<()>> {
        let turn = {
            let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(turns.entry(workspace).or_default())
        };
        timeout(PATIENCE, turn.lock_owned()).await.ok()
    }
}
