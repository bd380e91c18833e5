//! A workspace: the tenant. It has a name, a currency and a time zone, and says how it speaks and whom it writes to.

mod change;
pub mod sender;

use std::borrow::Cow;
use std::num::NonZeroU32;

use crate::customer::contact::{bounded, text};
use crate::customer::{ConsentMode, Text};
use crate::field::{FieldError, excerpt};
use crate::{Timestamp, WorkspaceId, Zone};
pub use change::{SenderChange, SettingsChange};
pub use sender::Sender;

/// An ISO 4217 currency code: three capital letters. Every amount is in hundredths of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Currency([u8; 3]);

impl Currency {
    /// Parses three letters.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        match text.as_bytes() {
            &[a, b, c] if [a, b, c].iter().all(u8::is_ascii_uppercase) => Ok(Self([a, b, c])),
            _ => {
                let message =
                    format!("expected a currency code such as EUR or USD, got \"{}\"", excerpt(text));
                Err(FieldError::new("", "invalid_currency", message))
            }
        }
    }

    /// The three letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("USD")
    }
}

text! {
    /// How a shop speaks, in its own words: 1 to 1,000 characters, not blank.
    Voice, voice
}

fn voice(text: &str) -> Result<Cow<'_, str>, FieldError> {
    bounded(text, 1_000, "invalid_voice")
}

/// What a person decides about a workspace.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The shop's name, as customers read it.
    pub name: Text,
    /// What amounts are in.
    pub currency: Currency,
    /// Where days begin.
    pub zone: Zone,
    /// How it speaks: suggestions follow it.
    pub voice: Option<Voice>,
    /// Who its emails come from.
    pub sender: Sender,
    /// Whether silence counts as consent.
    pub consent: ConsentMode,
    /// The most people one campaign may be sent to; any number, if absent.
    pub most_recipients: Option<NonZeroU32>,
}

impl Settings {
    /// Parses what a workspace cannot be without, naming every wrong field; nothing is decided about the rest.
    pub fn parse(name: &str, currency: &str, zone: &str) -> Result<Self, Vec<FieldError>> {
        let name = Text::parse(name).map_err(|error| error.inside("name"));
        let currency = Currency::parse(currency).map_err(|error| error.inside("currency"));
        let zone =
            Zone::named(zone).map_err(|error| FieldError::new("timeZone", "unknown_zone", error.to_string()));
        match (name, currency, zone) {
            (Ok(name), Ok(currency), Ok(zone)) => Ok(Self {
                name,
                currency,
                zone,
                voice: None,
                sender: Sender::default(),
                consent: ConsentMode::default(),
                most_recipients: None,
            }),
            (name, currency, zone) => {
                Err([name.err(), currency.err(), zone.err()].into_iter().flatten().collect())
            }
        }
    }
}

/// A workspace as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Workspace {
    /// Given by the store.
    pub id: WorkspaceId,
    /// What a person decided, or the defaults until they did.
    pub settings: Settings,
    /// True once a person has decided: asked before the first data arrives.
    pub configured: bool,
    /// When it was made.
    pub created_at: Timestamp,
}
