//! The time of a launch, given beforehand.

use crate::{Timestamp, Zone};

/// When a campaign is to be launched by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    /// The instant. A change of the workspace's zone does not move it.
    pub at: Timestamp,
    /// How far the workspace's clocks are ahead of UTC then, in seconds: what was said is shown as it was said.
    pub offset: i32,
    /// True if somebody said that everyone is meant, should everyone be the audience.
    pub everyone: bool,
}

impl Schedule {
    /// A launch at an instant, in a zone.
    pub fn new(at: Timestamp, zone: &Zone, everyone: bool) -> Self {
        Self { at, offset: zone.offset_at(at), everyone }
    }
}

impl std::fmt::Display for Schedule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.at.with_offset(self.offset))
    }
}
