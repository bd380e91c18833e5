//! What customers bought: items with how many customers, or how many orders, have them.

use super::{Orders, PART, Part};

/// Nobody: stands for an item that was not counted yet.
const NOBODY: u32 = u32::MAX;

/// An item, and the orders of a part that hold it: where they stand in a chunk of the base, or the row of one in the
/// tail.
enum Held<'p> {
    Places(usize, &'p [u16]),
    Row(u16),
}

impl Orders {
    /// What the customers in these rows, ascending, bought with orders that count: names of items with how many of
    /// them bought it.
    pub(in crate::index) fn bought(&self, rows: &[u32]) -> Vec<(&str, u64)> {
        let mut counts = vec![0_u64; self.items.len()];
        for rows in rows.chunk_by(|one, other| one / PART == other / PART) {
            if let Some(part) = self.parts.get((rows[0] / PART) as usize) {
                part.count_buyers(rows, &mut counts);
            }
        }
        self.named(&counts)
    }

    /// Names of items, with how many orders hold each, whatever became of those.
    pub(in crate::index) fn known_items(&self) -> Vec<(&str, u64)> {
        let mut counts = vec![0_u64; self.items.len()];
        for part in &self.parts {
            part.count_orders(&mut counts);
        }
        self.named(&counts)
    }

    fn named(&self, counts: &[u64]) -> Vec<(&str, u64)> {
        let counted = self.items.names().map(|(code, name)| (name, counts[code as usize]));
        counted.filter(|(_, count)| *count > 0).collect()
    }
}

impl Part {
    /// Counts each customer once an item.
    fn count_buyers(&self, rows: &[u32], counts: &mut [u64]) {
        let mut asked = vec![false; PART as usize];
        for row in rows {
            asked[(row % PART) as usize] = true;
        }
        let mut held: Vec<(u32, Held<'_>)> = Vec::new();
        for (at, chunk) in self.base.chunks.iter().enumerate() {
            held.extend(chunk.each().map(|(item, places)| (item, Held::Places(at, places))));
        }
        let bought =
            self.tail.orders().filter(|(order, _)| order.status.counts() && asked[usize::from(order.row)]);
        held.extend(bought.flat_map(|(order, items)| items.iter().map(|item| (*item, Held::Row(order.row)))));
        held.sort_unstable_by_key(|(item, _)| *item);
        // By row the item it was counted for last.
        let mut counted = vec![NOBODY; PART as usize];
        for (item, held) in held {
            let mut count = |row: u16| {
                let last = &mut counted[usize::from(row)];
                if asked[usize::from(row)] && *last != item {
                    *last = item;
                    counts[item as usize] += 1;
                }
            };
            match held {
                Held::Row(row) => count(row),
                Held::Places(chunk, places) => {
                    self.base.counting(chunk, places).for_each(|place| count(self.base.rows[place]));
                }
            }
        }
    }

    fn count_orders(&self, counts: &mut [u64]) {
        for (at, chunk) in self.base.chunks.iter().enumerate() {
            for (item, places) in chunk.each() {
                counts[item as usize] += self.base.present(at, places);
            }
        }
        for item in self.tail.orders().flat_map(|(_, items)| items) {
            counts[*item as usize] += 1;
        }
    }
}
