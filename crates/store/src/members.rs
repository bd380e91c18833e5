use async_trait::async_trait;
use domain::account::{Identity, Role};
use domain::customer::Email;
use domain::workspace::{Settings, Workspace};
use domain::{InvitationId, Timestamp, UserId, WorkspaceId};

use crate::{NewSession, Session, StoreError, User};

/// A person in a workspace.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Who.
    pub user: User,
    /// What they may do there.
    pub role: Role,
    /// Since when.
    pub joined_at: Timestamp,
}

/// An address that was asked to become a member.
#[derive(Debug, Clone, PartialEq)]
pub struct Invitation {
    /// Given by the store.
    pub id: InvitationId,
    /// Whoever has this address.
    pub email: Email,
    /// What they will be.
    pub role: Role,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it holds.
    pub expires_at: Timestamp,
}

/// What a new invitation is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct NewInvitation {
    /// Whoever has this address.
    pub email: Email,
    /// What they will be.
    pub role: Role,
    /// When it is made.
    pub at: Timestamp,
    /// Until when it holds.
    pub expires_at: Timestamp,
    /// SHA-256 of a one-time link that proves the invitation, where no provider of identities can.
    pub link: Option<[u8; 32]>,
}

/// Who belongs to a workspace, and as what. A workspace always has an owner.
#[async_trait]
pub trait Members {
    /// A workspace's members, those who joined first before others.
    async fn members(&self, workspace: WorkspaceId) -> Result<Vec<Member>, StoreError>;
    /// The workspaces of a person, and what they are there; in the order in which they joined.
    async fn workspaces_of(&self, user: UserId) -> Result<Vec<(Workspace, Role)>, StoreError>;
    /// Makes a member something else. Durable when it returns. `NotFound` if they are none, `WrongState` if the
    /// workspace would be left without an owner.
    async fn change_role(
        &self,
        workspace: WorkspaceId,
        user: UserId,
        role: Role,
    ) -> Result<Member, StoreError>;
    /// Ends a membership, with the sessions and links that it opened. Durable when it returns. `NotFound` if there is
    /// none, `WrongState` if the workspace would be left without an owner.
    async fn remove_member(&self, workspace: WorkspaceId, user: UserId) -> Result<(), StoreError>;
    /// How a person calls themselves. `NotFound` if there is no such person.
    async fn rename_user(&self, user: UserId, name: Option<String>) -> Result<User, StoreError>;
    /// Keeps a one-time sign-in link of a member. `NotFound` if they are none; `WrongState` if they sign in by a
    /// provider or belong to another workspace too, which this one's owners must not enter.
    async fn offer_member_link(
        &self,
        workspace: WorkspaceId,
        user: UserId,
        hash: [u8; 32],
        expires_at: Timestamp,
    ) -> Result<(), StoreError>;

    /// Keeps an invitation, instead of an earlier one of the same address. `NotFound` if there is no such workspace,
    /// `WrongState` if a member has that address.
    async fn invite(
        &self,
        workspace: WorkspaceId,
        invitation: NewInvitation,
    ) -> Result<Invitation, StoreError>;
    /// A workspace's invitations that hold at `now`, newest first.
    async fn invitations(
        &self,
        workspace: WorkspaceId,
        now: Timestamp,
    ) -> Result<Vec<Invitation>, StoreError>;
    /// Takes an invitation back, and its link. `NotFound` if the workspace has none such.
    async fn withdraw_invitation(
        &self,
        workspace: WorkspaceId,
        invitation: InvitationId,
    ) -> Result<(), StoreError>;

    /// Signs in whom a provider vouches for, in the workspace they were in last; every invitation of their address
    /// that holds makes them a member first. Somebody unknown whom nobody invited gets a workspace of their own with
    /// the settings `welcome`, not yet configured, and is its owner; without such settings, `None`. So is the answer
    /// for somebody known who is a member nowhere.
    async fn sign_in(
        &self,
        who: Identity,
        welcome: Option<Settings>,
        session: NewSession,
    ) -> Result<Option<Session>, StoreError>;
    /// Lets a person sign in by a provider from now on; takes over the address, and the name if there was none.
    /// `NotFound` if there is no such person; `WrongState` if they have another identity, or somebody else has this
    /// one.
    async fn connect(&self, user: UserId, who: Identity) -> Result<User, StoreError>;
}
