//! What a workspace has, counted as it changes.

use domain::WorkspaceId;
use rusqlite::{Connection, OptionalExtension, params};

use crate::StoreError;

/// The counters of a workspace while a step runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sqlite) struct Counters {
    pub(in crate::sqlite) customers: i64,
    /// Orders that count.
    pub(in crate::sqlite) orders: i64,
    /// Their net amounts in minor units.
    pub(in crate::sqlite) revenue: i64,
    pub(in crate::sqlite) dead_letters: i64,
    /// The highest ids given out, never again.
    pub(in crate::sqlite) last_customer: i64,
    pub(in crate::sqlite) last_order: i64,
}

impl Counters {
    /// The counters of a workspace; `NotFound` if there is no such workspace.
    pub(in crate::sqlite) fn load(db: &Connection, workspace: WorkspaceId) -> Result<Self, StoreError> {
        let mut select = db.prepare_cached(
            "SELECT customers, orders, revenue, dead_letters, last_customer, last_order
             FROM counter WHERE workspace = ?1",
        )?;
        select
            .query_row([workspace.get()], |row| {
                Ok(Self {
                    customers: row.get(0)?,
                    orders: row.get(1)?,
                    revenue: row.get(2)?,
                    dead_letters: row.get(3)?,
                    last_customer: row.get(4)?,
                    last_order: row.get(5)?,
                })
            })
            .optional()?
            .ok_or(StoreError::NotFound)
    }

    pub(in crate::sqlite) fn write(&self, db: &Connection, workspace: WorkspaceId) -> Result<(), StoreError> {
        db.prepare_cached(
            "UPDATE counter SET customers = ?2, orders = ?3, revenue = ?4, dead_letters = ?5,
                 last_customer = ?6, last_order = ?7
             WHERE workspace = ?1",
        )?
        .execute(params![
            workspace.get(),
            self.customers,
            self.orders,
            self.revenue,
            self.dead_letters,
            self.last_customer,
            self.last_order
        ])?;
        Ok(())
    }

    /// The id of a new customer, counted.
    pub(super) fn new_customer(&mut self) -> i64 {
        self.customers += 1;
        self.last_customer += 1;
        self.last_customer
    }

    /// The id of a new order; whether it counts is not known here.
    pub(super) fn new_order(&mut self) -> i64 {
        self.last_order += 1;
        self.last_order
    }
}
