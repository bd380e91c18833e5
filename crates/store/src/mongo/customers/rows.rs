//! The document of a customer: how it is written, and how it is read.
//!
//! Beside what a shop told us it holds `nameKey`, `emailKey` and `externalIdKey`: the same texts folded, for searching
//! and sorting in any case.

use domain::customer::{
    Attributes, Consent, ConsentState, Consents, Customer, Email, ExternalId, Phone, Profile, Tag, Text,
    Totals,
};
use domain::segment::eval::fold::fold;
use domain::{Timestamp, WorkspaceId};
use mongodb::bson::raw::CStr;
use mongodb::bson::{RawArrayBuf, RawBson, RawBsonRef, RawDocument, RawDocumentBuf, cstr, rawdoc};

use crate::StoreError;
use crate::codes::Coded;
use crate::mongo::bulk;
use crate::mongo::fields::Fields;
use crate::reading::{corrupt, parsed, word};
use crate::totals::Known;

/// A customer from their document.
pub(in crate::mongo) fn customer(row: &RawDocument) -> Result<Customer, StoreError> {
    Ok(Customer {
        id: row.id("_id")?,
        profile: profile(row)?,
        totals: totals(row)?,
        created_at: row.time("createdAt")?,
        updated_at: row.time("updatedAt")?,
    })
}

/// What a shop told us.
pub(in crate::mongo) fn profile(row: &RawDocument) -> Result<Profile, StoreError> {
    Ok(Profile {
        phone: row.maybe_parsed("phone", Phone::parse)?,
        name: row.maybe_parsed("name", Text::parse)?,
        city: row.maybe_parsed("city", Text::parse)?,
        tags: tags(row)?,
        attributes: attributes(row)?,
        consent: Consents {
            email: consent(row, "emailConsent", "emailConsentAt")?,
            sms: consent(row, "smsConsent", "smsConsentAt")?,
        },
        ..names(row)?
    })
}

/// Only what identifies a customer.
pub(in crate::mongo) fn names(row: &RawDocument) -> Result<Profile, StoreError> {
    Ok(Profile {
        external_id: row.maybe_parsed("externalId", ExternalId::parse)?,
        email: row.maybe_parsed("email", Email::parse)?,
        ..Profile::default()
    })
}

fn tags(row: &RawDocument) -> Result<Vec<Tag>, StoreError> {
    let Some(tags) = row.maybe("tags")? else { return Ok(Vec::new()) };
    let tags = tags.as_array().ok_or_else(|| corrupt("tags that are no list"))?;
    let tag = |tag: RawBsonRef<'_>| {
        parsed(tag.as_str().ok_or_else(|| corrupt("a tag that is no text"))?, Tag::parse)
    };
    tags.into_iter().map(|value| tag(value.map_err(|error| corrupt(error.to_string()))?)).collect()
}

fn attributes(row: &RawDocument) -> Result<Attributes, StoreError> {
    let Some(text) = row.maybe_text("attributes")? else { return Ok(Attributes::default()) };
    serde_json::from_str(text).map_err(|error| corrupt(format!("a customer's attributes: {error}")))
}

/// State and source share a number: the state, and four times the source.
const SOURCE: i64 = 4;

/// Consent on one channel, from two fields.
pub(in crate::mongo) fn consent(row: &RawDocument, state: &str, at: &str) -> Result<Consent, StoreError> {
    let Some(code) = row.maybe_int(state)? else { return Ok(Consent::default()) };
    let source = code / SOURCE;
    Ok(Consent {
        state: word(code % SOURCE)?,
        at: row.maybe_time(at)?,
        source: if source == 0 { None } else { Some(word(source)?) },
    })
}

/// State with source, and time; absent if nothing is known.
pub(in crate::mongo) fn consent_values(consent: &Consent) -> (Option<RawBson>, Option<RawBson>) {
    let source = consent.source.map_or(0, Coded::code);
    let code = consent.state.code() + SOURCE * source;
    let unknown = consent.state == ConsentState::Unknown && source == 0;
    ((!unknown).then_some(code.into()), consent.at.map(|at| at.millis().into()))
}

/// Totals of their orders.
pub(in crate::mongo) fn totals(row: &RawDocument) -> Result<Totals, StoreError> {
    Ok(Totals {
        spend_minor: row.int("spend")?,
        visits: row.int("visits")?,
        first_purchased: row.maybe_time("firstPurchased")?,
        last_purchased: row.maybe_time("lastPurchased")?,
    })
}

/// The same, for changing them.
pub(in crate::mongo) fn known_totals(row: &RawDocument) -> Result<Known, StoreError> {
    Ok(Known {
        spend: row.int("spend")?,
        visits: row.int("visits")?,
        first: row.maybe_int("firstPurchased")?,
        last: row.maybe_int("lastPurchased")?,
    })
}

