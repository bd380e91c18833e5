//! Orders sorted by time, column by column, with postings by item.

mod postings;

use bitcode::{Decode, Encode};
use domain::order::OrderStatus;

use super::super::packed::Packed;
use super::tail::{Tail, TailOrder};
use postings::Forward;
pub(super) use postings::{CHUNK, Chunk};

/// Where an order stands that has gone; those that have not stand in the order of [`OrderStatus::ALL`].
pub(super) const GONE: u8 = OrderStatus::ALL.len() as u8;
/// The ways in which an order can stand.
pub(super) const STANDINGS: usize = OrderStatus::ALL.len() + 1;

/// Orders that do not change, but for marks on those that have gone.
#[derive(Debug, Encode, Decode)]
pub(super) struct Base {
    pub(super) rows: Vec<u16>,
    /// Ascending.
    pub(super) dates: Packed,
    pub(super) nets: Packed,
    pub(super) standings: Vec<u8>,
    /// How many stand where.
    pub(super) of_standing: [usize; STANDINGS],
    ids: Packed,
    pub(super) chunks: Vec<Chunk>,
}

impl Default for Base {
    fn default() -> Self {
        Sorted::default().into_base()
    }
}

/// Orders in the order of time, on their way into a base.
#[derive(Debug, Default)]
struct Sorted {
    ids: Vec<i64>,
    rows: Vec<u16>,
    dates: Vec<i64>,
    nets: Vec<i64>,
    standings: Vec<u8>,
    items: Forward,
}

impl Sorted {
    fn with_capacity(orders: usize) -> Self {
        Self {
            ids: Vec::with_capacity(orders),
            rows: Vec::with_capacity(orders),
            dates: Vec::with_capacity(orders),
            nets: Vec::with_capacity(orders),
            standings: Vec::with_capacity(orders),
            items: Forward::with_capacity(orders),
        }
    }

    fn push(&mut self, (order, items): (&TailOrder, &[u32])) {
        self.ids.push(order.id);
        self.rows.push(order.row);
        self.dates.push(order.date);
        self.nets.push(order.net);
        self.standings.push(order.status as u8);
        self.items.push(items);
    }

    fn into_base(mut self) -> Base {
        let mut of_standing = [0; STANDINGS];
        for standing in &self.standings {
            of_standing[usize::from(*standing)] += 1;
        }
        self.rows.shrink_to_fit();
        self.standings.shrink_to_fit();
        Base {
            rows: self.rows,
            dates: Packed::of(&self.dates, false),
            nets: Packed::of(&self.nets, true),
            standings: self.standings,
            of_standing,
            ids: Packed::of(&self.ids, false),
            chunks: self.items.chunks(),
        }
    }
}

impl Base {
    /// What is left of this, and of a tail, as a new base.
    pub(super) fn merged(self, tail: &Tail) -> Self {
        let mut orders: Vec<_> = tail.orders().collect();
        orders.sort_unstable_by_key(|(order, _)| order.date);
        let mut sorted = Sorted::with_capacity(self.len() + orders.len());
        let items = Forward::of(&self.chunks, self.rows.len());
        let mut later = orders.into_iter().peekable();
        for place in 0..self.rows.len() {
            if self.standings[place] == GONE {
                continue;
            }
            let date = self.dates.get(place).unwrap_or_default();
            while let Some(order) = later.next_if(|(order, _)| order.date < date) {
                sorted.push(order);
            }
            sorted.ids.push(self.ids.get(place).unwrap_or_default());
            sorted.rows.push(self.rows[place]);
            sorted.dates.push(date);
            sorted.nets.push(self.nets.get(place).unwrap_or_default());
            sorted.standings.push(self.standings[place]);
            sorted.items.push(items.of_order(place));
        }
        later.for_each(|order| sorted.push(order));
        drop(self);
        sorted.into_base()
    }

    fn mark_gone(&mut self, place: usize) {
        let standing = &mut self.standings[place];
        self.of_standing[usize::from(*standing)] -= 1;
        self.of_standing[usize::from(GONE)] += 1;
        *standing = GONE;
    }

    /// Forgets an order; found at once where its date is known.
    pub(super) fn remove(&mut self, id: i64, date: Option<i64>) -> bool {
        let from = date.map_or(0, |date| self.dates.place(date));
        let until = date.map_or(self.rows.len(), |date| self.dates.place(date.saturating_add(1)));
        let found = self.ids.find(id, from, until, |place| self.standings[place] != GONE);
        found.map(|place| self.mark_gone(place)).is_some()
    }

    pub(super) fn remove_of(&mut self, row: u16) {
        for place in 0..self.rows.len() {
            if self.rows[place] == row && self.standings[place] != GONE {
                self.mark_gone(place);
            }
        }
    }

    /// Where the orders at these places of a chunk stand, those that count.
    pub(super) fn counting(&self, chunk: usize, places: &[u16]) -> impl Iterator<Item = usize> {
        self::places(chunk, places).filter(|place| {
            let status = OrderStatus::ALL.get(usize::from(self.standings[*place]));
            status.is_some_and(|status| status.counts())
        })
    }

    /// How many of the orders at these places of a chunk have not gone.
    pub(super) fn present(&self, chunk: usize, places: &[u16]) -> u64 {
        if self.dead() == 0 {
            return places.len() as u64;
        }
        self::places(chunk, places).filter(|place| self.standings[*place] != GONE).count() as u64
    }

    /// Orders, those that have gone included.
    pub(super) fn all(&self) -> usize {
        self.rows.len()
    }

    /// Orders that have gone.
    pub(super) const fn dead(&self) -> usize {
        self.of_standing[GONE as usize]
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len() - self.dead()
    }

    /// Memory taken, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let packed = self.dates.bytes() + self.nets.bytes() + self.ids.bytes();
        let postings: usize = self.chunks.iter().map(Chunk::bytes).sum();
        packed + postings + self.rows.capacity() * 2 + self.standings.capacity()
    }
}

/// Where the orders at these places of a chunk stand in the base.
fn places(chunk: usize, places: &[u16]) -> impl Iterator<Item = usize> {
    places.iter().map(move |place| chunk * CHUNK + usize::from(*place))
}
