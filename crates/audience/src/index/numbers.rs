//! Stretches of decimals as stretches of whole numbers.

use std::cmp::Ordering;
use std::ops::Bound;

use domain::decimal::Decimal;
use domain::segment::eval::interval::Numbers;

/// Beyond every number of things and every sum of money.
const FAR: i64 = 1 << 61;

/// The amounts in minor units that lie within, both ends included.
pub(super) fn minor_units(within: &Numbers<Decimal>) -> (i64, i64) {
    whole(within, |bound, number| bound.compare_average(number, 1))
}

/// The whole numbers that lie within, both ends included.
pub(super) fn integers(within: &Numbers<Decimal>) -> (i64, i64) {
    whole(within, |bound, number| bound.compare_integer(number))
}

fn whole(within: &Numbers<Decimal>, compare: impl Fn(&Decimal, i64) -> Ordering) -> (i64, i64) {
    let low = match &within.low {
        Bound::Included(low) => first(|number| compare(low, number).is_ge()),
        Bound::Excluded(low) => first(|number| compare(low, number).is_gt()),
        Bound::Unbounded => i64::MIN,
    };
    let high = match &within.high {
        Bound::Included(high) => first(|number| compare(high, number).is_gt()) - 1,
        Bound::Excluded(high) => first(|number| compare(high, number).is_ge()) - 1,
        Bound::Unbounded => i64::MAX,
    };
    (low, high)
}

/// The first number for which something holds that holds for all after it.
fn first(holds: impl Fn(i64) -> bool) -> i64 {
    let (mut low, mut high) = (-FAR, FAR);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) { high = middle } else { low = middle + 1 }
    }
    low
}

#[cfg(test)]
mod tests {
    use domain::segment::rule::NumberTest;

    use super::*;

    #[test]
    fn a_stretch_of_decimals_is_one_of_whole_numbers() {
        let units = |test| minor_units(&Numbers::of(&test, Decimal::from_f64).0);
        assert_eq!(units(NumberTest::Equal(0.01)), (1, 1));
        assert_eq!(units(NumberTest::More(1.0)), (101, i64::MAX));
        assert_eq!(units(NumberTest::AtMost(-0.005)), (i64::MIN, -1));
        assert_eq!(units(NumberTest::Less(1.005)), (i64::MIN, 100));
        let (low, high) = units(NumberTest::Equal(0.005));
        assert!(low > high, "no amount has half a cent: {low} {high}");
        assert_eq!(integers(&Numbers::of(&NumberTest::Between(1.5, 3.0), Decimal::from_f64).0), (2, 3));
    }
}
