//! The wake-ups of one process.

use domain::Topic;
use tokio::sync::watch;

/// A counter for each topic that readers can wait on.
#[derive(Debug, Default)]
pub(crate) struct Wakeups([watch::Sender<u64>; Topic::ALL.len()]);

impl Wakeups {
    /// Wakes the readers of a topic.
    pub(crate) fn raise(&self, topic: Topic) {
        self.0[topic as usize].send_modify(|count| *count = count.wrapping_add(1));
    }

    /// A receiver that has seen everything up to now.
    pub(crate) fn subscribe(&self, topic: Topic) -> watch::Receiver<u64> {
        self.0[topic as usize].subscribe()
    }
}
