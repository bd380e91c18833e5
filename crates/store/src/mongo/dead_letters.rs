//! Records that could not be applied.

use async_trait::async_trait;
use domain::{DeadLetterId, FieldError, Topic, WorkspaceId};
use mongodb::ClientSession;
use mongodb::bson::{RawDocument, doc};

use super::MongoStore;
use super::collections::{DEAD_LETTERS, MARKS};
use super::connection::ANSWER_WITHIN;
use super::fields::{Fields, all};
use super::ingest::{counters, mark_key};
use super::transaction::transact;
use crate::{DeadLetter, DeadLetters, Page, PageRequest, StoreError, paging};

#[async_trait]
impl DeadLetters for MongoStore {
    async fn dead_letters(
        &self,
        workspace: WorkspaceId,
        page: &PageRequest,
    ) -> Result<Page<DeadLetter>, StoreError> {
        let [before] = paging::numbers(page)?.unwrap_or([i64::MAX]);
        let found = self
            .collection(DEAD_LETTERS)
            .find(doc! { "w": workspace.get(), "_id": { "$lt": before } })
            .sort(doc! { "_id": -1 })
            .limit(paging::fetch(page))
            .max_time(ANSWER_WITHIN)
            .await?;
        let letters = all(found, read).await?;
        Ok(paging::page(letters, page, |last| paging::cursor(&[last.id.get()])))
    }

    async fn count_dead_letters(&self, workspace: WorkspaceId) -> Result<u64, StoreError> {
        Ok(counters(&self.db, workspace).await?.dead_letters.unsigned_abs())
    }

    async fn dead_letter(
        &self,
        workspace: WorkspaceId,
        id: DeadLetterId,
    ) -> Result<Option<DeadLetter>, StoreError> {
        let found = self
            .collection(DEAD_LETTERS)
            .find_one(doc! { "_id": id.get(), "w": workspace.get() })
            .max_time(ANSWER_WITHIN)
            .await?;
        found.as_deref().map(read).transpose()
    }

    async fn discard_dead_letter(&self, workspace: WorkspaceId, id: DeadLetterId) -> Result<(), StoreError> {
        transact!(self, |session| discard(self, session, workspace, id))
    }
}

async fn discard(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    id: DeadLetterId,
) -> Result<(), StoreError> {
    let letter = doc! { "_id": id.get(), "w": workspace.get() };
    let gone = store.collection(DEAD_LETTERS).find_one_and_delete(letter).session(&mut *session).await?;
    let topic: Topic = gone.ok_or(StoreError::NotFound)?.word("t")?;
    store
        .collection(MARKS)
        .update_one(doc! { "_id": mark_key(topic, workspace) }, doc! { "$inc": { "deadLetters": -1_i64 } })
        .session(&mut *session)
        .await?;
    Ok(())
}

pub(super) fn read(letter: &RawDocument) -> Result<DeadLetter, StoreError> {
    Ok(DeadLetter {
        id: letter.id("_id")?,
        topic: letter.word("t")?,
        error: FieldError {
            field: letter.text("field")?.to_owned(),
            code: letter.text("code")?.to_owned(),
            message: letter.text("message")?.to_owned(),
        },
        record: letter.text("record")?.to_owned(),
        created_at: letter.time("createdAt")?,
    })
}
