//! Finding customers and orders by the names a shop gives them, through a keyed hash in a plain index.
//!
//! An index on the names themselves would be several times as large, and its keys random. The hash is keyed so that
//! nobody outside can make names that collide; and a hash only ever proposes: the name itself decides.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use rusqlite::{Connection, OptionalExtension};

use super::failure::corrupt;
use crate::StoreError;
pub(super) use crate::hashing::{Hashing, Kind};

/// Reads the file's key, made with its tables.
pub(super) fn hashing(db: &Connection) -> Result<Hashing, StoreError> {
    let key = db
        .query_row("SELECT value FROM setting WHERE name = 'hash key'", [], |row| row.get(0))
        .optional()?
        .ok_or_else(|| corrupt("no key for the identity hashes"))?;
    Ok(Hashing::with_key(key))
}

/// For maps whose keys are such hashes, or ids that nobody outside chooses freely: mixes them once more, cheaply.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, value: u64) {
        // Fibonacci hashing; the table takes its buckets from the low bits and its tags from the high ones.
        let mixed = (self.0 ^ value).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = mixed ^ (mixed >> 32);
    }

    fn write_i64(&mut self, value: i64) {
        self.write_u64(value as u64);
    }

    fn write_u32(&mut self, value: u32) {
        self.write_u64(u64::from(value));
    }
}

/// A map by hash or by id.
pub(super) type ByNumber<K, V> = HashMap<K, V, BuildHasherDefault<Mix>>;

/// Who is proposed for a hash: places in some list. Nearly always one.
#[derive(Debug, Default)]
pub(super) struct Proposals {
    first: ByNumber<i64, u32>,
    more: ByNumber<i64, Vec<u32>>,
}

impl Proposals {
    pub(super) fn with_capacity(capacity: usize) -> Self {
        let first = HashMap::with_capacity_and_hasher(capacity, BuildHasherDefault::default());
        Self { first, more: ByNumber::default() }
    }

    /// Proposes a place for a hash. Proposing it again changes nothing.
    pub(super) fn add(&mut self, hash: i64, place: u32) {
        let first = *self.first.entry(hash).or_insert(place);
        if first != place {
            let more = self.more.entry(hash).or_default();
            if !more.contains(&place) {
                more.push(place);
            }
        }
    }

    /// The places proposed for a hash.
    pub(super) fn of(&self, hash: i64) -> impl Iterator<Item = u32> + '_ {
        let first = self.first.get(&hash).copied();
        let more = if self.more.is_empty() { None } else { self.more.get(&hash) };
        first.into_iter().chain(more.into_iter().flatten().copied())
    }
}

/// Looks up hashes in the table with this query (`hash → id`), in the order of the table, each once.
/// Returns pairs of hash and id.
pub(super) fn look_up(
    db: &Connection,
    sql: &str,
    hashes: &mut Vec<i64>,
) -> Result<Vec<(i64, i64)>, StoreError> {
    hashes.sort_unstable();
    hashes.dedup();
    let mut select = db.prepare_cached(sql)?;
    let mut found = Vec::new();
    for hash in hashes {
        let mut rows = select.query([&*hash])?;
        while let Some(row) = rows.next()? {
            found.push((*hash, row.get(0)?));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_that_two_have_proposes_both() {
        let mut proposals = Proposals::default();
        for place in [4, 7, 4, 7, 9] {
            proposals.add(1, place);
        }
        assert_eq!(proposals.of(1).collect::<Vec<_>>(), [4, 7, 9]);
        assert_eq!(proposals.of(2).count(), 0);
    }
}
