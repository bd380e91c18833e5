//! Who is enrolled in a chunk: ids in ascending order, each as its distance from the one before, in as many bytes as
//! it needs (seven bits a byte, the highest bit on all but the last).

use domain::CampaignId;
use rusqlite::{Connection, OptionalExtension, params};

use crate::StoreError;
use crate::sqlite::failure::corrupt;

/// Keeps who is enrolled in a chunk.
pub(super) fn enrol(
    db: &Connection,
    campaign: CampaignId,
    chunk: u32,
    customers: &[i64],
) -> Result<(), StoreError> {
    db.prepare_cached("INSERT INTO enrolment (campaign, number, customers) VALUES (?1, ?2, ?3)")?
        .execute(params![campaign.get(), chunk, encode(customers)])?;
    Ok(())
}

/// Who is enrolled in a chunk, by place.
pub(in crate::sqlite) fn enrolled(
    db: &Connection,
    campaign: CampaignId,
    chunk: u32,
) -> Result<Vec<i64>, StoreError> {
    let mut select =
        db.prepare_cached("SELECT customers FROM enrolment WHERE campaign = ?1 AND number = ?2")?;
    let blob: Option<Vec<u8>> =
        select.query_row(params![campaign.get(), chunk], |row| row.get(0)).optional()?;
    let customers = blob.as_deref().and_then(decode);
    customers.ok_or_else(|| corrupt(format!("who is enrolled in chunk {chunk} of campaign {campaign}")))
}

fn encode(ids: &[i64]) -> Vec<u8> {
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

/// `None` if the bytes end within an id, or an id leaves the positive range.
fn decode(bytes: &[u8]) -> Option<Vec<i64>> {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ids_come_back_as_they_were_enrolled(mut ids in prop::collection::vec(1..=i64::MAX, 0..50)) {
            ids.sort_unstable();
            ids.dedup();
            prop_assert_eq!(decode(&encode(&ids)), Some(ids));
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
}
