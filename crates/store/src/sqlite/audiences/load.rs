//! A workspace read into an index: customers, orders, what campaigns did, and the addresses nobody may write to.

use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use audience::Index;
use domain::message::MessageState;
use domain::order::Order;
use domain::segment::Outcome;
use domain::{CampaignId, Channel, CustomerId, WorkspaceId};
use rusqlite::{Connection, params};

use super::change::Change;
use super::keeper::attempt;
use super::shelf::Shelf;
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

/// So many rows are handed over at once; and after so many whoever waits is told.
const AT_ONCE: usize = 4_096;
const TOLD_AFTER: u64 = 32_768;
/// So many times that are read ahead of what is taken in.
const AHEAD: usize = 4;

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

    /// Takes a workspace from the shelf, if it lies there; otherwise reads it, while another thread takes in what was
    /// read. Says now and then how many rows were read, of how many, and ends if that is answered with no.
    pub(super) fn load(
        &self,
        on_disk: &Shelf,
        workspace: WorkspaceId,
        go_on: impl FnMut(u64, u64) -> bool,
    ) -> Result<Index, StoreError> {
        if let Some(index) = on_disk.take(&self.0, workspace)? {
            return Ok(index);
        }
        let of = rows_of(&self.0, workspace)?;
        let (read, taken) = sync_channel(AHEAD);
        std::thread::scope(|scope| {
            let taking = scope.spawn(|| attempt(|| take_in(taken)));
            let mut load = Load { db: &self.0, workspace, hand_over: read, read: 0, of, go_on };
            let read = load.everything();
            drop(load);
            let taken = taking.join().unwrap_or_else(|_| Err(corrupt("an index panicked")));
            // Whoever cannot take in what is read ends the reading, and knows why.
            taken.and_then(|index| read.map(|()| index))
        })
    }
}

/// Makes an index of what is read.
fn take_in(read: Receiver<Change>) -> Result<Index, StoreError> {
    let mut index = Index::default();
    for change in read {
        change.apply(&mut index)?;
        index.merge_while_loading();
    }
    index.settle_down();
    Ok(index)
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
    hand_over: SyncSender<Change>,
    read: u64,
    of: u64,
    go_on: F,
}

impl<F: FnMut(u64, u64) -> bool> Load<'_, F> {
    fn everything(&mut self) -> Result<(), StoreError> {
        self.suppressions()?;
        self.people()?;
        self.sales()?;
        self.campaigns()
    }

    fn suppressions(&mut self) -> Result<(), StoreError> {
        let mut select =
            self.db.prepare_cached("SELECT channel, address FROM suppression WHERE workspace = ?1")?;
        let mut rows = select.query([self.workspace.get()])?;
        let mut addresses = Vec::new();
        while let Some(row) = rows.next()? {
            addresses.push((row.word::<Channel>(0)?, row.text(1)?.to_owned()));
        }
        self.more(0, move |index| {
            for (channel, address) in &addresses {
                index.suppress(*channel, address);
            }
            Ok(())
        })
    }

    fn people(&mut self) -> Result<(), StoreError> {
        let ids = space::range(self.workspace)?;
        let mut select = self.db.prepare_cached(&format!(
            "SELECT {} FROM {} WHERE customer.id BETWEEN ?1 AND ?2 ORDER BY customer.id",
            customers::COLUMNS,
            customers::TABLES
        ))?;
        let mut rows = select.query([ids.start(), ids.end()])?;
        loop {
            let mut people = Vec::with_capacity(AT_ONCE);
            while people.len() < AT_ONCE
                && let Some(row) = rows.next()?
            {
                people.push(customers::customer(row)?);
            }
            if people.is_empty() {
                return Ok(());
            }
            self.more(people.len(), move |index| {
                for customer in &people {
                    index.upsert(customer);
                }
                Ok(())
            })?;
        }
    }

    fn sales(&mut self) -> Result<(), StoreError> {
        let ids = space::range(self.workspace)?;
        let mut select = self.db.prepare_cached(&format!(
            "{} WHERE orders.id BETWEEN ?1 AND ?2 ORDER BY orders.id",
            orders::ORDER
        ))?;
        let mut rows = select.query([ids.start(), ids.end()])?;
        loop {
            let mut sales = Vec::with_capacity(AT_ONCE);
            while sales.len() < AT_ONCE
                && let Some(row) = rows.next()?
            {
                sales.push(orders::order(row)?);
            }
            if sales.is_empty() {
                return Ok(());
            }
            self.more(sales.len(), move |index| match sales.iter().find(|order| !index.add_order(order)) {
                None => Ok(()),
                Some(Order { id, customer_id, .. }) => {
                    Err(corrupt(format!("order {id} of customer {customer_id}, who is not there")))
                }
            })?;
        }
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
                self.more(members.len(), move |index| {
                    index.enrol(campaign, launched_at, &members);
                    Ok(())
                })?;
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
        let mut settled = Vec::new();
        while let Some(row) = rows.next()? {
            let (customer, at) = (row.id::<CustomerId>(0)?, row.time(2)?);
            let outcome = match row.word::<MessageState>(1)? {
                MessageState::Sent => Outcome::Sent(at),
                _ => Outcome::Failed(at),
            };
            settled.push((customer, outcome));
        }
        self.more(0, move |index| {
            for (customer, outcome) in settled {
                index.settle(campaign, customer, Some(outcome));
            }
            Ok(())
        })
    }

    /// So many rows more were read; hands them over.
    fn more(
        &mut self,
        rows: usize,
        take_in: impl FnOnce(&mut Index) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<(), StoreError> {
        let left = || unavailable("nobody waits for it");
        self.hand_over.send(Change::new(0, take_in)).map_err(|_| left())?;
        let before = self.read;
        self.read += rows as u64;
        let told = before / TOLD_AFTER == self.read / TOLD_AFTER || (self.go_on)(self.read, self.of);
        if told { Ok(()) } else { Err(left()) }
    }
}
