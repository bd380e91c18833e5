//! Attributes as bytes: one allocation a customer instead of one a name and one a value.
//!
//! One after the other: the length of the name (two bytes), the name, the kind (one byte), the value. A number is its eight bytes, a text
//! its length (two bytes) and itself. Lengths fit: a name has at most 64 characters, a text 1,000.

use domain::customer::{AttributeValue, Attributes};

const NUMBER: u8 = 0;
const TEXT: u8 = 1;
const FALSE: u8 = 2;
const TRUE: u8 = 3;

/// Attributes as bytes.
pub(super) fn pack(attributes: &Attributes) -> Box<[u8]> {
    let mut bytes = Vec::new();
    for (name, value) in attributes {
        text(&mut bytes, name);
        match value {
            AttributeValue::Number(number) => {
                bytes.push(NUMBER);
                bytes.extend(number.to_le_bytes());
            }
            AttributeValue::Text(value) => {
                bytes.push(TEXT);
                text(&mut bytes, value);
            }
            AttributeValue::Boolean(false) => bytes.push(FALSE),
            AttributeValue::Boolean(true) => bytes.push(TRUE),
        }
    }
    bytes.into()
}

fn text(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend((text.len() as u16).to_le_bytes());
    bytes.extend(text.as_bytes());
}

/// The attributes in bytes that [`pack`] made.
pub(super) fn unpack(bytes: &[u8]) -> Attributes {
    let mut reader = Reader(bytes);
    let attributes = std::iter::from_fn(|| reader.attribute());
    attributes.map(|(name, value)| (name.into(), value.into())).collect()
}

/// Those of them that have one of these names.
pub(super) fn unpack_named(bytes: &[u8], names: &[&str]) -> Attributes {
    let mut attributes = Attributes::new();
    let mut reader = Reader(if names.is_empty() { &[] } else { bytes });
    while let Some((name, value)) = reader.attribute() {
        if names.contains(&name) {
            attributes.insert(name.into(), value.into());
        }
    }
    attributes
}

/// A value that borrows from the bytes.
enum Packed<'b> {
    Number(f64),
    Text(&'b str),
    Boolean(bool),
}

impl From<Packed<'_>> for AttributeValue {
    fn from(packed: Packed<'_>) -> Self {
        match packed {
            Packed::Number(number) => Self::Number(number),
            Packed::Text(text) => Self::Text(text.into()),
            Packed::Boolean(value) => Self::Boolean(value),
        }
    }
}

/// What is left to be read.
struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    /// The next name and value; `None` at the end.
    fn attribute(&mut self) -> Option<(&'b str, Packed<'b>)> {
        let name = self.text()?;
        let [kind] = self.bytes()?;
        let value = match kind {
            NUMBER => Packed::Number(f64::from_le_bytes(self.bytes()?)),
            TEXT => Packed::Text(self.text()?),
            kind => Packed::Boolean(kind == TRUE),
        };
        Some((name, value))
    }

    fn bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*bytes)
    }

    fn text(&mut self) -> Option<&'b str> {
        let length = u16::from_le_bytes(self.bytes()?).into();
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }
}
