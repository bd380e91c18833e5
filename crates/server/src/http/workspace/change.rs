//! What a person decides about a workspace, as they send it.

use std::num::NonZeroU32;

use domain::customer::{ConsentMode, Email, Text};
use domain::field::Field;
use domain::workspace::sender::{PostalAddress, SenderName};
use domain::workspace::{Currency, SenderChange, SettingsChange, Voice};
use domain::{FieldError, Zone};
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

/// The most that can be set as a limit: more people than a workspace can hold.
const MOST: u32 = 1_000_000_000;

/// What a person decides about a workspace. What is not mentioned stays.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct WorkspaceSettings {
    /// At most 256 characters.
    #[schema(example = "Bean & Leaf")]
    name: Option<String>,
    /// ISO 4217.
    #[schema(example = "USD")]
    currency: Option<String>,
    /// IANA name. Dates already taken in keep the instant they were given.
    #[schema(example = "Europe/Berlin")]
    time_zone: Option<String>,
    /// How the shop speaks, at most 1,000 characters.
    #[schema(value_type = Option<String>, example = "Warm and plain. We say you, and never use puns.")]
    #[serde(default)]
    voice: Field<String>,
    #[serde(default, deserialize_with = "object")]
    sender: Option<SenderSettings>,
    /// Whether silence counts as consent.
    #[schema(value_type = Option<crate::http::words::ConsentMode>)]
    consent_mode: Option<String>,
    /// The most people one campaign may be sent to, from 1; any number, if null.
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 1_000_000_000)]
    #[serde(default)]
    most_recipients: Field<u32>,
}

/// Who emails come from. What is not mentioned stays.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SenderSettings {
    /// At most 100 characters, on one line.
    #[schema(value_type = Option<String>, example = "Bean & Leaf")]
    #[serde(default)]
    name: Field<String>,
    #[schema(value_type = Option<String>, example = "hello@shop.com")]
    #[serde(default)]
    email: Field<String>,
    /// Where answers go, if not to that address.
    #[schema(value_type = Option<String>)]
    #[serde(default)]
    reply_to: Field<String>,
    /// At most 500 characters.
    #[schema(value_type = Option<String>)]
    #[serde(default)]
    postal_address: Field<String>,
}

/// An object or null: serde would read an array as the fields in their order.
fn object<'de, D: Deserializer<'de>>(from: D) -> Result<Option<SenderSettings>, D::Error> {
    let given = Option::<serde_json::Map<String, serde_json::Value>>::deserialize(from)?;
    given.map(|given| serde_json::from_value(given.into()).map_err(D::Error::custom)).transpose()
}

impl WorkspaceSettings {
    /// Checks every field, naming all that are wrong. `configured`: name, currency and time zone were decided before.
    pub(super) fn parse(self, configured: bool) -> Result<SettingsChange, Vec<FieldError>> {
        let mut wrong = Wrong::default();
        if !configured {
            let needed = [("name", &self.name), ("currency", &self.currency), ("timeZone", &self.time_zone)];
            for (field, _) in needed.into_iter().filter(|(_, value)| value.is_none()) {
                wrong.0.push(FieldError::new(field, "missing", "decide about it before anything else"));
            }
        }
        let zone = |name: &str| {
            Zone::named(name).map_err(|error| FieldError::new("", "unknown_zone", error.to_string()))
        };
        let sender = self.sender.unwrap_or_default();
        let change = SettingsChange {
            name: wrong.given(self.name, "name", Text::parse),
            currency: wrong.given(self.currency, "currency", Currency::parse),
            zone: wrong.given(self.time_zone, "timeZone", zone),
            voice: wrong.text(self.voice, "voice", Voice::parse),
            sender: SenderChange {
                name: wrong.text(sender.name, "sender.name", SenderName::parse),
                email: wrong.text(sender.email, "sender.email", Email::parse),
                reply_to: wrong.text(sender.reply_to, "sender.replyTo", Email::parse),
                postal_address: wrong.text(
                    sender.postal_address,
                    "sender.postalAddress",
                    PostalAddress::parse,
                ),
            },
            consent: wrong.given(self.consent_mode, "consentMode", mode),
            most_recipients: wrong.field(self.most_recipients, "mostRecipients", recipients),
        };
        if wrong.0.is_empty() { Ok(change) } else { Err(wrong.0) }
    }
}

