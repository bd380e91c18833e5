//! Files being imported.

use async_trait::async_trait;
use domain::{ImportId, Timestamp, WorkspaceId};
use rusqlite::{Connection, Row, params};

use super::codes::Coded;
use super::columns::{Columns, id};
use super::writer::{Durability, Writing};
use super::{SqliteStore, paging};
use crate::{
    Import, ImportKind, ImportProgress, ImportRejection, ImportState, Imports, Page, PageRequest, StoreError,
};

const COLUMNS: &str = "
    SELECT id, kind, file_name, state, rows_read, accepted, rejected, last_position, started_at, finished_at, error
    FROM import";

/// So many refused rows are kept with their reason.
const KEPT: i64 = 10_000;

#[async_trait]
impl Imports for SqliteStore {
    async fn create_import(
        &self,
        workspace: WorkspaceId,
        kind: ImportKind,
        file_name: Option<&str>,
        at: Timestamp,
    ) -> Result<Import, StoreError> {
        let file_name = file_name.map(str::to_owned);
        self.write(Durability::Process, move |writing| create(writing, workspace, kind, file_name, at)).await
    }

    async fn advance_import(
        &self,
        workspace: WorkspaceId,
        id: ImportId,
        progress: ImportProgress,
        rejections: Vec<ImportRejection>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(Durability::Process, move |writing| {
            advance(writing, workspace, id, progress, &rejections, at)
        })
        .await
    }

    async fn finish_import(
        &self,
        workspace: WorkspaceId,
        id: ImportId,
        error: Option<&str>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let error = error.map(str::to_owned);
        self.write(Durability::Process, move |writing| finish(writing, workspace, id, error.as_deref(), at))
            .await
    }

    async fn fail_running_imports(
        &self,
        reason: &str,
        at: Timestamp,
        silent_since: Timestamp,
    ) -> Result<u64, StoreError> {
        let reason = reason.to_owned();
        self.write(Durability::Process, move |writing| {
            let failed = writing
                .db
                .prepare_cached(
                    "UPDATE import SET state = ?1, error = ?2, finished_at = ?3 WHERE state = ?4 AND heard_at < ?5",
                )?
                .execute(params![
                    ImportState::Failed.code(),
                    reason,
                    at.millis(),
                    ImportState::Running.code(),
                    silent_since.millis()
                ])?;
            Ok(failed as u64)
        })
        .await
    }

    async fn import(&self, workspace: WorkspaceId, id: ImportId) -> Result<Option<Import>, StoreError> {
        self.read(move |db| one(db, workspace, id)).await
    }

    async fn imports(&self, workspace: WorkspaceId, page: &PageRequest) -> Result<Page<Import>, StoreError> {
        let page = page.clone();
        self.read(move |db| list(db, workspace, &page)).await
    }

    async fn import_rejections(
        &self,
        workspace: WorkspaceId,
        id: ImportId,
        page: &PageRequest,
    ) -> Result<Page<ImportRejection>, StoreError> {
        let page = page.clone();
        self.read(move |db| rejections(db, workspace, id, &page)).await
    }
}

fn create(
    writing: &Writing<'_>,
    workspace: WorkspaceId,
    kind: ImportKind,
    file_name: Option<String>,
    at: Timestamp,
) -> Result<Import, StoreError> {
    writing
        .db
        .prepare_cached(
            "INSERT INTO import (workspace, kind, file_name, state, started_at, heard_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
        )?
        .execute(params![
            workspace.get(),
            kind.code(),
            file_name,
            ImportState::Running.code(),
            at.millis()
        ])?;
    let id: ImportId = id(writing.db.last_insert_rowid())?;
    writing.made(id.get());
    Ok(Import {
        id,
        kind,
        file_name,
        state: ImportState::Running,
        progress: ImportProgress::default(),
        started_at: at,
        finished_at: None,
        error: None,
    })
}

