//! Hints between the processes that share a log.

use std::sync::Arc;

use tokio::sync::broadcast;

/// A receiver that is further behind than this misses the oldest signals.
pub(crate) const KEPT_SIGNALS: usize = 1024;

/// Hints between the processes that share a log: short texts without promise. They may be lost, and may come twice.
///
/// Whoever acts on them must also look on a timer.
pub trait Signals: Send + Sync {
    /// Never waits and never fails: a signal that cannot be sent is lost. The same text waiting to be sent is sent
    /// once.
    fn send(&self, text: &str);

    /// What any process sends from now on, this one included. A receiver that is too slow misses some, and is told
    /// so by [`RecvError::Lagged`](broadcast::error::RecvError::Lagged).
    fn subscribe(&self) -> broadcast::Receiver<Arc<str>>;
}

/// The signals of a process that shares its log with no other.
#[derive(Debug)]
pub struct LocalSignals(broadcast::Sender<Arc<str>>);

impl LocalSignals {
    /// Signals that nobody has subscribed to yet.
    pub fn new() -> Self {
        Self(broadcast::Sender::new(KEPT_SIGNALS))
    }
}

impl Default for LocalSignals {
    fn default() -> Self {
        Self::new()
    }
}

impl Signals for LocalSignals {
    fn send(&self, text: &str) {
        // Fails when nobody listens, which is no loss.
        let _ = self.0.send(Arc::from(text));
    }

    fn subscribe(&self) -> broadcast::Receiver<Arc<str>> {
        self.0.subscribe()
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::broadcast::error::RecvError;

    use super::*;

    #[tokio::test]
    async fn every_subscriber_hears_what_is_sent_after_it_came() {
        let signals = LocalSignals::default();
        signals.send("before anybody listens");
        let mut early = signals.subscribe();
        signals.send("one");
        let mut late = signals.subscribe();
        signals.send("two");
        assert_eq!(&*early.recv().await.unwrap(), "one");
        assert_eq!(&*early.recv().await.unwrap(), "two");
        assert_eq!(&*late.recv().await.unwrap(), "two");
    }

    #[tokio::test]
    async fn a_slow_subscriber_is_told_that_it_missed_some() {
        let signals = LocalSignals::new();
        let mut slow = signals.subscribe();
        for number in 0..=KEPT_SIGNALS {
            signals.send(&number.to_string());
        }
        assert_eq!(slow.recv().await, Err(RecvError::Lagged(1)));
        assert_eq!(&*slow.recv().await.unwrap(), "1");
    }
}
