//! What is asked of orders, answered for a part's customers at once.

use std::borrow::Cow;
use std::ops::Range;

use domain::decimal::Decimal;
use domain::order::OrderStatus;
use domain::segment::eval::history::OrdersCheck;
use domain::segment::eval::interval::Numbers;
use domain::segment::vocabulary::OrderMeasure;

use super::super::PART;
use super::super::numbers::{integers, minor_units};
use super::super::packed::Codes;
use super::base::{Base, CHUNK, STANDINGS};
use super::tail::TailOrder;
use super::{Orders, Part};

/// Which orders are looked at, and what is asked of them, in the numbers of the index.
#[derive(Debug)]
pub(in crate::index) struct Asked {
    /// Not before the first, before the second.
    placed: (i64, i64),
    status: [bool; OrderStatus::ALL.len()],
    /// Net amounts in minor units, both ends included; true for those outside.
    amounts: Vec<(i64, i64, bool)>,
    /// Codes of items of which they hold one: of each of these lists.
    with: Vec<Box<[u32]>>,
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
        let meant = |item: &str| self.items.meant(item);
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
            (OrderMeasure::Average, Some(within)) => Measured::Average(*within),
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
            with: items(false).map(|(item, _)| meant(item).into()).collect(),
            without: items(true).flat_map(|(item, _)| meant(item)).copied().collect(),
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
                // Nobody has so many orders that four bytes do not count them.
                let low = (*low).clamp(0, u32::MAX.into()) as u32;
                let high = u32::try_from((*high).min(u32::MAX.into())).ok();
                match high.and_then(|high| high.checked_sub(low)) {
                    // One comparison does for two.
                    Some(spread) => {
                        holds.extend(counts.iter().map(|count| u8::from(count.wrapping_sub(low) <= spread)));
                    }
                    None => holds.resize(counts.len(), 0),
                }
            }
            Measured::Sum(low, high) => {
                let sums = scratch.sums(0);
                part.sum(asked, sums);
                let spread = high.wrapping_sub(*low) as u64;
                if low > high {
                    holds.resize(sums.len(), 0);
                } else {
                    holds.extend(sums.iter().map(|sum| u8::from(sum.wrapping_sub(*low) as u64 <= spread)));
                }
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
        if !asked.is_plain() {
            return self.each(asked, |row, _| counts[usize::from(row)] += 1);
        }
        let (from, until) = asked.between(&self.base);
        let looked_at = asked.looked_at().map(u32::from);
        let (rows, standings) = (&self.base.rows[from..until], &self.base.standings[from..until]);
        for (row, standing) in rows.iter().zip(standings) {
            counts[usize::from(*row)] += looked_at[usize::from(*standing)];
        }
        self.each_in_tail(asked, |row, _| counts[usize::from(row)] += 1);
    }

    fn sum(&self, asked: &Asked, sums: &mut [i64]) {
        if !asked.is_plain() {
            return self.each(asked, |row, net| sums[usize::from(row)] += net);
        }
        let (from, until) = asked.between(&self.base);
        let place = from..until;
        match self.base.nets.plain_codes() {
            Some(Codes::Bytes(nets)) => self.base.add_up(asked, place, nets, sums),
            Some(Codes::Shorts(nets)) => self.base.add_up(asked, place, nets, sums),
            Some(Codes::Words(nets)) => self.base.add_up(asked, place, nets, sums),
            _ => return self.each(asked, |row, net| sums[usize::from(row)] += net),
        }
        self.each_in_tail(asked, |row, net| sums[usize::from(row)] += net);
    }

    /// Hands over the row and the net amount of each order that is looked at.
    fn each(&self, asked: &Asked, mut take: impl FnMut(u16, i64)) {
        self.each_in_tail(asked, &mut take);
        let nets = &self.base.nets;
        match nets.plain_codes() {
            Some(Codes::Bytes(nets)) => self.base.each(asked, |place| nets[place].into(), take),
            Some(Codes::Shorts(nets)) => self.base.each(asked, |place| nets[place].into(), take),
            Some(Codes::Words(nets)) => self.base.each(asked, |place| nets[place].into(), take),
            _ => self.base.each(asked, |place| nets.get(place).unwrap_or_default(), take),
        }
    }

    fn each_in_tail(&self, asked: &Asked, mut take: impl FnMut(u16, i64)) {
        for (order, _) in self.tail.orders().filter(|(order, items)| asked.includes(order, items)) {
            take(order.row, order.net);
        }
    }
}

