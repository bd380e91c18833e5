//! How values look in the file. What no log has written is refused when it is read.

use domain::{Topic, WorkspaceId};
use rusqlite::Row;

use crate::Position;

/// The number a topic has in the file.
pub(super) const fn topic_code(topic: Topic) -> i64 {
    match topic {
        Topic::Customers => 1,
        Topic::Orders => 2,
        Topic::Receipts => 3,
    }
}

/// The id of the entry at a position.
pub(super) const fn id(position: Position) -> i64 {
    position.get() as i64
}

/// The position of an entry by its id, which stands in a column.
pub(super) fn position_of(column: usize, id: i64) -> rusqlite::Result<Position> {
    u64::try_from(id)
        .ok()
        .and_then(Position::from_u64)
        .ok_or(rusqlite::Error::IntegralValueOutOfRange(column, id))
}

/// A column that holds the id of an entry.
pub(super) fn position(row: &Row<'_>, column: usize) -> rusqlite::Result<Position> {
    position_of(column, row.get(column)?)
}

/// A column that holds a workspace.
pub(super) fn workspace(row: &Row<'_>, column: usize) -> rusqlite::Result<WorkspaceId> {
    let value = row.get(column)?;
    WorkspaceId::from_i64(value).ok_or(rusqlite::Error::IntegralValueOutOfRange(column, value))
}

/// A column that holds how many there are of something.
pub(super) fn count(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    let value = row.get(column)?;
    u64::try_from(value).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, value))
}