fn mode(word: &str) -> Result<ConsentMode, FieldError> {
    word.parse().map_err(|()| FieldError::new("", "unknown_mode", "expected optOut or optIn"))
}

fn recipients(most: u32) -> Result<NonZeroU32, FieldError> {
    NonZeroU32::new(most)
        .filter(|most| most.get() <= MOST)
        .ok_or_else(|| FieldError::new("", "out_of_range", "expected a number from 1 to 1,000,000,000"))
}

/// What is wrong so far.
#[derive(Default)]
struct Wrong(Vec<FieldError>);

impl Wrong {
    /// Parses a text that cannot be empty; whoever mentions it gives one.
    fn given<T>(
        &mut self,
        given: Option<String>,
        path: &str,
        parse: impl FnOnce(&str) -> Result<T, FieldError>,
    ) -> Option<T> {
        self.take(given.map(|text| parse(&text)).transpose(), path).flatten()
    }

    /// Parses a text that can be empty: blank clears, like `null`.
    fn text<T>(
        &mut self,
        given: Field<String>,
        path: &str,
        parse: impl FnOnce(&str) -> Result<T, FieldError>,
    ) -> Field<T> {
        let given = match given {
            Field::Set(text) if text.trim().is_empty() => Field::Clear,
            given => given,
        };
        self.field(given, path, |text| parse(text.trim()))
    }

    fn field<G, T>(
        &mut self,
        given: Field<G>,
        path: &str,
        parse: impl FnOnce(G) -> Result<T, FieldError>,
    ) -> Field<T> {
        self.take(given.try_map(parse), path).unwrap_or_default()
    }

    fn take<T>(&mut self, parsed: Result<T, FieldError>, path: &str) -> Option<T> {
        parsed.map_err(|error| self.0.push(error.inside(path))).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str, configured: bool) -> Result<SettingsChange, Vec<FieldError>> {
        serde_json::from_str::<WorkspaceSettings>(json).unwrap().parse(configured)
    }

    #[test]
    fn every_wrong_field_is_named() {
        let wrong = parse(
            r#"{"name":" ","currency":"eur","timeZone":"Mars","consentMode":"maybe","mostRecipients":0,
                "sender":{"name":"a\nb","email":"nobody","replyTo":"@","postalAddress":"\u0000x"}}"#,
            true,
        );
        let wrong: Vec<String> = wrong.unwrap_err().into_iter().map(|error| error.field).collect();
        let named = "name currency timeZone sender.name sender.email sender.replyTo sender.postalAddress \
            consentMode mostRecipients";
        assert_eq!(wrong, named.split(' ').collect::<Vec<_>>());
        assert!(parse(&format!(r#"{{"voice":"{}"}}"#, "é".repeat(1_000)), true).is_ok());
        assert!(parse(&format!(r#"{{"voice":"{}"}}"#, "é".repeat(1_001)), true).is_err());
        assert!(parse(r#"{"mostRecipients":1000000001}"#, true).is_err());
    }

    #[test]
    fn name_currency_and_zone_are_decided_before_anything_else() {
        let wrong = parse(r#"{"voice":"Dry."}"#, false).unwrap_err();
        let missing: Vec<&str> = wrong.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(missing, ["name", "currency", "timeZone"]);
        assert!(parse(r#"{"voice":"Dry."}"#, true).is_ok());
        assert!(parse(r#"{"name":"Shop","currency":"EUR","timeZone":"UTC"}"#, false).is_ok());
    }

    #[test]
    fn blank_clears_like_null_and_nothing_changes_nothing() {
        let change = parse(r#"{"voice":"  ","sender":{"email":null}}"#, true).unwrap();
        assert_eq!((change.voice, change.sender.email), (Field::Clear, Field::Clear));
        assert_eq!(parse("{}", true).unwrap(), SettingsChange::default());
    }
}
