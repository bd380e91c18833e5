//! What is asked of orders, answered for a part's customers at once.

use domain::decimal::Decimal;
use domain::order::OrderStatus;
use domain::segment::eval::history::OrdersCheck;
use domain::segment::eval::interval::Numbers;
use domain::segment::vocabulary::OrderMeasure;

use super::super::PART;
use super::super::numbers::{integers, minor_units};
use super::super::packed::Codes;
use super::base::Base;
use super::tail::TailOrder;
use super::{Items, Orders, Part};

/// Which orders are looked at, and what is asked of them, in the numbers of the index.
#[derive(Debug)]
pub(in crate::index) struct Asked {
    /// Not before the first, before the second.
    placed: (i64, i64),
    status: [bool; OrderStatus::ALL.len()],
    /// Net amounts in minor units, both ends included; true for those outside.
    amounts: Vec<(i64, i64, bool)>,
    /// Codes of items they hold; `None` for one that no order holds.
    with: Vec<Option<u32>>,
    /// Codes of items they do not hold.
    without: Vec<u32>,
    measured: Measured,
}

/// A test of what is measured. Money in minor units, both ends included.
#[derive(Debug, Clone)]
pub(in crate::index) enum Measured {
    Count(i64, i64),
    Sum(i64, i64),
    Average(Numbers<Decimal>),
    Min(i64, i64),
    Max(i64, i64),
}

/// Room to sum up in, used again for every part.
#[derive(Debug, Default)]
pub(in crate::index) struct Scratch {
    counts: Vec<u32>,
    sums: Vec<i64>,
}

impl Orders {
    /// Makes a test ready.
    pub(in crate::index) fn asked(&self, check: &OrdersCheck) -> Asked {
        let which = &check.which;
        let Items { codes, .. } = &self.items;
        let code = |item: &str| codes.get(item).copied();
        let items = |without: bool| which.items.iter().filter(move |(_, not)| *not == without);
        let amounts = which.amounts.iter().map(|(within, outside)| {
            let (low, high) = minor_units(within);
            (low, high, *outside)
        });
        let money = |otherwise| check.within.as_ref().map_or(otherwise, minor_units);
        let always = (i64::MIN, i64::MAX);
        let measured = match (check.measure, &check.within) {
            (OrderMeasure::Count, within) => {
                let (low, high) = within.as_ref().map_or(always, integers);
                Measured::Count(low, high)
            }
            (OrderMeasure::Sum, _) => {
                let (low, high) = money(always);
                Measured::Sum(low, high)
            }
            (OrderMeasure::Average, Some(within)) => Measured::Average(within.clone()),
            // That there is one: that there are orders.
            (_, None) => Measured::Count(1, i64::MAX),
            (OrderMeasure::Min, _) => {
                let (low, high) = money(always);
                Measured::Min(low, high)
            }
            (OrderMeasure::Max, _) => {
                let (low, high) = money(always);
                Measured::Max(low, high)
            }
        };
        Asked {
            placed: (which.placed.from, which.placed.until),
            status: which.status,
            amounts: amounts.collect(),
            with: items(false).map(|(item, _)| code(item)).collect(),
            without: items(true).filter_map(|(item, _)| code(item)).collect(),
            measured,
        }
    }

    /// For each customer of a part whether the test holds: 1 or 0.
    pub(in crate::index) fn answer(
        &self,
        part: usize,
        asked: &Asked,
        scratch: &mut Scratch,
        holds: &mut Vec<u8>,
    ) {
        let none = Part::default();
        let part = self.parts.get(part).unwrap_or(&none);
        holds.clear();
        match &asked.measured {
            Measured::Count(low, high) => {
                let counts = scratch.counts();
                part.count(asked, counts);
                let within = |count: &u32| u8::from(i64::from(*count) >= *low && i64::from(*count) <= *high);
                holds.extend(counts.iter().map(within));
            }
            Measured::Sum(low, high) => {
                let sums = scratch.sums(0);
                part.sum(asked, sums);
                holds.extend(sums.iter().map(|sum| u8::from(sum >= low && sum <= high)));
            }
            Measured::Average(within) => {
                scratch.sums(0);
                scratch.counts();
                let Scratch { counts, sums } = scratch;
                part.each(asked, |row, net| {
                    counts[usize::from(row)] += 1;
                    sums[usize::from(row)] += net;
                });
                holds.extend(counts.iter().zip(sums).map(|(count, sum)| {
                    let compare = |bound: &Decimal| Some(bound.compare_average(*sum, i64::from(*count)));
                    u8::from(*count > 0 && within.holds(compare))
                }));
            }
            Measured::Min(low, high) => {
                let least = scratch.sums(i64::MAX);
                part.each(asked, |row, net| least[usize::from(row)] = least[usize::from(row)].min(net));
                let within = |least: &i64| u8::from(least >= low && least <= high && *least != i64::MAX);
                holds.extend(least.iter().map(within));
            }
            Measured::Max(low, high) => {
                let most = scratch.sums(i64::MIN);
                part.each(asked, |row, net| most[usize::from(row)] = most[usize::from(row)].max(net));
                let within = |most: &i64| u8::from(most >= low && most <= high && *most != i64::MIN);
                holds.extend(most.iter().map(within));
            }
        }
    }
}

