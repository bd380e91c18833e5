//! A workspace read into an index: customers, orders, what campaigns did, and the addresses nobody may write to.

use std::path::Path;

use audience::Index;
use domain::message::MessageState;
use domain::segment::Outcome;
use domain::{CampaignId, Channel, CustomerId, WorkspaceId};
use rusqlite::{Connection, params};

use crate::StoreError;
use crate::reading::unavailable;
use crate::sqlite::Settings;
use crate::sqlite::campaigns::enrolled;
use crate::sqlite::codes::Coded;
use crate::sqlite::columns::{Columns, id};
use crate::sqlite::customers::rows as customers;
use crate::sqlite::failure::corrupt;
use crate::sqlite::ingest::Counters;
use crate::sqlite::ledger;
use crate::sqlite::orders::rows as orders;
use crate::sqlite::schema::open_reader;
use crate::sqlite::space;

/// After so many rows whoever waits is told, and orders that were read are put in order.
const AT_ONCE: u64 = 32_768;

/// The file as it is at one instant, whatever is written afterwards.
#[derive(Debug)]
pub(super) struct Snapshot(Connection);

impl Snapshot {
    /// The file as it is now.
    pub(super) fn take(file: &Path, settings: &Settings) -> Result<Self, StoreError> {
        let db = open_reader(file, settings)?;
        // The first row that is read decides what all others are read as.
        db.execute_batch("BEGIN; SELECT name FROM setting LIMIT 1")?;
        Ok(Self(db))
    }

    /// Reads a workspace. Says now and then how many rows were read, of how many, and ends if that is answered with no.
    pub(super) fn load(
        &self,
        workspace: WorkspaceId,
        go_on: impl FnMut(u64, u64) -> bool,
    ) -> Result<Index, StoreError> {
        let of = rows_of(&self.0, workspace)?;
        let mut load = Load { db: &self.0, workspace, index: Index::default(), read: 0, of, go_on };
        load.suppressions()?;
        load.people()?;
        load.sales()?;
        load.campaigns()?;
        load.index.settle_down();
        Ok(load.index)
    }
}

/// About how many rows there are to read.
fn rows_of(db: &Connection, workspace: WorkspaceId) -> Result<u64, StoreError> {
    let counters = Counters::load(db, workspace)?;
    let mut select =
        db.prepare_cached("SELECT coalesce(sum(enrolled), 0) FROM campaign WHERE workspace = ?1")?;
    let enrolled: i64 = select.query_row([workspace.get()], |row| row.get(0))?;
    Ok((counters.customers + counters.orders + enrolled).unsigned_abs())
}

/// A workspace that is being read.
struct Load<'c, F> {
    db: &'c Connection,
    workspace: WorkspaceId,
    index: Index,
    read: u64,
    of: u64,
    go_on: F,
}

impl<F: FnMut(u64, u64) -> bool> Load<'_, F> {
    fn suppressions(&mut self) -> Result<(), StoreError> {
        let mut select =
            self.db.prepare_cached("SELECT channel, address FROM suppression WHERE workspace = ?1")?;
        let mut rows = select.query([self.workspace.get()])?;
        while let Some(row) = rows.next()? {
            self.index.suppress(row.word::<Channel>(0)?, row.text(1)?);
        }
        Ok(())
    }

    fn people(&mut self) -> Result<(), StoreError> {
        let ids = space::range(self.workspace)?;
        let mut select = self.db.prepare_cached(&format!(
            "SELECT {} FROM {} WHERE customer.id BETWEEN ?1 AND ?2 ORDER BY customer.id",
            customers::COLUMNS,
            customers::TABLES
        ))?;
        let mut rows = select.query([ids.start(), ids.end()])?;
        while let Some(row) = rows.next()? {
            self.index.upsert(&customers::customer(row)?);
            self.one_more()?;
        }
        Ok(())
    }

    fn sales(&mut self) -> Result<(), StoreError> {
        let ids = space::range(self.workspace)?;
        let mut select = self.db.prepare_cached(&format!(
            "{} WHERE orders.id BETWEEN ?1 AND ?2 ORDER BY orders.id",
            orders::ORDER
        ))?;
        let mut rows = select.query([ids.start(), ids.end()])?;
        while let Some(row) = rows.next()? {
            let order = orders::order(row)?;
            if !self.index.add_order(&order) {
                return Err(corrupt(format!(
                    "order {} of customer {}, who is not there",
                    order.id, order.customer_id
                )));
            }
            self.one_more()?;
        }
        Ok(())
    }

    fn campaigns(&mut self) -> Result<(), StoreError> {
        let mut select = self.db.prepare_cached(
            "SELECT id, launched_at FROM campaign WHERE workspace = ?1 AND launched_at IS NOT NULL",
        )?;
        let mut rows = select.query([self.workspace.get()])?;
        while let Some(row) = rows.next()? {
            let (campaign, launched_at) = (row.id::<CampaignId>(0)?, row.time(1)?);
            let mut chunks = self.db.prepare_cached("SELECT number FROM enrolment WHERE campaign = ?1")?;
            let numbers = chunks.query_map([campaign.get()], |row| row.get::<_, u32>(0))?;
            for number in numbers {
                let members = enrolled(self.db, campaign, number?)?;
                let members: Vec<CustomerId> = members.into_iter().map(id).collect::<Result<_, _>>()?;
                self.index.enrol(campaign, launched_at, &members);
                self.more(members.len() as u64)?;
            }
            self.settled(campaign)?;
        }
        Ok(())
    }

    /// Whoever was erased has no place any more, and stays without.
    fn settled(&mut self, campaign: CampaignId) -> Result<(), StoreError> {
        let first = *ledger::keys(campaign, 0)?.start();
        let mut select = self.db.prepare_cached(
            "SELECT customer, state, changed_at FROM message WHERE key BETWEEN ?1 AND ?2 AND state IN (?3, ?4)",
        )?;
        let (sent, failed) = (MessageState::Sent.code(), MessageState::Failed.code());
        let mut rows = select.query(params![first, first + i64::from(u32::MAX), sent, failed])?;
        while let Some(row) = rows.next()? {
            let (customer, at) = (row.id::<CustomerId>(0)?, row.time(2)?);
            let outcome = match row.word::<MessageState>(1)? {
                MessageState::Sent => Outcome::Sent(at),
                _ => Outcome::Failed(at),
            };
            self.index.settle(campaign, customer, Some(outcome));
        }
        Ok(())
    }

    fn one_more(&mut self) -> Result<(), StoreError> {
        self.more(1)
    }

    /// So many rows more were read.
    fn more(&mut self, rows: u64) -> Result<(), StoreError> {
        let before = self.read;
        self.read += rows;
        if before / AT_ONCE == self.read / AT_ONCE {
            return Ok(());
        }
        self.index.merge_while_loading();
        if (self.go_on)(self.read, self.of) { Ok(()) } else { Err(unavailable("nobody waits for it")) }
    }
}
