//! People.

use domain::UserId;
use domain::account::Identity;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::sqlite::columns::{Columns, id};
use crate::{StoreError, User};

/// What [`read`] reads, from a column on.
pub(super) const COLUMNS: &str = "user.id, user.name, user.email, user.issuer";

/// A person of four columns of a row.
pub(super) fn read(row: &Row<'_>, at: usize) -> Result<User, StoreError> {
    Ok(User {
        id: row.id(at)?,
        name: row.maybe_text(at + 1)?.map(str::to_owned),
        email: row.maybe_text(at + 2)?.map(str::to_owned),
        issuer: row.maybe_text(at + 3)?.map(str::to_owned),
    })
}

/// Somebody who comes by link.
pub(super) fn create(db: &Connection, name: Option<&str>, email: Option<&str>) -> Result<UserId, StoreError> {
    db.prepare_cached("INSERT INTO user (name, email) VALUES (?1, ?2)")?.execute(params![name, email])?;
    id(db.last_insert_rowid())
}

/// Somebody who comes by a provider.
pub(super) fn create_known(db: &Connection, who: &Identity) -> Result<UserId, StoreError> {
    db.prepare_cached("INSERT INTO user (name, email, issuer, subject) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![who.name, who.email.as_str(), who.issuer, who.subject])?;
    id(db.last_insert_rowid())
}

/// One person.
pub(super) fn user(db: &Connection, user: UserId) -> Result<Option<User>, StoreError> {
    let mut select = db.prepare_cached(&format!("SELECT {COLUMNS} FROM user WHERE id = ?1"))?;
    let mut rows = select.query([user.get()])?;
    rows.next()?.map(|row| read(row, 0)).transpose()
}

/// The person a provider names.
pub(super) fn known(db: &Connection, who: &Identity) -> Result<Option<UserId>, StoreError> {
    db.prepare_cached("SELECT id FROM user WHERE issuer = ?1 AND subject = ?2")?
        .query_row([&who.issuer, &who.subject], |row| row.get(0))
        .optional()?
        .map(id)
        .transpose()
}

/// Takes over what the provider says now.
pub(super) fn refresh(db: &Connection, user: UserId, who: &Identity) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE user SET email = ?2, name = coalesce(name, ?3) WHERE id = ?1")?
        .execute(params![user.get(), who.email.as_str(), who.name])?;
    Ok(())
}

/// How a person calls themselves.
pub(super) fn rename(db: &Connection, id: UserId, name: Option<&str>) -> Result<User, StoreError> {
    db.prepare_cached("UPDATE user SET name = ?2 WHERE id = ?1")?.execute(params![id.get(), name])?;
    user(db, id)?.ok_or(StoreError::NotFound)
}

/// Gives a person an identity, unless they have another or somebody else has this one.
pub(super) fn connect(db: &Connection, id: UserId, who: &Identity) -> Result<User, StoreError> {
    let taken = known(db, who)?;
    let before = user(db, id)?.ok_or(StoreError::NotFound)?;
    if taken.is_some_and(|other| other != id) || (before.issuer.is_some() && taken.is_none()) {
        return Err(StoreError::WrongState);
    }
    db.prepare_cached("UPDATE user SET issuer = ?2, subject = ?3 WHERE id = ?1")?.execute(params![
        id.get(),
        who.issuer,
        who.subject
    ])?;
    refresh(db, id, who)?;
    user(db, id)?.ok_or(StoreError::NotFound)
}
