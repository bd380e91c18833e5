//! Records about a customer that could not be applied.

use domain::WorkspaceId;
use rusqlite::Connection;

use crate::holdings::Names;
use crate::sqlite::dead_letters::{COLUMNS, read};
use crate::{DeadLetter, StoreError};

/// Newest first.
pub(super) fn about(
    db: &Connection,
    workspace: WorkspaceId,
    names: &Names,
) -> Result<Vec<DeadLetter>, StoreError> {
    let mut select = db.prepare_cached(&format!("{COLUMNS} WHERE workspace = ?1 ORDER BY id DESC"))?;
    let mut rows = select.query([workspace.get()])?;
    let mut letters = Vec::new();
    while let Some(row) = rows.next()? {
        let letter = read(row)?;
        if names.are_in(letter.topic, &letter.record) {
            letters.push(letter);
        }
    }
    Ok(letters)
}

/// Forgets those, and says how many there were.
pub(super) fn forget(db: &Connection, workspace: WorkspaceId, names: &Names) -> Result<u64, StoreError> {
    let letters = about(db, workspace, names)?;
    let mut delete = db.prepare_cached("DELETE FROM dead_letter WHERE id = ?1")?;
    for letter in &letters {
        delete.execute([letter.id.get()])?;
    }
    Ok(letters.len() as u64)
}

/// Forgets rows of imports that were refused with words in which the customer's email stands.
pub(super) fn forget_refusals(
    db: &Connection,
    workspace: WorkspaceId,
    names: &Names,
) -> Result<(), StoreError> {
    let mut select = db.prepare_cached(
        "SELECT import, line, number, message FROM import_rejection
         WHERE import IN (SELECT id FROM import WHERE workspace = ?1)",
    )?;
    let mut delete =
        db.prepare_cached("DELETE FROM import_rejection WHERE import = ?1 AND line = ?2 AND number = ?3")?;
    let mut rows = select.query([workspace.get()])?;
    let mut about = Vec::new();
    while let Some(row) = rows.next()? {
        let (key, message): ([i64; 3], String) = ([row.get(0)?, row.get(1)?, row.get(2)?], row.get(3)?);
        if names.email_stands_in(&message) {
            about.push(key);
        }
    }
    for key in about {
        delete.execute(key)?;
    }
    Ok(())
}
