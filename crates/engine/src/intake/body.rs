//! From the bytes of a body to a batch: each record is read for itself, so that a bad one spoils no other.

use domain::customer::record::RawCustomer;
use domain::field::excerpt;
use domain::order::record::RawOrder;
use domain::{FieldError, Timestamp, Topic, Zone};
use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::codec::{self, Packed};
use super::quick::{self, Reading};
use super::{MAX_RECORDS, Sorted};

/// How records are written in a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One object, or an array of them.
    Json,
    /// One object a line.
    Ndjson,
}

/// A body that holds no records at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct MalformedBody {
    /// A stable word for programs.
    pub code: &'static str,
    /// What is wrong, and where.
    pub message: String,
}

impl MalformedBody {
    fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

/// The text of a body, without a byte order mark.
fn text_of(bytes: &[u8]) -> Result<&str, MalformedBody> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let message = format!("The body is not UTF-8 text: byte {} is no part of it.", error.valid_up_to());
        MalformedBody::new("not_utf8", message)
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Splits a body into its records, unread.
pub fn split(bytes: &[u8], format: Format) -> Result<Vec<&str>, MalformedBody> {
    let text = text_of(bytes)?;
    let records = match format {
        Format::Json => json_records(text)?,
        Format::Ndjson => text.lines().filter(|line| !line.trim().is_empty()).collect(),
    };
    if records.is_empty() {
        let message = "The body holds no record: send an object, an array of objects, or one object a line.";
        return Err(MalformedBody::new("empty_body", message));
    }
    Ok(records)
}

/// Sorts a body into the payload of what is taken and the names of what is not, at most `named` of them.
pub fn sort(
    topic: Topic,
    bytes: &[u8],
    format: Format,
    zone: &Zone,
    now: Timestamp,
    named: usize,
) -> Result<(Vec<u8>, Sorted), MalformedBody> {
    match quick::sort(text_of(bytes)?, format, &Reading { topic, zone, now, named }) {
        Some(sorted) => Ok(sorted),
        None => sort_slowly(topic, bytes, format, zone, now, named),
    }
}

/// The same, record by record: for bodies that are wrong or odd as a whole.
pub fn sort_slowly(
    topic: Topic,
    bytes: &[u8],
    format: Format,
    zone: &Zone,
    now: Timestamp,
    named: usize,
) -> Result<(Vec<u8>, Sorted), MalformedBody> {
    let records = split(bytes, format)?;
    if records.len() > MAX_RECORDS {
        let message =
            format!("The body holds {} records; send at most {MAX_RECORDS} at a time.", records.len());
        return Err(MalformedBody::new("too_many_records", message));
    }
    let mut batch = Packed::with_capacity(bytes.len());
    let mut sorted = Sorted::default();
    for (index, record) in records.into_iter().enumerate() {
        match take(topic, record, zone, now, &mut batch) {
            Ok(()) => sorted.accepted += 1,
            Err(error) => sorted.reject(index, error, named),
        }
    }
    Ok((batch.finish(), sorted))
}

/// Parses one record and adds it to the batch.
pub(super) fn take(
    topic: Topic,
    record: &str,
    zone: &Zone,
    now: Timestamp,
    batch: &mut Packed,
) -> Result<(), FieldError> {
    match topic {
        Topic::Customers => codec::pack_customer(&read::<RawCustomer<'_>>(record)?.parse()?, batch),
        Topic::Orders => codec::pack_order(&read::<RawOrder<'_>>(record)?.parse(zone, now)?, batch),
        Topic::Receipts => {
            return Err(FieldError::new("", "unexpected", "receipts do not come this way"));
        }
    }
    Ok(())
}

/// Reads a record by type; on failure reads again, slowly, to name the field.
fn read<'a, T: serde::Deserialize<'a>>(record: &'a str) -> Result<T, FieldError> {
    // serde would read an array as the fields in their order.
    if !record.trim_start().starts_with('{') {
        return Err(FieldError::new(
            "",
            "wrong_type",
            format!("expected an object, got {}", excerpt(record.trim())),
        ));
    }
    serde_json::from_str(record).or_else(|_| {
        let mut json = serde_json::Deserializer::from_str(record);
        let value = serde_path_to_error::deserialize(&mut json).map_err(|error| named(&error))?;
        json.end().map_err(|error| FieldError::new("", "invalid_json", error.to_string()))?;
        Ok(value)
    })
}

/// Turns a parser's error into one that names the field and what was expected.
fn named(error: &serde_path_to_error::Error<serde_json::Error>) -> FieldError {
    let inner = error.inner().to_string();
    let message = inner.rsplit_once(" at line ").map_or(inner.as_str(), |(message, _)| message);
    let path = match error.path().to_string().as_str() {
        "." => String::new(),
        path => path.to_owned(),
    };
    if inner.starts_with("number out of range") {
        return FieldError::new(path, "too_large", "the number is too large".to_owned());
    }
    if error.inner().is_syntax() || error.inner().is_eof() {
        return FieldError::new("", "invalid_json", inner);
    }
    let quoted = message.split('`').nth(1).unwrap_or_default();
    let code = if message.starts_with("unknown field") {
        "unknown_field"
    } else if message.starts_with("duplicate field") {
        "duplicate_field"
    } else if message.starts_with("missing field") {
        "missing_field"
    } else {
        return FieldError::new(path, "wrong_type", message.to_owned());
    };
    let field = match path.as_str() {
        "" => quoted.to_owned(),
        path if path == quoted || path.ends_with(&format!(".{quoted}")) => path.to_owned(),
        path => format!("{path}.{quoted}"),
    };
    FieldError::new(field, code, message.to_owned())
}

/// The records of a JSON body: the elements of an array, or the one object.
fn json_records(text: &str) -> Result<Vec<&str>, MalformedBody> {
    let malformed = |error: serde_json::Error| {
        MalformedBody::new("invalid_json", format!("The body is not valid JSON: {error}."))
    };
    match text.trim_start().chars().next() {
        Some('[') => {
            let mut json = serde_json::Deserializer::from_str(text);
            let records = json.deserialize_seq(RawRecords).map_err(malformed)?;
            json.end().map_err(malformed)?;
            Ok(records)
        }
        Some('{') => {
            // Whether it is well-formed decides between "not JSON" and "a record that is wrong".
            serde_json::from_str::<IgnoredAny>(text).map_err(malformed)?;
            Ok(vec![text])
        }
        Some(_) => {
            serde_json::from_str::<IgnoredAny>(text).map_err(malformed)?;
            Err(MalformedBody::new("wrong_shape", "Expected an object or an array of objects."))
        }
        None => Ok(Vec::new()),
    }
}

/// Collects the elements of an array unread.
struct RawRecords;

impl<'de> Visitor<'de> for RawRecords {
    type Value = Vec<&'de str>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an array of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut records = Vec::new();
        while let Some(record) = seq.next_element::<&'de RawValue>()? {
            records.push(record.get());
        }
        Ok(records)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn customers(body: &str, format: Format) -> Result<Sorted, MalformedBody> {
        sort(Topic::Customers, body.as_bytes(), format, &Zone::UTC, Timestamp::EPOCH, 100)
            .map(|(_, sorted)| sorted)
    }

    fn orders(body: &str) -> Sorted {
        sort(Topic::Orders, body.as_bytes(), Format::Json, &Zone::UTC, Timestamp::EPOCH, 100).unwrap().1
    }

    fn rejected(sorted: &Sorted) -> (usize, &str, &str) {
        let rejection = &sorted.rejected[0];
        (rejection.index, &rejection.error.field, &rejection.error.code)
    }

    #[test]
    fn one_bad_record_among_a_thousand_costs_only_itself() {
        let mut records: Vec<String> =
            (0..1_000).map(|n| format!(r#"{{"email":"c{n}@shop.com"}}"#)).collect();
        records[617] = r#"{"email":17}"#.into();
        let sorted = customers(&format!("[{}]", records.join(",")), Format::Json).unwrap();
        assert_eq!((sorted.accepted, sorted.rejected_total), (999, 1));
        assert_eq!(rejected(&sorted), (617, "email", "wrong_type"));
    }

    #[test]
    fn every_kind_of_wrong_names_its_field() {
        let cases = [
            (r#"{"email":"a@b.co","email":"c@d.co"}"#, "email", "duplicate_field"),
            (r#"{"email":"a@b.co","shoeSize":4}"#, "shoeSize", "unknown_field"),
            (r#"{"email":"a@b.co","attributes":{"a":1,"a":2}}"#, "attributes.a", "duplicate_field"),
            (r#"{"email":"a@b.co","attributes":{"a":[1]}}"#, "attributes.a", "wrong_type"),
            (r#"{"email":"a@b.co","tags":["x",3]}"#, "tags[1]", "wrong_type"),
            (r#"{"email":"a@b.co","consent":{"fax":"granted"}}"#, "consent.fax", "unknown_field"),
            (r#"{"email":"a@b.co","consent":["granted"]}"#, "consent", "wrong_type"),
            (r#"{"name":"Ann"}"#, "", "no_identity"),
            ("[]", "", "wrong_type"),
            ("null", "", "wrong_type"),
        ];
        for (record, field, code) in cases {
            let sorted = customers(&format!(r#"[{record},{{"email":"ok@b.co"}}]"#), Format::Json).unwrap();
            assert_eq!(sorted.accepted, 1, "{record}");
            assert_eq!(rejected(&sorted), (0, field, code), "{record}: {:?}", sorted.rejected);
        }
        assert_eq!(rejected(&orders(r#"{"email":"a@b.co"}"#)), (0, "amount", "missing_field"));
        assert_eq!(rejected(&orders(r#"{"email":"a@b.co","amount":"12"}"#)), (0, "amount", "wrong_type"));
        assert_eq!(
            rejected(&orders(r#"{"email":"a@b.co","amount":1,"items":[{"sku":"x"}]}"#)),
            (0, "items[0].name", "missing_field")
        );
        assert_eq!(rejected(&orders(r#"{"email":"a@b.co","amount":1e400}"#)), (0, "amount", "too_large"));
    }

    #[test]
    fn a_body_that_is_no_json_says_where() {
        for body in ["{", "[{\"email\":\"a@b.co\"},]", "[{\"amount\": NaN}]", "nonsense", "[1] 2"] {
            assert_eq!(customers(body, Format::Json).unwrap_err().code, "invalid_json", "{body}");
        }
        assert_eq!(customers("42", Format::Json).unwrap_err().code, "wrong_shape");
        assert_eq!(customers(" ", Format::Json).unwrap_err().code, "empty_body");
        assert_eq!(customers("[]", Format::Json).unwrap_err().code, "empty_body");
    }

    #[test]
    fn a_hundred_thousand_brackets_are_an_error_and_no_crash() {
        let deep = "[".repeat(100_000);
        assert!(customers(&deep, Format::Json).is_err());
        let closed = format!("[{}{}]", "[".repeat(100_000), "]".repeat(100_000));
        let outcome = customers(&closed, Format::Json);
        assert!(outcome.is_err() || outcome.is_ok_and(|sorted| sorted.accepted == 0));
        let inside = format!(
            r#"{{"email":"a@b.co","attributes":{}{}}}"#,
            r#"{"a":"#.repeat(100_000),
            "1".to_owned() + &"}".repeat(100_000)
        );
        let outcome = customers(&inside, Format::Json);
        assert!(outcome.is_err() || outcome.is_ok_and(|sorted| sorted.accepted == 0));
    }

    #[test]
    fn a_malformed_line_of_ndjson_costs_only_itself() {
        let sorted =
            customers("{\"email\":\"a@b.co\"}\n\n{oops\r\n{\"email\":\"c@d.co\"}\r\n", Format::Ndjson)
                .unwrap();
        assert_eq!((sorted.accepted, sorted.rejected_total), (2, 1));
        assert_eq!(rejected(&sorted), (1, "", "invalid_json"));
    }
}
