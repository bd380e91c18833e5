//! What tests of numbers and dates come down to: stretches of a line.

use std::cmp::Ordering;
use std::ops::Bound;

use super::super::rule::{DateTest, Moment, NumberTest};
use crate::{Timestamp, Zone};

/// A stretch of numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Numbers<T> {
    /// Where it begins.
    pub low: Bound<T>,
    /// Where it ends.
    pub high: Bound<T>,
}

impl<T> Numbers<T> {
    /// The stretch of a test, and whether the test asks for what lies outside it.
    pub fn of(test: &NumberTest, number: impl Fn(f64) -> T) -> (Self, bool) {
        use Bound::{Excluded, Included, Unbounded};
        let (low, high) = match *test {
            NumberTest::Equal(n) | NumberTest::NotEqual(n) => (Included(number(n)), Included(number(n))),
            NumberTest::More(n) => (Excluded(number(n)), Unbounded),
            NumberTest::AtLeast(n) => (Included(number(n)), Unbounded),
            NumberTest::Less(n) => (Unbounded, Excluded(number(n))),
            NumberTest::AtMost(n) => (Unbounded, Included(number(n))),
            NumberTest::Between(low, high) => (Included(number(low)), Included(number(high))),
        };
        (Self { low, high }, matches!(test, NumberTest::NotEqual(_)))
    }

    /// True if a value lies within, given how it compares with a bound. `None` (no value) lies nowhere.
    pub fn holds(&self, compare: impl Fn(&T) -> Option<Ordering>) -> bool {
        let above = match &self.low {
            Bound::Included(low) => compare(low).is_some_and(Ordering::is_ge),
            Bound::Excluded(low) => compare(low).is_some_and(Ordering::is_gt),
            Bound::Unbounded => true,
        };
        above
            && match &self.high {
                Bound::Included(high) => compare(high).is_some_and(Ordering::is_le),
                Bound::Excluded(high) => compare(high).is_some_and(Ordering::is_lt),
                Bound::Unbounded => true,
            }
    }
}

/// A half-open stretch of time, `from ≤ t < until`, in milliseconds since 1970. An open end is the least or the
/// greatest number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instants {
    /// The first millisecond.
    pub from: i64,
    /// The first millisecond after.
    pub until: i64,
}

impl Instants {
    /// All of time.
    pub const ALWAYS: Self = Self { from: i64::MIN, until: i64::MAX };

    /// The stretch of a test, and whether the test asks for what lies outside it.
    pub fn of(test: &DateTest, now: Timestamp, zone: &Zone) -> (Self, bool) {
        let begins = |moment: Moment| match moment {
            Moment::Day(day) => zone.start_of(day).millis(),
            Moment::Instant(at) => at.millis(),
        };
        let ends = |moment: Moment| match moment {
            // The last day there is never ends.
            Moment::Day(day) if day.tomorrow().is_err() => i64::MAX,
            Moment::Day(day) => zone.end_of(day).millis(),
            Moment::Instant(at) => at.millis() + 1,
        };
        let (from, until) = match *test {
            DateTest::Equal(at) | DateTest::NotEqual(at) => (begins(at), ends(at)),
            DateTest::More(at) => (ends(at), i64::MAX),
            DateTest::AtLeast(at) => (begins(at), i64::MAX),
            DateTest::Less(at) => (i64::MIN, begins(at)),
            DateTest::AtMost(at) => (i64::MIN, ends(at)),
            DateTest::Between(first, last) => (begins(first), ends(last)),
            DateTest::WithinLast(span) => (now.millis() - span.millis() + 1, now.millis() + 1),
            DateTest::OlderThan(span) => (i64::MIN, now.millis() - span.millis() + 1),
        };
        (Self { from, until }, matches!(test, DateTest::NotEqual(_)))
    }

    /// True if an instant lies within.
    pub const fn contains(&self, at: Timestamp) -> bool {
        self.from <= at.millis() && at.millis() < self.until
    }
}
