//! The one place where the engine reads the clock of the machine.

use domain::Timestamp;

const EPOCH: Timestamp = match Timestamp::from_millis(0) {
    Some(epoch) => epoch,
    None => unreachable!(),
};

/// The present instant.
pub fn now() -> Timestamp {
    EPOCH.plus_millis(jiff::Timestamp::now().as_millisecond())
}
