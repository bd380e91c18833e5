//! How a batch stands in the log: a version byte, then one JSON record a line.
//!
//! Lines can be read one by one, so that a record an older or newer version cannot read spoils no other.

use domain::{FieldError, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::{Batch, Undecodable};

const VERSION: u8 = 1;

/// Writes records one after the other.
pub struct Encoder {
    bytes: Vec<u8>,
}

impl Encoder {
    /// An empty batch, with room for about as many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        let mut buffer = Vec::with_capacity(bytes + 1);
        buffer.push(VERSION);
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

/// Reads a payload back; whatever cannot be read is set aside with the reason.
pub fn decode<T: DeserializeOwned>(position: u64, received_at: Timestamp, payload: &[u8]) -> Batch<T> {
    let mut batch = Batch { position, received_at, records: Vec::new(), undecodable: Vec::new() };
    let Some((&VERSION, lines)) = payload.split_first() else {
        let error =
            FieldError::new("", "unknown_version", "written by a version of Mini CRM this one cannot read");
        batch.undecodable.push(Undecodable { record: String::from_utf8_lossy(payload).into_owned(), error });
        return batch;
    };
    for line in lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        match serde_json::from_slice(line) {
            Ok(record) => batch.records.push(record),
            Err(error) => {
                let record = String::from_utf8_lossy(line).into_owned();
                batch.undecodable.push(Undecodable {
                    record,
                    error: FieldError::new("", "unreadable", error.to_string()),
                });
            }
        }
    }
    batch
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::customer::{CustomerRecord, Email};

    #[test]
    fn a_line_that_cannot_be_read_spoils_no_other() {
        let mut encoder = Encoder::with_capacity(64);
        encoder.push(&CustomerRecord::naming(None, Email::parse("a@b.co").ok())).unwrap();
        encoder.push(&serde_json::json!({"email": "a@b.co", "shoeSize": 40})).unwrap();
        encoder.push(&CustomerRecord::naming(None, Email::parse("c@d.co").ok())).unwrap();
        let at = Timestamp::from_millis(0).unwrap();
        let batch = decode::<CustomerRecord>(7, at, &encoder.finish());
        assert_eq!((batch.records.len(), batch.undecodable.len()), (2, 1));
        assert!(batch.undecodable[0].record.contains("shoeSize"));
    }

    #[test]
    fn a_payload_of_an_unknown_version_is_set_aside_whole() {
        let batch = decode::<CustomerRecord>(7, Timestamp::from_millis(0).unwrap(), b"\x09whatever");
        assert_eq!((batch.records.len(), batch.undecodable.len()), (0, 1));
    }
}
