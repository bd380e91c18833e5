use async_trait::async_trait;
use domain::account::Role;
use domain::audit::{Actor, Deed};
use domain::{ApiKeyId, AuditId, Timestamp, UserId, WorkspaceId};

use crate::reading::{corrupt, id};
use crate::{NewSession, Page, PageRequest, Session, StoreError};

/// Something that was done, to be kept. It names customers by id only, so that an erasure is not undone by it, and
/// holds no secret.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// Where.
    pub workspace: WorkspaceId,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Actor,
    /// From which network address.
    pub address: Option<String>,
    /// What.
    pub deed: Deed,
    /// To what, by its id: a key's where the deed is about a key, and so on. What a deed makes gets its id from the
    /// store.
    pub on: Option<i64>,
    /// What that was called then; never of a customer.
    pub named: Option<String>,
    /// More, as the deed's meaning says.
    pub detail: Option<String>,
}

impl Note {
    /// A deed without more said.
    pub fn of(workspace: WorkspaceId, at: Timestamp, by: Actor, deed: Deed) -> Self {
        Self { workspace, at, by, address: None, deed, on: None, named: None, detail: None }
    }

    /// It was done to what has this id.
    #[must_use]
    pub fn on(self, id: i64) -> Self {
        Self { on: Some(id), ..self }
    }

    /// What it was done to is called so.
    #[must_use]
    pub fn named(self, name: impl Into<String>) -> Self {
        Self { named: Some(name.into()), ..self }
    }

    /// More, as the deed's meaning says.
    #[must_use]
    pub fn with(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }
}

/// A line of the audit log.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditEntry {
    /// Given by the store.
    pub id: AuditId,
    /// What was done.
    pub note: Note,
}

/// Who is looked for in the audit log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// What a person did.
    Person(UserId),
    /// What was done with a key.
    Key(ApiKeyId),
}

/// Which lines of the audit log.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Of these deeds; of all, if empty.
    pub deeds: Vec<Deed>,
    /// Of one person or key.
    pub by: Option<Whose>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
}

/// Who did what. Lines are added and never changed nor removed.
#[async_trait]
pub trait Audit {
    /// A workspace's lines, newest first.
    async fn audit(
        &self,
        workspace: WorkspaceId,
        filter: &AuditFilter,
        page: &PageRequest,
    ) -> Result<Page<AuditEntry>, StoreError>;
    /// Adds a line for what writes nothing else in the store. What does is [`noted`](crate::noted). Durable when it
    /// returns.
    async fn note(&self, note: Note) -> Result<(), StoreError>;
}

impl Whose {
    /// As it is stored: the kind of actor, and its id.
    pub(crate) fn code(self) -> (i64, i64) {
        match self {
            Self::Person(id) => (PERSON, id.get()),
            Self::Key(id) => (KEY, id.get()),
        }
    }
}

// The numbers that stand for kinds of actors in what is stored; they never change their meaning.
const UNKNOWN: i64 = 0;
const PERSON: i64 = 1;
const KEY: i64 = 2;
const COMMAND_LINE: i64 = 3;
const SCHEDULE: i64 = 4;

/// An actor as it is stored.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ActorParts<'a> {
    pub(crate) kind: i64,
    pub(crate) id: Option<i64>,
    pub(crate) name: Option<&'a str>,
}

impl<'a> ActorParts<'a> {
    pub(crate) fn of(actor: &'a Actor) -> Self {
        match actor {
            Actor::Unknown => Self { kind: UNKNOWN, id: None, name: None },
            Actor::Person { id, name } => Self { kind: PERSON, id: Some(id.get()), name: name.as_deref() },
            Actor::Key { id, name } => Self { kind: KEY, id: Some(id.get()), name: Some(name) },
            Actor::CommandLine => Self { kind: COMMAND_LINE, id: None, name: None },
            Actor::Schedule => Self { kind: SCHEDULE, id: None, name: None },
        }
    }

    pub(crate) fn actor(self) -> Result<Actor, StoreError> {
        let name = self.name.map(str::to_owned);
        match (self.kind, self.id) {
            (UNKNOWN, _) => Ok(Actor::Unknown),
            (PERSON, Some(person)) => Ok(Actor::Person { id: id(person)?, name }),
            (KEY, Some(key)) => Ok(Actor::Key { id: id(key)?, name: name.unwrap_or_default() }),
            (COMMAND_LINE, _) => Ok(Actor::CommandLine),
            (SCHEDULE, _) => Ok(Actor::Schedule),
            (kind, id) => Err(corrupt(format!("{kind} and {id:?} as an actor"))),
        }
    }
}

impl Note {
    /// Somebody's coming in by a new session: by a one-time link, or by this provider.
    pub(crate) fn signed_in(session: &Session, provider: Option<&str>) -> Self {
        Self::of_session(session, Deed::SignedIn).with(provider.unwrap_or("link"))
    }

    /// Somebody's becoming a member by the invitation they came with.
    pub(crate) fn joined(session: &Session, workspace: WorkspaceId, role: Role) -> Self {
        Self { workspace, ..Self::of_session(session, Deed::MemberJoined) }.with(role.as_str())
    }

    fn of_session(session: &Session, deed: Deed) -> Self {
        let user = &session.user;
        let by = Actor::person(user.id, user.name.as_deref(), user.email.as_deref());
        let address = session.device.address.clone();
        Self { address, ..Self::of(session.workspace, session.created_at, by, deed) }
    }

    /// A link that is of no use any more was tried.
    pub(crate) fn refused(workspace: WorkspaceId, new: &NewSession) -> Self {
        let address = new.device.address.clone();
        Self { address, ..Self::of(workspace, new.at, Actor::Unknown, Deed::SignInRefused) }
    }
}
