//! The ways a message can reach a customer.

use serde::{Deserialize, Serialize};

/// A way to reach a customer: which address it needs, and which consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// Email, to the customer's email address.
    Email,
    /// Text message, to the customer's phone number.
    Sms,
}

impl Channel {
    /// Every channel, in the order they are shown.
    pub const ALL: [Self; 2] = [Self::Email, Self::Sms];

    /// The word used in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
        }
    }
}

impl std::str::FromStr for Channel {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == text).ok_or(())
    }
}
