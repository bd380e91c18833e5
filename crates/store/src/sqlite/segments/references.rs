//! Who refers to a segment.

use std::collections::HashSet;

use domain::campaign::Plan;
use domain::segment::{Rule, SegmentUsers};
use domain::{CampaignId, SegmentId, WorkspaceId};
use rusqlite::{Connection, Row};

use super::rows;
use crate::StoreError;
use crate::segments::of_plan;
use crate::sqlite::columns::Columns;

/// Notes what a segment refers to.
pub(super) fn of_segment(db: &Connection, holder: SegmentId, rule: &Rule) -> Result<(), StoreError> {
    forget_segment(db, holder)?;
    let mut insert = db.prepare_cached("INSERT INTO segment_in_segment (segment, holder) VALUES (?1, ?2)")?;
    for segment in rule.segments() {
        insert.execute([segment.get(), holder.get()])?;
    }
    Ok(())
}

/// Notes what a draft refers to. Refuses what is not there.
pub(in crate::sqlite) fn of_campaign(
    db: &Connection,
    workspace: WorkspaceId,
    holder: CampaignId,
    plan: &Plan,
) -> Result<(), StoreError> {
    forget_campaign(db, holder)?;
    let mut insert =
        db.prepare_cached("INSERT INTO segment_in_campaign (segment, holder) VALUES (?1, ?2)")?;
    for reference in of_plan(plan)? {
        if rows::rule(db, workspace, reference.segment)?.is_none() {
            return Err(reference.unknown());
        }
        insert.execute([reference.segment.get(), holder.get()])?;
    }
    Ok(())
}

/// A segment that goes refers to nothing.
pub(super) fn forget_segment(db: &Connection, holder: SegmentId) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM segment_in_segment WHERE holder = ?1")?.execute([holder.get()])?;
    Ok(())
}

/// A campaign that has taken its audience, or goes, refers to nothing.
pub(in crate::sqlite) fn forget_campaign(db: &Connection, holder: CampaignId) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM segment_in_campaign WHERE holder = ?1")?.execute([holder.get()])?;
    Ok(())
}

/// Who refers to a segment itself.
pub(super) fn users(db: &Connection, id: SegmentId) -> Result<SegmentUsers, StoreError> {
    let segments =
        "SELECT id, name FROM segment_in_segment JOIN segment ON id = holder WHERE segment = ?1 ORDER BY key";
    let campaigns = "
        SELECT campaign.id, name, state FROM segment_in_campaign AS reference JOIN campaign ON campaign.id = holder
        WHERE reference.segment = ?1 ORDER BY campaign.id DESC";
    Ok(SegmentUsers {
        segments: all(db, segments, id, |row| Ok((row.id(0)?, row.text(1)?.to_owned())))?,
        campaigns: all(db, campaigns, id, |row| Ok((row.id(0)?, row.text(1)?.to_owned(), row.word(2)?)))?,
    })
}

/// Every segment that refers to one, itself or by way of others, each once.
pub(super) fn holders(db: &Connection, id: SegmentId) -> Result<Vec<(SegmentId, String)>, StoreError> {
    let (mut seen, mut waiting, mut found) = (HashSet::from([id]), vec![id], Vec::new());
    while let Some(next) = waiting.pop() {
        for (holder, name) in users(db, next)?.segments {
            if seen.insert(holder) {
                waiting.push(holder);
                found.push((holder, name));
            }
        }
    }
    Ok(found)
}

fn all<T>(
    db: &Connection,
    select: &str,
    id: SegmentId,
    read: impl Fn(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut select = db.prepare_cached(select)?;
    let mut rows = select.query([id.get()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}
