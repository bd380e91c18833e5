//! Hints between the processes of one Mini CRM: what changed, and that there is something to deliver.
//!
//! They make things fast, never right: whoever misses one finds out by looking, a little later.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use domain::WorkspaceId;
use log::Signals;
use tokio::sync::broadcast::error::RecvError;

use crate::pulse::Pulse;
use crate::worker::Wake;

/// What one process tells the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hint {
    /// Numbers of a workspace have changed.
    Changed(WorkspaceId),
    /// There is something to deliver.
    Deliver,
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed(workspace) => write!(f, "changed {workspace}"),
            Self::Deliver => f.write_str("deliver"),
        }
    }
}

impl FromStr for Hint {
    type Err = NotAHint;

    fn from_str(text: &str) -> Result<Self, NotAHint> {
        match text.split_once(' ') {
            None if text == "deliver" => Ok(Self::Deliver),
            Some(("changed", workspace)) => workspace.parse().map(Self::Changed).map_err(|_| NotAHint),
            _ => Err(NotAHint),
        }
    }
}

/// Said by a newer program, perhaps: not understood, and nothing is lost by it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NotAHint;

/// Wakes the workers that deliver, in every process.
#[derive(Clone)]
pub struct DeliverWake {
    here: Wake,
    signals: Arc<dyn Signals>,
}

impl DeliverWake {
    /// A wake-up that is heard wherever these signals are.
    pub fn new(signals: Arc<dyn Signals>) -> Self {
        Self { here: Wake::default(), signals }
    }

    /// There is something to deliver.
    pub fn ring(&self) {
        self.here.ring();
        self.signals.send(&Hint::Deliver.to_string());
    }

    /// The wake-up of workers in this process.
    pub fn here(&self) -> &Wake {
        &self.here
    }
}

/// Passes on what other processes say, until nobody can say anything any more.
pub async fn pass_on(signals: Arc<dyn Signals>, pulse: Arc<Pulse>, deliver: Wake) {
    let mut heard = signals.subscribe();
    loop {
        match heard.recv().await {
            Ok(text) => match text.parse() {
                Ok(Hint::Changed(workspace)) => pulse.feel(workspace),
                Ok(Hint::Deliver) => deliver.ring(),
                Err(NotAHint) => tracing::debug!(%text, "a hint that is not understood"),
            },
            Err(RecvError::Lagged(_)) => {
                pulse.feel_everywhere();
                deliver.ring();
            }
            Err(RecvError::Closed) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use log::LocalSignals;

    use super::*;

    fn workspace(id: i64) -> WorkspaceId {
        WorkspaceId::from_i64(id).unwrap()
    }

    /// Two processes that share their signals: one speaks, the other is listened at.
    #[tokio::test]
    async fn what_one_process_says_another_feels() {
        let signals: Arc<dyn Signals> = Arc::new(LocalSignals::new());
        let (here, there) = (Arc::new(Pulse::new(signals.clone())), Arc::new(Pulse::new(signals.clone())));
        let (wake, mut felt) = (Wake::default(), there.listen(workspace(7)));
        let untouched = there.listen(workspace(8));
        let mut woken = wake.listen();
        let passing = tokio::spawn(pass_on(signals.clone(), there, wake));
        tokio::task::yield_now().await;
        signals.send("something a newer program says");
        here.raise(workspace(7));
        felt.changed().await.unwrap();
        DeliverWake::new(signals).ring();
        woken.changed().await.unwrap();
        assert!(!untouched.has_changed().unwrap());
        passing.abort();
    }

    #[test]
    fn hints_are_read_back_as_they_were_said() {
        for hint in [Hint::Deliver, Hint::Changed(workspace(42))] {
            assert_eq!(hint.to_string().parse(), Ok(hint));
        }
        for text in ["", "deliver now", "changed", "changed x", "changed 0"] {
            assert_eq!(text.parse::<Hint>(), Err(NotAHint), "{text}");
        }
    }
}
