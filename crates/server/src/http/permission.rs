//! The one table of who may do what. A handler takes a permission as an argument, and taking it is the check; its
//! path names the same permission as `security`, and the API's document then says which roles and which scopes that is.

use std::borrow::Cow;

use domain::account::{Role, Scope};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::{PartialSchema, ToSchema};

/// What somebody must be allowed to do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Permission {
    /// The word under `security` of a path.
    pub(crate) name: &'static str,
    /// In a few words, for the API's document.
    pub(crate) meaning: &'static str,
    /// The roles of people who may.
    pub(crate) roles: &'static [Role],
    /// The scopes of keys of which one is enough; without any, no key may.
    pub(crate) scopes: &'static [Scope],
}

const EVERYONE: &[Role] = &Role::ALL;

/// Knowing where one is.
pub(crate) const KNOWN: Permission =
    Permission { name: "known", meaning: "Know who and where one is", roles: EVERYONE, scopes: &Scope::ALL };
/// Reading whatever the workspace holds.
pub(crate) const READ: Permission = Permission {
    name: "read",
    meaning: "Read customers, orders, campaigns and messages",
    roles: EVERYONE,
    scopes: &[Scope::Read],
};
/// Following what became of records that were sent in.
pub(crate) const FOLLOW: Permission = Permission {
    name: "follow",
    meaning: "Follow what became of records sent in",
    roles: EVERYONE,
    scopes: &[Scope::Read, Scope::Ingest],
};
/// Sending customers and orders in.
pub(crate) const INGEST: Permission = Permission {
    name: "ingest",
    meaning: "Send customers and orders in",
    roles: &[Role::Owner, Role::Marketer],
    scopes: &[Scope::Ingest],
};
/// Taking a customer out again.
pub(crate) const ERASE: Permission = Permission {
    name: "erase",
    meaning: "Erase a customer",
    roles: &[Role::Owner, Role::Marketer],
    scopes: &[Scope::Ingest],
};
/// Writing, launching and steering campaigns.
pub(crate) const EDIT: Permission = Permission {
    name: "edit",
    meaning: "Write, launch and steer campaigns",
    roles: &[Role::Owner, Role::Marketer],
    scopes: &[Scope::Campaigns],
};
/// Deciding about the workspace.
pub(crate) const CONFIGURE: Permission = Permission {
    name: "configure",
    meaning: "Decide about name, currency and time zone",
    roles: &[Role::Owner],
    scopes: &[Scope::Settings],
};
/// Deciding who may enter.
pub(crate) const OWN: Permission =
    Permission { name: "own", meaning: "Decide about members and keys", roles: &[Role::Owner], scopes: &[] };
/// Being a signed-in person.
pub(crate) const PERSON: Permission = Permission {
    name: "person",
    meaning: "See and end one's own sessions, name oneself, leave",
    roles: EVERYONE,
    scopes: &[],
};

/// The whole table.
pub(crate) const ALL: [&Permission; 9] =
    [&KNOWN, &READ, &FOLLOW, &INGEST, &ERASE, &EDIT, &CONFIGURE, &OWN, &PERSON];

impl Permission {
    /// True if somebody in this role may.
    pub(crate) fn of_role(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// The permission a path names.
    pub(crate) fn named_by(security: &SecurityRequirement) -> Option<&'static Self> {
        ALL.into_iter().find(|permission| *security == SecurityRequirement::new(permission.name, NOTHING))
    }

    /// The same in the words of OpenAPI: a session of one of the roles, or a key with one of the scopes.
    pub(crate) fn requirements(&self) -> Vec<SecurityRequirement> {
        let session = SecurityRequirement::new("session", self.roles.iter().map(|role| role.as_str()));
        let keys = self.scopes.iter().map(|scope| SecurityRequirement::new("key", [scope.as_str()]));
        std::iter::once(session).chain(keys).collect()
    }

    /// The table, for people.
    pub(crate) fn table() -> String {
        let rows = ALL.into_iter().map(|permission| {
            let roles = join(permission.roles.iter().map(|role| role.as_str()));
            let scopes = match permission.scopes {
                [] => "none".to_owned(),
                scopes => join(scopes.iter().map(|scope| scope.as_str())),
            };
            format!("| {} | {roles} | {scopes} |", permission.meaning)
        });
        let head = "| permission | roles | scopes of a key |\n|---|---|---|".to_owned();
        std::iter::once(head).chain(rows).collect::<Vec<_>>().join("\n")
    }
}

/// The words of the table, for the API's document.
pub(crate) struct PermissionWord;

impl PartialSchema for PermissionWord {
    fn schema() -> RefOr<Schema> {
        let meanings =
            ALL.into_iter().map(|permission| format!("- `{}`: {}", permission.name, permission.meaning));
        ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(ALL.into_iter().map(|permission| permission.name)))
            .description(Some(meanings.collect::<Vec<_>>().join("\n")))
            .into()
    }
}

impl ToSchema for PermissionWord {
    fn name() -> Cow<'static, str> {
        "Permission".into()
    }
}

/// No words: how a path names a permission.
const NOTHING: [&str; 0] = [];

/// Words in a row: "owner or marketer".
pub(crate) fn join(words: impl Iterator<Item = &'static str>) -> String {
    words.collect::<Vec<_>>().join(" or ")
}
