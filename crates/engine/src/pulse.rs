//! The pulse: "something changed here", without saying what.
//!
//! Whoever changes a number raises it; whoever shows numbers waits for it and reads a fresh snapshot. A missed
//! pulse loses nothing, since the next snapshot holds everything.

use std::collections::HashMap;
use std::sync::Mutex;

use domain::WorkspaceId;
use tokio::sync::watch;

/// One pulse per workspace.
#[derive(Debug, Default)]
pub struct Pulse {
    workspaces: Mutex<HashMap<WorkspaceId, watch::Sender<u64>>>,
}

impl Pulse {
    /// Something changed in a workspace.
    pub fn raise(&self, workspace: WorkspaceId) {
        self.with(workspace, |sender| sender.send_modify(|beat| *beat = beat.wrapping_add(1)));
    }

    /// Waits for changes in a workspace from now on.
    pub fn listen(&self, workspace: WorkspaceId) -> watch::Receiver<u64> {
        self.with(workspace, watch::Sender::subscribe)
    }

    fn with<T>(&self, workspace: WorkspaceId, act: impl FnOnce(&watch::Sender<u64>) -> T) -> T {
        let mut workspaces = self.workspaces.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        act(workspaces.entry(workspace).or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_pulse_reaches_its_own_workspace_and_no_other() {
        let pulse = Pulse::default();
        let (one, two) = (WorkspaceId::from_i64(1).unwrap(), WorkspaceId::from_i64(2).unwrap());
        let (mut at_one, at_two) = (pulse.listen(one), pulse.listen(two));
        pulse.raise(one);
        at_one.changed().await.unwrap();
        assert!(!at_two.has_changed().unwrap());
    }
}
