use async_trait::async_trait;
use domain::account::{Role, Scopes};
use domain::workspace::{Settings, SettingsChange, Workspace};
use domain::{ApiKeyId, SessionId, Timestamp, UserId, WorkspaceId};

use crate::StoreError;

/// A person who signs in.
#[derive(Debug, Clone, PartialEq)]
pub struct User {
    /// Given by the store.
    pub id: UserId,
    /// As they call themselves.
    pub name: Option<String>,
    /// Where they are reached.
    pub email: Option<String>,
    /// The provider of identities by which they sign in; absent for those who come by link.
    pub issuer: Option<String>,
}

/// What a browser said of itself when it signed in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Device {
    /// Its `User-Agent`.
    pub agent: Option<String>,
    /// The address it came from.
    pub address: Option<String>,
}

/// A signed-in browser.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// Given by the store.
    pub id: SessionId,
    /// Who.
    pub user: User,
    /// In which workspace.
    pub workspace: WorkspaceId,
    /// What they may do there.
    pub role: Role,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was last noted to be in use.
    pub seen_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
    /// What the browser said of itself.
    pub device: Device,
}

/// What a new session is made of.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// From when.
    pub at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
    /// What the browser says of itself.
    pub device: Device,
}

/// A key for scripts, without the key itself.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiKey {
    /// Given by the store.
    pub id: ApiKeyId,
    /// The workspace it opens.
    pub workspace: WorkspaceId,
    /// What the person called it.
    pub name: String,
    /// Its first letters, to tell it from others.
    pub prefix: String,
    /// What it is good for.
    pub scopes: Scopes,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops working; never, if absent.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
}

/// What a new key is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct NewApiKey {
    /// What the person calls it.
    pub name: String,
    /// Its first letters, to tell it from others.
    pub prefix: String,
    /// SHA-256 of the key.
    pub hash: [u8; 32],
    /// What it is good for.
    pub scopes: Scopes,
    /// When it is made.
    pub at: Timestamp,
    /// When it stops working; never, if absent.
    pub expires_at: Option<Timestamp>,
}

/// Workspaces, and who may enter them. Secrets arrive hashed (SHA-256) and are kept so.
#[async_trait]
pub trait Accounts {
    /// The workspace of day one, made with defaults if there is none yet, together with its owner.
    async fn first_workspace(&self, at: Timestamp) -> Result<Workspace, StoreError>;
    /// Another workspace, configured from the start, together with its owner.
    async fn create_workspace(&self, settings: Settings, at: Timestamp) -> Result<Workspace, StoreError>;
    /// One workspace.
    async fn workspace(&self, workspace: WorkspaceId) -> Result<Option<Workspace>, StoreError>;
    /// What a person decided; marks the workspace as configured. What they did not mention stays. `NotFound` if there
    /// is none.
    async fn configure(
        &self,
        workspace: WorkspaceId,
        change: SettingsChange,
    ) -> Result<Workspace, StoreError>;

    /// The secret of this name that every process of the store shares: `proposal` if there was none yet. Durable
    /// when it returns.
    async fn shared_secret(&self, name: &str, proposal: &str) -> Result<String, StoreError>;

    /// Keeps a one-time sign-in link of the workspace's oldest owner. Earlier links stay: each works once, until it expires.
    /// `NotFound` if there is no such workspace.
    async fn offer_link(
        &self,
        workspace: WorkspaceId,
        hash: [u8; 32],
        expires_at: Timestamp,
    ) -> Result<(), StoreError>;
    /// Uses up a link and signs in whom it was made for: the workspace's oldest owner, one of its members, or somebody
    /// invited, who becomes a member by it. `None` if there is no such link, it was used, or it has expired.
    async fn redeem_link(&self, hash: [u8; 32], session: NewSession) -> Result<Option<Session>, StoreError>;

    /// A session that is neither revoked nor expired at `now`, of somebody who still is a member of its workspace.
    async fn session(&self, session: SessionId, now: Timestamp) -> Result<Option<Session>, StoreError>;
    /// Ends a session. Durable when this returns; ending it twice is no error.
    async fn revoke_session(&self, session: SessionId) -> Result<(), StoreError>;

    /// Keeps a new key. `NotFound` if there is no such workspace.
    async fn create_api_key(&self, workspace: WorkspaceId, key: NewApiKey) -> Result<ApiKey, StoreError>;
    /// A workspace's keys, newest first.
    async fn api_keys(&self, workspace: WorkspaceId) -> Result<Vec<ApiKey>, StoreError>;
    /// The key with this hash unless it has expired at `now`; notes its use, at most once a minute.
    async fn use_api_key(&self, hash: [u8; 32], now: Timestamp) -> Result<Option<ApiKey>, StoreError>;
    /// Removes a key. Durable when this returns; `NotFound` if the workspace has no such key.
    async fn revoke_api_key(&self, workspace: WorkspaceId, key: ApiKeyId) -> Result<(), StoreError>;
}
