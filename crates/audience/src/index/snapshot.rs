//! An index as a file: written when a server ends, read when it begins, so that nobody waits for millions of rows.
//!
//! Sections one after the other, each with its length and its checksum. What it is a snapshot of stands at the
//! beginning: a reader that expects anything else takes nothing from it. So does one of another version, for which
//! [`VERSION`] is to be counted up whenever a structure of the index changes.

use std::io::{self, Read, Write};

use bitcode::{Buffer, DecodeOwned, Encode};

use super::Index;
use super::campaigns::Campaigns;
use super::orders::Orders;
use super::people::People;

/// The first bytes of every snapshot.
const MAGIC: &[u8; 16] = b"minicrm audience";
/// Counts up with every change of what is written.
const VERSION: u32 = 2;
/// A section is read piece by piece, so that a length that was damaged asks for no more memory than there are bytes.
const PIECE: u64 = 1 << 20;

/// Sections on their way into a file.
pub(super) struct Sink<'w> {
    to: &'w mut dyn Write,
    buffer: Buffer,
}

/// Sections on their way out of a file.
pub(super) struct Source<'r> {
    from: &'r mut dyn Read,
    bytes: Vec<u8>,
    buffer: Buffer,
}

/// A snapshot that says what cannot be.
pub(super) fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the snapshot is damaged")
}

impl Sink<'_> {
    pub(super) fn put<T: Encode + ?Sized>(&mut self, value: &T) -> io::Result<()> {
        let bytes = self.buffer.encode(value);
        self.to.write_all(&(bytes.len() as u64).to_le_bytes())?;
        self.to.write_all(&crc32fast::hash(bytes).to_le_bytes())?;
        self.to.write_all(bytes)
    }
}

impl Source<'_> {
    pub(super) fn take<T: DecodeOwned>(&mut self) -> io::Result<T> {
        let mut head = [0; 12];
        self.from.read_exact(&mut head)?;
        let (length, sum) = head.split_at(8);
        let length = length.try_into().map(u64::from_le_bytes).map_err(|_| damaged())?;
        let sum = sum.try_into().map(u32::from_le_bytes).map_err(|_| damaged())?;
        self.bytes.clear();
        while (self.bytes.len() as u64) < length {
            let wanted = PIECE.min(length - self.bytes.len() as u64);
            if (&mut *self.from).take(wanted).read_to_end(&mut self.bytes)? as u64 != wanted {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        if crc32fast::hash(&self.bytes) != sum {
            return Err(damaged());
        }
        self.buffer.decode(&self.bytes).map_err(|_| damaged())
    }
}

impl Index {
    /// Writes all of it; `of` says what it is a snapshot of: the store, the workspace, and the state they were in.
    /// What can be merged is merged first, and nothing is written of customers who have gone.
    ///
    /// # Errors
    /// Those of `to`.
    pub fn save(&mut self, of: &str, to: &mut dyn Write) -> io::Result<()> {
        self.settle_down();
        self.people.texts.tidy();
        to.write_all(MAGIC)?;
        let mut sink = Sink { to, buffer: Buffer::new() };
        sink.put(&(VERSION, super::BLOCK as u64, of))?;
        self.people.put(&mut sink)?;
        self.orders.put(&mut sink)?;
        self.campaigns.put(&mut sink)
    }

    /// Reads one that [`Index::save`] has written; `None` if it is a snapshot of anything but `of`, or was written by
    /// another version.
    ///
    /// # Errors
    /// Those of `from`; `InvalidData` or `UnexpectedEof` if it is damaged.
    pub fn open(of: &str, from: &mut dyn Read) -> io::Result<Option<Self>> {
        let mut magic = [0; MAGIC.len()];
        from.read_exact(&mut magic)?;
        if &magic != MAGIC {
            return Err(damaged());
        }
        let mut source = Source { from, bytes: Vec::new(), buffer: Buffer::new() };
        let (version, block, is_of): (u32, u64, String) = source.take()?;
        if (version, block, is_of.as_str()) != (VERSION, super::BLOCK as u64, of) {
            return Ok(None);
        }
        let people = People::taken(&mut source)?;
        let orders = Orders::taken(&mut source)?;
        Ok(Some(Self { people, orders, campaigns: Campaigns::taken(&mut source)? }))
    }
}
