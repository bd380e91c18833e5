//! The bytes of packed records: lengths, numbers and texts.

use domain::FieldError;

use super::{PACKED, unreadable};

/// Bytes of the length before a record.
const LENGTH: usize = 4;

/// A batch being packed. A record is begun, gets its fields, and is either ended or given up.
pub(in crate::intake) struct Packed {
    bytes: Vec<u8>,
    /// Where the record that was begun last begins.
    record: usize,
}

impl Packed {
    /// An empty batch, with room for about as many bytes.
    pub(in crate::intake) fn with_capacity(bytes: usize) -> Self {
        let mut buffer = Vec::with_capacity(bytes + 1);
        buffer.push(PACKED);
        Self { bytes: buffer, record: 1 }
    }

    /// The payload.
    pub(in crate::intake) fn finish(self) -> Vec<u8> {
        self.bytes
    }

    /// Begins a record.
    pub(in crate::intake) fn begin(&mut self) {
        self.record = self.bytes.len();
        self.bytes.extend_from_slice(&[0; LENGTH]);
    }

    /// Ends the record that was begun.
    pub(in crate::intake) fn end(&mut self) {
        let length = (self.bytes.len() - self.record - LENGTH) as u32;
        if let Some(place) = self.bytes.get_mut(self.record..self.record + LENGTH) {
            place.copy_from_slice(&length.to_le_bytes());
        }
    }

    /// Forgets the record that was begun.
    pub(in crate::intake) fn give_up(&mut self) {
        self.bytes.truncate(self.record);
    }

    /// A byte: mostly a field's code.
    pub(in crate::intake) fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    /// A field that is a text.
    pub(in crate::intake) fn text_field(&mut self, code: u8, text: &str) {
        self.byte(code);
        self.text(text);
    }

    /// A text, after its length.
    pub(in crate::intake) fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// A whole number: seven bits a byte, the lowest first.
    pub(in crate::intake) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    /// A whole number that may be negative.
    pub(in crate::intake) fn signed(&mut self, number: i64) {
        self.number(((number << 1) ^ (number >> 63)) as u64);
    }

    /// A number with all its bits.
    pub(in crate::intake) fn float(&mut self, number: f64) {
        self.bytes.extend_from_slice(&number.to_le_bytes());
    }

    /// Leaves room for how many of something follow; [`Self::count`] fills it in.
    pub(in crate::intake) fn reserve_count(&mut self) -> usize {
        self.bytes.extend_from_slice(&[0; 2]);
        self.bytes.len() - 2
    }

    /// Fills in how many there are.
    pub(in crate::intake) fn count(&mut self, place: usize, count: usize) {
        if let Some(place) = self.bytes.get_mut(place..place + 2) {
            place.copy_from_slice(&(count as u16).to_le_bytes());
        }
    }
}

/// The records of a batch; the last one is an error if it is cut off.
pub(super) fn records(mut bytes: &[u8]) -> impl Iterator<Item = Result<&[u8], (&[u8], FieldError)>> {
    std::iter::from_fn(move || {
        if bytes.is_empty() {
            return None;
        }
        let whole = bytes.split_first_chunk::<LENGTH>().and_then(|(length, rest)| {
            rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX))
        });
        let Some((record, rest)) = whole else {
            return Some(Err((std::mem::take(&mut bytes), unreadable("the record is cut off"))));
        };
        bytes = rest;
        Some(Ok(record))
    })
}

/// Reads the fields of a record in their order.
pub(super) struct Fields<'a> {
    bytes: &'a [u8],
}

impl<'a> Fields<'a> {
    pub(super) const fn of(record: &'a [u8]) -> Self {
        Self { bytes: record }
    }

    /// The code of the next field; `None` at the end.
    pub(super) fn next_code(&mut self) -> Option<u8> {
        let (code, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*code)
    }

    pub(super) fn byte(&mut self) -> Result<u8, FieldError> {
        self.next_code().ok_or_else(cut_off)
    }

    pub(super) fn number(&mut self) -> Result<u64, FieldError> {
        let mut number = 0_u64;
        for shift in (0..u64::BITS).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(unreadable("a number does not end"))
    }

    pub(super) fn signed(&mut self) -> Result<i64, FieldError> {
        let number = self.number()?;
        Ok((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    pub(super) fn float(&mut self) -> Result<f64, FieldError> {
        let (bytes, rest) = self.bytes.split_first_chunk().ok_or_else(cut_off)?;
        self.bytes = rest;
        Ok(f64::from_le_bytes(*bytes))
    }

    pub(super) fn text(&mut self) -> Result<&'a str, FieldError> {
        let length = usize::try_from(self.number()?).unwrap_or(usize::MAX);
        let (text, rest) = self.bytes.split_at_checked(length).ok_or_else(cut_off)?;
        self.bytes = rest;
        std::str::from_utf8(text).map_err(|_| unreadable("a text is not UTF-8"))
    }

    pub(super) fn count(&mut self) -> Result<usize, FieldError> {
        let (bytes, rest) = self.bytes.split_first_chunk().ok_or_else(cut_off)?;
        self.bytes = rest;
        Ok(usize::from(u16::from_le_bytes(*bytes)))
    }
}

fn cut_off() -> FieldError {
    unreadable("the record is cut off")
}
