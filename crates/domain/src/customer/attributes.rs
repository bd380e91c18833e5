//! The shop's own fields of a customer: flat, by name.

use std::collections::BTreeMap;

use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::contact::bounded;
use crate::field::FieldError;

/// The most attributes a customer can have.
pub const MAX_ATTRIBUTES: usize = 200;
const MAX_NAME: usize = 64;
const MAX_TEXT: usize = 1_000;

/// Attributes by name.
pub type Attributes = BTreeMap<Box<str>, AttributeValue>;

/// The value of an attribute. Text in RFC 3339 form is also a date to rules.
#[derive(Debug, Clone, PartialEq)]
pub enum AttributeValue {
    /// Finite.
    Number(f64),
    /// At most 1,000 characters, not blank.
    Text(Box<str>),
    /// True or false.
    Boolean(bool),
}

impl Serialize for AttributeValue {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            #[expect(clippy::float_cmp, reason = "exactly the whole numbers a float holds without loss")]
            Self::Number(n) if n.trunc() == *n && n.abs() < 9e15 => to.serialize_i64(*n as i64),
            Self::Number(n) => to.serialize_f64(*n),
            Self::Text(text) => to.serialize_str(text),
            Self::Boolean(b) => to.serialize_bool(*b),
        }
    }
}

impl<'de> Deserialize<'de> for AttributeValue {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Option::<Given>::deserialize(from)?
            .and_then(|given| given.0)
            .ok_or_else(|| D::Error::custom("null is no value"))
    }
}

/// What a record says about attributes: merged name by name, `null` clears one.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum AttributesChange {
    /// Not mentioned.
    #[default]
    Absent,
    /// `null`: all are removed.
    ClearAll,
    /// Each named attribute is set or removed; the others stay.
    Merge(Vec<(Box<str>, Option<AttributeValue>)>),
}

impl AttributesChange {
    /// True if the record does not mention attributes.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Merges into what is known; refuses to grow past [`MAX_ATTRIBUTES`].
    pub fn merge_into(self, known: &mut Attributes) -> Result<(), FieldError> {
        match self {
            Self::Absent => {}
            Self::ClearAll => known.clear(),
            Self::Merge(changes) => {
                for (name, value) in changes {
                    match value {
                        Some(value) => known.insert(name, value),
                        None => known.remove(&name),
                    };
                }
            }
        }
        if known.len() > MAX_ATTRIBUTES {
            return Err(too_many());
        }
        Ok(())
    }
}

/// Whether a text can be the name of an attribute.
pub fn check_name(name: &str) -> Result<(), FieldError> {
    bounded(name, MAX_NAME, "invalid_attribute").map(drop)
}

/// The value a text stands for; `None` if it is blank, which is missing.
pub fn text_value(text: &str) -> Result<Option<&str>, FieldError> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    bounded(text, MAX_TEXT, "invalid_attribute").map(|_| Some(text))
}

fn too_many() -> FieldError {
    FieldError::new("attributes", "too_many", format!("expected at most {MAX_ATTRIBUTES} attributes"))
}

impl Serialize for AttributesChange {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent | Self::ClearAll => to.serialize_none(),
            Self::Merge(changes) => to.collect_map(changes.iter().map(|(name, value)| (name, value))),
        }
    }
}

impl<'de> Deserialize<'de> for AttributesChange {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Named(Vec<(Box<str>, Option<AttributeValue>)>);
        impl<'de> Deserialize<'de> for Named {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                from.deserialize_map(NamedVisitor).map(Named)
            }
        }
        Ok(Option::<Named>::deserialize(from)?.map_or(Self::ClearAll, |named| Self::Merge(named.0)))
    }
}

struct NamedVisitor;

impl<'de> Visitor<'de> for NamedVisitor {
    type Value = Vec<(Box<str>, Option<AttributeValue>)>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object of numbers, texts and booleans")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut changes: Self::Value = Vec::with_capacity(map.size_hint().unwrap_or(4).min(MAX_ATTRIBUTES));
        while let Some(name) = map.next_key::<String>()? {
            check_name(&name).map_err(|e| A::Error::custom(format!("attribute name {}", e.message)))?;
            if changes.iter().any(|(known, _)| **known == *name) {
                return Err(A::Error::custom(format!("duplicate field `{name}`")));
            }
            if changes.len() == MAX_ATTRIBUTES {
                return Err(A::Error::custom(too_many().message));
            }
            changes.push((name.into(), map.next_value::<Given>()?.0));
        }
        Ok(changes)
    }
}

/// A value as given; `None` for `null` and for blank text, which is missing.
struct Given(Option<AttributeValue>);

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(GivenVisitor)
    }
}

struct GivenVisitor;

impl Visitor<'_> for GivenVisitor {
    type Value = Given;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a number, a text, true, false or null")
    }

    fn visit_unit<E>(self) -> Result<Given, E> {
        Ok(Given(None))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Given, E> {
        Ok(Given(Some(AttributeValue::Boolean(value))))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Given, E> {
        self.visit_f64(value as f64)
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Given, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Given, E> {
        if value.is_finite() {
            Ok(Given(Some(AttributeValue::Number(value))))
        } else {
            Err(E::custom("expected a finite number"))
        }
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Given, E> {
        let text = text_value(value).map_err(|e| E::custom(e.message))?;
        Ok(Given(text.map(|text| AttributeValue::Text(text.into()))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(json: &str) -> Result<AttributesChange, serde_json::Error> {
        serde_json::from_str(json)
    }

    #[test]
    fn attributes_merge_by_name_and_null_clears_one() {
        let mut known = Attributes::new();
        change(r#"{"size":"M","age":41,"vip":true}"#).unwrap().merge_into(&mut known).unwrap();
        change(r#"{"size":null,"age":42.5}"#).unwrap().merge_into(&mut known).unwrap();
        assert_eq!(serde_json::to_string(&known).unwrap(), r#"{"age":42.5,"vip":true}"#);
        change("null").unwrap().merge_into(&mut known).unwrap();
        assert!(known.is_empty());
    }

    #[test]
    fn nested_values_and_repeated_names_are_refused() {
        for json in [r#"{"a":{}}"#, r#"{"a":[1]}"#, r#"{"a":1,"a":2}"#, r#"{"":1}"#, "[]", "3"] {
            assert!(change(json).is_err(), "{json}");
        }
    }
}
