//! How the values of a field are spread over all customers.
//!
//! Buckets lie where most customers are. A few values far from all others would leave them one bucket among empty ones, so
//! a tail that is longer than all the rest becomes one bucket without an end; it holds one customer in fifty at most,
//! about.

use std::cmp::Ordering;

use domain::{Timestamp, Zone};

use crate::profile::Shared;

/// So many buckets at most.
pub const MOST_BUCKETS: usize = 40;

/// How the values of a field are spread over all customers.
#[derive(Debug, Clone, PartialEq)]
pub struct Distribution {
    /// Customers without a value, or with one of another kind.
    pub missing: u64,
    /// Those of the others.
    pub spread: Spread,
}

/// The values of a field, by kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Spread {
    /// Numbers as rules name them; buckets of equal width with round bounds, ascending, at most [`MOST_BUCKETS`]; the
    /// first and the last may be open.
    Numbers(Vec<Bucket<f64>>),
    /// Instants; buckets are days, weeks, months, quarters or years, ascending, at most [`MOST_BUCKETS`]; the first and
    /// the last may be open.
    Dates(Vec<Bucket<Timestamp>>),
    /// The most frequent texts. Email addresses, phone numbers and names are not told.
    Texts(Vec<Shared>),
    /// `true` and `false`.
    Booleans(Vec<Shared>),
    /// The most frequent members of sets; a customer may have several.
    Sets(Vec<Shared>),
}

/// How many customers have a value that is not below one bound and below the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket<T> {
    /// The least value; none if it holds whatever is below `to`.
    pub from: Option<T>,
    /// All are below, unless no value can be above; none if it holds whatever is not below `from`.
    pub to: Option<T>,
    /// Customers.
    pub customers: u64,
}

/// Amounts of money have so many digits: the power of ten of the last.
pub(crate) const MONEY: i32 = -2;
/// Numbers that may have any.
pub(crate) const ANY: i32 = i32::MIN;

/// Counts numbers, each with how many customers have it; `digits` is the power of ten of the last that they can have.
pub(crate) fn of_numbers(numbers: impl Iterator<Item = (f64, u64)> + Clone, digits: i32) -> Vec<Bucket<f64>> {
    let (mut least, mut greatest, mut whole) = (f64::INFINITY, f64::NEG_INFINITY, true);
    for (number, _) in numbers.clone() {
        (least, greatest) = (least.min(number), greatest.max(number));
        whole &= number.fract() == 0.0;
    }
    let digits = if whole { digits.max(0) } else { digits };
    if least > greatest {
        return Vec::new();
    }
    let shown = Shown::of(numbers.clone(), [least, greatest], |from, to| to - from);
    count(&round_bounds(shown.least, shown.greatest, digits, shown.most()), &shown, numbers)
}

/// Counts instants, each with how many customers have it.
pub(crate) fn of_dates(
    dates: impl Iterator<Item = (Timestamp, u64)> + Clone,
    zone: &Zone,
) -> Vec<Bucket<Timestamp>> {
    let least = dates.clone().map(|(date, _)| date).min();
    let greatest = dates.clone().map(|(date, _)| date).max();
    let (Some(least), Some(greatest)) = (least, greatest) else { return Vec::new() };
    let length = |from: Timestamp, to: Timestamp| to.millis() as f64 - from.millis() as f64;
    let shown = Shown::of(dates.clone(), [least, greatest], length);
    count(&zone.stretches(shown.least, shown.greatest, shown.most()), &shown, dates)
}

/// So many values at most are sorted to find out where most of them are.
const LOOKED_AT: usize = 1 << 16;
/// One customer in so many may stand in a tail.
const TAIL: u64 = 50;

/// What buckets of equal width show, and where a tail goes on without them.
struct Shown<T> {
    least: T,
    greatest: T,
    below: bool,
    above: bool,
}

impl<T: PartialOrd + Copy> Shown<T> {
    fn of(
        values: impl Iterator<Item = (T, u64)> + Clone,
        [least, greatest]: [T; 2],
        length: impl Fn(T, T) -> f64,
    ) -> Self {
        let step = values.clone().count() / LOOKED_AT + 1;
        let mut looked_at: Vec<_> = values.step_by(step).collect();
        looked_at.sort_by(|one, other| one.0.partial_cmp(&other.0).unwrap_or(Ordering::Equal));
        let customers: u64 = looked_at.iter().map(|(_, customers)| customers).sum();
        // The least value that more than so many customers are at or below.
        let quantile = |skipped: u64| {
            let mut passed = 0;
            let found = looked_at.iter().find(|(_, customers)| {
                passed += customers;
                passed > skipped
            });
            found.map(|(value, _)| *value)
        };
        let tail = customers / TAIL;
        let (low, high) = (quantile(tail), quantile(customers.saturating_sub(tail + 1)));
        let (Some(low), Some(high)) = (low, high) else {
            return Self { least, greatest, below: false, above: false };
        };
        let body = length(low, high);
        let (below, above) =
            (body > 0.0 && length(least, low) > body, body > 0.0 && length(high, greatest) > body);
        Self {
            least: if below { low } else { least },
            greatest: if above { high } else { greatest },
            below,
            above,
        }
    }

