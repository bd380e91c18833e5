//! The kinds of things that stream in.

/// What a log entry is about. Each topic is an ordered log per workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// Records about customers.
    Customers,
    /// Orders.
    Orders,
    /// What a vendor says became of messages.
    Receipts,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Self; 3] = [Self::Customers, Self::Orders, Self::Receipts];

    /// The word used in JSON and in the names of streams.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Orders => "orders",
            Self::Receipts => "receipts",
        }
    }
}

impl std::str::FromStr for Topic {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|topic| topic.as_str() == text).ok_or(())
    }
}
