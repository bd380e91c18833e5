//! Keeping a lease while its chunk is worked on: a slow vendor may take its time.

use std::future::Future;
use std::time::Duration;

use store::StoreError;

use crate::worker::WorkError;

/// How often a lease is prolonged: often enough that one failure, or two, do not lose it.
const PROLONG: Duration = Duration::from_secs(8);

/// Does the work, and prolongs its lease meanwhile. Whoever has lost it stops at once: what was offered until then is
/// offered again by somebody else, with the same bytes.
pub(super) async fn holding<T, P: Future<Output = Result<(), StoreError>>>(
    prolong: impl Fn() -> P,
    work: impl Future<Output = Result<T, WorkError>>,
) -> Result<T, WorkError> {
    let prolonging = async {
        loop {
            tokio::time::sleep(PROLONG).await;
            // A store that cannot be reached now may be in time for the lease.
            if let Err(lost) = prolong().await
                && !lost.is_transient()
            {
                return lost;
            }
        }
    };
    tokio::select! {
        biased;
        outcome = work => outcome,
        lost = prolonging => Err(lost.into()),
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use tokio::time::{Instant, sleep};

    use super::super::LEASE;
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_lease_outlives_a_vendor_that_takes_minutes() {
        let (asked, last, longest) = (Cell::new(0), Cell::new(Instant::now()), Cell::new(Duration::ZERO));
        let prolong = async || {
            asked.set(asked.get() + 1);
            // Every other time the store cannot be reached, and takes a while to say so.
            if asked.get() % 2 == 0 {
                sleep(Duration::from_secs(2)).await;
                return Err(StoreError::Unavailable("down".into()));
            }
            longest.set(longest.get().max(last.replace(Instant::now()).elapsed()));
            Ok(())
        };
        let work = async {
            sleep(Duration::from_mins(10)).await;
            Ok(7)
        };
        assert_eq!(holding(prolong, work).await.unwrap(), 7);
        assert!(asked.get() > 20 && longest.get() < LEASE, "{longest:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_has_lost_the_lease_stops() {
        let begun = Instant::now();
        let work = async {
            sleep(Duration::from_mins(10)).await;
            Ok(7)
        };
        let ended = holding(async || Err(StoreError::Fenced), work).await;
        assert!(matches!(ended, Err(WorkError::Store(StoreError::Fenced))), "{ended:?}");
        assert!(begun.elapsed() < LEASE);
    }
}
