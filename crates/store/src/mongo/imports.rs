//! Files being imported.

use async_trait::async_trait;
use domain::{ImportId, Timestamp, WorkspaceId};
use mongodb::ClientSession;
use mongodb::bson::{RawDocument, cstr, doc, rawdoc};

use super::collections::{IMPORT_REJECTIONS, IMPORTS};
use super::connection::ANSWER_WITHIN;
use super::fields::{Fields, all};
use super::transaction::transact;
use super::{MongoStore, bulk};
use crate::codes::Coded;
use crate::reading::id;
use crate::{
    Import, ImportKind, ImportProgress, ImportRejection, ImportState, Imports, Page, PageRequest, StoreError,
    noting, paging,
};

/// So many refused rows are kept with their reason.
const KEPT: i64 = 10_000;

#[async_trait]
impl Imports for MongoStore {
    async fn create_import(
        &self,
        workspace: WorkspaceId,
        kind: ImportKind,
        file_name: Option<&str>,
        at: Timestamp,
    ) -> Result<Import, StoreError> {
        let number = self.ids.next()?;
        let mut import = rawdoc! {
            "_id": number,
            "w": workspace.get(),
            "kind": kind.code(),
            "state": ImportState::Running.code(),
            "rowsRead": 0_i64,
            "accepted": 0_i64,
            "rejected": 0_i64,
            "lastPosition": 0_i64,
            "kept": 0_i64,
            "startedAt": at.millis(),
            "heardAt": at.millis(),
        };
        if let Some(name) = file_name {
            import.append(cstr!("fileName"), name);
        }
        transact!(self, |session| async {
            self.collection(IMPORTS).insert_one(import.clone()).session(session).await?;
            noting::made(number);
            Ok(())
        })?;
        Ok(Import {
            id: id(number)?,
            kind,
            file_name: file_name.map(str::to_owned),
            state: ImportState::Running,
            progress: ImportProgress::default(),
            started_at: at,
            finished_at: None,
            error: None,
        })
    }

    async fn advance_import(
        &self,
        workspace: WorkspaceId,
        id: ImportId,
        progress: ImportProgress,
        rejections: Vec<ImportRejection>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        transact!(self, |session| advance(self, session, workspace, id, progress, &rejections, at))
    }

    async fn finish_import(
        &self,
        workspace: WorkspaceId,
        id: ImportId,
        error: Option<&str>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let state = if error.is_some() { ImportState::Failed } else { ImportState::Done };
        let ended = doc! { "state": state.code(), "error": error, "finishedAt": at.millis() };
        let updated = self
            .collection(IMPORTS)
            .update_one(doc! { "_id": id.get(), "w": workspace.get() }, doc! { "$set": ended })
            .await?;
        if updated.matched_count == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }

    async fn fail_running_imports(
        &self,
        reason: &str,
        at: Timestamp,
        silent_since: Timestamp,
    ) -> Result<u64, StoreError> {
        let silent =
            doc! { "state": ImportState::Running.code(), "heardAt": { "$lt": silent_since.millis() } };
        let failed = doc! { "state": ImportState::Failed.code(), "error": reason, "finishedAt": at.millis() };
        let updated = self.collection(IMPORTS).update_many(silent, doc! { "$set": failed }).await?;
        Ok(updated.modified_count)
    }

    async fn import(&self, workspace: WorkspaceId, id: ImportId) -> Result<Option<Import>, StoreError> {
        let found = self
            .collection(IMPORTS)
            .find_one(doc! { "_id": id.get(), "w": workspace.get() })
            .max_time(ANSWER_WITHIN)
            .await?;
        found.as_deref().map(read).transpose()
    }

    async fn imports(&self, workspace: WorkspaceId, page: &PageRequest) -> Result<Page<Import>, StoreError> {
        let [before] = paging::numbers(page)?.unwrap_or([i64::MAX]);
        let found = self
            .collection(IMPORTS)
            .find(doc! { "w": workspace.get(), "_id": { "$lt": before } })
            .sort(doc! { "_id": -1 })
            .limit(paging::fetch(page))
            .max_time(ANSWER_WITHIN)
            .await?;
        let imports = all(found, read).await?;
        Ok(paging::page(imports, page, |last| paging::cursor(&[last.id.get()])))
    }

    async fn import_rejections(
        &self,
        workspace: WorkspaceId,
        id: ImportId,
        page: &PageRequest,
    ) -> Result<Page<ImportRejection>, StoreError> {
        self.import(workspace, id).await?.ok_or(StoreError::NotFound)?;
        let [line, number] = paging::numbers(page)?.unwrap_or([-1, 0]);
        let behind = [doc! { "line": { "$gt": line } }, doc! { "line": line, "_id.n": { "$gt": number } }];
        let found = self
            .collection(IMPORT_REJECTIONS)
            .find(doc! { "_id.i": id.get(), "$or": behind })
            .sort(doc! { "line": 1, "_id.n": 1 })
            .limit(paging::fetch(page))
            .max_time(ANSWER_WITHIN)
            .await?;
        let rejections = all(found, |row| {
            let rejection = ImportRejection {
                line: row.count("line")?,
                field: row.text("field")?.to_owned(),
                code: row.text("code")?.to_owned(),
                message: row.text("message")?.to_owned(),
            };
            Ok((row.inner("_id")?.int("n")?, rejection))
        })
        .await?;
        let page =
            paging::page(rejections, page, |(number, last)| paging::cursor(&[last.line as i64, *number]));
        Ok(Page { items: page.items.into_iter().map(|(_, rejection)| rejection).collect(), next: page.next })
    }
}

async fn advance(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    id: ImportId,
    progress: ImportProgress,
    rejections: &[ImportRejection],
    at: Timestamp,
) -> Result<(), StoreError> {
    let filter = doc! { "_id": id.get(), "w": workspace.get() };
    let imports = store.collection(IMPORTS);
    let import =
        imports.find_one(filter.clone()).session(&mut *session).await?.ok_or(StoreError::NotFound)?;
    let kept = import.int("kept")?;
    let rows: Vec<_> = (kept + 1..=KEPT)
        .zip(rejections)
        .map(|(number, ImportRejection { line, field, code, message })| {
            rawdoc! {
                "_id": { "i": id.get(), "n": number },
                "w": workspace.get(),
                "line": *line as i64,
                "field": field.as_str(),
                "code": code.as_str(),
                "message": message.as_str(),
            }
        })
        .collect();
    bulk::insert(&store.db, session, IMPORT_REJECTIONS, &rows).await?;
    let advanced = doc! {
        "rowsRead": progress.rows_read as i64,
        "accepted": progress.accepted as i64,
        "rejected": progress.rejected as i64,
        "lastPosition": progress.last_position as i64,
        "kept": kept + rows.len() as i64,
        "heardAt": at.millis(),
    };
    imports.update_one(filter, doc! { "$set": advanced }).session(&mut *session).await?;
    Ok(())
}

fn read(import: &RawDocument) -> Result<Import, StoreError> {
    Ok(Import {
        id: import.id("_id")?,
        kind: import.word("kind")?,
        file_name: import.maybe_text("fileName")?.map(str::to_owned),
        state: import.word("state")?,
        progress: ImportProgress {
            rows_read: import.count("rowsRead")?,
            accepted: import.count("accepted")?,
            rejected: import.count("rejected")?,
            last_position: import.count("lastPosition")?,
        },
        started_at: import.time("startedAt")?,
        finished_at: import.maybe_time("finishedAt")?,
        error: import.maybe_text("error")?.map(str::to_owned),
    })
}
