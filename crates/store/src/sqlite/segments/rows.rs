//! The row of a segment: how it is written, and how it is read.

use domain::campaign::Line;
use domain::segment::eval::fold::fold;
use domain::segment::{Names, Rule, Segment, SegmentName, SegmentPlan};
use domain::{CampaignId, SegmentId, Timestamp, WorkspaceId};
use rusqlite::{Connection, ErrorCode, OptionalExtension, Row, params};

use crate::reading::{id as as_id, parsed, rule as as_rule};
use crate::sqlite::columns::Columns;
use crate::sqlite::paging;
use crate::{Cursor, Page, PageRequest, StoreError};

/// A segment, in the order [`read`] takes it.
const SEGMENT: &str = "
    SELECT id, name, description, rule, created_at, updated_at,
           (SELECT count(*) FROM segment_in_segment WHERE segment = segment.id),
           (SELECT count(*) FROM segment_in_campaign WHERE segment = segment.id)
    FROM segment";

/// One segment of a workspace.
pub(super) fn one(
    db: &Connection,
    workspace: WorkspaceId,
    id: SegmentId,
) -> Result<Option<Segment>, StoreError> {
    let mut select = db.prepare_cached(&format!("{SEGMENT} WHERE id = ?1 AND workspace = ?2"))?;
    let mut rows = select.query([id.get(), workspace.get()])?;
    rows.next()?.map(read).transpose()
}

/// The rule of a segment of a workspace.
pub(super) fn rule(
    db: &Connection,
    workspace: WorkspaceId,
    id: SegmentId,
) -> Result<Option<Rule>, StoreError> {
    let mut select = db.prepare_cached("SELECT rule FROM segment WHERE id = ?1 AND workspace = ?2")?;
    let mut rows = select.query([id.get(), workspace.get()])?;
    rows.next()?.map(|row| as_rule(row.text(0)?)).transpose()
}

/// What some segments and campaigns are called.
pub(super) fn names(
    db: &Connection,
    workspace: WorkspaceId,
    segments: &[SegmentId],
    campaigns: &[CampaignId],
) -> Result<Names, StoreError> {
    let called = |table: &str, id: i64| -> Result<Option<String>, StoreError> {
        let mut select =
            db.prepare_cached(&format!("SELECT name FROM {table} WHERE id = ?1 AND workspace = ?2"))?;
        Ok(select.query_row([id, workspace.get()], |row| row.get(0)).optional()?)
    };
    let mut named = (Vec::new(), Vec::new());
    for id in segments {
        named.0.extend(called("segment", id.get())?.map(|name| (*id, name)));
    }
    for id in campaigns {
        named.1.extend(called("campaign", id.get())?.map(|name| (*id, name)));
    }
    Ok(Names::told(named.0, named.1))
}

/// How many a workspace has.
pub(super) fn number(db: &Connection, workspace: WorkspaceId) -> Result<u64, StoreError> {
    let mut select = db.prepare_cached("SELECT count(*) FROM segment WHERE workspace = ?1")?;
    let number: i64 = select.query_row([workspace.get()], |row| row.get(0))?;
    Ok(number as u64)
}

/// By name.
pub(super) fn list(
    db: &Connection,
    workspace: WorkspaceId,
    search: &str,
    page: &PageRequest,
) -> Result<Page<Segment>, StoreError> {
    let after = page.after.as_ref().map_or("", |Cursor(key)| key);
    let mut select = db.prepare_cached(&format!(
        "{SEGMENT} WHERE workspace = ?1 AND key > ?2 AND instr(key, ?3) ORDER BY key LIMIT ?4"
    ))?;
    let mut rows = select.query(params![workspace.get(), after, fold(search.trim()), paging::fetch(page)])?;
    let mut segments = Vec::new();
    while let Some(row) = rows.next()? {
        segments.push(read(row)?);
    }
    Ok(paging::page(segments, page, |last| Cursor(last.plan.name.key())))
}

/// The newest, by id and name.
pub(super) fn newest(
    db: &Connection,
    workspace: WorkspaceId,
    most: u32,
) -> Result<Vec<(SegmentId, String)>, StoreError> {
    let mut select =
        db.prepare_cached("SELECT id, name FROM segment WHERE workspace = ?1 ORDER BY id DESC LIMIT ?2")?;
    let mut rows = select.query([workspace.get(), i64::from(most)])?;
    let mut named = Vec::new();
    while let Some(row) = rows.next()? {
        named.push((row.id(0)?, row.text(1)?.to_owned()));
    }
    Ok(named)
}

/// Keeps a new one.
pub(super) fn insert(
    db: &Connection,
    workspace: WorkspaceId,
    plan: &SegmentPlan,
    at: Timestamp,
) -> Result<SegmentId, StoreError> {
    let mut insert = db.prepare_cached(
        "INSERT INTO segment (workspace, key, name, description, rule, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)",
    )?;
    insert
        .execute(params![
            workspace.get(),
            plan.name.key(),
            plan.name.as_str(),
            plan.description.as_ref().map(Line::as_str),
            plan.rule.to_json(),
            at.millis()
        ])
        .map_err(taken)?;
    as_id(db.last_insert_rowid())
}

/// Rewrites one.
pub(super) fn update(
    db: &Connection,
    id: SegmentId,
    plan: &SegmentPlan,
    at: Timestamp,
) -> Result<(), StoreError> {
    let mut update = db.prepare_cached(
        "UPDATE segment SET key = ?2, name = ?3, description = ?4, rule = ?5, updated_at = ?6 WHERE id = ?1",
    )?;
    update
        .execute(params![
            id.get(),
            plan.name.key(),
            plan.name.as_str(),
            plan.description.as_ref().map(Line::as_str),
            plan.rule.to_json(),
            at.millis()
        ])
        .map_err(taken)?;
    Ok(())
}

/// A workspace has each name once.
fn taken(error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::ConstraintViolation) => StoreError::NameTaken,
        _ => error.into(),
    }
}

fn read(row: &Row<'_>) -> Result<Segment, StoreError> {
    Ok(Segment {
        id: row.id(0)?,
        plan: SegmentPlan {
            name: parsed(row.text(1)?, SegmentName::parse)?,
            description: row.maybe_parsed(2, Line::parse)?,
            rule: as_rule(row.text(3)?)?,
        },
        created_at: row.time(4)?,
        updated_at: row.time(5)?,
        in_segments: row.count(6)?,
        in_campaigns: row.count(7)?,
    })
}
