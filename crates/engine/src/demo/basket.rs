//! Fills a basket so that its lines add up to what was paid, to the cent.

use super::catalogue::{CATALOGUE, Product, SAMPLE, Shelf};
use super::dice::Dice;
use super::pattern::Purchase;

/// One line of a basket.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub(super) product: &'static Product,
    pub(super) quantity: u32,
    /// Price of one in cents: the list price, or near it where the amount left no other way (prices of the past).
    pub(super) cents: u32,
}

/// The lines of a purchase: as many things as were bought, and exactly what was paid.
pub(super) fn filled_for(purchase: &Purchase, taste: Shelf, dice: &mut Dice) -> Vec<Line> {
    if purchase.cents == 0 {
        return vec![Line { product: &SAMPLE, quantity: purchase.quantity, cents: 0 }];
    }
    let mut basket = Basket { lines: Vec::new(), things: purchase.quantity, cents: purchase.cents };
    while basket.things > 2 {
        basket.put_some(taste, dice);
    }
    if basket.things == 2 {
        basket.put_last_two(taste, dice);
    } else {
        basket.put_last(taste, dice);
    }
    basket.lines
}

/// A basket being filled, and what is still missing from it.
struct Basket {
    lines: Vec<Line>,
    things: u32,
    cents: u32,
}

impl Basket {
    /// One to three of something that costs about what a thing in this basket costs, at its list price.
    fn put_some(&mut self, taste: Shelf, dice: &mut Dice) {
        let mean = self.cents / self.things;
        let near: Vec<&Product> =
            CATALOGUE.iter().filter(|p| (mean * 7 / 10..=mean * 13 / 10).contains(&p.cents)).collect();
        let product = choose(&near, taste, dice).unwrap_or_else(|| nearest(mean));
        let wanted = 1 + dice.below(3.min(self.things as usize - 2)) as u32;
        // What is left must still buy something like the rest.
        let fits = |run: &u32| {
            let spent = product.cents * run;
            spent < self.cents && (self.cents - spent) / (self.things - run) >= mean * 8 / 10
        };
        match (1..=wanted).rev().find(fits) {
            Some(run) => self.put(product, run, product.cents),
            None => self.put(nearest(mean), 1, mean),
        }
    }

    /// Two things whose list prices make the rest, or come nearest to it.
    fn put_last_two(&mut self, taste: Shelf, dice: &mut Dice) {
        let half = self.cents / 2;
        let usual: Vec<&Product> = CATALOGUE
            .iter()
            .filter(|p| (half / 2..=half * 2).contains(&p.cents) && p.cents < self.cents)
            .collect();
        let off = |(a, b): (&Product, &Product)| (a.cents + b.cents).abs_diff(self.cents);
        // The same thing twice at two prices is no basket anybody has seen.
        let pairs = usual
            .iter()
            .flat_map(|a| usual.iter().map(move |b| (*a, *b)))
            .filter(|(a, b)| a.sku != b.sku || off((a, b)) == 0);
        let Some((first, second)) = closest(pairs, off, |(a, _)| a.shelf == taste, dice) else {
            self.put(nearest(half), 1, half);
            return self.put_last(taste, dice);
        };
        self.put(first, 1, first.cents);
        self.put(second, 1, self.cents);
    }

    /// One thing for all that is left.
    fn put_last(&mut self, taste: Shelf, dice: &mut Dice) {
        let last = closest(CATALOGUE.iter(), |p| p.cents.abs_diff(self.cents), |p| p.shelf == taste, dice);
        self.put(last.unwrap_or(&SAMPLE), 1, self.cents);
    }

    fn put(&mut self, product: &'static Product, quantity: u32, cents: u32) {
        self.things -= quantity;
        self.cents -= cents * quantity;
        let same = |line: &&mut Line| line.product.sku == product.sku && line.cents == cents;
        match self.lines.iter_mut().find(same) {
            Some(line) => line.quantity += quantity,
            None => self.lines.push(Line { product, quantity, cents }),
        }
    }
}

/// The candidate with the smallest error; among equals one to the customer's taste.
fn closest<T: Copy>(
    candidates: impl Iterator<Item = T>,
    error: impl Fn(T) -> u32,
    liked: impl Fn(T) -> bool,
    dice: &mut Dice,
) -> Option<T> {
    let mut best: Vec<T> = Vec::new();
    let mut least = u32::MAX;
    for candidate in candidates {
        let off = error(candidate);
        if off < least {
            least = off;
            best.clear();
        }
        if off == least {
            best.push(candidate);
        }
    }
    let to_taste: Vec<T> = best.iter().copied().filter(|c| liked(*c)).collect();
    let from = if to_taste.is_empty() { best } else { to_taste };
    (!from.is_empty()).then(|| *dice.pick(&from))
}

/// One of several, usually to the customer's taste.
fn choose(from: &[&'static Product], taste: Shelf, dice: &mut Dice) -> Option<&'static Product> {
    let liked: Vec<&Product> = from.iter().copied().filter(|p| p.shelf == taste).collect();
    let from = if liked.is_empty() || dice.chance(35) { from } else { &liked };
    (!from.is_empty()).then(|| *dice.pick(from))
}

fn nearest(cents: u32) -> &'static Product {
    CATALOGUE.iter().min_by_key(|p| p.cents.abs_diff(cents)).unwrap_or(&SAMPLE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::pattern::purchases;

    #[test]
    fn every_basket_adds_up_and_holds_as_many_things_as_were_bought() {
        for (number, purchase) in purchases().enumerate() {
            let lines = filled_for(&purchase, Shelf::Tea, &mut Dice::thrown_for("test", number as u32));
            assert_eq!(
                lines.iter().map(|l| l.cents * l.quantity).sum::<u32>(),
                purchase.cents,
                "{purchase:?}"
            );
            assert_eq!(lines.iter().map(|l| l.quantity).sum::<u32>(), purchase.quantity, "{purchase:?}");
        }
    }

    #[test]
    fn no_price_strays_further_than_a_quarter_from_its_list() {
        let mut at_list = 0;
        let mut all = 0;
        for (number, purchase) in purchases().enumerate() {
            for line in filled_for(&purchase, Shelf::Coffee, &mut Dice::thrown_for("test", number as u32)) {
                let list = line.product.cents;
                assert!(line.cents.abs_diff(list) * 4 <= list, "{purchase:?} {line:?}");
                all += 1;
                at_list += u32::from(line.cents == list);
            }
        }
        assert!(at_list * 4 > all * 3, "most prices are list prices: {at_list} of {all}");
    }
}
