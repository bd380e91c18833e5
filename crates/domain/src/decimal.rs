//! Exact decimals, for comparing money with the number a person wrote.

use std::cmp::Ordering;

/// A decimal number `digits / 10^scale`, exact up to [`MAX_SCALE`] places; of what lies beyond it is known only
/// that it is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    digits: i128,
    scale: u32,
    /// The sign of what was cut off.
    beyond: i8,
}

/// As many places as keep the products below within 127 bits. A float from a thousandth up has no more.
const MAX_SCALE: u32 = 19;
/// Numbers from here on are beyond every sum of money a workspace can hold; they compare as this bound.
const BOUND: f64 = 1e18;

impl Decimal {
    /// The decimal a finite float is written as in its shortest form, so that `0.1` is one tenth.
    pub fn from_f64(value: f64) -> Self {
        let clamped = value.clamp(-BOUND, BOUND);
        let text = format!("{}", clamped.abs());
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let (fraction, cut) = fraction.split_at(fraction.len().min(MAX_SCALE as usize));
        let magnitude =
            whole.bytes().chain(fraction.bytes()).fold(0i128, |n, b| n * 10 + i128::from(b - b'0'));
        let sign: i8 = if clamped < 0.0 { -1 } else { 1 };
        let beyond = if cut.is_empty() { 0 } else { sign };
        Self { digits: magnitude * i128::from(sign), scale: fraction.len() as u32, beyond }
    }

    /// Compares an average of money with this number of major units, without dividing:
    /// `total / count ⋈ self` as `total × 10^scale ⋈ self.digits × 100 × count`.
    ///
    /// `total_minor` is in minor units, `count` positive; a plain amount is its own average over one.
    pub fn compare_average(self, total_minor: i64, count: i64) -> Ordering {
        let left = i128::from(total_minor) * 10i128.pow(self.scale);
        let right = self.digits * 100 * i128::from(count);
        left.cmp(&right).then(0.cmp(&self.beyond))
    }

    /// Compares a plain integer with this number: `value ⋈ self`.
    pub fn compare_integer(self, value: i64) -> Ordering {
        (i128::from(value) * 10i128.pow(self.scale)).cmp(&self.digits).then(0.cmp(&self.beyond))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_average_is_compared_without_rounding() {
        // 100.00 over three orders is 33.333…: above 33.33, below 33.34, and not equal to either.
        assert_eq!(Decimal::from_f64(33.33).compare_average(10_000, 3), Ordering::Greater);
        assert_eq!(Decimal::from_f64(33.34).compare_average(10_000, 3), Ordering::Less);
        assert_eq!(Decimal::from_f64(50.0).compare_average(10_000, 2), Ordering::Equal);
        assert_eq!(Decimal::from_f64(-0.5).compare_average(-50, 1), Ordering::Equal);
    }

    #[test]
    fn no_place_of_a_float_is_lost() {
        // 0.1 + 0.2 in floats: seventeen places, a little more than thirty cents.
        assert_eq!(Decimal::from_f64(0.1 + 0.2).compare_average(30, 1), Ordering::Less);
        assert_eq!(Decimal::from_f64(-0.1 - 0.2).compare_average(-30, 1), Ordering::Greater);
        assert_eq!(Decimal::from_f64(1e-300).compare_average(0, 1), Ordering::Less);
        assert_eq!(Decimal::from_f64(-1e-300).compare_integer(0), Ordering::Greater);
        // A third of a unit lies above the nearest float below it.
        assert_eq!(Decimal::from_f64(1.0 / 3.0).compare_average(100, 3), Ordering::Greater);
        assert_eq!(Decimal::from_f64(0.01).compare_average(1, 1), Ordering::Equal);
    }

    #[test]
    fn extreme_numbers_do_not_overflow() {
        assert_eq!(
            Decimal::from_f64(1e300).compare_average(i64::MAX / 100, i64::from(u32::MAX)),
            Ordering::Less
        );
        assert_eq!(Decimal::from_f64(5e-324).compare_average(i64::MAX, 1), Ordering::Greater);
        assert_eq!(Decimal::from_f64(1e-300).compare_average(i64::MIN, i64::MAX), Ordering::Less);
        assert_eq!(Decimal::from_f64(-1e300).compare_integer(-1_000_000_000_000_000), Ordering::Greater);
        assert_eq!(Decimal::from_f64(2.5).compare_integer(3), Ordering::Greater);
    }
}
