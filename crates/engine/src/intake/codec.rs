//! How a batch stands in the log: a version byte, then its records one after the other.
//!
//! Records are *packed* (version 2): each with its length before it, each field with a code before it. That is half the
//! size of JSON and several times as fast to read back. Those written as *lines* (version 1, one JSON record a line) by
//! an earlier version are still read. Either way records can be read one by one, so that a record an older or newer
//! version cannot read spoils no other.

mod customer;
mod order;
mod packed;
mod receipt;

use domain::customer::CustomerRecord;
use domain::order::OrderRecord;
use domain::receipt::Receipt;
use domain::{FieldError, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::{Batch, Undecodable};

pub(super) use customer::{code as customer_code, pack as pack_customer, pack_consent, pack_number};
pub(super) use order::{
    code as order_code, item_code, pack as pack_order, pack_date, pack_money, status_code,
};
use packed::Fields;
pub(super) use packed::Packed;
pub(super) use receipt::pack as pack_receipt;

const LINES: u8 = 1;
const PACKED: u8 = 2;

/// Writes records as lines.
pub struct Lines {
    bytes: Vec<u8>,
}

impl Lines {
    /// An empty batch, with room for about as many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        let mut buffer = Vec::with_capacity(bytes + 1);
        buffer.push(LINES);
        Self { bytes: buffer }
    }

    /// Adds a record.
    ///
    /// # Errors
    /// Only for types whose JSON form can fail, which none of ours is.
    pub fn push(&mut self, record: &impl Serialize) -> Result<(), serde_json::Error> {
        if self.bytes.len() > 1 {
            self.bytes.push(b'\n');
        }
        serde_json::to_writer(&mut self.bytes, record)
    }

    /// The payload.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

/// A record that can stand in the log.
pub trait Logged: DeserializeOwned {
    /// Reads it from its packed fields.
    fn unpack(fields: &mut Unpacking<'_>) -> Result<Self, FieldError>;
}

/// The fields of a packed record, to be read in their order.
pub struct Unpacking<'a>(Fields<'a>);

impl Logged for CustomerRecord {
    fn unpack(fields: &mut Unpacking<'_>) -> Result<Self, FieldError> {
        customer::unpack(&mut fields.0)
    }
}

impl Logged for OrderRecord {
    fn unpack(fields: &mut Unpacking<'_>) -> Result<Self, FieldError> {
        order::unpack(&mut fields.0)
    }
}

impl Logged for Receipt {
    fn unpack(fields: &mut Unpacking<'_>) -> Result<Self, FieldError> {
        receipt::unpack(&mut fields.0)
    }
}

/// Reads a payload back; whatever cannot be read is set aside with the reason.
pub fn decode<T: Logged>(position: u64, received_at: Timestamp, payload: &[u8]) -> Batch<T> {
    let mut batch = Batch { position, received_at, records: Vec::new(), undecodable: Vec::new() };
    let mut set_aside = |record: &[u8], error: FieldError| {
        batch.undecodable.push(Undecodable { record: String::from_utf8_lossy(record).into_owned(), error });
    };
    match payload.split_first() {
        Some((&LINES, lines)) => {
            for line in lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
                match serde_json::from_slice(line) {
                    Ok(record) => batch.records.push(record),
                    Err(error) => set_aside(line, unreadable(&error.to_string())),
                }
            }
        }
        Some((&PACKED, records)) => {
            for record in packed::records(records) {
                let unpacked = record.and_then(|record| {
                    let mut fields = Unpacking(Fields::of(record));
                    T::unpack(&mut fields).map_err(|error| (record, error))
                });
                match unpacked {
                    Ok(record) => batch.records.push(record),
                    Err((record, error)) => set_aside(record, error),
                }
            }
        }
        _ => {
            let message = "written by a version of Mini CRM this one cannot read";
            set_aside(payload, FieldError::new("", "unknown_version", message));
        }
    }
    batch
}

fn unreadable(why: &str) -> FieldError {
    FieldError::new("", "unreadable", why)
}

#[cfg(test)]
mod tests;