impl Base {
    /// Adds up the amounts of the orders between two places that stand where they are looked at.
    fn add_up<T: Copy + Into<i64>>(&self, asked: &Asked, place: Range<usize>, nets: &[T], sums: &mut [i64]) {
        let looked_at = asked.looked_at().map(i64::from);
        let (rows, standings) = (&self.rows[place.clone()], &self.standings[place.clone()]);
        for ((row, standing), net) in rows.iter().zip(standings).zip(&nets[place]) {
            sums[usize::from(*row)] += looked_at[usize::from(*standing)] * (*net).into();
        }
    }

    fn each(&self, asked: &Asked, net: impl Fn(usize) -> i64, mut take: impl FnMut(u16, i64)) {
        let (from, until) = asked.between(self);
        let looked_at = asked.looked_at();
        let mut look = |place: usize| {
            let net = net(place);
            if looked_at[usize::from(self.standings[place])] && asked.admits(net) {
                take(self.rows[place], net);
            }
        };
        if asked.with.is_empty() && asked.without.is_empty() {
            return (from..until).for_each(look);
        }
        for (at, chunk) in self.chunks.iter().enumerate() {
            let begins = at * CHUNK;
            let bounds = from.max(begins)..until.min(begins + CHUNK).min(self.all());
            if bounds.is_empty() {
                continue;
            }
            let mut with: Vec<Cow<'_, [u16]>> =
                asked.with.iter().map(|items| chunk.holding_any(items)).collect();
            with.sort_unstable_by_key(|holding| holding.len());
            let without: Vec<&[u16]> = asked.without.iter().map(|item| chunk.holding(*item)).collect();
            let holds = |holding: &[u16], place: u16| holding.binary_search(&place).is_ok();
            let passes = |others: &[Cow<'_, [u16]>], place: u16| {
                others.iter().all(|holding| holds(holding, place))
                    && !without.iter().any(|holding| holds(holding, place))
            };
            match with.split_first() {
                Some((fewest, others)) => fewest
                    .iter()
                    .filter(|place| {
                        bounds.contains(&(begins + usize::from(**place))) && passes(others, **place)
                    })
                    .for_each(|place| look(begins + usize::from(*place))),
                None => bounds.filter(|place| passes(&[], (place - begins) as u16)).for_each(&mut look),
            }
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

    /// True if only time and standing decide which orders are looked at.
    const fn is_plain(&self) -> bool {
        self.with.is_empty() && self.without.is_empty() && self.amounts.is_empty()
    }

    /// Whether orders are looked at, by where they stand.
    const fn looked_at(&self) -> [bool; STANDINGS] {
        let [placed, completed, cancelled] = self.status;
        [placed, completed, cancelled, false]
    }

    fn admits(&self, net: i64) -> bool {
        self.amounts.iter().all(|(low, high, outside)| (net >= *low && net <= *high) != *outside)
    }

    fn includes(&self, order: &TailOrder, items: &[u32]) -> bool {
        let holds = |item: &u32| items.binary_search(item).is_ok();
        self.status[order.status as usize]
            && order.date >= self.placed.0
            && order.date < self.placed.1
            && self.admits(order.net)
            && self.with.iter().all(|meant| meant.iter().any(holds))
            && !self.without.iter().any(holds)
    }
}
