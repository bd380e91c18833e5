//! A workspace: the tenant. It has a name, a currency and a time zone.

use crate::customer::Text;
use crate::field::{FieldError, excerpt};
use crate::{Timestamp, WorkspaceId, Zone};

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

/// What a person decides about a workspace.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The shop's name, as customers read it.
    pub name: Text,
    /// What amounts are in.
    pub currency: Currency,
    /// Where days begin.
    pub zone: Zone,
}

impl Settings {
    /// Parses all three, naming every wrong field.
    pub fn parse(name: &str, currency: &str, zone: &str) -> Result<Self, Vec<FieldError>> {
        let name = Text::parse(name).map_err(|error| error.inside("name"));
        let currency = Currency::parse(currency).map_err(|error| error.inside("currency"));
        let zone =
            Zone::named(zone).map_err(|error| FieldError::new("timeZone", "unknown_zone", error.to_string()));
        match (name, currency, zone) {
            (Ok(name), Ok(currency), Ok(zone)) => Ok(Self { name, currency, zone }),
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
