//! What the server answers, read strictly: what no log has written is damage.

use std::str::FromStr;

use ::redis::Value;

use super::ids;
use crate::{Appended, LogError, Position};

/// An answer that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Redis holds or answers what no log has written: {0}")]
pub(super) struct Unreadable(pub(super) &'static str);

impl Unreadable {
    pub(super) fn doing(self, doing: &'static str) -> LogError {
        LogError::corrupt(doing, self)
    }
}

/// What is known of an entry but its payload, as the index has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Indexed {
    pub(super) position: Position,
    pub(super) records: u32,
    pub(super) received_at_ms: i64,
    pub(super) bytes: usize,
    /// Entries ever appended to the partition, this one included.
    pub(super) entries_through: u64,
    /// Records ever appended to the partition, its own included.
    pub(super) records_through: u64,
}

pub(super) fn array(value: Value) -> Result<Vec<Value>, Unreadable> {
    match value {
        Value::Array(values) => Ok(values),
        Value::Nil => Ok(Vec::new()),
        _ => Err(Unreadable("expected a list")),
    }
}

/// Pairs, as a map or as a list in which names and values alternate.
pub(super) fn pairs(value: Value) -> Result<Vec<(Value, Value)>, Unreadable> {
    if let Value::Map(pairs) = value {
        return Ok(pairs);
    }
    let mut values = array(value)?.into_iter();
    let mut pairs = Vec::with_capacity(values.len() / 2);
    while let Some(name) = values.next() {
        pairs.push((name, values.next().ok_or(Unreadable("a name lacks its value"))?));
    }
    Ok(pairs)
}

pub(super) fn bytes(value: Value) -> Result<Vec<u8>, Unreadable> {
    match value {
        Value::BulkString(bytes) => Ok(bytes),
        _ => Err(Unreadable("expected bytes")),
    }
}

fn as_bytes(value: &Value) -> Result<&[u8], Unreadable> {
    match value {
        Value::BulkString(bytes) => Ok(bytes),
        _ => Err(Unreadable("expected bytes")),
    }
}

pub(super) fn number<T: FromStr>(value: &Value) -> Result<T, Unreadable> {
    parse(std::str::from_utf8(as_bytes(value)?).unwrap_or_default())
}

fn parse<T: FromStr>(text: &str) -> Result<T, Unreadable> {
    text.parse().map_err(|_| Unreadable("expected a number"))
}

pub(super) fn integer(value: &Value) -> Result<i64, Unreadable> {
    match value {
        Value::Int(number) => Ok(*number),
        _ => Err(Unreadable("expected an integer")),
    }
}

pub(super) fn position(value: &Value) -> Result<Position, Unreadable> {
    ids::position(as_bytes(value)?).ok_or(Unreadable("expected the id of an entry"))
}

/// An entry of a stream.
#[derive(Debug)]
pub(super) struct StreamEntry {
    pub(super) id: Value,
    /// Names and values.
    fields: Vec<(Value, Value)>,
}

pub(super) fn entries(value: Value) -> Result<Vec<StreamEntry>, Unreadable> {
    array(value)?
        .into_iter()
        .map(|entry| {
            let Ok([id, fields]) = <[Value; 2]>::try_from(array(entry)?) else {
                return Err(Unreadable("expected an entry"));
            };
            Ok(StreamEntry { id, fields: pairs(fields)? })
        })
        .collect()
}

/// Entries of an index.
pub(super) fn index(value: Value) -> Result<Vec<Indexed>, Unreadable> {
    entries(value)?
        .iter()
        .map(|StreamEntry { id, fields }| {
            let field = |name: &[u8]| {
                let found = fields.iter().find(|(key, _)| as_bytes(key) == Ok(name));
                found.map(|(_, value)| value).ok_or(Unreadable("an entry lacks a field"))
            };
            Ok(Indexed {
                position: position(id)?,
                records: number(field(b"n")?)?,
                received_at_ms: number(field(b"t")?)?,
                bytes: number(field(b"b")?)?,
                entries_through: number(field(b"e")?)?,
                records_through: number(field(b"r")?)?,
            })
        })
        .collect()
}

