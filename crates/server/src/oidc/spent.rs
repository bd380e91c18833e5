//! Sign-ins that were finished: what came back from the provider counts once, even where the browser still holds what
//! it left with.
//!
//! Each process remembers its own. What is brought again to another one is left to the provider, which must refuse a
//! code that was used (RFC 6749, 4.1.2).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What was finished, by the hash of its state, and when.
#[derive(Default)]
pub(super) struct Spent(Mutex<HashMap<[u8; 32], Instant>>);

impl Spent {
    /// Remembers a state for as long as somebody may be away; false if it was finished before.
    pub(super) fn first(&self, state: [u8; 32], remembered: Duration) -> bool {
        let mut spent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        spent.retain(|_, at| at.elapsed() < remembered);
        spent.insert(state, Instant::now()).is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_is_finished_once() {
        let spent = Spent::default();
        let long = Duration::from_mins(10);
        assert!(spent.first([1; 32], long));
        assert!(!spent.first([1; 32], long));
        assert!(spent.first([2; 32], long));
        assert!(spent.first([1; 32], Duration::ZERO), "what can no longer be brought is forgotten");
    }
}
