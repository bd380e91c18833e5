//! Who did what.

use async_trait::async_trait;
use domain::WorkspaceId;
use domain::audit::Actor;
use rusqlite::{Connection, Row, ToSql, params};

use super::codes::Coded;
use super::columns::Columns;
use super::writer::Durability;
use super::{SqliteStore, paging};
use crate::audit::ActorParts;
use crate::{Audit, AuditEntry, AuditFilter, Note, Page, PageRequest, StoreError};

#[async_trait]
impl Audit for SqliteStore {
    async fn audit(
        &self,
        workspace: WorkspaceId,
        filter: &AuditFilter,
        page: &PageRequest,
    ) -> Result<Page<AuditEntry>, StoreError> {
        let (filter, page) = (filter.clone(), page.clone());
        self.read(move |db| list(db, workspace, &filter, &page)).await
    }

    async fn note(&self, note: Note) -> Result<(), StoreError> {
        self.write(Durability::Power, move |writing| append(writing.db, &note)).await
    }
}

/// Adds a line, unless it is one of those that are noted once in a while and there is one.
pub(super) fn append(db: &Connection, note: &Note) -> Result<(), StoreError> {
    let ActorParts { kind, id, name } = ActorParts::of(&note.by);
    if let Some(millis) = note.deed.once_within() {
        let mut before = db.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM audit WHERE workspace = ?1 AND deed = ?2 AND target = ?3
                 AND at > ?4 AND actor_kind = ?5 AND actor IS ?6)",
        )?;
        let since = note.at.plus_millis(-millis).millis();
        let same = params![note.workspace.get(), note.deed.code(), note.on, since, kind, id];
        if before.query_row(same, |row| row.get(0))? {
            return Ok(());
        }
    }
    db.prepare_cached(
        "INSERT INTO audit (workspace, at, deed, actor_kind, actor, actor_name, address, target, target_name, detail)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        note.workspace.get(),
        note.at.millis(),
        note.deed.code(),
        kind,
        id,
        name,
        note.address,
        note.on,
        note.named,
        note.detail
    ])?;
    Ok(())
}

fn list(
    db: &Connection,
    workspace: WorkspaceId,
    filter: &AuditFilter,
    page: &PageRequest,
) -> Result<Page<AuditEntry>, StoreError> {
    let [before] = paging::numbers(page)?.unwrap_or([i64::MAX]);
    let mut sql =
        "SELECT id, workspace, at, deed, actor_kind, actor, actor_name, address, target, target_name, detail
                   FROM audit WHERE workspace = ? AND id < ?"
            .to_owned();
    let mut values = vec![workspace.get(), before];
    if !filter.deeds.is_empty() {
        sql.extend([" AND deed IN (", &vec!["?"; filter.deeds.len()].join(", "), ")"]);
        values.extend(filter.deeds.iter().map(|deed| deed.code()));
    }
    if let Some(whose) = filter.by {
        let (kind, id) = whose.code();
        sql += " AND actor_kind = ? AND actor = ?";
        values.extend([kind, id]);
    }
    for (condition, bound) in [(" AND at >= ?", filter.from), (" AND at < ?", filter.until)] {
        if let Some(bound) = bound {
            sql += condition;
            values.push(bound.millis());
        }
    }
    sql += " ORDER BY id DESC LIMIT ?";
    values.push(paging::fetch(page));
    let mut select = db.prepare_cached(&sql)?;
    let values: Vec<&dyn ToSql> = values.iter().map(|value| value as &dyn ToSql).collect();
    let mut rows = select.query(&*values)?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push(read(row)?);
    }
    Ok(paging::page(entries, page, |last| paging::cursor(&[last.id.get()])))
}

fn read(row: &Row<'_>) -> Result<AuditEntry, StoreError> {
    let owned = |at| Ok::<_, StoreError>(row.maybe_text(at)?.map(str::to_owned));
    let by: Actor =
        ActorParts { kind: row.int(4)?, id: row.maybe_int(5)?, name: row.maybe_text(6)? }.actor()?;
    Ok(AuditEntry {
        id: row.id(0)?,
        note: Note {
            workspace: row.id(1)?,
            at: row.time(2)?,
            by,
            address: owned(7)?,
            deed: row.word(3)?,
            on: row.maybe_int(8)?,
            named: owned(9)?,
            detail: owned(10)?,
        },
    })
}
