//! What is appended and what is read back.

use std::fmt;

/// The largest entry a log takes, in bytes: payload, idempotency key and answer together (32 MiB).
pub const MAX_ENTRY_BYTES: usize = 32 * 1024 * 1024;

/// The place of an entry in its partition. Positions grow, with gaps; they mean nothing across partitions.
///
/// A position fits 63 bits, so that every store can keep it as a signed integer. `milliseconds << 20 | sequence`
/// fits as well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position(u64);

impl Position {
    /// Before the first entry of any partition.
    pub const START: Self = Self(0);

    /// The position a store has kept, or `None` for a number of more than 63 bits.
    pub const fn from_u64(value: u64) -> Option<Self> {
        if value > i64::MAX as u64 { None } else { Some(Self(value)) }
    }

    /// The number to keep, of at most 63 bits.
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An entry to append: one batch as the edge accepted it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// The batch, in a form only its writer and reader know. May be empty.
    pub payload: Vec<u8>,
    /// How many records the batch holds; counted by [`Lag`].
    pub records: u32,
    /// When the edge received it, in UTC milliseconds. Idempotency answers age by this clock.
    pub received_at_ms: i64,
}

/// An entry as read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the partition.
    pub position: Position,
    /// When the edge received it, in UTC milliseconds.
    pub received_at_ms: i64,
    /// How many records the payload holds.
    pub records: u32,
    /// The bytes that were appended.
    pub payload: Vec<u8>,
}

/// What is known of an entry without reading its payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryInfo {
    /// When the edge received it, in UTC milliseconds.
    pub received_at_ms: i64,
    /// How many records it holds.
    pub records: u32,
}

/// How much one read may return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadLimit {
    /// At most so many entries; 0 counts as 1.
    pub entries: usize,
    /// At most so many bytes of payload, except that the first entry always comes, however large.
    pub bytes: usize,
}

/// The promise that repeating a request does not repeat its effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idempotency {
    /// The caller's key. It belongs to the workspace, so the same key in another topic is a conflict.
    pub key: String,
    /// A hash of everything the answer depends on.
    pub body_hash: [u8; 32],
    /// What to answer if the request comes again; kept for 24 hours.
    pub answer: Vec<u8>,
}

/// What became of an append.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Appended {
    /// The entry is durable at this position.
    New(Position),
    /// The key was used with the same body in the last 24 hours; nothing was appended.
    Replayed {
        /// Where the entry of the first request went. It may have been trimmed since.
        position: Position,
        /// The answer stored with it.
        answer: Vec<u8>,
    },
    /// The key was used with another body or topic in the last 24 hours; nothing was appended.
    Conflict,
}

/// How far a reader is behind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lag {
    /// Entries after the reader's position.
    pub entries: u64,
    /// Records in those entries.
    pub records: u64,
    /// When the first of those entries was received, in UTC milliseconds; `None` without any.
    pub oldest_received_at_ms: Option<i64>,
}
