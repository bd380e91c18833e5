//! What a rule can ask about a customer's past: their orders one by one, the campaigns that wrote to them, and the
//! saved segments they belong to.

use super::Unit;

/// The `metric` of a condition about orders.
pub const ORDERS: &str = "orders";
/// The `metric` of a condition about campaigns.
pub const CAMPAIGN: &str = "campaign";
/// The `metric` of a condition about a saved segment.
pub const SEGMENT: &str = "segment";
/// The value of a condition about campaigns that means every one of them.
pub const ANY: &str = "any";

/// Declares words of one kind, one row each: name in JSON, label, words in a sentence.
macro_rules! words {
    ($(#[$doc:meta])* $kind:ident: $(
        $(#[$word_doc:meta])* $word:ident, $name:literal, $label:literal, $phrase:literal;
    )+) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $kind {$( $(#[$word_doc])* $word, )+}

        impl $kind {
            /// Every one, in the order they are shown.
            pub const ALL: &'static [Self] = &[$(Self::$word),+];

            /// The name in JSON.
            pub const fn name(self) -> &'static str {
                match self {$(Self::$word => $name,)+}
            }

            /// The name on screen.
            pub const fn label(self) -> &'static str {
                match self {$(Self::$word => $label,)+}
            }

            /// The name inside a sentence.
            pub const fn phrase(self) -> &'static str {
                match self {$(Self::$word => $phrase,)+}
            }

            /// The one with a name in JSON.
            pub fn parse(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|word| word.name() == name)
            }
        }
    };
}

words! {
    /// What is asked of the orders that a condition looks at. Amounts are net of refunds.
    OrderMeasure:
    /// Their number; 0 without any.
    Count, "count", "Number of orders", "the number of orders";
    /// The sum of their amounts; 0 without any.
    Sum, "sum", "Sum of orders", "the sum of orders";
    /// The average of their amounts; missing without any.
    Average, "average", "Average order", "the average of orders";
    /// The smallest of their amounts; missing without any.
    Min, "min", "Smallest order", "the smallest of orders";
    /// The largest of their amounts; missing without any.
    Max, "max", "Largest order", "the largest of orders";
}

impl OrderMeasure {
    /// True if there is no such number without orders.
    pub const fn optional(self) -> bool {
        matches!(self, Self::Average | Self::Min | Self::Max)
    }

    /// What the number counts.
    pub const fn unit(self) -> Unit {
        if matches!(self, Self::Count) { Unit::Count } else { Unit::Money }
    }
}

words! {
    /// What decides which orders a condition looks at.
    OrderField:
    /// What was bought: the name or the stock keeping unit of an item, compared like texts.
    Item, "item", "Item", "item";
    /// The amount net of refunds, in major units.
    Amount, "amount", "Amount", "amount";
    /// Where the order stands. A condition without one looks at the orders that count.
    Status, "status", "Status", "status";
}

words! {
    /// What is asked of a campaign and a customer.
    CampaignMeasure:
    /// The customer was in its audience when it was launched.
    Enrolled, "enrolled", "Enrolled", "enrolled";
    /// Their message was sent.
    Sent, "sent", "Sent", "sent";
    /// Their message failed.
    Failed, "failed", "Failed", "failed";
}

words! {
    /// How a condition about campaigns asks.
    CampaignOperator:
    /// It is so.
    Is, "is", "is", "is";
    /// Not [`CampaignOperator::Is`].
    IsNot, "isNot", "is not", "is not";
}

words! {
    /// How a condition about a saved segment asks.
    SegmentOperator:
    /// The customer belongs to it.
    In, "in", "is in", "in";
    /// Not [`SegmentOperator::In`].
    NotIn, "notIn", "is not in", "not in";
}
