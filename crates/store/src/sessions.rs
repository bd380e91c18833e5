use async_trait::async_trait;
use domain::{SessionId, Timestamp, UserId, WorkspaceId};

use crate::{Session, StoreError};

/// The signed-in browsers of a person.
#[async_trait]
pub trait Sessions {
    /// A person's sessions that hold at `now`, in whatever workspace, newest first.
    async fn sessions(&self, user: UserId, now: Timestamp) -> Result<Vec<Session>, StoreError>;
    /// Ends one of a person's sessions. Durable when it returns; `NotFound` if they have none such.
    async fn end_session(&self, user: UserId, session: SessionId) -> Result<(), StoreError>;
    /// Ends all sessions of a person; answers how many there were. Durable when it returns.
    async fn end_sessions(&self, user: UserId) -> Result<u64, StoreError>;
    /// Notes that a session is in use; one that has ended stays so.
    async fn note_session(&self, session: SessionId, at: Timestamp) -> Result<(), StoreError>;
    /// Takes a session to another workspace of its person. `NotFound` if they are no member there, or the session
    /// has ended.
    async fn switch_workspace(
        &self,
        session: SessionId,
        workspace: WorkspaceId,
        now: Timestamp,
    ) -> Result<Session, StoreError>;
}
