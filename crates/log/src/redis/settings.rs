//! How long things may take, and how much may wait.

use std::time::Duration;

use tokio::time::Instant;

/// A call that has no answer after this long ends in `Unavailable`, whatever the server does.
const TIMEOUT: Duration = Duration::from_secs(2);

/// Making a connection may take so long: less than a call, so that a call can say why it failed.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// What is large gets more time: a second for so many bytes.
const BYTES_A_SECOND: f64 = 16.0 * 1024.0 * 1024.0;

/// Connections nobody uses are tried this often, so that what lies between does not forget them.
pub(super) const KEEPALIVE: Duration = Duration::from_secs(15);

/// Appends wait for room when so much is on its way, counted in KiB and one more for each append.
const ROOM_KIB: u32 = 64 * 1024;

/// Appends share so many connections.
pub(super) const WRITERS: usize = 2;

/// What tests set differently.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    /// The longest a call may take, besides what the size of a payload adds.
    pub(super) timeout: Duration,
    /// The longest making a connection may take.
    pub(super) connect_timeout: Duration,
    /// How much may be on its way, in KiB and one more for each append.
    pub(super) room_kib: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { timeout: TIMEOUT, connect_timeout: CONNECT_TIMEOUT, room_kib: ROOM_KIB }
    }
}

impl Settings {
    /// When a call that moves so many bytes must have ended.
    pub(super) fn deadline(&self, bytes: usize) -> Instant {
        Instant::now() + self.allowed(bytes)
    }

    fn allowed(&self, bytes: usize) -> Duration {
        self.timeout + Duration::from_secs_f64(bytes as f64 / BYTES_A_SECOND)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_may_take_two_seconds_and_a_large_one_more() {
        let settings = Settings::default();
        assert_eq!(settings.allowed(0), Duration::from_secs(2));
        assert_eq!(settings.allowed(8 * 1024 * 1024), Duration::from_millis(2500));
        assert_eq!(settings.allowed(32 * 1024 * 1024), Duration::from_secs(4));
        assert!(settings.connect_timeout < settings.timeout, "or no call could say why it failed");
    }
}