/// Payloads of a partition, with their positions.
pub(super) fn payloads(value: Value) -> Result<Vec<(Position, Vec<u8>)>, Unreadable> {
    entries(value)?
        .into_iter()
        .map(|StreamEntry { id, mut fields }| match fields.pop() {
            Some((name, payload)) if as_bytes(&name) == Ok(b"p") && fields.is_empty() => {
                Ok((position(&id)?, bytes(payload)?))
            }
            _ => Err(Unreadable("an entry lacks its payload")),
        })
        .collect()
}

/// How many entries and records a partition ever had, from `ID ENTRIES RECORDS`.
pub(super) fn totals(value: &Value) -> Result<(u64, u64), Unreadable> {
    if matches!(value, Value::Nil) {
        return Ok((0, 0));
    }
    let text = std::str::from_utf8(as_bytes(value)?).unwrap_or_default();
    let mut words = text.split(' ').skip(1);
    let mut next = || parse(words.next().unwrap_or_default());
    Ok((next()?, next()?))
}

/// What the append script gives.
pub(super) fn appended(value: Value) -> Result<Appended, Unreadable> {
    let mut values = array(value)?.into_iter();
    let mut next = || values.next().ok_or(Unreadable("the answer of a script is too short"));
    match integer(&next()?)? {
        0 => Ok(Appended::New(position(&next()?)?)),
        1 => Ok(Appended::Replayed { position: position(&next()?)?, answer: bytes(next()?)? }),
        2 => Ok(Appended::Conflict),
        _ => Err(Unreadable("the answer of a script is unknown")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::BulkString(text.as_bytes().to_vec())
    }

    fn list(texts: &[&str]) -> Value {
        Value::Array(texts.iter().map(|t| text(t)).collect())
    }

    fn entry(id: &str, fields: &[&str]) -> Value {
        Value::Array(vec![Value::Array(vec![text(id), list(fields)])])
    }

    const FIELDS: [&str; 10] = ["n", "3", "t", "-5", "b", "7", "e", "2", "r", "9"];

    #[test]
    fn an_index_entry_is_read_by_the_names_of_its_fields() {
        let expected = Indexed {
            position: ids::position(b"4-1").unwrap(),
            records: 3,
            received_at_ms: -5,
            bytes: 7,
            entries_through: 2,
            records_through: 9,
        };
        assert_eq!(index(entry("4-1", &FIELDS)), Ok(vec![expected]));
        let mut turned = FIELDS.to_vec();
        turned.rotate_left(4);
        assert_eq!(index(entry("4-1", &turned)), Ok(vec![expected]));
    }

    #[test]
    fn what_no_log_has_written_is_damage() {
        assert!(index(entry("4-1", &FIELDS[..8])).is_err());
        assert!(index(entry("4", &FIELDS)).is_err());
        assert!(index(entry("4-1", &["n", "three", "t", "1", "b", "1", "e", "1", "r", "1"])).is_err());
        assert!(index(text("entries")).is_err());
        assert!(payloads(entry("4-1", &["q", "payload"])).is_err());
        assert!(payloads(entry("4-1", &["p", "payload", "p", "payload"])).is_err());
        assert!(payloads(entry("4-1", &["p"])).is_err());
        assert!(totals(&text("4-1 3")).is_err());
        assert!(appended(Value::Array(vec![Value::Int(3)])).is_err());
        assert!(appended(Value::Array(vec![Value::Int(0)])).is_err());
    }

    #[test]
    fn totals_of_a_partition_nobody_used_are_zero() {
        assert_eq!(totals(&Value::Nil), Ok((0, 0)));
        assert_eq!(totals(&text("4-1 3 20")), Ok((3, 20)));
    }
}