type Field = (&'static CStr, Option<RawBson>);

/// The fields of a profile, always the same ones in the same order.
fn profile_fields(profile: &Profile) -> Result<[Field; 14], StoreError> {
    let Profile { external_id, email, phone, name, city, tags, attributes, consent } = profile;
    let text = |text: &str| RawBson::String(text.to_owned());
    let key = |text: &str| RawBson::String(fold(text));
    let (external_id, email, name) = (
        external_id.as_ref().map(ExternalId::as_str),
        email.as_ref().map(Email::as_str),
        name.as_ref().map(Text::as_str),
    );
    let attributes = if attributes.is_empty() {
        None
    } else {
        Some(serde_json::to_string(attributes).map_err(|error| corrupt(error.to_string()))?.into())
    };
    let tags = (!tags.is_empty()).then(|| {
        let mut list = RawArrayBuf::new();
        for tag in tags {
            list.push(tag.as_str());
        }
        RawBson::Array(list)
    });
    let (email_consent, email_consent_at) = consent_values(&consent.email);
    let (sms_consent, sms_consent_at) = consent_values(&consent.sms);
    Ok([
        (cstr!("externalId"), external_id.map(text)),
        (cstr!("externalIdKey"), external_id.map(key)),
        (cstr!("email"), email.map(text)),
        (cstr!("emailKey"), email.map(key)),
        (cstr!("phone"), phone.as_ref().map(|phone| text(phone.as_str()))),
        (cstr!("name"), name.map(text)),
        (cstr!("nameKey"), name.map(key)),
        (cstr!("city"), city.as_ref().map(|city| text(city.as_str()))),
        (cstr!("tags"), tags),
        (cstr!("attributes"), attributes),
        (cstr!("emailConsent"), email_consent),
        (cstr!("emailConsentAt"), email_consent_at),
        (cstr!("smsConsent"), sms_consent),
        (cstr!("smsConsentAt"), sms_consent_at),
    ])
}

fn totals_fields(totals: &Known) -> [Field; 4] {
    [
        (cstr!("spend"), Some(totals.spend.into())),
        (cstr!("visits"), Some(totals.visits.into())),
        (cstr!("firstPurchased"), totals.first.map(Into::into)),
        (cstr!("lastPurchased"), totals.last.map(Into::into)),
    ]
}

/// The document of a new customer, made at the moment of the change.
pub(in crate::mongo) fn document(
    workspace: WorkspaceId,
    id: i64,
    profile: &Profile,
    totals: &Known,
    created_at: Timestamp,
) -> Result<RawDocumentBuf, StoreError> {
    let mut document = rawdoc! { "_id": id, "w": workspace.get() };
    for (name, value) in profile_fields(profile)?.into_iter().chain(totals_fields(totals)) {
        if let Some(value) = value {
            document.append(name, value);
        }
    }
    document.append(cstr!("createdAt"), created_at.millis());
    document.append(cstr!("updatedAt"), created_at.millis());
    Ok(document)
}

/// A change of a customer's document: only what differs.
#[derive(Debug, Default)]
pub(in crate::mongo) struct Change {
    set: RawDocumentBuf,
    unset: RawDocumentBuf,
}

impl Change {
    /// Another profile, at some moment.
    pub(in crate::mongo) fn profile(
        &mut self,
        before: &Profile,
        after: &Profile,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        for (before, (name, value)) in profile_fields(before)?.into_iter().zip(profile_fields(after)?) {
            if before.1 != value {
                self.field(name, value);
            }
        }
        self.set.append(cstr!("updatedAt"), at.millis());
        Ok(())
    }

    /// Other totals.
    pub(in crate::mongo) fn totals(&mut self, before: &Known, after: &Known) {
        for (before, (name, value)) in totals_fields(before).into_iter().zip(totals_fields(after)) {
            if before.1 != value {
                self.field(name, value);
            }
        }
    }

    fn field(&mut self, name: &'static CStr, value: Option<RawBson>) {
        match value {
            Some(value) => self.set.append(name, value),
            None => self.unset.append(name, true),
        }
    }

    /// The statement that makes it; `None` if nothing differs.
    pub(in crate::mongo) fn statement(self, workspace: WorkspaceId, id: i64) -> Option<RawDocumentBuf> {
        let mut change = RawDocumentBuf::new();
        for (operator, fields) in [(cstr!("$set"), self.set), (cstr!("$unset"), self.unset)] {
            if !fields.is_empty() {
                change.append(operator, fields);
            }
        }
        (!change.is_empty()).then(|| bulk::update(&key(workspace, id), &change))
    }
}

/// The statement that takes a name from a customer, `email` or `externalId`, so that others can have it.
pub(in crate::mongo) fn without(workspace: WorkspaceId, id: i64, name: &'static CStr) -> RawDocumentBuf {
    let mut names = RawDocumentBuf::new();
    names.append(name, true);
    bulk::update(&key(workspace, id), &rawdoc! { "$unset": names })
}

/// Finds one customer; names the workspace, by which the collection may be sharded.
fn key(workspace: WorkspaceId, id: i64) -> RawDocumentBuf {
    rawdoc! { "_id": id, "w": workspace.get() }
}
