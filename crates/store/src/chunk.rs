//! A chunk: a thousand places of a campaign's ledger, and who is enrolled in them, as every backend stores it.
//!
//! Members are ids in ascending order, each as its distance from the one before, in as many bytes as it needs (seven
//! bits a byte, the highest bit on all but the last).

/// Places of a ledger in one chunk.
pub(crate) const CHUNK: u32 = 1_000;

const MINUTE_MS: i64 = 60_000;

/// The chunk a place belongs to.
pub(crate) const fn chunk_of(ordinal: u32) -> u32 {
    ordinal / CHUNK
}

/// The minute an instant belongs to, counted from 1970; instants are in milliseconds.
pub(crate) const fn minute_of(millis: i64) -> i64 {
    millis.div_euclid(MINUTE_MS)
}

/// The first instant of a minute, in milliseconds.
pub(crate) const fn minute_start(minute: i64) -> i64 {
    minute * MINUTE_MS
}

/// Members as bytes.
pub(crate) fn encode(ids: &[i64]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(ids.len() * 2 + 8);
    let mut before = 0;
    for id in ids {
        let mut distance = (id - before) as u64;
        before = *id;
        while distance >= 0x80 {
            bytes.push(distance as u8 | 0x80);
            distance >>= 7;
        }
        bytes.push(distance as u8);
    }
    bytes
}

/// Members from bytes; `None` if the bytes end within an id, or an id leaves the positive range.
pub(crate) fn decode(bytes: &[u8]) -> Option<Vec<i64>> {
    let mut ids = Vec::with_capacity(bytes.len());
    let (mut before, mut distance, mut shift) = (0_i64, 0_u64, 0_u32);
    for byte in bytes {
        distance |= u64::from(byte & 0x7F).checked_shl(shift)?;
        if byte & 0x80 != 0 {
            shift += 7;
            continue;
        }
        before = before.checked_add(i64::try_from(distance).ok()?)?;
        ids.push(before);
        (distance, shift) = (0, 0);
    }
    (shift == 0).then_some(ids)
}

/// The first id of some bytes, of which those behind it may be missing.
pub(crate) fn first(bytes: &[u8]) -> Option<i64> {
    let end = bytes.iter().position(|byte| byte & 0x80 == 0)?;
    decode(&bytes[..=end])?.first().copied()
}

/// The longest an id can be, in bytes.
pub(crate) const ID_BYTES: usize = 10;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ids_come_back_as_they_were_enrolled(mut ids in prop::collection::vec(1..=i64::MAX, 0..50)) {
            ids.sort_unstable();
            ids.dedup();
            let bytes = encode(&ids);
            prop_assert_eq!(first(&bytes[..bytes.len().min(ID_BYTES)]), ids.first().copied());
            prop_assert_eq!(decode(&bytes), Some(ids));
        }

        #[test]
        fn bytes_nobody_wrote_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..30)) {
            decode(&bytes);
        }
    }

    #[test]
    fn neighbours_take_a_byte_each() {
        let ids: Vec<i64> = (1_000_000..1_001_000).collect();
        assert_eq!(encode(&ids).len(), 3 + 999);
        assert_eq!(decode(&[0x80]), None);
    }

    #[test]
    fn a_minute_before_1970_begins_before_its_instants() {
        assert_eq!(minute_start(minute_of(-1)), -MINUTE_MS);
        assert_eq!(minute_start(minute_of(MINUTE_MS + 1)), MINUTE_MS);
    }
}
