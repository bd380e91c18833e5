//! When the simulator does not take messages: too many a second, or an outage.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::{Behaviour, Outage};

/// The simulator's clock of refusals.
#[derive(Debug)]
pub(super) struct Pace {
    rate: Option<f64>,
    outage: Option<Outage>,
    started: Instant,
    /// Messages that may still be taken, and when that was counted; below zero after a batch that took more.
    left: Mutex<(f64, Instant)>,
}

impl Pace {
    pub(super) fn new(behaviour: &Behaviour, now: Instant) -> Self {
        let rate = behaviour.rate.map(|rate| f64::from(rate.get()));
        Self {
            rate,
            outage: behaviour.outage,
            started: now,
            left: Mutex::new((rate.unwrap_or_default(), now)),
        }
    }

    /// How long the outage still lasts, if there is one.
    pub(super) fn down(&self, now: Instant) -> Option<Duration> {
        self.outage?.left(now.saturating_duration_since(self.started))
    }

    /// Takes a batch, or says how long to wait. A second's worth may come at once; a larger batch is taken and
    /// waited for afterwards.
    pub(super) fn take(&self, messages: usize, now: Instant) -> Result<(), Duration> {
        let Some(rate) = self.rate else { return Ok(()) };
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let earned = now.saturating_duration_since(left.1).as_secs_f64() * rate;
        *left = ((left.0 + earned).min(rate), now);
        if left.0 <= 0.0 {
            return Err(Duration::from_secs_f64((1.0 - left.0) / rate));
        }
        left.0 -= messages as f64;
        Ok(())
    }
}

impl Outage {
    /// How long the outage still lasts at a time since the start; the first comes after a time of service.
    fn left(self, since_start: Duration) -> Option<Duration> {
        let (every, lasting) = (self.every.as_millis().max(1), self.lasting.as_millis());
        let into = since_start.as_millis() % every;
        let up = every.saturating_sub(lasting);
        (into >= up).then(|| Duration::from_millis((every - into) as u64))
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;

    const fn secs(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn outages_come_back_after_service_and_end() {
        let outage = Outage { every: secs(60), lasting: secs(10) };
        for (at, left) in [(0, None), (49, None), (50, Some(10)), (59, Some(1)), (60, None), (115, Some(5))] {
            assert_eq!(outage.left(secs(at)), left.map(secs), "{at}");
        }
        let always = Outage { every: secs(60), lasting: secs(60) };
        assert_eq!(always.left(secs(0)), Some(secs(60)));
        let never = Outage { every: Duration::ZERO, lasting: Duration::ZERO };
        assert_eq!(never.left(secs(5)), None);
    }

    #[test]
    fn a_rate_lets_a_seconds_worth_through_and_then_makes_wait() {
        let start = Instant::now();
        let behaviour = Behaviour { rate: NonZeroU32::new(100), ..Behaviour::default() };
        let pace = Pace::new(&behaviour, start);
        assert_eq!(pace.take(60, start), Ok(()));
        assert_eq!(pace.take(240, start), Ok(()));
        let wait = pace.take(1, start).unwrap_err();
        assert!(wait > secs(2) && wait < Duration::from_millis(2_100), "{wait:?}");
        assert!(pace.take(1, start + secs(2)).is_err());
        assert_eq!(pace.take(1, start + wait), Ok(()));
        assert_eq!(pace.take(100, start + secs(3_600)), Ok(()));
        assert!(pace.take(1, start + secs(3_600)).is_err(), "what was not used is not saved up");
    }

    #[test]
    fn without_a_rate_any_number_is_taken() {
        let start = Instant::now();
        let pace = Pace::new(&Behaviour::default(), start);
        assert!((0..1_000).all(|_| pace.take(1_000_000, start).is_ok()));
        assert_eq!(pace.down(start + secs(86_400)), None);
    }
}
