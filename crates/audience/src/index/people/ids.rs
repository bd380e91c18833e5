//! Which customer has which row.

use std::collections::HashMap;

use bitcode::{Decode, Encode};

use super::super::column::Column;

/// Ids by row. They nearly always ascend as customers come; those that do not are strays, kept beside.
#[derive(Debug, Encode, Decode)]
pub(super) struct Ids {
    /// Of a stray the greatest before it, so that the column never falls.
    column: Column,
    rows: u32,
    greatest: i64,
    strays: HashMap<u32, i64>,
    rows_of_strays: HashMap<i64, u32>,
}

impl Default for Ids {
    fn default() -> Self {
        Self {
            column: Column::near(),
            rows: 0,
            greatest: 0,
            strays: HashMap::new(),
            rows_of_strays: HashMap::new(),
        }
    }
}

impl Ids {
    /// Gives the next row to an id that has none.
    pub(super) fn push(&mut self, id: i64) {
        if id < self.greatest {
            self.strays.insert(self.rows, id);
            self.rows_of_strays.insert(id, self.rows);
        }
        self.greatest = self.greatest.max(id);
        self.column.set(self.rows, Some(self.greatest));
        self.rows += 1;
    }

    pub(super) fn row(&self, id: i64) -> Option<u32> {
        if let Some(row) = self.rows_of_strays.get(&id) {
            return Some(*row);
        }
        let row = self.column.place(id);
        (self.column.get(row) == Some(id)).then_some(row)
    }

    pub(super) fn id(&self, row: u32) -> Option<i64> {
        self.strays.get(&row).copied().or_else(|| self.column.get(row))
    }

    pub(super) fn has_strays(&self) -> bool {
        !self.strays.is_empty()
    }

    /// Memory taken, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.column.bytes() + self.strays.capacity() * 34
    }
}
