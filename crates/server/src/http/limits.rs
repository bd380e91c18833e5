//! How often callers may knock: at the door for people and keys, and at the door for records.
//!
//! Each process counts for itself: behind a proxy that spreads requests over three of them, callers get up to three
//! times what the settings say.

mod allowance;

use std::net::{IpAddr, Ipv6Addr};
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use domain::WorkspaceId;

use self::allowance::Allowance;
use super::problem::Problem;
use crate::config::LimitsConfig;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_mins(1);

/// What each caller may still do.
pub(crate) struct Limits {
    config: LimitsConfig,
    /// Tries to enter, by address.
    entering: Allowance<IpAddr>,
    /// Tries to enter, by everyone.
    entering_overall: Allowance<()>,
    /// Requests with records, by workspace.
    requests: Allowance<WorkspaceId>,
    /// Records, by workspace.
    records: Allowance<WorkspaceId>,
}

impl Limits {
    /// Nobody has knocked yet.
    pub(crate) fn new(config: &LimitsConfig) -> Self {
        Self {
            config: config.clone(),
            entering: Allowance::new(config.sign_in_per_minute, MINUTE),
            entering_overall: Allowance::new(config.sign_in_per_minute_overall, MINUTE),
            requests: Allowance::new(config.ingest_requests_per_second, SECOND),
            records: Allowance::new(config.ingest_records_per_second, SECOND),
        }
    }

    /// To be called before a link, a token or a code is looked at: counts the try, or refuses it unseen.
    pub(crate) fn try_to_sign_in(&self, address: Option<IpAddr>) -> Result<(), Problem> {
        let now = Instant::now();
        // By address first: who is refused there takes nothing from the others.
        let mine = address.map_or(Ok(()), |address| self.entering.take(&network(address), now));
        mine.and_then(|()| self.entering_overall.take(&(), now)).map_err(too_many_attempts)
    }

    /// To be called before a key that has never been good is looked up: refuses it unseen where too many were wrong.
    pub(crate) fn try_key(&self, address: Option<IpAddr>) -> Result<(), Problem> {
        let now = Instant::now();
        let mine = address.map_or(Ok(()), |address| self.entering.look(&network(address), now));
        mine.and_then(|()| self.entering_overall.look(&(), now)).map_err(too_many_attempts)
    }

    /// To be called when a key was wrong.
    pub(crate) fn wrong_key(&self, address: Option<IpAddr>) {
        let now = Instant::now();
        if let Some(address) = address {
            self.entering.charge(&network(address), 1, now);
        }
        self.entering_overall.charge(&(), 1, now);
    }

    /// To be called before the records of a body are read: counts the request, or refuses it.
    pub(crate) fn try_to_send(&self, workspace: WorkspaceId) -> Result<(), Problem> {
        let now = Instant::now();
        self.records.look(&workspace, now).map_err(|wait| {
            let most = self.config.ingest_records_per_second;
            too_much(&format!("more than {most} records a second"), wait)
        })?;
        self.requests.take(&workspace, now).map_err(|wait| {
            let most = self.config.ingest_requests_per_second;
            too_much(&format!("more than {most} requests with records a second"), wait)
        })
    }

    /// To be called when it is known how many records came.
    pub(crate) fn sent(&self, workspace: WorkspaceId, records: u64) {
        self.records.charge(&workspace, records, Instant::now());
    }
}

/// Whoever has one IPv6 address has the 2^64 of its network.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
    }
}

fn too_many_attempts(wait: Duration) -> Problem {
    metrics::counter!("minicrm_refused_total", "door" => "sign-in").increment(1);
    let seconds = whole_seconds(wait);
    let detail = format!(
        "Too many attempts to enter with links, keys or sign-ins. This one was not looked at; try again in {seconds} seconds."
    );
    Problem::come_back(StatusCode::TOO_MANY_REQUESTS, "too_many_attempts", detail, seconds)
}

fn too_much(what: &str, wait: Duration) -> Problem {
    metrics::counter!("minicrm_refused_total", "door" => "ingest").increment(1);
    let seconds = whole_seconds(wait);
    let detail = format!(
        "This workspace has sent {what}. Nothing of this request was accepted; send it again in {seconds} seconds."
    );
    Problem::come_back(StatusCode::TOO_MANY_REQUESTS, "too_many_records", detail, seconds)
}

/// As `Retry-After` has it: never too early, never at once.
fn whole_seconds(wait: Duration) -> u32 {
    u32::try_from(wait.as_nanos().div_ceil(SECOND.as_nanos())).unwrap_or(u32::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_network_are_one_caller() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:2"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_ne!(of("10.0.0.1"), of("10.0.0.2"));
    }

    #[test]
    fn a_wait_is_told_in_whole_seconds_that_are_enough() {
        assert_eq!(whole_seconds(Duration::from_nanos(1)), 1);
        assert_eq!(whole_seconds(Duration::from_millis(1_001)), 2);
        assert_eq!(whole_seconds(Duration::MAX), u32::MAX);
    }
}
