//! How the values of a field are spread over all customers.

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
    /// Numbers as rules name them; buckets of equal width with round bounds, ascending, at most [`MOST_BUCKETS`].
    Numbers(Vec<Bucket<f64>>),
    /// Instants; buckets are days, weeks, months, quarters or years, ascending, at most [`MOST_BUCKETS`].
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
    /// The least value.
    pub from: T,
    /// All are below, unless no value can be above.
    pub to: T,
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
    if least > greatest { Vec::new() } else { count(&round_bounds(least, greatest, digits), numbers) }
}

/// Counts instants, each with how many customers have it.
pub(crate) fn of_dates(
    dates: impl Iterator<Item = (Timestamp, u64)> + Clone,
    zone: &Zone,
) -> Vec<Bucket<Timestamp>> {
    let least = dates.clone().map(|(date, _)| date).min();
    let greatest = dates.clone().map(|(date, _)| date).max();
    let (Some(least), Some(greatest)) = (least, greatest) else { return Vec::new() };
    count(&zone.stretches(least, greatest, MOST_BUCKETS), dates)
}

/// Counts values between bounds. There are two bounds at least, and no value is below the first.
fn count<T: PartialOrd + Copy>(bounds: &[T], values: impl Iterator<Item = (T, u64)>) -> Vec<Bucket<T>> {
    let pairs = bounds.windows(2);
    let mut buckets: Vec<_> =
        pairs.map(|bounds| Bucket { from: bounds[0], to: bounds[1], customers: 0 }).collect();
    let last = buckets.len() - 1;
    for (value, customers) in values {
        let after = buckets.partition_point(|bucket| bucket.to <= value);
        buckets[after.min(last)].customers += customers;
    }
    buckets
}

/// Bounds around all numbers from the least to the greatest: multiples of one, two or five of a power of ten, that of
/// the most buckets that are not too many, and of no finer digits than they can have.
fn round_bounds(least: f64, greatest: f64, digits: i32) -> Vec<f64> {
    let narrow = (greatest / MOST_BUCKETS as f64 - least / MOST_BUCKETS as f64).max(0.0);
    let about = if narrow > 0.0 { narrow } else { least.abs() };
    // The power of ten that is not above it.
    let power = if about > 0.0 { about.log10().floor() as i32 - 1 } else { 0 };
    let mut widths = (power.max(digits)..=310).flat_map(|power| [1.0, 2.0, 5.0].map(|times| (times, power)));
    let fitting = widths.find_map(|(times, power)| multiples(times, power, least, greatest));
    fitting.unwrap_or_else(|| vec![least, f64::MAX])
}

/// The multiples of a width around two numbers; `None` if there are too many, or none are to be told apart.
fn multiples(times: f64, power: i32, least: f64, greatest: f64) -> Option<Vec<f64>> {
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
    if end - begin >= MOST_BUCKETS as f64 {
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
        let ends = buckets.last().map(|bucket| bucket.to);
        buckets.iter().map(|bucket| bucket.from).chain(ends).collect()
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

    fn none_above(bucket: &Bucket<f64>) -> bool {
        bucket.to >= f64::MAX
    }

    proptest! {
        #[test]
        fn few_buckets_hold_every_number_once(
            numbers in prop::collection::vec(prop_oneof![
                (-9_999..9_999_i32).prop_map(|cents| f64::from(cents) / 100.0),
                any::<f64>().prop_filter("numbers are finite", |number| number.is_finite()),
                prop::sample::select(vec![0.0, -0.0, f64::MAX, f64::MIN, f64::MIN_POSITIVE, 5e-324, 1e15, 1e15 + 1.0]),
            ], 1..20),
        ) {
            let buckets = of_numbers(numbers.iter().map(|number| (*number, 2)), ANY);
            prop_assert!(!buckets.is_empty() && buckets.len() <= MOST_BUCKETS);
            prop_assert!(buckets.windows(2).all(|pair| pair[0].to.to_bits() == pair[1].from.to_bits()));
            prop_assert!(buckets.iter().all(|bucket| bucket.from < bucket.to || none_above(bucket)));
            for (at, bucket) in buckets.iter().enumerate() {
                let last = at + 1 == buckets.len();
                let inside = numbers.iter().filter(|number| {
                    **number >= bucket.from && (**number < bucket.to || (last && none_above(bucket)))
                });
                prop_assert_eq!(bucket.customers, 2 * inside.count() as u64);
            }
            let held: u64 = buckets.iter().map(|bucket| bucket.customers).sum();
            prop_assert_eq!(held, 2 * numbers.len() as u64);
        }
    }
}
