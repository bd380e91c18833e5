//! What has come since the base was made.

use std::collections::HashMap;

use domain::order::OrderStatus;

/// An order; what it holds stands beside it.
#[derive(Debug)]
pub(super) struct TailOrder {
    pub(super) id: i64,
    /// Within the part.
    pub(super) row: u16,
    pub(super) date: i64,
    /// In minor units.
    pub(super) net: i64,
    pub(super) status: OrderStatus,
}

/// Orders in the order in which they came; those that have gone leave a gap.
#[derive(Debug, Default)]
pub(super) struct Tail {
    orders: Vec<Option<TailOrder>>,
    gaps: usize,
    /// What the orders hold, one after the other, gaps included, and where what each holds ends.
    items: Vec<u32>,
    ends: Vec<u32>,
    /// Where orders are by id, from when one is first looked for: while a workspace is loaded, none is.
    by_id: Option<HashMap<i64, u32>>,
}

impl Tail {
    /// Takes in an order that holds these items, ascending, without repetition.
    pub(super) fn push(&mut self, order: TailOrder, items: &[u32]) {
        if let Some(places) = &mut self.by_id {
            places.insert(order.id, self.orders.len() as u32);
        }
        self.orders.push(Some(order));
        self.items.extend_from_slice(items);
        self.ends.push(self.items.len() as u32);
    }

    pub(super) fn remove(&mut self, id: i64) -> bool {
        let places = self.by_id.get_or_insert_with(|| {
            let held = self.orders.iter().zip(0..);
            held.filter_map(|(order, at)| order.as_ref().map(|order| (order.id, at))).collect()
        });
        let Some(at) = places.remove(&id) else { return false };
        self.orders[at as usize] = None;
        self.gaps += 1;
        true
    }

    pub(super) fn remove_of(&mut self, row: u16) {
        for place in &mut self.orders {
            if place.as_ref().is_some_and(|order| order.row == row) {
                let gone = place.take();
                self.gaps += 1;
                if let (Some(places), Some(order)) = (&mut self.by_id, gone) {
                    places.remove(&order.id);
                }
            }
        }
    }

    /// Orders and gaps.
    pub(super) fn all(&self) -> usize {
        self.orders.len()
    }

    pub(super) fn len(&self) -> usize {
        self.orders.len() - self.gaps
    }

    /// Each with the items it holds, ascending.
    pub(super) fn orders(&self) -> impl Iterator<Item = (&TailOrder, &[u32])> {
        let mut start = 0;
        self.orders.iter().zip(&self.ends).filter_map(move |(order, end)| {
            let items = &self.items[std::mem::replace(&mut start, *end as usize)..*end as usize];
            Some((order.as_ref()?, items))
        })
    }

    /// Memory taken, in bytes, estimated.
    pub(super) fn bytes(&self) -> usize {
        let items = (self.items.capacity() + self.ends.capacity()) * 4;
        let places = self.by_id.as_ref().map_or(0, |places| places.capacity() * 14);
        self.orders.capacity() * size_of::<Option<TailOrder>>() + places + items
    }
}
