//! Channels: our side of whoever carries messages to customers.
//!
//! A channel answers for a batch, never for a campaign: what is retried, when, and how often is decided by
//! the worker that holds the chunk. [`hand_over`] is the one loop all channels share: it divides a batch that
//! is refused as a whole until the messages that are to blame stand alone.

pub mod connection;
pub mod hand_over;
#[cfg(test)]
pub(crate) mod loopback;
pub mod protocol;
pub mod vendor;

use std::time::Duration;

use async_trait::async_trait;
use domain::Channel;
use domain::message::WireId;
use domain::receipt::Receipt;

pub use hand_over::{HandedOver, hand_over};
pub use vendor::{Vendor, VendorSettings};

/// One message as it leaves: rendered, addressed, and the same byte for byte each time it is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// What a vendor tells a repeated message by.
    pub id: WireId,
    /// The way it travels.
    pub channel: Channel,
    /// Email address or phone number.
    pub to: String,
    /// The customer's name.
    pub name: Option<String>,
    /// For email.
    pub subject: Option<String>,
    /// Plain text.
    pub body: String,
    /// For email: the same as HTML.
    pub html: Option<String>,
}

/// What became of the messages of a batch. Each of them stands in exactly one list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Handover {
    /// Taken: a receipt will follow.
    pub accepted: Vec<WireId>,
    /// Refused, each with the reason in the vendor's words (at most 200 characters). Not to be offered again.
    pub rejected: Vec<(WireId, String)>,
    /// Nothing was said about them: offer them again, as they are.
    pub unanswered: Vec<WireId>,
}

/// Why a batch as a whole was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// It may work later, and nobody can say whether messages were taken: a timeout, a connection that broke, an error
    /// of the vendor's own.
    #[error("{why}")]
    Retry {
        /// How long the vendor asks to be left alone; at most an hour.
        after: Option<Duration>,
        /// In words for people.
        why: String,
    },
    /// It may work later, and no message was taken: no connection, too many requests.
    #[error("{why}")]
    Busy {
        /// How long the vendor asks to be left alone; at most an hour.
        after: Option<Duration>,
        /// In words for people.
        why: String,
    },
    /// It will not work until a person changes something: a wrong secret, a wrong address.
    #[error("{why}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// In words for people.
        why: String,
    },
    /// Fewer messages at once might be taken.
    #[error("{why}")]
    TooLarge {
        /// In words for people.
        why: String,
    },
    /// At least one of the messages is not acceptable, and the answer does not say which.
    #[error("{why}")]
    Invalid {
        /// In words for people.
        why: String,
    },
}

/// Whoever takes messages over: a vendor, the simulator, a mail server.
#[async_trait]
pub trait Delivery: Send + Sync {
    /// Offers a batch. A message offered again under the same id is accepted again and delivered once.
    async fn send(&self, batch: &[Outgoing]) -> Result<Handover, SendError>;

    /// Asks what became of messages whose receipts are late. Those still under way, and those never heard of,
    /// are missing from the answer; `None` if this cannot be asked here at all.
    async fn status(&self, ids: &[WireId]) -> Result<Option<Vec<Receipt>>, SendError>;

    /// True if what is taken over cannot leave this machine: then addresses of examples may be handed over.
    fn is_local(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests;
