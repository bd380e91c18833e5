//! What has come since the base was made.

use std::collections::HashMap;

use domain::order::OrderStatus;

/// An order.
#[derive(Debug)]
pub(super) struct TailOrder {
    pub(super) id: i64,
    /// Within the part.
    pub(super) row: u16,
    pub(super) date: i64,
    /// In minor units.
    pub(super) net: i64,
    pub(super) status: OrderStatus,
    /// Ascending, without repetition.
    pub(super) items: Box<[u32]>,
}

/// Orders in the order in which they came; those that have gone leave a gap.
#[derive(Debug, Default)]
pub(super) struct Tail {
    orders: Vec<Option<TailOrder>>,
    gaps: usize,
    /// Where orders are by id, from when one is first looked for: while a workspace is loaded, none is.
    by_id: Option<HashMap<i64, u32>>,
}

impl Tail {
    pub(super) fn push(&mut self, order: TailOrder) {
        if let Some(places) = &mut self.by_id {
            places.insert(order.id, self.orders.len() as u32);
        }
        self.orders.push(Some(order));
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

    pub(super) fn orders(&self) -> impl Iterator<Item = &TailOrder> {
        self.orders.iter().flatten()
    }

    pub(super) fn into_orders(self) -> Vec<TailOrder> {
        self.orders.into_iter().flatten().collect()
    }

    /// Memory taken, in bytes, estimated.
    pub(super) fn bytes(&self) -> usize {
        let items: usize = self.orders().map(|order| order.items.len() * 4 + 16).sum();
        let places = self.by_id.as_ref().map_or(0, |places| places.capacity() * 14);
        self.orders.capacity() * size_of::<TailOrder>() + places + items
    }
}