impl Scratch {
    fn counts(&mut self) -> &mut [u32] {
        self.counts.clear();
        self.counts.resize(PART as usize, 0);
        &mut self.counts
    }

    fn sums(&mut self, from: i64) -> &mut [i64] {
        self.sums.clear();
        self.sums.resize(PART as usize, from);
        &mut self.sums
    }
}

impl Part {
    fn count(&self, asked: &Asked, counts: &mut [u32]) {
        match asked.all_between(&self.base) {
            Some((from, until)) => {
                for row in &self.base.rows[from..until] {
                    counts[usize::from(*row)] += 1;
                }
                self.each_in_tail(asked, |row, _| counts[usize::from(row)] += 1);
            }
            None => self.each(asked, |row, _| counts[usize::from(row)] += 1),
        }
    }

    fn sum(&self, asked: &Asked, sums: &mut [i64]) {
        match (asked.all_between(&self.base), self.base.nets.plain_codes()) {
            (Some((from, until)), Some(Codes::Words(nets))) => {
                for (row, net) in self.base.rows[from..until].iter().zip(&nets[from..until]) {
                    sums[usize::from(*row)] += i64::from(*net);
                }
                self.each_in_tail(asked, |row, net| sums[usize::from(row)] += net);
            }
            _ => self.each(asked, |row, net| sums[usize::from(row)] += net),
        }
    }

    /// Hands over the row and the net amount of each order that is looked at.
    fn each(&self, asked: &Asked, mut take: impl FnMut(u16, i64)) {
        self.each_in_tail(asked, &mut take);
        let base = &self.base;
        let (from, until) = asked.between(base);
        let anywhere = asked.is_everywhere(base);
        let without: Vec<&[u32]> = asked.without.iter().map(|item| base.holding(*item)).collect();
        let mut look = |place: usize, others: &[&[u32]]| {
            let holds = |holding: &&[u32]| holding.binary_search(&(place as u32)).is_ok();
            if !(anywhere || asked.status[usize::from(base.standings[place])])
                || base.has_gone(place)
                || !others.iter().all(holds)
                || without.iter().any(holds)
            {
                return;
            }
            let net = base.nets.get(place).unwrap_or_default();
            if asked.admits(net) {
                take(base.rows[place], net);
            }
        };
        let mut with = Vec::with_capacity(asked.with.len());
        for item in &asked.with {
            // An item that no order holds.
            let Some(item) = item else { return };
            with.push(base.holding(*item));
        }
        with.sort_unstable_by_key(|holding| holding.len());
        if let Some((fewest, others)) = with.split_first() {
            let first = fewest.partition_point(|place| (*place as usize) < from);
            for place in fewest[first..].iter().take_while(|place| (**place as usize) < until) {
                look(*place as usize, others);
            }
        } else {
            for place in from..until {
                look(place, &[]);
            }
        }
    }

    fn each_in_tail(&self, asked: &Asked, mut take: impl FnMut(u16, i64)) {
        for order in self.tail.orders().filter(|order| asked.includes(order)) {
            take(order.row, order.net);
        }
    }
}

impl Asked {
    /// The places of the orders in the stretch of time.
    fn between(&self, base: &Base) -> (usize, usize) {
        let (from, until) = (base.dates.place(self.placed.0), base.dates.place(self.placed.1));
        // The stretch that has no end ends after the last, and nobody ordered at the end of time.
        (from, if self.placed.1 == i64::MAX { base.all() } else { until.max(from) })
    }

    /// The same, if all orders in it are looked at.
    fn all_between(&self, base: &Base) -> Option<(usize, usize)> {
        let all = self.with.is_empty()
            && self.without.is_empty()
            && self.amounts.is_empty()
            && base.dead() == 0
            && self.is_everywhere(base);
        all.then(|| self.between(base))
    }

    /// True if no order stands where none is looked at.
    fn is_everywhere(&self, base: &Base) -> bool {
        base.of_standing.iter().zip(self.status).all(|(orders, looked_at)| *orders == 0 || looked_at)
    }

    fn admits(&self, net: i64) -> bool {
        self.amounts.iter().all(|(low, high, outside)| (net >= *low && net <= *high) != *outside)
    }

    fn includes(&self, order: &TailOrder) -> bool {
        let holds = |item: u32| order.items.binary_search(&item).is_ok();
        self.status[order.status as usize]
            && order.date >= self.placed.0
            && order.date < self.placed.1
            && self.admits(order.net)
            && self.with.iter().all(|item| item.is_some_and(holds))
            && !self.without.iter().any(|item| holds(*item))
    }
}
