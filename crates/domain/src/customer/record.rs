//! One customer as a shop sends it, parsed at the edge, carried through the log, merged by the store.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::Profile;
use super::attributes::AttributesChange;
use super::consent::ConsentChange;
use super::contact::{Email, ExternalId, Phone, Tag, Text};
use crate::Timestamp;
use crate::field::{Field, FieldError};

/// The most tags a customer can have.
pub const MAX_TAGS: usize = 100;

/// A valid record about one customer: whom it means, and what it says about them.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CustomerRecord {
    /// The shop's own id: the identity, if given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<ExternalId>,
    /// The email: the identity, if there is no external id.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub email: Field<Email>,
    /// Phone number.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub phone: Field<Phone>,
    /// Full name.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub name: Field<Text>,
    /// City.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub city: Field<Text>,
    /// All tags: they replace those known.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub tags: Field<Vec<Tag>>,
    /// The shop's own fields.
    #[serde(default, skip_serializing_if = "AttributesChange::is_absent")]
    pub attributes: AttributesChange,
    /// Consent per channel.
    #[serde(default, skip_serializing_if = "ConsentChange::is_absent")]
    pub consent: ConsentChange,
}

/// The record as JSON gives it: right in type, not yet in meaning. Borrows from the body.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RawCustomer<'a> {
    #[serde(borrow, default)]
    external_id: Field<Cow<'a, str>>,
    #[serde(borrow, default)]
    email: Field<Cow<'a, str>>,
    #[serde(borrow, default)]
    phone: Field<Cow<'a, str>>,
    #[serde(borrow, default)]
    name: Field<Cow<'a, str>>,
    #[serde(borrow, default)]
    city: Field<Cow<'a, str>>,
    #[serde(borrow, default)]
    tags: Field<Vec<Cow<'a, str>>>,
    #[serde(default)]
    attributes: AttributesChange,
    #[serde(default)]
    consent: Option<ConsentChange>,
}

impl RawCustomer<'_> {
    /// Checks the meaning of every field.
    pub fn parse(self) -> Result<CustomerRecord, FieldError> {
        let external_id = optional(self.external_id, "externalId", ExternalId::parse)?;
        let external_id = external_id.value().cloned();
        let email = optional(self.email, "email", Email::parse)?;
        if external_id.is_none() && email.value().is_none() {
            return Err(FieldError::new(
                "",
                "no_identity",
                "expected an externalId or an email: without either nobody is meant",
            ));
        }
        Ok(CustomerRecord {
            external_id,
            email,
            phone: optional(self.phone, "phone", Phone::parse)?,
            name: optional(self.name, "name", Text::parse)?,
            city: optional(self.city, "city", Text::parse)?,
            tags: self.tags.try_map(|given| tags(&given))?,
            attributes: self.attributes,
            consent: self.consent.unwrap_or_default(),
        })
    }
}

/// Parses a text field; blank text is missing, so it clears like `null`.
fn optional<T>(
    given: Field<Cow<'_, str>>,
    name: &str,
    parse: impl FnOnce(&str) -> Result<T, FieldError>,
) -> Result<Field<T>, FieldError> {
    match given {
        Field::Set(text) if text.trim().is_empty() => Ok(Field::Clear),
        given => given.try_map(|text| parse(&text)).map_err(|error| error.inside(name)),
    }
}

fn tags(given: &[Cow<'_, str>]) -> Result<Vec<Tag>, FieldError> {
    let mut tags: Vec<Tag> = Vec::with_capacity(given.len().min(MAX_TAGS));
    for (index, text) in given.iter().enumerate().filter(|(_, text)| !text.trim().is_empty()) {
        let tag = Tag::parse(text).map_err(|error| error.inside(&format!("tags[{index}]")))?;
        if !tags.contains(&tag) {
            tags.push(tag);
        }
        if tags.len() > MAX_TAGS {
            return Err(FieldError::new("tags", "too_many", format!("expected at most {MAX_TAGS} tags")));
        }
    }
    Ok(tags)
}

impl CustomerRecord {
    /// A record that names a customer and says nothing else, for an order of somebody unknown.
    pub fn naming(external_id: Option<ExternalId>, email: Option<Email>) -> Self {
        Self { external_id, email: email.map_or(Field::Absent, Field::Set), ..Self::default() }
    }

    /// Merges the record into what is known: absent fields stay, `null` clears, tags replace.
    ///
    /// `at` is when the record was received. Fails only where the merged customer would be invalid.
    pub fn merge_into(self, known: &mut Profile, at: Timestamp) -> Result<(), FieldError> {
        if self.external_id.is_some() {
            known.external_id = self.external_id;
        }
        self.email.merge_into(&mut known.email);
        self.phone.merge_into(&mut known.phone);
        self.name.merge_into(&mut known.name);
        self.city.merge_into(&mut known.city);
        match self.tags {
            Field::Absent => {}
            Field::Clear => known.tags.clear(),
            Field::Set(tags) => known.tags = tags,
        }
        self.consent.merge_into(&mut known.consent, at);
        self.attributes.merge_into(&mut known.attributes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str) -> Result<CustomerRecord, FieldError> {
        serde_json::from_str::<RawCustomer<'_>>(json).unwrap().parse()
    }

    #[test]
    fn a_record_survives_the_log_with_absent_and_null_told_apart() {
        let json = r#"{"externalId":"7","email":null,"name":"Zoë 🌻","tags":["a","b"],"attributes":{"size":null,"age":4},"consent":{"sms":"withdrawn"}}"#;
        let record = parse(json).unwrap();
        let logged = serde_json::to_string(&record).unwrap();
        assert_eq!(logged, json);
        assert_eq!(serde_json::from_str::<CustomerRecord>(&logged).unwrap(), record);
        assert!(record.phone.is_absent());
        assert_eq!(record.email, Field::Clear);
    }

    #[test]
    fn absent_fields_stay_null_clears_and_tags_replace() {
        let at = Timestamp::from_millis(0).unwrap();
        let mut known = Profile::default();
        parse(r#"{"email":"A@B.com","name":"Ann","city":"Rome","tags":["x","x","y"]}"#)
            .unwrap()
            .merge_into(&mut known, at)
            .unwrap();
        parse(r#"{"email":"a@b.com","city":null,"tags":["z"],"phone":""}"#)
            .unwrap()
            .merge_into(&mut known, at)
            .unwrap();
        assert_eq!(known.name.as_ref().map(Text::as_str), Some("Ann"));
        assert_eq!((known.city, known.phone), (None, None));
        assert_eq!(known.tags, [Tag::parse("z").unwrap()]);
    }

    #[test]
    fn a_record_that_names_nobody_is_refused() {
        for json in ["{}", r#"{"name":"Ann"}"#, r#"{"email":null}"#, r#"{"email":"","externalId":" "}"#] {
            assert_eq!(parse(json).unwrap_err().code, "no_identity", "{json}");
        }
    }

    #[test]
    fn an_error_names_its_field() {
        assert_eq!(parse(r#"{"email":"nobody"}"#).unwrap_err().field, "email");
        let long = format!(r#"{{"email":"a@b.co","tags":["ok","{}"]}}"#, "x".repeat(65));
        assert_eq!(parse(&long).unwrap_err().field, "tags[1]");
    }
}
