use async_trait::async_trait;
use domain::{DeadLetterId, FieldError, Timestamp, Topic, WorkspaceId};

use crate::{Page, PageRequest, StoreError};

/// A record that was accepted and could not be applied.
#[derive(Debug, Clone, PartialEq)]
pub struct DeadLetter {
    /// Given by the store.
    pub id: DeadLetterId,
    /// What it is about.
    pub topic: Topic,
    /// Why it could not be applied.
    pub error: FieldError,
    /// The record as JSON.
    pub record: String,
    /// When.
    pub created_at: Timestamp,
}

/// Records that could not be applied, kept until a person decides.
#[async_trait]
pub trait DeadLetters {
    /// Newest first.
    async fn dead_letters(
        &self,
        workspace: WorkspaceId,
        page: &PageRequest,
    ) -> Result<Page<DeadLetter>, StoreError>;
    /// How many there are.
    async fn count_dead_letters(&self, workspace: WorkspaceId) -> Result<u64, StoreError>;
    /// One of them.
    async fn dead_letter(
        &self,
        workspace: WorkspaceId,
        id: DeadLetterId,
    ) -> Result<Option<DeadLetter>, StoreError>;
    /// Forgets one, because it was replayed or is not wanted; `NotFound` if it is gone.
    async fn discard_dead_letter(&self, workspace: WorkspaceId, id: DeadLetterId) -> Result<(), StoreError>;
}
