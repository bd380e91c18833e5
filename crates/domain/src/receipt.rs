//! What a vendor says became of a message.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::message::{MessageState, WireId};

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Delivered.
    Sent,
    /// Not delivered.
    Failed,
}

impl Outcome {
    /// The state it moves a message to.
    pub const fn state(self) -> MessageState {
        match self {
            Self::Sent => MessageState::Sent,
            Self::Failed => MessageState::Failed,
        }
    }
}

/// One receipt, already known to be about an id of the form we give out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Which attempt of which message.
    pub id: WireId,
    /// How it ended.
    pub outcome: Outcome,
    /// Why it failed, in the vendor's words; at most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When, by the vendor's clock.
    pub at: Timestamp,
}
