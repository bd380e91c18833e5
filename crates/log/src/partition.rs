//! Where an entry belongs: a topic and a workspace.

use std::fmt;

/// What kind of batches a partition carries. The log only keeps them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// Batches of customers.
    Customers,
    /// Batches of orders.
    Orders,
    /// Batches of what the vendor says became of messages.
    Receipts,
}

impl Topic {
    /// Every topic, in declaration order.
    pub const ALL: [Self; 3] = [Self::Customers, Self::Orders, Self::Receipts];

    /// The name in metrics, keys and messages: `customers`, `orders` or `receipts`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Orders => "orders",
            Self::Receipts => "receipts",
        }
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One ordered list of entries: a topic of a workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Partition {
    /// What the entries are.
    pub topic: Topic,
    /// Whose they are.
    pub workspace: i64,
}

impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.topic, self.workspace)
    }
}
