//! Names of customers who were erased, so that what the log held of them does not bring them back.

use domain::{Topic, WorkspaceId};
use rusqlite::params;

use crate::StoreError;
use crate::holdings::{Bound, ErasedNames, forgotten_before};
use crate::sqlite::codes::Coded;
use crate::sqlite::columns::Columns;
use crate::sqlite::writer::Writing;

/// The erased names of a workspace, with what they keep from being applied to a topic.
pub(super) fn names(
    writing: &Writing<'_>,
    topic: Topic,
    workspace: WorkspaceId,
) -> Result<ErasedNames, StoreError> {
    let mut names = ErasedNames::default();
    let mut select = writing.db.prepare_cached(
        "SELECT hash, CASE ?2 WHEN 0 THEN customers ELSE orders END, erased_at FROM erased_name WHERE workspace = ?1",
    )?;
    let mut rows = select.query([workspace.get(), topic.code()])?;
    while let Some(row) = rows.next()? {
        names.add(row.int(0)?, Bound { through: row.count(1)?, erased_at: row.time(2)? });
    }
    if !names.is_empty() {
        forget(writing, workspace)?;
    }
    Ok(names)
}

/// Forgets names that nothing in the log stands before any more.
fn forget(writing: &Writing<'_>, workspace: WorkspaceId) -> Result<(), StoreError> {
    writing
        .db
        .prepare_cached(
            "DELETE FROM erased_name WHERE workspace = ?1 AND erased_at < ?2
                 AND customers <= coalesce((SELECT position FROM mark WHERE workspace = ?1 AND topic = ?3), 0)
                 AND orders <= coalesce((SELECT position FROM mark WHERE workspace = ?1 AND topic = ?4), 0)",
        )?
        .execute(params![
            workspace.get(),
            forgotten_before(writing.now).millis(),
            Topic::Customers.code(),
            Topic::Orders.code()
        ])?;
    Ok(())
}