fn advance(
    writing: &Writing<'_>,
    workspace: WorkspaceId,
    id: ImportId,
    progress: ImportProgress,
    rejections: &[ImportRejection],
    at: Timestamp,
) -> Result<(), StoreError> {
    let db = writing.db;
    let updated = db
        .prepare_cached(
            "UPDATE import SET rows_read = ?3, accepted = ?4, rejected = ?5, last_position = ?6, heard_at = ?7
             WHERE id = ?1 AND workspace = ?2",
        )?
        .execute([
            id.get(),
            workspace.get(),
            progress.rows_read as i64,
            progress.accepted as i64,
            progress.rejected as i64,
            progress.last_position as i64,
            at.millis(),
        ])?;
    if updated == 0 {
        return Err(StoreError::NotFound);
    }
    let kept: i64 = db
        .prepare_cached("SELECT coalesce(max(number), 0) FROM import_rejection WHERE import = ?1")?
        .query_row([id.get()], |row| row.get(0))?;
    let mut insert = db.prepare_cached(
        "INSERT INTO import_rejection (import, line, number, field, code, message) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for (number, rejection) in (kept + 1..=KEPT).zip(rejections) {
        let ImportRejection { line, field, code, message } = rejection;
        insert.execute(params![id.get(), *line as i64, number, field, code, message])?;
    }
    Ok(())
}

fn finish(
    writing: &Writing<'_>,
    workspace: WorkspaceId,
    id: ImportId,
    error: Option<&str>,
    at: Timestamp,
) -> Result<(), StoreError> {
    let state = if error.is_some() { ImportState::Failed } else { ImportState::Done };
    let updated = writing
        .db
        .prepare_cached(
            "UPDATE import SET state = ?3, error = ?4, finished_at = ?5 WHERE id = ?1 AND workspace = ?2",
        )?
        .execute(params![id.get(), workspace.get(), state.code(), error, at.millis()])?;
    if updated == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

fn one(db: &Connection, workspace: WorkspaceId, id: ImportId) -> Result<Option<Import>, StoreError> {
    let mut select = db.prepare_cached(&format!("{COLUMNS} WHERE id = ?1 AND workspace = ?2"))?;
    let mut rows = select.query([id.get(), workspace.get()])?;
    rows.next()?.map(read).transpose()
}

fn list(db: &Connection, workspace: WorkspaceId, page: &PageRequest) -> Result<Page<Import>, StoreError> {
    let [before] = paging::numbers(page)?.unwrap_or([i64::MAX]);
    let mut select =
        db.prepare_cached(&format!("{COLUMNS} WHERE workspace = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3"))?;
    let mut rows = select.query([workspace.get(), before, paging::fetch(page)])?;
    let mut imports = Vec::new();
    while let Some(row) = rows.next()? {
        imports.push(read(row)?);
    }
    Ok(paging::page(imports, page, |last| paging::cursor(&[last.id.get()])))
}

fn rejections(
    db: &Connection,
    workspace: WorkspaceId,
    id: ImportId,
    page: &PageRequest,
) -> Result<Page<ImportRejection>, StoreError> {
    if one(db, workspace, id)?.is_none() {
        return Err(StoreError::NotFound);
    }
    let [line, number] = paging::numbers(page)?.unwrap_or([-1, 0]);
    let mut select = db.prepare_cached(
        "SELECT line, number, field, code, message FROM import_rejection
         WHERE import = ?1 AND (line, number) > (?2, ?3) ORDER BY line, number LIMIT ?4",
    )?;
    let mut rows = select.query([id.get(), line, number, paging::fetch(page)])?;
    let mut rejections = Vec::new();
    while let Some(row) = rows.next()? {
        let rejection = ImportRejection {
            line: row.count(0)?,
            field: row.text(2)?.to_owned(),
            code: row.text(3)?.to_owned(),
            message: row.text(4)?.to_owned(),
        };
        rejections.push((row.int(1)?, rejection));
    }
    let page = paging::page(rejections, page, |(number, last)| paging::cursor(&[last.line as i64, *number]));
    Ok(Page { items: page.items.into_iter().map(|(_, rejection)| rejection).collect(), next: page.next })
}

fn read(row: &Row<'_>) -> Result<Import, StoreError> {
    Ok(Import {
        id: row.id(0)?,
        kind: row.word(1)?,
        file_name: row.maybe_text(2)?.map(str::to_owned),
        state: row.word(3)?,
        progress: ImportProgress {
            rows_read: row.count(4)?,
            accepted: row.count(5)?,
            rejected: row.count(6)?,
            last_position: row.count(7)?,
        },
        started_at: row.time(8)?,
        finished_at: row.maybe_time(9)?,
        error: row.maybe_text(10)?.map(str::to_owned),
    })
}
