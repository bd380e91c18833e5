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
pub(super) const ROOM_KIB: u32 = 64 * 1024;

/// Appends share so many connections.
pub(super) const WRITERS: usize = 2;

/// What tests set differently.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    /// The longest a call may take, besides what the size of a payload adds.
    pub(super) timeout: Duration,
    /// The longest making a connection may take.
    pub(super) connect_timeout: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self { timeout: TIMEOUT, connect_timeout: CONNECT_TIMEOUT }
    }
}

impl Settings {
    /// When a call that moves so many bytes must have ended.
    pub(super) fn deadline(&self, bytes: usize) -> Instant {
        Instant::now() + self.timeout + Duration::from_secs_f64(bytes as f64 / BYTES_A_SECOND)
    }
}
