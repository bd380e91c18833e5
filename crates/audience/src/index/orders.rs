//! Orders, in parts: one for every [`PART`] customers, so that what is summed up for them stays in the processor's
//! cache, and a merge is small.
//!
//! A part has a base, sorted by time, with postings by item; a tail of what has come since, in no order; and marks on
//! what has gone. [`Part::merge`] makes a new base of both.

mod ask;
mod base;
mod bought;
mod items;
mod tail;

use std::io;

use domain::order::{Order, net_minor};

use super::PART;
use super::snapshot::{Sink, Source};
pub(super) use ask::{Asked, Scratch};
use base::Base;
use items::Items;
use tail::{Tail, TailOrder};

/// All orders.
#[derive(Debug, Default)]
pub(super) struct Orders {
    items: Items,
    parts: Vec<Part>,
}

/// The orders of one part's customers.
#[derive(Debug, Default)]
struct Part {
    base: Base,
    tail: Tail,
}

/// A tail grows to so many orders, and to a part of the base, before it is merged.
const SHORT_TAIL: usize = if cfg!(test) { 4 } else { 1_024 };
const TAIL_OF_BASE: usize = 8;
/// While a workspace is loaded nobody asks, and tails grow to so many orders more than the base has.
const LONG_TAIL: usize = if cfg!(test) { 8 } else { 16_384 };

impl Orders {
    /// Adds an order of the customer in a row. Nobody has one of this id.
    pub(super) fn add(&mut self, row: u32, order: &Order) {
        let items = self.items.of(&order.items);
        let part = (row / PART) as usize;
        if self.parts.len() <= part {
            self.parts.resize_with(part + 1, Part::default);
        }
        let order = TailOrder {
            id: order.id.get(),
            row: (row % PART) as u16,
            date: order.order_date.millis(),
            net: net_minor(order.amount, order.refunded_amount),
            status: order.status,
        };
        self.parts[part].tail.push(order, items);
    }

    /// Forgets an order; false if there is none of this id. Where it was last is found at once if it is known: the
    /// row and the date.
    pub(super) fn remove(&mut self, id: i64, last: Option<(u32, i64)>) -> bool {
        if last.is_some_and(|(row, date)| self.remove_at(id, row, date)) {
            return true;
        }
        self.parts.iter_mut().any(|part| part.remove(id, None))
    }

    /// Forgets an order of the customer in a row, of this date.
    pub(super) fn remove_at(&mut self, id: i64, row: u32, date: i64) -> bool {
        let part = self.parts.get_mut((row / PART) as usize);
        part.is_some_and(|part| part.remove(id, Some(date)))
    }

    /// Forgets all orders of the customer in a row.
    pub(super) fn remove_of(&mut self, row: u32) {
        if let Some(part) = self.parts.get_mut((row / PART) as usize) {
            part.base.remove_of((row % PART) as u16);
            part.tail.remove_of((row % PART) as u16);
        }
    }

    /// The number of orders, those that do not count included.
    pub(super) fn len(&self) -> u64 {
        self.parts.iter().map(|part| (part.base.len() + part.tail.len()) as u64).sum()
    }

    /// Merges the part that needs it most; false if none does.
    pub(super) fn merge_one(&mut self) -> bool {
        let due = self.parts.iter_mut().filter(|part| part.is_due()).max_by_key(|part| part.tail.all());
        due.map(Part::merge).is_some()
    }

    /// Merges the parts that take much more memory than they need.
    pub(super) fn merge_overdue(&mut self) {
        self.parts.iter_mut().filter(|part| part.is_overdue()).for_each(Part::merge);
    }

    /// Merges whatever is not in a base.
    pub(super) fn merge_all(&mut self) {
        for part in &mut self.parts {
            if part.tail.all() > 0 || part.base.dead() > 0 {
                part.merge();
            }
        }
    }

    /// Of orders that are merged, all of them.
    pub(super) fn put(&self, to: &mut Sink<'_>) -> io::Result<()> {
        self.items.put(to)?;
        to.put(&self.parts.len())?;
        self.parts.iter().try_for_each(|part| to.put(&part.base))
    }

    pub(super) fn taken(from: &mut Source<'_>) -> io::Result<Self> {
        let (items, parts) = (Items::taken(from)?, from.take::<usize>()?);
        let part = |_| Ok(Part { base: from.take()?, tail: Tail::default() });
        Ok(Self { items, parts: (0..parts).map(part).collect::<io::Result<_>>()? })
    }

    /// Memory taken, in bytes, the items estimated.
    pub(super) fn bytes(&self) -> usize {
        let held = |part: &Part| size_of::<Part>() + part.base.bytes() + part.tail.bytes();
        self.items.bytes() + self.parts.iter().map(held).sum::<usize>()
    }
}

impl Part {
    fn remove(&mut self, id: i64, date: Option<i64>) -> bool {
        self.tail.remove(id) || self.base.remove(id, date)
    }

    /// True if what is not merged slows questions down.
    fn is_due(&self) -> bool {
        self.tail.all() + self.base.dead() > SHORT_TAIL + self.base.all() / TAIL_OF_BASE
    }

    /// True if what is not merged takes much memory.
    fn is_overdue(&self) -> bool {
        self.tail.all() + self.base.dead() > LONG_TAIL + self.base.all()
    }

    fn merge(&mut self) {
        let tail = std::mem::take(&mut self.tail);
        self.base = std::mem::take(&mut self.base).merged(&tail);
    }
}
