//! How often a workspace may ask.

use std::num::NonZeroU32;
use std::time::Duration;

use domain::WorkspaceId;
use governor::clock::{Clock, MonotonicClock};
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use super::error::{AiError, Trouble, in_words};

type Limiter = RateLimiter<WorkspaceId, HashMapStateStore<WorkspaceId>, MonotonicClock>;

/// So many calls a minute for each workspace, counted in this process.
#[derive(Debug)]
pub(super) struct Allowance {
    limiter: Limiter,
    per_minute: u32,
}

impl Allowance {
    pub(super) fn of(per_minute: u32) -> Self {
        let calls = NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN);
        let limiter =
            RateLimiter::new(Quota::per_minute(calls), HashMapStateStore::default(), MonotonicClock);
        Self { limiter, per_minute: calls.get() }
    }

    /// Takes one call, or says when there will be one.
    pub(super) fn take(&self, workspace: WorkspaceId) -> Result<(), AiError> {
        let Err(not_until) = self.limiter.check_key(&workspace) else { return Ok(()) };
        let wait: Duration = not_until.wait_time_from(MonotonicClock.now());
        let why = format!(
            "this workspace has used its {} AI requests a minute; there is another in {}",
            self.per_minute,
            in_words(wait)
        );
        Err(AiError::new(Trouble::Limited, why).coming_back(wait))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_that_asks_too_often_is_told_when_to_come_back_and_others_go_on() {
        let allowance = Allowance::of(2);
        let (busy, other) = (WorkspaceId::from_i64(1).unwrap(), WorkspaceId::from_i64(2).unwrap());
        assert_eq!((allowance.take(busy), allowance.take(busy)), (Ok(()), Ok(())));
        let error = allowance.take(busy).unwrap_err();
        assert_eq!(error.trouble, Trouble::Limited);
        assert!(error.after.is_some_and(|wait| wait <= Duration::from_secs(30)), "{error:?}");
        assert_eq!(allowance.take(other), Ok(()));
    }
}
