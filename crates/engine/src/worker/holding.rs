//! Keeping a right while it is worked under: a slow vendor, or a slow store, may take its time.

use std::future::Future;
use std::time::Duration;

/// Does the work, and prolongs the right to it every so often. Whoever has lost it stops at once, with the reason that
/// `prolong` gives; one that cannot be prolonged just now may be in time at the next try.
pub(super) async fn holding<T, E, P: Future<Output = Result<(), E>>>(
    every: Duration,
    prolong: impl Fn() -> P,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    let prolonging = async {
        loop {
            tokio::time::sleep(every).await;
            if let Err(lost) = prolong().await {
                return lost;
            }
        }
    };
    tokio::select! {
        biased;
        outcome = work => outcome,
        lost = prolonging => Err(lost),
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use tokio::time::{Instant, sleep};

    use super::*;

    const EVERY: Duration = Duration::from_secs(8);

    async fn minutes() -> Result<u32, &'static str> {
        sleep(Duration::from_mins(10)).await;
        Ok(7)
    }

    #[tokio::test(start_paused = true)]
    async fn a_right_is_prolonged_for_as_long_as_the_work_takes() {
        let prolonged = Cell::new(0);
        let prolong = async || {
            prolonged.set(prolonged.get() + 1);
            Ok(())
        };
        assert_eq!(holding(EVERY, prolong, minutes()).await, Ok(7));
        assert_eq!(prolonged.get(), 74, "every eight seconds of ten minutes");
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_has_lost_the_right_stops() {
        let begun = Instant::now();
        assert_eq!(holding(EVERY, async || Err("lost"), minutes()).await, Err("lost"));
        assert_eq!(begun.elapsed(), EVERY);
    }
}
