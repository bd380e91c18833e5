//! A customer: who they are, how they may be reached, what their orders add up to.

pub mod attributes;
pub mod consent;
pub mod contact;
pub mod record;

use serde::{Deserialize, Serialize};

use crate::{Channel, CustomerId, Timestamp};
pub use attributes::{AttributeValue, Attributes};
pub use consent::{Consent, ConsentMode, ConsentSource, ConsentState, Consents};
pub use contact::{Email, ExternalId, Phone, Tag, Text};
pub use record::CustomerRecord;

/// What a shop told us about a customer. At least one of `external_id` and `email` is present.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// The shop's own id, unique in its workspace.
    pub external_id: Option<ExternalId>,
    /// Lower-cased, unique in its workspace.
    pub email: Option<Email>,
    /// As given; need not be unique.
    pub phone: Option<Phone>,
    /// Full name.
    pub name: Option<Text>,
    /// City.
    pub city: Option<Text>,
    /// Without repetition, in the order given.
    pub tags: Vec<Tag>,
    /// The shop's own fields.
    pub attributes: Attributes,
    /// Whether they may be written to, per channel.
    pub consent: Consents,
}

impl Profile {
    /// The address on a channel, if there is one.
    pub fn address(&self, channel: Channel) -> Option<&str> {
        match channel {
            Channel::Email => self.email.as_ref().map(Email::as_str),
            Channel::Sms => self.phone.as_ref().map(Phone::as_str),
        }
    }

    /// The address on a channel in the form in which two spellings of it are the same.
    pub fn plain_address(&self, channel: Channel) -> Option<String> {
        match channel {
            Channel::Email => self.email.as_ref().map(|email| email.as_str().to_owned()),
            Channel::Sms => self.phone.as_ref().map(Phone::digits),
        }
    }

    /// True if there is an address on the channel, and consent as the workspace demands it. Suppression lists are the
    /// store's to add.
    pub fn reachable(&self, channel: Channel, mode: ConsentMode) -> bool {
        self.address(channel).is_some() && mode.allows(self.consent.on(channel).state)
    }

    /// The first word of the name.
    pub fn first_name(&self) -> Option<&str> {
        self.name.as_ref().and_then(|name| name.as_str().split_whitespace().next())
    }
}

/// What the orders that count add up to; derived, never sent by a shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Sum of net amounts in minor units.
    pub spend_minor: i64,
    /// Number of orders that count.
    pub visits: i64,
    /// Date of the first order that counts.
    pub first_purchased: Option<Timestamp>,
    /// Date of the last order that counts.
    pub last_purchased: Option<Timestamp>,
}

impl Totals {
    /// Average net amount in major units, for showing; rules compare exactly instead.
    pub fn average_order_value(&self) -> Option<f64> {
        #[expect(clippy::float_arithmetic, reason = "rounded to the cent for the eye")]
        let average = || (self.spend_minor as f64 / self.visits as f64).round() / 100.0;
        (self.visits > 0).then(average)
    }
}

/// A customer as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Customer {
    /// Given by the store.
    pub id: CustomerId,
    /// What the shop told us.
    pub profile: Profile,
    /// What their orders add up to.
    pub totals: Totals,
    /// When the first record about them was applied.
    pub created_at: Timestamp,
    /// When a record about them last changed something.
    pub updated_at: Timestamp,
}
