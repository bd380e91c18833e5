//! Up to where each partition is applied for good.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use domain::{Topic, WorkspaceId};
use rusqlite::Connection;

use crate::StoreError;
use crate::sqlite::columns::Columns;

/// Marks that would survive a power failure. Shared between the writer, which raises them, and readers.
#[derive(Debug, Default)]
pub(in crate::sqlite) struct DurableMarks(Mutex<HashMap<(Topic, WorkspaceId), u64>>);

impl DurableMarks {
    /// The mark of a partition; 0 if none is known.
    pub(in crate::sqlite) fn get(&self, topic: Topic, workspace: WorkspaceId) -> u64 {
        let marks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        marks.get(&(topic, workspace)).copied().unwrap_or(0)
    }

    /// Takes marks in the order in which they were committed.
    pub(super) fn raise(&self, marks: impl Iterator<Item = (Topic, WorkspaceId, u64)>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (topic, workspace, position) in marks {
            known.insert((topic, workspace), position);
        }
    }
}

/// All marks of the file.
pub(super) fn all(db: &Connection) -> Result<Vec<(Topic, WorkspaceId, u64)>, StoreError> {
    let mut select = db.prepare("SELECT topic, workspace, position FROM mark")?;
    let mut rows = select.query([])?;
    let mut marks = Vec::new();
    while let Some(row) = rows.next()? {
        marks.push((row.word(0)?, row.id(1)?, row.count(2)?));
    }
    Ok(marks)
}
