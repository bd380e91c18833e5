//! So much a while for each caller: a bucket that fills as they use and drains as time goes by.
//!
//! Unlike `governor`, which limits AI, a bucket can be charged for more than it holds: how many records a body has is
//! known only when it was read, and a body larger than the allowance must be possible. What was taken on credit is paid
//! back by waiting.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// So many callers are remembered before those whose bucket is empty are looked for and forgotten.
const MANY: usize = 1_024;

/// So much a while for each caller, by one process.
pub(super) struct Allowance<K> {
    /// Units that may be used in a while; all at once, if nothing was used before. 0: no limit.
    units: u32,
    /// The while.
    period: Duration,
    buckets: Mutex<Buckets<K>>,
}

struct Buckets<K> {
    of: HashMap<K, Bucket>,
    /// When so many are known, the empty ones are forgotten.
    sweep_at: usize,
}

/// What a caller has used, in units times nanoseconds, so that nothing is rounded.
#[derive(Clone, Copy)]
struct Bucket {
    used: u128,
    at: Instant,
}

impl<K: Eq + Hash + Clone> Allowance<K> {
    /// So many units a while; 0 for no limit.
    pub(super) fn new(units: u32, period: Duration) -> Self {
        Self { units, period, buckets: Mutex::new(Buckets { of: HashMap::new(), sweep_at: MANY }) }
    }

    /// Takes one unit, or says how long until there is one.
    pub(super) fn take(&self, caller: &K, now: Instant) -> Result<(), Duration> {
        self.with(caller, now, |bucket, limits| {
            limits.must_hold_one_more(bucket)?;
            bucket.used += limits.per_unit;
            Ok(())
        })
    }

    /// Says how long until there is a unit, if there is none; takes nothing.
    pub(super) fn look(&self, caller: &K, now: Instant) -> Result<(), Duration> {
        self.with(caller, now, |bucket, limits| limits.must_hold_one_more(bucket))
    }

    /// Takes so many units, whether there are so many or not.
    pub(super) fn charge(&self, caller: &K, units: u64, now: Instant) {
        let _ = self.with(caller, now, |bucket, limits| {
            bucket.used = bucket.used.saturating_add(u128::from(units) * limits.per_unit);
            Ok(())
        });
    }

    fn with(
        &self,
        caller: &K,
        now: Instant,
        act: impl FnOnce(&mut Bucket, &Limits) -> Result<(), Duration>,
    ) -> Result<(), Duration> {
        if self.units == 0 {
            return Ok(());
        }
        let limits = Limits {
            per_unit: self.period.as_nanos(),
            most: u128::from(self.units) * self.period.as_nanos(),
            units: self.units,
        };
        let mut buckets = self.buckets();
        if buckets.of.len() >= buckets.sweep_at {
            buckets.of.retain(|_, bucket| limits.drained(*bucket, now).used > 0);
            buckets.sweep_at = (buckets.of.len() * 2).max(MANY);
        }
        let bucket = buckets.of.entry(caller.clone()).or_insert(Bucket { used: 0, at: now });
        *bucket = limits.drained(*bucket, now);
        act(bucket, &limits)
    }

    fn buckets(&self) -> MutexGuard<'_, Buckets<K>> {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An allowance in the measure of buckets.
struct Limits {
    per_unit: u128,
    most: u128,
    units: u32,
}

impl Limits {
    fn drained(&self, bucket: Bucket, now: Instant) -> Bucket {
        let passed = now.saturating_duration_since(bucket.at).as_nanos();
        let used = bucket.used.saturating_sub(passed * u128::from(self.units));
        Bucket { used, at: now.max(bucket.at) }
    }

    fn must_hold_one_more(&self, bucket: &Bucket) -> Result<(), Duration> {
        let over = (bucket.used + self.per_unit).saturating_sub(self.most);
        if over == 0 {
            return Ok(());
        }
        let wait = over.div_ceil(u128::from(self.units));
        Err(Duration::from_nanos(u64::try_from(wait).unwrap_or(u64::MAX)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn what_is_allowed_may_be_used_at_once_and_comes_back_evenly() {
        let allowance = Allowance::new(4, SECOND);
        let now = Instant::now();
        for _ in 0..4 {
            assert_eq!(allowance.take(&"ana", now), Ok(()));
        }
        assert_eq!(allowance.take(&"ana", now), Err(Duration::from_millis(250)));
        assert_eq!(allowance.take(&"bo", now), Ok(()), "another caller has an allowance of their own");
        let later = now + Duration::from_millis(250);
        assert_eq!(allowance.take(&"ana", later), Ok(()));
        assert!(allowance.take(&"ana", later).is_err());
    }

    #[test]
    fn looking_takes_nothing() {
        let allowance = Allowance::new(1, SECOND);
        let now = Instant::now();
        assert_eq!((allowance.look(&1, now), allowance.look(&1, now)), (Ok(()), Ok(())));
        assert_eq!(allowance.take(&1, now), Ok(()));
        assert_eq!(allowance.look(&1, now), Err(SECOND));
    }

    #[test]
    fn what_was_taken_on_credit_is_paid_back_by_waiting() {
        let allowance = Allowance::new(10, SECOND);
        let now = Instant::now();
        allowance.charge(&1, 100, now);
        let wait = Duration::from_millis(9_100);
        assert_eq!(allowance.look(&1, now), Err(wait));
        assert_eq!(allowance.look(&1, now + wait), Ok(()));
        allowance.charge(&2, u64::MAX, now);
        assert!(allowance.look(&2, now).is_err());
    }

    #[test]
    fn zero_is_no_limit() {
        let allowance = Allowance::new(0, SECOND);
        let now = Instant::now();
        allowance.charge(&1, u64::MAX, now);
        assert_eq!(allowance.take(&1, now), Ok(()));
    }

    #[test]
    fn callers_who_owe_nothing_are_forgotten() {
        let allowance = Allowance::new(1, SECOND);
        let begun = Instant::now();
        for caller in 0..100_000_u32 {
            let now = begun + Duration::from_millis(u64::from(caller));
            assert_eq!(allowance.take(&caller, now), Ok(()));
        }
        let known = allowance.buckets().of.len();
        assert!(known <= 3 * MANY, "{known} are remembered; those of the last second owe something");
    }

    proptest! {
        #[test]
        fn no_stretch_of_time_holds_more_than_the_allowance_and_what_came_back_in_it(
            units in 1_u32..20,
            pauses in prop::collection::vec(0_u64..400, 1..200),
        ) {
            let allowance = Allowance::new(units, SECOND);
            let mut now = Instant::now();
            let mut taken = Vec::new();
            for pause in pauses {
                now += Duration::from_millis(pause);
                if let Err(wait) = allowance.take(&(), now) {
                    now += wait;
                    prop_assert!(wait > Duration::ZERO);
                    prop_assert_eq!(allowance.take(&(), now), Ok(()), "the wait that was told is enough");
                }
                taken.push(now);
            }
            for (first, begin) in taken.iter().enumerate() {
                for (more, end) in taken[first..].iter().enumerate() {
                    let back = (*end - *begin).as_secs_f64() * f64::from(units);
                    prop_assert!((more + 1) as f64 <= f64::from(units) + back + 1e-6);
                }
            }
        }
    }
}
