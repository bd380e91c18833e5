//! Money as integer minor units (1/100 of the workspace's currency). Never a float inside.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An amount of money in minor units, between −10^12 and 10^12.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(i64);

/// The largest amount that can be named, in minor units.
pub const LIMIT: i64 = 1_000_000_000_000;

/// A number that is no amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAmount {
    /// More than two decimal places: the rest would be lost.
    #[error("has more than two decimal places")]
    TooPrecise,
    /// Beyond [`LIMIT`], or not finite.
    #[error("is beyond 10,000,000,000.00")]
    TooLarge,
}

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// An amount from minor units, `None` beyond [`LIMIT`].
    pub const fn from_minor(minor: i64) -> Option<Self> {
        if minor >= -LIMIT && minor <= LIMIT { Some(Self(minor)) } else { None }
    }

    /// The amount in minor units.
    pub const fn minor(self) -> i64 {
        self.0
    }

    /// An amount from a decimal number in major units, as JSON carries it.
    ///
    /// Exact: a float is the nearest one to a decimal with two places exactly if dividing the rounded number of
    /// cents by 100 gives the same float back (IEEE 754 division is correctly rounded, and 10^12 is far below
    /// 2^53).
    pub fn from_major(major: f64) -> Result<Self, InvalidAmount> {
        let minor = (major * 100.0).round();
        if !minor.is_finite() || minor.abs() > LIMIT as f64 {
            return Err(InvalidAmount::TooLarge);
        }
        #[expect(clippy::float_cmp, reason = "equality is the definition, see above")]
        if minor / 100.0 != major {
            return Err(InvalidAmount::TooPrecise);
        }
        Ok(Self(minor as i64))
    }

    /// The nearest float in major units; exact to the cent when printed with the shortest form.
    pub fn major(self) -> f64 {
        major(self.0)
    }
}

/// Minor units as the number of major units that JSON carries; sums may lie beyond [`LIMIT`].
pub fn major(minor: i64) -> f64 {
    minor as f64 / 100.0
}

impl std::fmt::Display for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let minor = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", minor / 100, minor % 100)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if self.0 % 100 == 0 { to.serialize_i64(self.0 / 100) } else { to.serialize_f64(self.major()) }
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::from_major(f64::deserialize(from)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cent_survives_the_journey_through_json() {
        for minor in (0..200_000).chain([1, 7, 29, 99_999_999_999, 999_999_999_999, LIMIT]) {
            for minor in [minor, -minor] {
                let amount = Amount::from_minor(minor).unwrap();
                let json = serde_json::to_string(&amount).unwrap();
                assert_eq!(serde_json::from_str::<Amount>(&json).unwrap(), amount, "{json}");
                let written: f64 = amount.to_string().parse().unwrap();
                assert_eq!(Amount::from_major(written).unwrap(), amount);
            }
        }
    }

    #[test]
    fn a_third_decimal_place_is_refused_rather_than_rounded() {
        assert_eq!(Amount::from_major(10.005), Err(InvalidAmount::TooPrecise));
        assert_eq!(Amount::from_major(0.001), Err(InvalidAmount::TooPrecise));
        assert_eq!(Amount::from_major(1e11), Err(InvalidAmount::TooLarge));
        assert_eq!(Amount::from_major(f64::NAN), Err(InvalidAmount::TooLarge));
        assert_eq!(Amount::from_major(f64::INFINITY), Err(InvalidAmount::TooLarge));
    }
}
