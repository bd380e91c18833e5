//! Answers: a plan carried out block by block, by as many threads as pay.

use std::thread;

use domain::Channel;
use domain::customer::ConsentMode;
use domain::decimal::Decimal;
use domain::segment::rule::Logic;

use super::orders::Scratch;
use super::packed::keep_all;
use super::people::{PRESENT, reached};
use super::plan::{Plan, Step, Test};
use super::{BLOCK, BLOCKS, Index};
use crate::tally::Reachable;

/// For each customer of a block whether they are left: 1 or 0.
type Mask = [u8; BLOCK];

/// What is gathered from blocks, by one thread and then by all.
pub(super) trait Gathering: Default + Send {
    /// Takes in who is left of a block by the nth root of a plan.
    fn take(&mut self, nth: usize, left: &Left<'_>);
    /// Takes in what was gathered from later blocks.
    fn join(&mut self, later: Self);
}

/// Who is left of a block.
pub(super) struct Left<'b> {
    first_row: u32,
    mask: &'b [u8],
    reach: &'b [u8],
    consent: ConsentMode,
}

/// So many ones are summed up in a byte, which is how a processor does many at once.
const SUMMED: usize = 255;

impl Left<'_> {
    pub(super) fn rows(&self) -> impl Iterator<Item = u32> {
        (self.first_row..).zip(self.mask).filter(|(_, left)| **left != 0).map(|(row, _)| row)
    }

    /// How many they are, and how many of them can be reached as the question demands.
    pub(super) fn count(&self) -> (u64, Reachable) {
        let (mut count, mut found) = (0, Reachable::default());
        for (mask, reach) in self.mask.chunks(SUMMED).zip(self.reach.chunks(SUMMED)) {
            let both = |channel| {
                let flag = reached(channel, self.consent);
                let reached = mask.iter().zip(reach).map(|(left, reach)| left & u8::from(reach & flag != 0));
                u64::from(reached.sum::<u8>())
            };
            found += Reachable { email: both(Channel::Email), sms: both(Channel::Sms) };
            count += u64::from(mask.iter().sum::<u8>());
        }
        (count, found)
    }
}

/// So many parts are worth a thread.
const PARTS_A_THREAD: usize = 2;

/// Carries out a plan over all customers.
pub(super) fn gather<G: Gathering>(index: &Index, plan: &Plan<'_>) -> G {
    let blocks = index.people.rows().div_ceil(BLOCK);
    let parts = blocks.div_ceil(BLOCKS);
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let threads = cores.min(parts / PARTS_A_THREAD).max(1);
    let share = parts.div_ceil(threads);
    let over = |nth: usize| {
        let mut looking = Looking::new(index, plan);
        let mut gathered = G::default();
        for part in nth * share..parts.min((nth + 1) * share) {
            looking.part(part, blocks.min((part + 1) * BLOCKS), &mut gathered);
        }
        gathered
    };
    thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|nth| scope.spawn(move || over(nth))).collect();
        let mut gathered = over(0);
        for (other, nth) in others.into_iter().zip(1..) {
            // A thread that has panicked has gathered nothing; what it was to look at is looked at here.
            gathered.join(other.join().unwrap_or_else(|_| over(nth)));
        }
        gathered
    })
}

/// A plan being carried out by one thread.
struct Looking<'a> {
    index: &'a Index,
    plan: &'a Plan<'a>,
    part: usize,
    block: usize,
    scratch: Scratch,
    /// Answers of the present part, once they were asked for.
    orders: Vec<Kept>,
    campaigns: Vec<Kept>,
    /// Of the present block.
    segments: Vec<Kept>,
}

/// Room for an answer, and whether it is there.
#[derive(Default, Clone)]
struct Kept {
    known: bool,
    holds: Vec<u8>,
}

fn forget(kept: &mut [Kept]) {
    for kept in kept {
        kept.known = false;
    }
}

impl<'a> Looking<'a> {
    fn new(index: &'a Index, plan: &'a Plan<'a>) -> Self {
        Self {
            index,
            plan,
            part: 0,
            block: 0,
            scratch: Scratch::default(),
            orders: vec![Kept::default(); plan.orders.len()],
            campaigns: vec![Kept::default(); plan.campaigns.len()],
            segments: vec![Kept::default(); plan.segments.len()],
        }
    }

    fn part(&mut self, part: usize, until: usize, gathered: &mut impl Gathering) {
        self.part = part;
        forget(&mut self.orders);
        forget(&mut self.campaigns);
        for block in part * BLOCKS..until {
            self.block = block;
            forget(&mut self.segments);
            let plan = self.plan;
            for (nth, root) in plan.roots.iter().enumerate() {
                let mut mask = self.everyone();
                self.keep(root, &mut mask);
                let reach = self.index.people.reach(block);
                let (first_row, mask) = ((block * BLOCK) as u32, &mask[..reach.len()]);
                gathered.take(nth, &Left { first_row, mask, reach, consent: plan.consent });
            }
        }
    }

    fn everyone(&self) -> Mask {
        let mut mask = [0; BLOCK];
        for (mask, flags) in mask.iter_mut().zip(self.index.people.flags(self.block)) {
            *mask = flags & PRESENT;
        }
        mask
    }

