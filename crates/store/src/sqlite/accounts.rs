//! Workspaces, people, sign-in links, sessions and keys.

mod api_keys;
mod invitations;
mod links;
mod members;
mod sessions;
mod users;
mod workspaces;

use async_trait::async_trait;
use domain::workspace::{Settings, SettingsChange, Workspace};
use domain::{ApiKeyId, SessionId, Timestamp, WorkspaceId};

use super::SqliteStore;
use super::writer::Durability;
use crate::{Accounts, ApiKey, NewApiKey, NewSession, Session, StoreError};
#[cfg(test)]
pub(super) use members::join;
pub(super) use workspaces::workspace;

#[async_trait]
impl Accounts for SqliteStore {
    async fn first_workspace(&self, at: Timestamp) -> Result<Workspace, StoreError> {
        if let Some(first) = self.read(workspaces::first).await? {
            return Ok(first);
        }
        // Another process may make it at this moment: asked again where only one can write.
        self.write(Durability::Power, move |writing| match workspaces::first(writing.db)? {
            Some(first) => Ok(first),
            None => workspaces::create(writing, &workspaces::defaults()?, false, at),
        })
        .await
    }

    async fn create_workspace(&self, settings: Settings, at: Timestamp) -> Result<Workspace, StoreError> {
        self.write(Durability::Power, move |writing| workspaces::create(writing, &settings, true, at)).await
    }

    async fn workspace(&self, workspace: WorkspaceId) -> Result<Option<Workspace>, StoreError> {
        self.read(move |db| workspaces::workspace(db, workspace)).await
    }

    async fn configure(
        &self,
        workspace: WorkspaceId,
        change: SettingsChange,
    ) -> Result<Workspace, StoreError> {
        self.write(Durability::Power, move |writing| {
            workspaces::configure(writing, workspace, change.clone())
        })
        .await
    }

    async fn shared_secret(&self, name: &str, proposal: &str) -> Result<String, StoreError> {
        let (name, proposal) = (format!("secret {name}"), proposal.to_owned());
        self.write(Durability::Power, move |writing| {
            let db = writing.db;
            db.prepare_cached("INSERT OR IGNORE INTO setting (name, value) VALUES (?1, ?2)")?
                .execute([&name, &proposal])?;
            let mut select = db.prepare_cached("SELECT value FROM setting WHERE name = ?1")?;
            Ok(select.query_row([&name], |row| row.get(0))?)
        })
        .await
    }

    async fn offer_link(
        &self,
        workspace: WorkspaceId,
        hash: [u8; 32],
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(Durability::Power, move |writing| {
            links::offer(writing.db, workspace, links::Whose::OldestOwner, hash, expires_at)
        })
        .await
    }

    async fn redeem_link(&self, hash: [u8; 32], session: NewSession) -> Result<Option<Session>, StoreError> {
        self.write(Durability::Power, move |writing| links::redeem(writing.db, hash, &session)).await
    }

    async fn session(&self, session: SessionId, now: Timestamp) -> Result<Option<Session>, StoreError> {
        self.read(move |db| sessions::session(db, session, now)).await
    }

    async fn revoke_session(&self, session: SessionId) -> Result<(), StoreError> {
        self.write(Durability::Power, move |writing| sessions::revoke(writing, session)).await
    }

    async fn create_api_key(&self, workspace: WorkspaceId, key: NewApiKey) -> Result<ApiKey, StoreError> {
        self.write(Durability::Power, move |writing| api_keys::create(writing, workspace, key)).await
    }

    async fn api_keys(&self, workspace: WorkspaceId) -> Result<Vec<ApiKey>, StoreError> {
        self.read(move |db| api_keys::list(db, workspace)).await
    }

    async fn use_api_key(&self, hash: [u8; 32], now: Timestamp) -> Result<Option<ApiKey>, StoreError> {
        let found = self.read(move |db| api_keys::find(db, hash)).await?;
        let Some(mut key) = found.filter(|key| key.expires_at.is_none_or(|end| end > now)) else {
            return Ok(None);
        };
        let minute = api_keys::minute(now);
        if key.last_used_at.is_none_or(|noted| noted < minute) {
            let id = key.id;
            match self
                .write(Durability::Process, move |writing| api_keys::note_use(writing, id, minute))
                .await
            {
                Ok(()) => key.last_used_at = Some(minute),
                // A disk that is full must not lock scripts out: they may be there to make room.
                Err(error) => tracing::warn!(%error, "the use of an API key could not be noted"),
            }
        }
        Ok(Some(key))
    }

    async fn revoke_api_key(&self, workspace: WorkspaceId, key: ApiKeyId) -> Result<(), StoreError> {
        self.write(Durability::Power, move |writing| api_keys::revoke(writing, workspace, key)).await
    }
}
