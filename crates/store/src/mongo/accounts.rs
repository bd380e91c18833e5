//! Workspaces, people, sign-in links, sessions and keys.

mod api_keys;
mod invitations;
mod links;
mod looking;
mod members;
mod secrets;
mod sessions;
mod users;
mod workspaces;

use async_trait::async_trait;
use domain::workspace::{Settings, SettingsChange, Workspace};
use domain::{ApiKeyId, SessionId, Timestamp, WorkspaceId};

use super::MongoStore;
use super::collections::LINKS;
use super::transaction::transact;
use crate::{Accounts, ApiKey, NewApiKey, NewSession, Session, StoreError};
pub(super) use workspaces::{touch, workspace};

#[async_trait]
impl Accounts for MongoStore {
    async fn first_workspace(&self, at: Timestamp) -> Result<Workspace, StoreError> {
        if let Some(first) = workspaces::first(self).await? {
            return Ok(first);
        }
        // Of all who make it at this moment one succeeds, and the others find it when they are repeated.
        let settings = workspaces::defaults()?;
        transact!(self, |session| async {
            match workspaces::first_within(self, session).await? {
                Some(first) => Ok(first),
                None => workspaces::create(self, session, &settings, workspaces::Origin::First, at).await,
            }
        })
    }

    async fn create_workspace(&self, settings: Settings, at: Timestamp) -> Result<Workspace, StoreError> {
        let origin = workspaces::Origin::Another;
        transact!(self, |session| workspaces::create(self, session, &settings, origin, at))
    }

    async fn workspace(&self, id: WorkspaceId) -> Result<Option<Workspace>, StoreError> {
        workspace(self, id).await
    }

    async fn configure(
        &self,
        workspace: WorkspaceId,
        change: SettingsChange,
    ) -> Result<Workspace, StoreError> {
        transact!(self, |session| workspaces::configure(self, session, workspace, change.clone()))
    }

    async fn shared_secret(&self, name: &str, proposal: &str) -> Result<String, StoreError> {
        secrets::shared(self, name, proposal).await
    }

    async fn offer_link(
        &self,
        workspace: WorkspaceId,
        hash: [u8; 32],
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        // A workspace never goes, so it need not be looked for within the transaction.
        workspace_or_none(self, workspace).await?;
        let link = links::document(workspace, links::Whose::OldestOwner, hash, expires_at);
        transact!(self, |session| async {
            self.collection(LINKS).insert_one(link.clone()).session(session).await?;
            Ok(())
        })
    }

    async fn redeem_link(&self, hash: [u8; 32], new: NewSession) -> Result<Option<Session>, StoreError> {
        transact!(self, |session| links::redeem(self, session, hash, &new))
    }

    async fn session(&self, session: SessionId, now: Timestamp) -> Result<Option<Session>, StoreError> {
        sessions::still_open(self, None, session, now).await
    }

    async fn revoke_session(&self, session: SessionId) -> Result<(), StoreError> {
        transact!(self, |within| sessions::revoke(self, within, session))
    }

    async fn create_api_key(&self, workspace: WorkspaceId, key: NewApiKey) -> Result<ApiKey, StoreError> {
        workspace_or_none(self, workspace).await?;
        transact!(self, |session| api_keys::create(self, session, workspace, &key))
    }

    async fn api_keys(&self, workspace: WorkspaceId) -> Result<Vec<ApiKey>, StoreError> {
        api_keys::list(self, workspace).await
    }

    async fn use_api_key(&self, hash: [u8; 32], now: Timestamp) -> Result<Option<ApiKey>, StoreError> {
        let found = api_keys::find(self, hash).await?;
        let Some(mut key) = found.filter(|key| key.expires_at.is_none_or(|end| end > now)) else {
            return Ok(None);
        };
        let minute = api_keys::minute(now);
        if key.last_used_at.is_none_or(|noted| noted < minute) {
            match api_keys::note_use(self, key.id, minute).await {
                Ok(()) => key.last_used_at = Some(minute),
                // A disk that is full must not lock scripts out: they may be there to make room.
                Err(error) => tracing::warn!(%error, "the use of an API key could not be noted"),
            }
        }
        Ok(Some(key))
    }

    async fn revoke_api_key(&self, workspace: WorkspaceId, key: ApiKeyId) -> Result<(), StoreError> {
        transact!(self, |session| api_keys::revoke(self, session, workspace, key))
    }
}

/// `NotFound` if there is no such workspace.
async fn workspace_or_none(store: &MongoStore, id: WorkspaceId) -> Result<(), StoreError> {
    workspace(store, id).await?.map(|_| ()).ok_or(StoreError::NotFound)
}
