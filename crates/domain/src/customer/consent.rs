//! Whether a customer may be written to, per channel, since when and by whose word.

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::{Channel, Timestamp};

/// What is known about a customer's wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ConsentState {
    /// Nobody asked; counts as reachable unless the workspace demands opt-in.
    #[default]
    Unknown,
    /// They agreed.
    Granted,
    /// They declined: nobody writes to them.
    Withdrawn,
}

/// Whom a workspace writes to, by what is known about their wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ConsentMode {
    /// Whoever has not withdrawn.
    #[default]
    OptOut,
    /// Only whoever has agreed.
    OptIn,
}

impl ConsentMode {
    /// Both.
    pub const ALL: [Self; 2] = [Self::OptOut, Self::OptIn];

    /// The word used in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OptOut => "optOut",
            Self::OptIn => "optIn",
        }
    }

    /// True if a customer of whose wish this is known may be written to.
    pub const fn allows(self, state: ConsentState) -> bool {
        match state {
            ConsentState::Granted => true,
            ConsentState::Unknown => matches!(self, Self::OptOut),
            ConsentState::Withdrawn => false,
        }
    }
}

impl std::str::FromStr for ConsentMode {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == text).ok_or(())
    }
}

/// Who said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ConsentSource {
    /// The shop, through the API or an import.
    Shop,
    /// The customer, through an unsubscribe link or a complaint. The shop cannot reverse it.
    Person,
}

/// Consent on one channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Consent {
    /// What is known.
    pub state: ConsentState,
    /// Since when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// By whose word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<ConsentSource>,
}

/// Consent on every channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Consents {
    /// For email.
    #[serde(default)]
    pub email: Consent,
    /// For text messages.
    #[serde(default)]
    pub sms: Consent,
}

impl Consents {
    /// Consent on a channel.
    pub const fn on(&self, channel: Channel) -> &Consent {
        match channel {
            Channel::Email => &self.email,
            Channel::Sms => &self.sms,
        }
    }

    /// What is known on a channel is this from now on.
    pub const fn set(&mut self, channel: Channel, consent: Consent) {
        match channel {
            Channel::Email => self.email = consent,
            Channel::Sms => self.sms = consent,
        }
    }

    /// Takes the shop's word for a channel, unless the person has withdrawn there by their own.
    pub fn take_shops_word(&mut self, channel: Channel, state: ConsentState, at: Timestamp) {
        let known = match channel {
            Channel::Email => &mut self.email,
            Channel::Sms => &mut self.sms,
        };
        let by_person = known.state == ConsentState::Withdrawn && known.source == Some(ConsentSource::Person);
        if !by_person && known.state != state {
            *known = Consent { state, at: Some(at), source: Some(ConsentSource::Shop) };
        }
    }
}

/// What a record says about consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct ConsentChange {
    /// For email, if mentioned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<ConsentState>,
    /// For text messages, if mentioned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sms: Option<ConsentState>,
}

impl<'de> Deserialize<'de> for ConsentChange {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Mentioned {
            email: Option<ConsentState>,
            sms: Option<ConsentState>,
        }
        /// Takes an object only: a derived reader would also take an array, field by field.
        struct ObjectVisitor;
        impl<'de> Visitor<'de> for ObjectVisitor {
            type Value = Mentioned;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object such as {\"email\": \"granted\"}")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Mentioned, A::Error> {
                Mentioned::deserialize(MapAccessDeserializer::new(map))
            }
        }
        from.deserialize_map(ObjectVisitor).map(|Mentioned { email, sms }| Self { email, sms })
    }
}

impl ConsentChange {
    /// What is said about a channel, if it is mentioned.
    pub const fn on(&self, channel: Channel) -> Option<ConsentState> {
        match channel {
            Channel::Email => self.email,
            Channel::Sms => self.sms,
        }
    }

    /// True if no channel is mentioned.
    pub fn is_absent(&self) -> bool {
        *self == Self::default()
    }

    /// Merges into what is known; `at` is when the record was received.
    pub fn merge_into(self, known: &mut Consents, at: Timestamp) {
        for (channel, state) in [(Channel::Email, self.email), (Channel::Sms, self.sms)] {
            if let Some(state) = state {
                known.take_shops_word(channel, state, at);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_consent_only_where_nobody_demands_opt_in() {
        let states = [ConsentState::Unknown, ConsentState::Granted, ConsentState::Withdrawn];
        let allowed = |mode: ConsentMode| states.map(|state| mode.allows(state));
        assert_eq!(allowed(ConsentMode::OptOut), [true, true, false]);
        assert_eq!(allowed(ConsentMode::OptIn), [false, true, false]);
        assert!(ConsentMode::ALL.into_iter().all(|mode| mode.as_str().parse() == Ok(mode)));
    }

    #[test]
    fn a_reimport_never_reverses_a_persons_own_withdrawal() {
        let at = Timestamp::from_millis(0).unwrap();
        let person =
            Consent { state: ConsentState::Withdrawn, at: Some(at), source: Some(ConsentSource::Person) };
        let mut known = Consents { email: person, sms: Consent::default() };
        ConsentChange { email: Some(ConsentState::Granted), sms: Some(ConsentState::Granted) }
            .merge_into(&mut known, at);
        assert_eq!(known.email, person);
        assert_eq!(known.sms.state, ConsentState::Granted);
    }
}
