//! One level of JSON at a time, with everything a rule's errors need and a plain `Value` loses: repeated keys,
//! and numbers exactly as written.
//!
//! Parts stay text until somebody asks for them, so nesting costs no stack: what is never looked at is never
//! descended into, and whoever descends counts the depth.

use serde::de::{Deserializer as _, MapAccess, Visitor};
use serde_json::value::RawValue;

/// One JSON value; what is inside a list or an object is still text.
pub(super) enum Json<'a> {
    Null,
    Boolean(bool),
    /// The nearest float to the number as written; infinite if it is too large for one.
    Number(f64),
    Text(String),
    List(Vec<&'a RawValue>),
    Object(Vec<(String, &'a RawValue)>),
}

impl<'a> Json<'a> {
    /// Reads one level. Fails where a text holds half of a surrogate pair, which the first pass over the whole
    /// document does not see.
    pub(super) fn read(raw: &'a RawValue) -> Result<Self, serde_json::Error> {
        let text = raw.get();
        Ok(match text.as_bytes().first() {
            Some(b'{') => Self::Object(serde_json::Deserializer::from_str(text).deserialize_map(Members)?),
            Some(b'[') => Self::List(serde_json::from_str(text)?),
            Some(b'"') => Self::Text(serde_json::from_str(text)?),
            Some(b't' | b'f') => Self::Boolean(serde_json::from_str(text)?),
            Some(b'n') => Self::Null,
            // The standard library rounds correctly to the last bit. Adding zero makes −0 the one zero.
            _ => Self::Number(text.parse::<f64>().map_or(f64::NAN, |number| number + 0.0)),
        })
    }

    /// What it is, for an error message.
    pub(super) fn described(&self) -> String {
        match self {
            Self::Null => "null".into(),
            Self::Boolean(value) => value.to_string(),
            Self::Number(value) => format!("the number {value}"),
            Self::Text(text) => format!("the text \"{}\"", crate::field::excerpt(text)),
            Self::List(_) => "a list".into(),
            Self::Object(_) => "an object".into(),
        }
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<(String, &'de RawValue)>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(members)
    }
}
