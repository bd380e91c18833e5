//! Records that could not be applied.

use async_trait::async_trait;
use domain::{DeadLetterId, FieldError, WorkspaceId};
use rusqlite::{Connection, Row};

use super::columns::Columns;
use super::ingest::Counters;
use super::writer::Durability;
use super::{SqliteStore, paging};
use crate::{DeadLetter, DeadLetters, Page, PageRequest, StoreError};

pub(super) const COLUMNS: &str =
    "SELECT id, topic, field, code, message, record, created_at FROM dead_letter";

#[async_trait]
impl DeadLetters for SqliteStore {
    async fn dead_letters(
        &self,
        workspace: WorkspaceId,
        page: &PageRequest,
    ) -> Result<Page<DeadLetter>, StoreError> {
        let page = page.clone();
        self.read(move |db| list(db, workspace, &page)).await
    }

    async fn count_dead_letters(&self, workspace: WorkspaceId) -> Result<u64, StoreError> {
        self.read(move |db| Ok(Counters::load(db, workspace)?.dead_letters.unsigned_abs())).await
    }

    async fn dead_letter(
        &self,
        workspace: WorkspaceId,
        id: DeadLetterId,
    ) -> Result<Option<DeadLetter>, StoreError> {
        self.read(move |db| one(db, workspace, id)).await
    }

    async fn discard_dead_letter(&self, workspace: WorkspaceId, id: DeadLetterId) -> Result<(), StoreError> {
        self.write(Durability::Power, move |writing| {
            let removed = writing
                .db
                .prepare_cached("DELETE FROM dead_letter WHERE id = ?1 AND workspace = ?2")?
                .execute([id.get(), workspace.get()])?;
            if removed == 0 {
                return Err(StoreError::NotFound);
            }
            let mut counters = Counters::load(writing.db, workspace)?;
            counters.dead_letters -= 1;
            counters.write(writing.db, workspace)
        })
        .await
    }
}

fn list(db: &Connection, workspace: WorkspaceId, page: &PageRequest) -> Result<Page<DeadLetter>, StoreError> {
    let [before] = paging::numbers(page)?.unwrap_or([i64::MAX]);
    let mut select =
        db.prepare_cached(&format!("{COLUMNS} WHERE workspace = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3"))?;
    let mut rows = select.query([workspace.get(), before, paging::fetch(page)])?;
    let mut letters = Vec::new();
    while let Some(row) = rows.next()? {
        letters.push(read(row)?);
    }
    Ok(paging::page(letters, page, |last| paging::cursor(&[last.id.get()])))
}

fn one(db: &Connection, workspace: WorkspaceId, id: DeadLetterId) -> Result<Option<DeadLetter>, StoreError> {
    let mut select = db.prepare_cached(&format!("{COLUMNS} WHERE id = ?1 AND workspace = ?2"))?;
    let mut rows = select.query([id.get(), workspace.get()])?;
    rows.next()?.map(read).transpose()
}

pub(super) fn read(row: &Row<'_>) -> Result<DeadLetter, StoreError> {
    Ok(DeadLetter {
        id: row.id(0)?,
        topic: row.word(1)?,
        error: FieldError {
            field: row.text(2)?.to_owned(),
            code: row.text(3)?.to_owned(),
            message: row.text(4)?.to_owned(),
        },
        record: row.text(5)?.to_owned(),
        created_at: row.time(6)?,
    })
}
