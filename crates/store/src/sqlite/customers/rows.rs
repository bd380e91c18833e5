//! The row of a customer: how it is written, and how it is read.

use domain::customer::{
    Attributes, Consent, ConsentState, Consents, Customer, Email, ExternalId, Phone, Profile, Tag, Text,
    Totals,
};
use domain::{CustomerId, Timestamp};
use rusqlite::{CachedStatement, Connection, Row, ToSql, params};
use serde::de::DeserializeOwned;

use crate::StoreError;
use crate::sqlite::codes::Coded;
use crate::sqlite::columns::{Columns, word};
use crate::sqlite::failure::corrupt;

/// The columns of a customer and their totals, in the order [`customer`] reads them: 0 to 17.
pub(in crate::sqlite) const COLUMNS: &str =
    "customer.id, external_id, email, phone, name, city, tags, attributes,
    email_consent, email_consent_at, sms_consent, sms_consent_at, created_at, updated_at,
    spend, visits, first_purchased, last_purchased";

/// Where those columns are.
pub(in crate::sqlite) const TABLES: &str = "customer LEFT JOIN total ON total.customer = customer.id";

/// Reads one customer by id.
pub(in crate::sqlite) fn by_id_sql() -> String {
    format!("SELECT {COLUMNS} FROM {TABLES} WHERE customer.id = ?1")
}

/// One customer by id.
pub(in crate::sqlite) fn by_id(db: &Connection, id: CustomerId) -> Result<Option<Customer>, StoreError> {
    let mut select = db.prepare_cached(&by_id_sql())?;
    let mut rows = select.query([id.get()])?;
    rows.next()?.map(customer).transpose()
}

/// A customer from a row of [`COLUMNS`].
pub(in crate::sqlite) fn customer(row: &Row<'_>) -> Result<Customer, StoreError> {
    Ok(Customer {
        id: row.id(0)?,
        profile: profile(row)?,
        totals: totals(row)?,
        created_at: row.time(12)?,
        updated_at: row.time(13)?,
    })
}

/// What a shop told us, from columns 1 to 11.
pub(in crate::sqlite) fn profile(row: &Row<'_>) -> Result<Profile, StoreError> {
    Ok(Profile {
        external_id: row.maybe_parsed(1, ExternalId::parse)?,
        email: row.maybe_parsed(2, Email::parse)?,
        phone: row.maybe_parsed(3, Phone::parse)?,
        name: row.maybe_parsed(4, Text::parse)?,
        city: row.maybe_parsed(5, Text::parse)?,
        tags: tags(row)?,
        attributes: attributes(row)?,
        consent: consents(row)?,
    })
}

/// Tags, from column 6.
pub(in crate::sqlite) fn tags(row: &Row<'_>) -> Result<Vec<Tag>, StoreError> {
    json(row.maybe_text(6)?)
}

/// Attributes, from column 7.
pub(in crate::sqlite) fn attributes(row: &Row<'_>) -> Result<Attributes, StoreError> {
    json(row.maybe_text(7)?)
}

/// Consent, from columns 8 to 11.
pub(in crate::sqlite) fn consents(row: &Row<'_>) -> Result<Consents, StoreError> {
    Ok(Consents { email: consent(row, 8)?, sms: consent(row, 10)? })
}

/// Totals, from columns 14 to 17; zero if there are none.
pub(in crate::sqlite) fn totals(row: &Row<'_>) -> Result<Totals, StoreError> {
    Ok(Totals {
        spend_minor: row.maybe_int(14)?.unwrap_or(0),
        visits: row.maybe_int(15)?.unwrap_or(0),
        first_purchased: row.maybe_time(16)?,
        last_purchased: row.maybe_time(17)?,
    })
}

fn json<T: Default + DeserializeOwned>(text: Option<&str>) -> Result<T, StoreError> {
    text.map_or_else(|| Ok(T::default()), |text| serde_json::from_str(text))
        .map_err(|error| corrupt(format!("a customer's JSON: {error}")))
}

/// State and source share a number: the state, and four times the source.
const SOURCE: i64 = 4;

