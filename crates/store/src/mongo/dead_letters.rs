//! Records that could not be applied.
#![allow(unused_variables, unused_imports, clippy::todo, reason = "being written")]

use crate::{DeadLetter, DeadLetters, MongoStore};
use crate::{Page, PageRequest, StoreError};
use async_trait::async_trait;
use domain::{DeadLetterId, FieldError, Timestamp, Topic, WorkspaceId};

#[async_trait]
impl DeadLetters for MongoStore {
    async fn dead_letters(
        &self,
        workspace: WorkspaceId,
        page: &PageRequest,
    ) -> Result<Page<DeadLetter>, StoreError> {
        todo!()
    }
    async fn count_dead_letters(&self, workspace: WorkspaceId) -> Result<u64, StoreError> {
        todo!()
    }
    async fn dead_letter(
        &self,
        workspace: WorkspaceId,
        id: DeadLetterId,
    ) -> Result<Option<DeadLetter>, StoreError> {
        todo!()
    }
    async fn discard_dead_letter(&self, workspace: WorkspaceId, id: DeadLetterId) -> Result<(), StoreError> {
        todo!()
    }
}