    /// How many buckets of equal width there may be.
    fn most(&self) -> usize {
        MOST_BUCKETS - usize::from(self.below) - usize::from(self.above)
    }
}

/// Counts values between bounds, and beyond them in the open tails. There are two bounds at least, and no value is below
/// the first that is not in a tail.
fn count<T: PartialOrd + Copy>(
    bounds: &[T],
    shown: &Shown<T>,
    values: impl Iterator<Item = (T, u64)>,
) -> Vec<Bucket<T>> {
    let (first, end) = (bounds[0], bounds[bounds.len() - 1]);
    let mut counts = vec![0; bounds.len() - 1];
    let last = counts.len() - 1;
    let (mut below, mut above) = (0, 0);
    for (value, customers) in values {
        if shown.below && value < first {
            below += customers;
        } else if shown.above && value >= end {
            above += customers;
        } else {
            let after = bounds[1..].partition_point(|bound| *bound <= value);
            counts[after.min(last)] += customers;
        }
    }
    let tail = |from, to, customers| (customers > 0).then_some(Bucket { from, to, customers });
    let within = bounds.windows(2).zip(counts).map(|(bounds, customers)| Bucket {
        from: Some(bounds[0]),
        to: Some(bounds[1]),
        customers,
    });
    let begin = tail(None, Some(first), below).into_iter();
    begin.chain(within).chain(tail(Some(end), None, above)).collect()
}

/// Bounds around all numbers from the least to the greatest: multiples of one, two or five of a power of ten, that of
/// the most buckets that are not too many, and of no finer digits than they can have.
fn round_bounds(least: f64, greatest: f64, digits: i32, most: usize) -> Vec<f64> {
    let narrow = (greatest / most as f64 - least / most as f64).max(0.0);
    let about = if narrow > 0.0 { narrow } else { least.abs() };
    // The power of ten that is not above it.
    let power = if about > 0.0 { about.log10().floor() as i32 - 1 } else { 0 };
    let mut widths = (power.max(digits)..=310).flat_map(|power| [1.0, 2.0, 5.0].map(|times| (times, power)));
    let fitting = widths.find_map(|(times, power)| multiples(times, power, [least, greatest], most));
    fitting.unwrap_or_else(|| vec![least, f64::MAX])
}