    /// Leaves in a mask those for whom a step holds.
    fn keep(&mut self, step: &Step<'_>, mask: &mut Mask) {
        match step {
            Step::Test { test, negated } => self.keep_test(test, *negated, mask),
            Step::Group { logic, not: false, steps } => self.keep_group(*logic, steps, mask),
            Step::Group { logic, not: true, steps } => {
                let mut inside = *mask;
                self.keep_group(*logic, steps, &mut inside);
                subtract(mask, &inside);
            }
        }
    }

    fn keep_group(&mut self, logic: Logic, steps: &[Step<'_>], mask: &mut Mask) {
        match logic {
            Logic::And => {
                for step in steps {
                    if is_empty(mask) {
                        return;
                    }
                    self.keep(step, mask);
                }
            }
            Logic::Or => {
                // Those for whom nothing has held yet.
                let mut rest = *mask;
                for step in steps {
                    if is_empty(&rest) {
                        return;
                    }
                    let mut found = rest;
                    self.keep(step, &mut found);
                    subtract(&mut rest, &found);
                }
                subtract(mask, &rest);
            }
        }
    }

    fn keep_test(&mut self, test: &Test<'_>, negated: bool, mask: &mut Mask) {
        let customers = &self.index.people;
        match test {
            Test::Constant(holds) => keep_all(u8::from(*holds != negated), mask),
            Test::Within(column, low, high) => match column.block(self.block) {
                Some(block) => {
                    let (with, without) = mask.split_at_mut(block.len());
                    block.keep_within(*low, *high, negated, with);
                    keep_all(u8::from(negated), without);
                }
                None => keep_all(u8::from(negated), mask),
            },
            Test::Marked(column, table) => match column.block(self.block) {
                Some(block) => {
                    let (with, without) = mask.split_at_mut(block.len());
                    block.keep_marked(table, negated, with);
                    keep_all(u8::from(negated), without);
                }
                None => keep_all(u8::from(negated), mask),
            },
            Test::Flag(flag) => {
                let flip = u8::from(negated);
                for (mask, flags) in mask.iter_mut().zip(customers.flags(self.block)) {
                    *mask &= u8::from(flags & flag != 0) ^ flip;
                }
            }
            Test::Average(within) => {
                let (spend, visits) = (customers.spend.block(self.block), customers.visits.block(self.block));
                for (at, mask) in mask.iter_mut().enumerate().filter(|(_, mask)| **mask != 0) {
                    let number =
                        |block: Option<&super::packed::Packed>| block.and_then(|block| block.get(at));
                    let (spend, visits) = (number(spend).unwrap_or(0), number(visits).unwrap_or(0));
                    let compare =
                        |bound: &Decimal| (visits > 0).then(|| bound.compare_average(spend, visits));
                    *mask = u8::from(within.holds(compare) != negated);
                }
            }
            Test::Text(part, check) => {
                let first = (self.block * BLOCK) as u32;
                for (row, mask) in (first..).zip(mask.iter_mut()).filter(|(_, mask)| **mask != 0) {
                    let seen = customers.texts.get(row, *part);
                    *mask = u8::from((!seen.is_empty() && check.holds(seen)) != negated);
                }
            }
            Test::Orders(place) => {
                let kept = &mut self.orders[*place];
                if !kept.known {
                    let asked = &self.plan.orders[*place];
                    self.index.orders.answer(self.part, asked, &mut self.scratch, &mut kept.holds);
                    kept.known = true;
                }
                keep_known(self.block, &kept.holds, negated, mask);
            }
            Test::Campaign(place) => {
                let kept = &mut self.campaigns[*place];
                if !kept.known {
                    self.index.campaigns.answer(self.part, &self.plan.campaigns[*place], &mut kept.holds);
                    kept.known = true;
                }
                keep_known(self.block, &kept.holds, negated, mask);
            }
            Test::Segment(place) => {
                if !self.segments[*place].known {
                    let mut members = self.everyone();
                    let plan = self.plan;
                    self.keep(&plan.segments[*place], &mut members);
                    self.segments[*place] = Kept { known: true, holds: members.to_vec() };
                }
                keep_block(&self.segments[*place].holds, negated, mask);
            }
        }
    }
}

/// Leaves those for whom an answer about a whole part holds.
fn keep_known(block: usize, holds: &[u8], negated: bool, mask: &mut Mask) {
    let first = block % BLOCKS * BLOCK;
    keep_block(&holds[first..first + BLOCK], negated, mask);
}

fn keep_block(holds: &[u8], negated: bool, mask: &mut Mask) {
    let flip = u8::from(negated);
    for (left, holds) in mask.iter_mut().zip(holds) {
        *left &= holds ^ flip;
    }
}

fn subtract(mask: &mut [u8], other: &[u8]) {
    for (mask, other) in mask.iter_mut().zip(other) {
        *mask &= other ^ 1;
    }
}

fn is_empty(mask: &[u8]) -> bool {
    mask.iter().fold(0, |any, mask| any | mask) == 0
}
