//! One enrolled customer's copy of a campaign, and how its state may move.

use serde::{Deserialize, Serialize};

use crate::CampaignId;

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MessageState {
    /// Not yet handed over.
    Pending,
    /// Handed over and accepted; the receipt is awaited.
    Submitted,
    /// The vendor says it was delivered.
    Sent,
    /// The vendor says it was not delivered, or refused it.
    Failed,
    /// Never handed over, for a reason.
    Skipped,
    /// Handed over, and nobody can say what became of it.
    Uncertain,
}

impl MessageState {
    /// Every state, in the order of [`Stats`].
    pub const ALL: [Self; 6] =
        [Self::Pending, Self::Submitted, Self::Sent, Self::Failed, Self::Skipped, Self::Uncertain];

    /// The word used in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Submitted => "submitted",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
            Self::Uncertain => "uncertain",
        }
    }

    /// True if a receipt of the current attempt still decides: first final state wins.
    pub const fn awaits_receipt(self) -> bool {
        matches!(self, Self::Pending | Self::Submitted | Self::Uncertain)
    }
}

impl std::str::FromStr for MessageState {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or(())
    }
}

/// How many messages stand in each state. Their sum is the number enrolled, at every moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Stats {
    /// Not yet handed over.
    pub pending: u64,
    /// Accepted, receipt awaited.
    pub submitted: u64,
    /// Delivered.
    pub sent: u64,
    /// Not delivered.
    pub failed: u64,
    /// Never handed over.
    pub skipped: u64,
    /// Unknown.
    pub uncertain: u64,
}

impl Stats {
    /// The number in one state.
    pub fn of(&mut self, state: MessageState) -> &mut u64 {
        match state {
            MessageState::Pending => &mut self.pending,
            MessageState::Submitted => &mut self.submitted,
            MessageState::Sent => &mut self.sent,
            MessageState::Failed => &mut self.failed,
            MessageState::Skipped => &mut self.skipped,
            MessageState::Uncertain => &mut self.uncertain,
        }
    }

    /// All messages: equals the number enrolled.
    pub const fn total(&self) -> u64 {
        self.pending + self.submitted + self.sent + self.failed + self.skipped + self.uncertain
    }

    /// True when nothing is left to hand over or to await.
    pub const fn settled(&self) -> bool {
        self.pending == 0 && self.submitted == 0
    }

    /// Adds another count state by state.
    pub const fn add(&mut self, other: &Self) {
        self.pending += other.pending;
        self.submitted += other.submitted;
        self.sent += other.sent;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.uncertain += other.uncertain;
    }
}

/// Which message: the campaign, and the place in its ledger, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MessageKey {
    /// The campaign.
    pub campaign: CampaignId,
    /// The place in the campaign's ledger, from 0.
    pub ordinal: u32,
}

impl std::fmt::Display for MessageKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.campaign, self.ordinal)
    }
}

/// The id a message travels under: `<campaign>-<ordinal>.<attempt>`. A retry keeps it, so that a vendor can
/// tell it from a new message; a resend by a person has the next attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WireId {
    /// Which message.
    pub message: MessageKey,
    /// From 1.
    pub attempt: u16,
}

impl std::fmt::Display for WireId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.message, self.attempt)
    }
}

impl std::str::FromStr for WireId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (message, attempt) = text.split_once('.').ok_or(())?;
        let (campaign, ordinal) = message.split_once('-').ok_or(())?;
        Ok(Self {
            message: MessageKey {
                campaign: spelled(campaign)
                    .and_then(|id| CampaignId::from_i64(i64::try_from(id).ok()?))
                    .ok_or(())?,
                ordinal: spelled(ordinal).ok_or(())?.try_into().map_err(|_| ())?,
            },
            attempt: spelled(attempt).filter(|attempt| *attempt > 0).ok_or(())?.try_into().map_err(|_| ())?,
        })
    }
}

/// A whole number in the only spelling we give out: "+1" and "007" are none.
fn spelled(digits: &str) -> Option<u64> {
    if digits.len() > 1 && digits.starts_with('0')
        || !digits.starts_with(|first: char| first.is_ascii_digit())
    {
        return None;
    }
    digits.parse().ok()
}

impl Serialize for WireId {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for WireId {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        text.parse().map_err(|()| serde::de::Error::custom("not an id that was given out here"))
    }
}

/// Why a customer who matched was not written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SkipReason {
    /// No email address or phone number on the campaign's channel.
    NoAddress,
    /// Withdrew consent on the channel.
    OptedOut,
    /// Never agreed on the channel, where the workspace demands that.
    NotOptedIn,
    /// The address is on the suppression list.
    Suppressed,
    /// Another customer of this campaign has the same address.
    SameAddress,
    /// The customer was erased after the launch.
    Erased,
    /// The campaign was cancelled first.
    Cancelled,
    /// The text could not be made for this customer.
    NotRendered,
    /// An address of the reserved domain of examples (RFC 2606): it never leaves this machine.
    ExampleAddress,
}

impl SkipReason {
    /// Every reason.
    pub const ALL: [Self; 9] = [
        Self::NoAddress,
        Self::OptedOut,
        Self::NotOptedIn,
        Self::Suppressed,
        Self::SameAddress,
        Self::Erased,
        Self::Cancelled,
        Self::NotRendered,
        Self::ExampleAddress,
    ];

    /// The word kept in the ledger and shown to people.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoAddress => "no address",
            Self::OptedOut => "opted out",
            Self::NotOptedIn => "has not opted in",
            Self::Suppressed => "suppressed",
            Self::SameAddress => "same address twice",
            Self::Erased => "erased",
            Self::Cancelled => "campaign cancelled",
            Self::NotRendered => "text could not be made",
            Self::ExampleAddress => "example address",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wire_id_comes_back_as_it_went_out() {
        let id: WireId = "81-4095.2".parse().unwrap();
        assert_eq!((id.message.campaign.get(), id.message.ordinal, id.attempt), (81, 4095, 2));
        assert_eq!(id.to_string(), "81-4095.2");
    }

    #[test]
    fn a_foreign_spelling_is_no_wire_id() {
        for text in [
            "",
            "81",
            "81-1",
            "81-1.0",
            "81-+1.1",
            "081-1.1",
            "81-01.1",
            "81-1.01",
            "0-1.1",
            "a-b.c",
            "81-1.1.1",
            "81-4294967296.1",
        ] {
            assert!(text.parse::<WireId>().is_err(), "{text}");
        }
    }
}
