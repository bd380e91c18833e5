//! Which orders hold which items.

use std::borrow::Cow;

use bitcode::{Decode, Encode};

/// Orders of a chunk: as many as two bytes can tell apart.
pub(in crate::index::orders) const CHUNK: usize = if cfg!(test) { 16 } else { 65_536 };

/// The items of so many orders: for each item the places, within the chunk, of the orders that hold it.
#[derive(Debug, Default, Encode, Decode)]
pub(in crate::index::orders) struct Chunk {
    /// Ascending.
    items: Vec<u32>,
    /// Where the places of each begin; those of the next begin where they end.
    starts: Vec<u32>,
    places: Vec<u16>,
}

impl Chunk {
    /// The places of the orders that hold an item, ascending.
    pub(in crate::index::orders) fn holding(&self, item: u32) -> &[u16] {
        match self.items.binary_search(&item) {
            Ok(at) => &self.places[self.starts[at] as usize..self.starts[at + 1] as usize],
            Err(_) => &[],
        }
    }

    /// The places of the orders that hold one of these items, ascending.
    pub(in crate::index::orders) fn holding_any(&self, items: &[u32]) -> Cow<'_, [u16]> {
        if let [item] = items {
            return self.holding(*item).into();
        }
        let mut places: Vec<u16> = items.iter().flat_map(|item| self.holding(*item)).copied().collect();
        places.sort_unstable();
        places.dedup();
        places.into()
    }

    /// Every item with the places of the orders that hold it.
    pub(in crate::index::orders) fn each(&self) -> impl Iterator<Item = (u32, &[u16])> {
        let bounds = self.starts.windows(2).map(|bounds| bounds[0] as usize..bounds[1] as usize);
        self.items.iter().copied().zip(bounds.map(|bounds| &self.places[bounds]))
    }

    /// Memory taken, in bytes.
    pub(super) fn bytes(&self) -> usize {
        size_of::<Self>() + (self.items.capacity() + self.starts.capacity()) * 4 + self.places.capacity() * 2
    }
}

/// The items of each order, one order after the other.
#[derive(Debug, Default)]
pub(super) struct Forward {
    items: Vec<u32>,
    ends: Vec<u32>,
}

impl Forward {
    pub(super) fn with_capacity(orders: usize) -> Self {
        Self { items: Vec::with_capacity(orders * 2), ends: Vec::with_capacity(orders) }
    }

    /// The items of the orders of chunks.
    pub(super) fn of(chunks: &[Chunk], orders: usize) -> Self {
        let mut ends = vec![0_u32; orders];
        let each =
            || chunks.iter().enumerate().flat_map(|(at, chunk)| chunk.each().map(move |held| (at, held)));
        for (at, (_, places)) in each() {
            for place in places {
                ends[at * CHUNK + usize::from(*place)] += 1;
            }
        }
        let mut total = 0;
        for end in &mut ends {
            // For now where an order's items begin.
            total += std::mem::replace(end, total);
        }
        let mut items = vec![0; total as usize];
        for (at, (item, places)) in each() {
            for place in places {
                let next = &mut ends[at * CHUNK + usize::from(*place)];
                items[*next as usize] = item;
                *next += 1;
            }
        }
        Self { items, ends }
    }

    pub(super) fn push(&mut self, items: &[u32]) {
        self.items.extend(items);
        self.ends.push(self.items.len() as u32);
    }

    pub(super) fn of_order(&self, order: usize) -> &[u32] {
        let start = order.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.items[start as usize..self.ends[order] as usize]
    }

    /// The postings of them all.
    pub(super) fn chunks(&self) -> Vec<Chunk> {
        let codes = self.items.iter().max().map_or(0, |most| *most as usize + 1);
        let mut counts = vec![0_u32; codes];
        (0..self.ends.len()).step_by(CHUNK).map(|first| self.chunk(first, &mut counts)).collect()
    }

    /// The postings of a chunk. `counts` has a zero for every item, and has so again.
    fn chunk(&self, first: usize, counts: &mut [u32]) -> Chunk {
        let orders = first..self.ends.len().min(first + CHUNK);
        let mut items = Vec::new();
        for item in orders.clone().flat_map(|order| self.of_order(order)) {
            let count = &mut counts[*item as usize];
            if *count == 0 {
                items.push(*item);
            }
            *count += 1;
        }
        items.sort_unstable();
        items.shrink_to_fit();
        let mut starts = Vec::with_capacity(items.len() + 1);
        let mut total = 0;
        for item in &items {
            starts.push(total);
            total += std::mem::replace(&mut counts[*item as usize], total);
        }
        starts.push(total);
        let mut places = vec![0; total as usize];
        for (order, place) in orders.zip(0..=u16::MAX) {
            for item in self.of_order(order) {
                let next = &mut counts[*item as usize];
                places[*next as usize] = place;
                *next += 1;
            }
        }
        for item in &items {
            counts[*item as usize] = 0;
        }
        Chunk { items, starts, places }
    }
}
