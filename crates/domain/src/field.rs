//! What a record says about one field, and what can be wrong with it.

/// A field of a record that is merged into what is already known: not mentioned, emptied, or given a value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Field<T> {
    /// Not mentioned: what is known stays.
    #[default]
    Absent,
    /// `null`: what is known is removed.
    Clear,
    /// A new value.
    Set(T),
}

impl<T> Field<T> {
    /// True if the record does not mention the field.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// The value if one is given.
    pub const fn value(&self) -> Option<&T> {
        if let Self::Set(value) = self { Some(value) } else { None }
    }

    /// Merges this field into what is known.
    pub fn merge_into(self, known: &mut Option<T>) {
        match self {
            Self::Absent => {}
            Self::Clear => *known = None,
            Self::Set(value) => *known = Some(value),
        }
    }

    /// Parses the value if there is one.
    pub fn try_map<U, E>(self, parse: impl FnOnce(T) -> Result<U, E>) -> Result<Field<U>, E> {
        Ok(match self {
            Self::Absent => Field::Absent,
            Self::Clear => Field::Clear,
            Self::Set(value) => Field::Set(parse(value)?),
        })
    }
}

impl<T> From<Option<T>> for Field<T> {
    /// Nothing clears.
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Clear, Self::Set)
    }
}

impl<T: serde::Serialize> serde::Serialize for Field<T> {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(to)
    }
}

impl<'de, T: serde::Deserialize<'de>> serde::Deserialize<'de> for Field<T> {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Option::<T>::deserialize(from).map(Self::from)
    }
}

/// Why one record, or one field of a form, was not taken. Safe to show: holds no internals.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, serde::Serialize, serde::Deserialize)]
#[error("{field}: {message}")]
pub struct FieldError {
    /// The field's path as the caller wrote it (`items[2].price`); empty if the record as a whole is wrong.
    pub field: String,
    /// A stable word for programs (`invalid_email`).
    pub code: String,
    /// A sentence for people: what is wrong and what was expected.
    pub message: String,
}

impl FieldError {
    /// An error of one field.
    pub fn new(field: impl Into<String>, code: &str, message: impl Into<String>) -> Self {
        Self { field: field.into(), code: code.to_owned(), message: message.into() }
    }

    /// The same error, seen from one level further out: `price` inside `items[2]` is `items[2].price`.
    #[must_use]
    pub fn inside(mut self, outer: &str) -> Self {
        self.field = match self.field.as_str() {
            "" => outer.to_owned(),
            inner if inner.starts_with('[') => format!("{outer}{inner}"),
            inner => format!("{outer}.{inner}"),
        };
        self
    }
}

/// Shortens text for an error message, so that a 10,000-letter value does not come back whole.
pub fn excerpt(text: &str) -> String {
    const SHOWN: usize = 40;
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    text.chars().take(SHOWN).chain(['…']).collect()
}