/// The multiples of a width around two numbers; `None` if there are too many, or none are to be told apart.
fn multiples(times: f64, power: i32, [least, greatest]: [f64; 2], most: usize) -> Option<Vec<f64>> {
    // As it would be written, so that it is as round as it looks.
    let multiple = |number: f64| {
        let text = format!("{:.0}e{power}", number * times);
        text.parse().map_or(f64::NAN, |found: f64| found.clamp(f64::MIN, f64::MAX) + 0.0)
    };
    let width = multiple(1.0);
    let (mut begin, mut end) = ((least / width).floor(), (greatest / width).floor());
    if !(begin.is_finite() && end.is_finite()) {
        return None;
    }
    // Division is not exact.
    if multiple(begin) > least {
        begin -= 1.0;
    }
    if multiple(end + 1.0) <= greatest {
        end += 1.0;
    }
    if end - begin >= most as f64 {
        return None;
    }
    let bounds: Vec<_> = (0..=(end - begin) as u32 + 1).map(|nth| multiple(begin + f64::from(nth))).collect();
    let holds = bounds[0] <= least && bounds.is_sorted_by(|one, next| one < next);
    holds.then_some(bounds)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bounds(numbers: &[f64]) -> Vec<f64> {
        let buckets = of_numbers(numbers.iter().map(|number| (*number, 1)), MONEY);
        let ends = buckets.last().and_then(|bucket| bucket.to);
        buckets.iter().filter_map(|bucket| bucket.from).chain(ends).collect()
    }

    #[test]
    fn bounds_are_round() {
        assert_eq!(bounds(&[]), [0.0; 0]);
        assert_eq!(bounds(&[7.0]), [7.0, 8.0]);
        assert_eq!(bounds(&[0.0]), [0.0, 1.0]);
        assert_eq!(bounds(&[0.02, 0.03, 0.5])[..3], [0.02, 0.04, 0.06]);
        assert_eq!(bounds(&[0.02, 0.03]), [0.02, 0.03, 0.04]);
        assert_eq!(bounds(&[1.0, 3.0]), [1.0, 2.0, 3.0, 4.0]);
        assert_eq!(bounds(&[0.1, 0.3])[..3], [0.1, 0.11, 0.12]);
        let spend = bounds(&[3.5, 1_999.99]);
        assert_eq!((spend.len(), spend[0], spend[1]), (41, 0.0, 50.0));
        let below = bounds(&[-120.0, 40.0]);
        assert_eq!((below[0], below[1], below[below.len() - 1]), (-120.0, -115.0, 45.0));
    }

    #[test]
    fn a_long_tail_is_one_open_bucket() {
        // What a hundred people spent: most of them below 100, two of them far above.
        let mut spent: Vec<_> = (0..98).map(|n| (f64::from(n), 1)).collect();
        spent.extend([(5_000.0, 1), (90_000.0, 1)]);
        let buckets = of_numbers(spent.iter().copied(), MONEY);
        let [.., before, tail] = &buckets[..] else { panic!("{buckets:?}") };
        assert_eq!((before.to, tail.from, tail.to, tail.customers), (Some(100.0), Some(100.0), None, 2));
        assert_eq!((buckets[0].from, buckets[0].to), (Some(0.0), Some(5.0)));
        let negative = of_numbers(spent.iter().map(|(number, customers)| (-number, *customers)), MONEY);
        assert_eq!((negative[0].from, negative[0].customers), (None, 2));
        assert!(negative.iter().skip(1).all(|bucket| bucket.from.is_some() && bucket.to.is_some()));
        // Alike without the two, and where a tenth is as far: nobody is hidden that way.
        for far in [0, 10] {
            let mut even: Vec<_> = (0..90).map(|n| (f64::from(n), 1)).collect();
            even.extend((0..far).map(|n| (90_000.0 - f64::from(n), 1)));
            let buckets = of_numbers(even.iter().copied(), MONEY);
            assert!(buckets.iter().all(|bucket| bucket.from.is_some() && bucket.to.is_some()), "{buckets:?}");
        }
    }

    #[test]
    fn a_date_far_before_all_others_leaves_them_their_weeks() {
        let day = |n: i64| Timestamp::from_millis(n * 86_400_000).unwrap();
        let dates = (0..100).map(|n| (day(20_000 + n), 1)).chain([(day(0), 1)]);
        let buckets = of_dates(dates, &Zone::UTC);
        assert_eq!((buckets[0].from, buckets[0].customers), (None, 1));
        assert!((15..=16).contains(&(buckets.len() - 1)), "weeks: {}", buckets.len());
    }

    fn none_above(bucket: &Bucket<f64>) -> bool {
        bucket.to.is_none_or(|to| to >= f64::MAX)
    }

    fn holds(bucket: &Bucket<f64>, number: f64, last: bool) -> bool {
        bucket.from.is_none_or(|from| number >= from)
            && (bucket.to.is_none_or(|to| number < to) || (last && none_above(bucket)))
    }

    proptest! {
        #[test]
        fn few_buckets_hold_every_number_once(
            numbers in prop::collection::vec(prop_oneof![
                (-9_999..9_999_i32).prop_map(|cents| f64::from(cents) / 100.0),
                any::<f64>().prop_filter("numbers are finite", |number| number.is_finite()),
                prop::sample::select(vec![0.0, -0.0, f64::MAX, f64::MIN, f64::MIN_POSITIVE, 5e-324, 1e15, 1e15 + 1.0]),
            ], 1..20),
            crowd in 1..200_u64,
        ) {
            // Many have the first, so that others may be far from most.
            let weight = |nth: usize| if nth == 0 { crowd } else { 2 };
            let counted = numbers.iter().enumerate().map(|(nth, number)| (*number, weight(nth)));
            let buckets = of_numbers(counted.clone(), ANY);
            prop_assert!(!buckets.is_empty() && buckets.len() <= MOST_BUCKETS);
            prop_assert!(buckets.windows(2).all(|pair| pair[0].to.is_some() && pair[0].to == pair[1].from));
            let closed = |bucket: &Bucket<f64>| bucket.from.zip(bucket.to);
            prop_assert!(buckets.iter().filter_map(closed).all(|(from, to)| from < to || to >= f64::MAX));
            for (at, bucket) in buckets.iter().enumerate() {
                let last = at + 1 == buckets.len();
                let inside = counted.clone().filter(|(number, _)| holds(bucket, *number, last));
                prop_assert_eq!(bucket.customers, inside.map(|(_, customers)| customers).sum::<u64>());
            }
            let held: u64 = buckets.iter().map(|bucket| bucket.customers).sum();
            prop_assert_eq!(held, counted.map(|(_, customers)| customers).sum::<u64>());
            let open = buckets.iter().filter(|bucket| closed(bucket).is_none());
            prop_assert!(open.map(|bucket| bucket.customers).sum::<u64>() <= 2 * (held / TAIL));
        }
    }
}
