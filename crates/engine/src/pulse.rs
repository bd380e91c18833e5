//! The pulse: "something changed here", without saying what.
//!
//! Whoever changes a number raises it; whoever shows numbers waits for it and reads a fresh snapshot. A missed
//! pulse loses nothing, since the next snapshot holds everything. Between processes it travels as a hint (see
//! [`hints`](crate::hints)).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::WorkspaceId;
use log::Signals;
use tokio::sync::watch;

use crate::hints::Hint;

/// One pulse per workspace.
pub struct Pulse {
    signals: Arc<dyn Signals>,
    workspaces: Mutex<HashMap<WorkspaceId, watch::Sender<u64>>>,
}

impl Pulse {
    /// A pulse that is felt wherever these signals are heard.
    pub fn new(signals: Arc<dyn Signals>) -> Self {
        Self { signals, workspaces: Mutex::default() }
    }

    /// Something changed in a workspace.
    pub fn raise(&self, workspace: WorkspaceId) {
        self.feel(workspace);
        self.signals.send(&Hint::Changed(workspace).to_string());
    }

    /// Something changed in a workspace: another process says so.
    pub(crate) fn feel(&self, workspace: WorkspaceId) {
        // Where nobody listens there is nothing to tell.
        if let Some(sender) = self.workspaces().get(&workspace) {
            beat(sender);
        }
    }

    /// Something may have changed anywhere: what other processes said was missed.
    pub(crate) fn feel_everywhere(&self) {
        self.workspaces().values().for_each(beat);
    }

    /// Waits for changes in a workspace from now on.
    pub fn listen(&self, workspace: WorkspaceId) -> watch::Receiver<u64> {
        self.workspaces().entry(workspace).or_default().subscribe()
    }

    fn workspaces(&self) -> MutexGuard<'_, HashMap<WorkspaceId, watch::Sender<u64>>> {
        self.workspaces.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn beat(sender: &watch::Sender<u64>) {
    sender.send_modify(|beat| *beat = beat.wrapping_add(1));
}

#[cfg(test)]
mod tests {
    use log::LocalSignals;

    use super::*;

    #[tokio::test]
    async fn a_pulse_reaches_its_own_workspace_and_no_other() {
        let pulse = Pulse::new(Arc::new(LocalSignals::new()));
        let (one, two) = (WorkspaceId::from_i64(1).unwrap(), WorkspaceId::from_i64(2).unwrap());
        let (mut at_one, at_two) = (pulse.listen(one), pulse.listen(two));
        pulse.raise(one);
        at_one.changed().await.unwrap();
        assert!(!at_two.has_changed().unwrap());
    }
}
