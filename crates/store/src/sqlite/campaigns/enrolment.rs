//! Who is enrolled in a chunk.

use domain::CampaignId;
use rusqlite::{Connection, OptionalExtension, params};

use crate::StoreError;
use crate::chunk::{decode, encode};
use crate::reading::corrupt;

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
