//! The one place where the engine reads the clock of the machine.

use domain::Timestamp;

/// The present instant.
pub fn now() -> Timestamp {
    Timestamp::EPOCH.plus_millis(jiff::Timestamp::now().as_millisecond())
}
