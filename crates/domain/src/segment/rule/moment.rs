//! Points and stretches of time as a rule names them, before a clock and a zone turn them into instants.

use jiff::civil::Date;

use crate::Timestamp;
use crate::time::{InvalidTime, parse_date};

/// A day, or an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// The whole day, wherever the workspace is.
    Day(Date),
    /// One millisecond.
    Instant(Timestamp),
}

impl Moment {
    /// Parses `YYYY-MM-DD` or RFC 3339.
    pub fn parse(text: &str) -> Result<Self, InvalidTime> {
        parse_date(text).map_or_else(|| Timestamp::parse(text).map(Self::Instant), |day| Ok(Self::Day(day)))
    }

    /// True if this one lies after the other in every time zone. A day and an instant cannot be told apart so.
    pub fn after(self, other: Self) -> bool {
        match (self, other) {
            (Self::Day(day), Self::Day(other)) => day > other,
            (Self::Instant(at), Self::Instant(other)) => at > other,
            _ => false,
        }
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::Instant(at) => at.fmt(f),
        }
    }
}

/// A stretch of time: at least one, at most [`super::super::vocabulary::LONGEST_SPAN`] of its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// Days of 86,400 seconds.
    Days(u32),
    /// Hours.
    Hours(u32),
}

impl Span {
    /// Its length in milliseconds.
    pub const fn millis(self) -> i64 {
        match self {
            Self::Days(days) => days as i64 * 86_400_000,
            Self::Hours(hours) => hours as i64 * 3_600_000,
        }
    }
}
