//! Finding customers and orders by the names a shop gives them, through a keyed hash in a plain index.
//!
//! An index on the names themselves would be several times as large, and its keys random. The hash is keyed so that
//! nobody outside can make names that collide; and a hash only ever proposes: the name itself decides.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use domain::WorkspaceId;
use rusqlite::{Connection, OptionalExtension};
use siphasher::sip::SipHasher13;

use super::failure::corrupt;
use crate::StoreError;

/// What a name is a name of. The numbers are part of every stored hash and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A customer's external id.
    CustomerExternalId = 1,
    /// A customer's email.
    Email = 2,
    /// An order's external id.
    OrderExternalId = 3,
}

/// Makes the hashes of one file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hashing {
    key: [u8; 16],
}

impl Hashing {
    /// Reads the file's key, made with its tables.
    pub(super) fn load(db: &Connection) -> Result<Self, StoreError> {
        let key = db
            .query_row("SELECT value FROM setting WHERE name = 'hash key'", [], |row| row.get(0))
            .optional()?
            .ok_or_else(|| corrupt("no key for the identity hashes"))?;
        Ok(Self { key })
    }

    /// The hash of a name.
    pub(super) fn of(&self, workspace: WorkspaceId, kind: Kind, name: &str) -> i64 {
        let mut hasher = SipHasher13::new_with_key(&self.key);
        hasher.write(&(workspace.get() as u64).to_le_bytes());
        hasher.write(&[kind as u8]);
        hasher.write(name.as_bytes());
        hasher.finish() as i64
    }
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
    fn a_hash_depends_on_workspace_and_kind_and_never_changes() {
        let hashing = Hashing { key: *b"0123456789abcdef" };
        let [one, two] = [1, 2].map(|id| WorkspaceId::from_i64(id).unwrap());
        let email = hashing.of(one, Kind::Email, "ana@shop.example");
        assert_eq!(email, -6_056_810_243_223_693_559, "stored hashes depend on it");
        assert_ne!(email, hashing.of(two, Kind::Email, "ana@shop.example"));
        assert_ne!(email, hashing.of(one, Kind::CustomerExternalId, "ana@shop.example"));
    }

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