/// Consent on one channel, from two columns.
pub(in crate::sqlite) fn consent(row: &Row<'_>, at: usize) -> Result<Consent, StoreError> {
    let Some(code) = row.maybe_int(at)? else { return Ok(Consent::default()) };
    let source = code / SOURCE;
    Ok(Consent {
        state: word(code % SOURCE)?,
        at: row.maybe_time(at + 1)?,
        source: if source == 0 { None } else { Some(word(source)?) },
    })
}

/// The two columns of a consent; absent if nothing is known.
pub(in crate::sqlite) fn consent_columns(consent: &Consent) -> (Option<i64>, Option<i64>) {
    let source = consent.source.map_or(0, Coded::code);
    let code = consent.state.code() + SOURCE * source;
    let unknown = consent.state == ConsentState::Unknown && source == 0;
    ((!unknown).then_some(code), consent.at.map(Timestamp::millis))
}

/// Writes rows of customers.
pub(in crate::sqlite) struct Rows<'c> {
    insert: CachedStatement<'c>,
    update: CachedStatement<'c>,
    tags: Vec<u8>,
    attributes: Vec<u8>,
}

impl<'c> Rows<'c> {
    pub(in crate::sqlite) fn new(db: &'c Connection) -> Result<Self, StoreError> {
        Ok(Self {
            insert: db.prepare_cached(
                "INSERT INTO customer
                     (id, external_id, email, phone, name, city, tags, attributes,
                      email_consent, email_consent_at, sms_consent, sms_consent_at, updated_at, created_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            )?,
            update: db.prepare_cached(
                "UPDATE customer SET
                     external_id = ?2, email = ?3, phone = ?4, name = ?5, city = ?6, tags = ?7, attributes = ?8,
                     email_consent = ?9, email_consent_at = ?10, sms_consent = ?11, sms_consent_at = ?12,
                     updated_at = ?13
                 WHERE id = ?1",
            )?,
            tags: Vec::new(),
            attributes: Vec::new(),
        })
    }

    /// Writes a new customer, made at the moment of the change.
    pub(in crate::sqlite) fn insert(
        &mut self,
        id: i64,
        profile: &Profile,
        created_at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(id, profile, created_at, true)
    }

    /// Writes a known customer anew.
    pub(in crate::sqlite) fn update(
        &mut self,
        id: i64,
        profile: &Profile,
        updated_at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(id, profile, updated_at, false)
    }

    fn write(&mut self, id: i64, profile: &Profile, at: Timestamp, new: bool) -> Result<(), StoreError> {
        let tags = encode(&mut self.tags, profile.tags.is_empty(), &profile.tags)?;
        let attributes = encode(&mut self.attributes, profile.attributes.is_empty(), &profile.attributes)?;
        let (email_consent, email_consent_at) = consent_columns(&profile.consent.email);
        let (sms_consent, sms_consent_at) = consent_columns(&profile.consent.sms);
        let statement = if new { &mut self.insert } else { &mut self.update };
        let columns: &[&dyn ToSql] = params![
            id,
            profile.external_id.as_ref().map(ExternalId::as_str),
            profile.email.as_ref().map(Email::as_str),
            profile.phone.as_ref().map(Phone::as_str),
            profile.name.as_ref().map(Text::as_str),
            profile.city.as_ref().map(Text::as_str),
            tags,
            attributes,
            email_consent,
            email_consent_at,
            sms_consent,
            sms_consent_at,
            at.millis(),
            at.millis(),
        ];
        // Only a new customer has a time of creation to write.
        statement.execute(if new { columns } else { &columns[..13] })?;
        Ok(())
    }
}

/// JSON for a column, in a buffer that is used again.
fn encode<'b>(
    buffer: &'b mut Vec<u8>,
    nothing: bool,
    value: &impl serde::Serialize,
) -> Result<Option<&'b str>, StoreError> {
    if nothing {
        return Ok(None);
    }
    buffer.clear();
    serde_json::to_writer(&mut *buffer, value).map_err(|error| corrupt(error.to_string()))?;
    std::str::from_utf8(buffer).map(Some).map_err(|error| corrupt(error.to_string()))
}
