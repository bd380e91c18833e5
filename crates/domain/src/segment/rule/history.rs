//! Conditions about a customer's past: orders, campaigns, saved segments.

use super::{DateTest, Moment, NumberTest, Span};
use crate::order::OrderStatus;
use crate::segment::vocabulary::{CampaignMeasure, OrderMeasure};
use crate::{CampaignId, SegmentId};

/// A question about the orders of a customer.
#[derive(Debug, Clone, PartialEq)]
pub struct OrdersCondition {
    /// What is asked of them.
    pub measure: OrderMeasure,
    /// How.
    pub test: MeasureTest,
    /// When they were placed; at any time, if absent.
    pub within: Option<Within>,
    /// Which of them; all hold. Without one about the status: those that count.
    pub filters: Vec<OrderFilter>,
}

/// A question about a number that may be missing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MeasureTest {
    /// About its size.
    Number(NumberTest),
    /// About its presence.
    Presence {
        /// True for `isEmpty`, false for `isNotEmpty`.
        empty: bool,
    },
}

/// A stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// `now − d < t ≤ now`.
    Last(Span),
    /// Not before the beginning of the first, not after the end of the second.
    Between(Moment, Moment),
    /// Before its beginning.
    Before(Moment),
    /// After its end.
    After(Moment),
}

impl Within {
    /// The test of a date that means the same.
    pub const fn test(self) -> DateTest {
        match self {
            Self::Last(span) => DateTest::WithinLast(span),
            Self::Between(first, last) => DateTest::Between(first, last),
            Self::Before(at) => DateTest::Less(at),
            Self::After(at) => DateTest::More(at),
        }
    }
}

/// Which orders are looked at.
#[derive(Debug, Clone, PartialEq)]
pub enum OrderFilter {
    /// Those that hold an item of this name or stock keeping unit, or those that hold none.
    Item {
        /// Compared like texts.
        item: Box<str>,
        /// True for those that hold none.
        not: bool,
    },
    /// Those whose net amount passes.
    Amount(NumberTest),
    /// Those that stand here, or those that stand elsewhere.
    Status {
        /// Where.
        status: OrderStatus,
        /// True for those that stand elsewhere.
        not: bool,
    },
}

/// A question about what campaigns did for a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CampaignCondition {
    /// What is asked.
    pub measure: CampaignMeasure,
    /// Of which campaign; of all of them, if absent.
    pub campaign: Option<CampaignId>,
    /// When that happened; at any time, if absent.
    pub within: Option<Within>,
    /// True for `isNot`.
    pub not: bool,
}

/// Whether a customer belongs to a saved segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SegmentCondition {
    /// Which.
    pub segment: SegmentId,
    /// True for `notIn`.
    pub not: bool,
}
