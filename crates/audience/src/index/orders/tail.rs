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
    by_id: HashMap<i64, u32>,
}

impl Tail {
    pub(super) fn push(&mut self, order: TailOrder) {
        self.by_id.insert(order.id, self.orders.len() as u32);
        self.orders.push(Some(order));
    }

    pub(super) fn remove(&mut self, id: i64) -> bool {
        self.by_id.remove(&id).is_some_and(|at| self.orders[at as usize].take().is_some())
    }

    pub(super) fn remove_of(&mut self, row: u16) {
        for place in &mut self.orders {
            if let Some(order) = place
                && order.row == row
            {
                self.by_id.remove(&order.id);
                *place = None;
            }
        }
    }

    /// Orders and gaps.
    pub(super) fn all(&self) -> usize {
        self.orders.len()
    }

    pub(super) fn len(&self) -> usize {
        self.by_id.len()
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
        self.orders.capacity() * size_of::<TailOrder>() + self.by_id.capacity() * 14 + items
    }
}
