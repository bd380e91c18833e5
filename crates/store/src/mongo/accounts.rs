//! Workspaces, sign-in links, sessions and keys.
#![allow(unused_variables, unused_imports, clippy::todo, reason = "being written")]

use crate::StoreError;
use crate::{Accounts, ApiKey, MongoStore, NewSession, Session};
use async_trait::async_trait;
use domain::workspace::{Settings, Workspace};
use domain::{ApiKeyId, SessionId, Timestamp, UserId, WorkspaceId};

#[async_trait]
impl Accounts for MongoStore {
    async fn first_workspace(&self, at: Timestamp) -> Result<Workspace, StoreError> {
        todo!()
    }
    async fn create_workspace(&self, settings: Settings, at: Timestamp) -> Result<Workspace, StoreError> {
        todo!()
    }
    async fn workspace(&self, workspace: WorkspaceId) -> Result<Option<Workspace>, StoreError> {
        todo!()
    }
    async fn configure(&self, workspace: WorkspaceId, settings: Settings) -> Result<Workspace, StoreError> {
        todo!()
    }
    async fn offer_link(
        &self,
        workspace: WorkspaceId,
        hash: [u8; 32],
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        todo!()
    }
    async fn redeem_link(&self, hash: [u8; 32], session: NewSession) -> Result<Option<Session>, StoreError> {
        todo!()
    }
    async fn session(&self, session: SessionId, now: Timestamp) -> Result<Option<Session>, StoreError> {
        todo!()
    }
    async fn revoke_session(&self, session: SessionId) -> Result<(), StoreError> {
        todo!()
    }
    async fn create_api_key(
        &self,
        workspace: WorkspaceId,
        name: &str,
        prefix: &str,
        hash: [u8; 32],
        at: Timestamp,
    ) -> Result<ApiKey, StoreError> {
        todo!()
    }
    async fn api_keys(&self, workspace: WorkspaceId) -> Result<Vec<ApiKey>, StoreError> {
        todo!()
    }
    async fn use_api_key(&self, hash: [u8; 32], now: Timestamp) -> Result<Option<ApiKey>, StoreError> {
        todo!()
    }
    async fn revoke_api_key(&self, workspace: WorkspaceId, key: ApiKeyId) -> Result<(), StoreError> {
        todo!()
    }
}
