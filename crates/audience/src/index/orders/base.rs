//! Orders sorted by time, column by column, with postings by item.

use domain::order::OrderStatus;

use super::super::packed::Packed;
use super::standing;
use super::tail::TailOrder;

/// Orders that do not change, but for marks on those that have gone.
#[derive(Debug)]
pub(super) struct Base {
    pub(super) rows: Vec<u16>,
    /// Ascending.
    pub(super) dates: Packed,
    pub(super) nets: Packed,
    pub(super) standings: Vec<u8>,
    /// How many stand where.
    pub(super) of_standing: [usize; OrderStatus::ALL.len()],
    /// Ascending; the place of each stands in `places`.
    ids: Packed,
    places: Vec<u32>,
    /// Ascending; the places of the orders that hold each, ascending, stand in `postings`, from the start on that
    /// `starts` has for it, to the next one's.
    items: Vec<u32>,
    starts: Vec<u32>,
    postings: Vec<u32>,
    /// A bit an order; empty while none has gone.
    gone: Vec<u64>,
    dead: usize,
}

impl Default for Base {
    fn default() -> Self {
        Self::of(Vec::new())
    }
}

impl Base {
    /// Orders in any order.
    fn of(mut orders: Vec<TailOrder>) -> Self {
        orders.sort_unstable_by_key(|order| (order.date, order.id));
        let column = |number: fn(&TailOrder) -> i64| orders.iter().map(number).collect::<Vec<_>>();
        let ids = column(|order| order.id);
        let mut places: Vec<u32> = (0..orders.len() as u32).collect();
        places.sort_unstable_by_key(|place| ids[*place as usize]);
        let sorted: Vec<i64> = places.iter().map(|place| ids[*place as usize]).collect();
        let mut of_standing = [0; 3];
        for order in &orders {
            of_standing[order.status as usize] += 1;
        }
        let mut held: Vec<(u32, u32)> =
            Vec::with_capacity(orders.iter().map(|order| order.items.len()).sum());
        for (order, place) in orders.iter().zip(0..) {
            held.extend(order.items.iter().map(|item| (*item, place)));
        }
        held.sort_unstable();
        let (mut items, mut starts) = (Vec::new(), Vec::new());
        for (at, (item, _)) in held.iter().enumerate() {
            if items.last() != Some(item) {
                items.push(*item);
                starts.push(at as u32);
            }
        }
        starts.push(held.len() as u32);
        items.shrink_to_fit();
        starts.shrink_to_fit();
        Self {
            rows: orders.iter().map(|order| order.row).collect(),
            dates: Packed::of(&column(|order| order.date), false),
            nets: Packed::of(&column(|order| order.net), true),
            standings: orders.iter().map(|order| standing(order.status)).collect(),
            of_standing,
            ids: Packed::of(&sorted, false),
            places,
            items,
            starts,
            postings: held.iter().map(|(_, place)| *place).collect(),
            gone: Vec::new(),
            dead: 0,
        }
    }

    /// What is left of this, and these, as a new base.
    pub(super) fn merged(self, mut orders: Vec<TailOrder>) -> Self {
        let mut ids = vec![0; self.rows.len()];
        for (at, place) in self.places.iter().enumerate() {
            ids[*place as usize] = self.ids.get(at).unwrap_or_default();
        }
        let mut items: Vec<Vec<u32>> = vec![Vec::new(); self.rows.len()];
        for (item, bounds) in self.items.iter().zip(self.starts.windows(2)) {
            for place in &self.postings[bounds[0] as usize..bounds[1] as usize] {
                items[*place as usize].push(*item);
            }
        }
        orders.reserve(self.rows.len());
        for (place, items) in items.into_iter().enumerate() {
            if !self.has_gone(place) {
                orders.push(TailOrder {
                    id: ids[place],
                    row: self.rows[place],
                    date: self.dates.get(place).unwrap_or_default(),
                    net: self.nets.get(place).unwrap_or_default(),
                    status: OrderStatus::ALL[usize::from(self.standings[place])],
                    items: items.into(),
                });
            }
        }
        Self::of(orders)
    }

    pub(super) fn has_gone(&self, place: usize) -> bool {
        self.gone.get(place / 64).is_some_and(|bits| bits >> (place % 64) & 1 == 1)
    }

    fn mark_gone(&mut self, place: usize) -> bool {
        if self.gone.is_empty() {
            self.gone = vec![0; self.rows.len().div_ceil(64)];
        }
        let here = !self.has_gone(place);
        if here {
            self.gone[place / 64] |= 1 << (place % 64);
            self.dead += 1;
        }
        here
    }

    pub(super) fn remove(&mut self, id: i64) -> bool {
        let at = self.ids.place(id);
        at < self.places.len() && self.ids.get(at) == Some(id) && self.mark_gone(self.places[at] as usize)
    }

    pub(super) fn remove_of(&mut self, row: u16) {
        for place in 0..self.rows.len() {
            if self.rows[place] == row {
                self.mark_gone(place);
            }
        }
    }

    /// The places of the orders that hold an item, ascending.
    pub(super) fn holding(&self, item: u32) -> &[u32] {
        match self.items.binary_search(&item) {
            Ok(at) => &self.postings[self.starts[at] as usize..self.starts[at + 1] as usize],
            Err(_) => &[],
        }
    }

    /// Orders, those that have gone included.
    pub(super) fn all(&self) -> usize {
        self.rows.len()
    }

    /// Orders that have gone.
    pub(super) const fn dead(&self) -> usize {
        self.dead
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len() - self.dead
    }

    /// Memory taken, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let packed = self.dates.bytes() + self.nets.bytes() + self.ids.bytes();
        let words = self.places.capacity()
            + self.items.capacity()
            + self.starts.capacity()
            + self.postings.capacity();
        packed + words * 4 + self.rows.capacity() * 2 + self.standings.capacity() + self.gone.capacity() * 8
    }
}
