//! Time: UTC milliseconds inside, RFC 3339 at the edge; days belong to a workspace's time zone.

mod calendar;
mod local;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An instant in milliseconds since 1970 UTC, within the years 1 to 9999: from 0001-01-01T00:00:00Z to
/// 9999-12-30T22:00:00Z, the last one that can be written in every time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// A text that is neither an RFC 3339 instant nor a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected a date (2024-05-31) or an RFC 3339 time (2024-05-31T09:00:00Z) between the years 1 and 9999"
)]
pub struct InvalidTime;

const FIRST: i64 = -62_135_596_800_000;
const LAST: i64 = 253_402_207_200_000;

impl Timestamp {
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Self = Self(0);

    /// The instant for a number of milliseconds since 1970, `None` outside the years 1 to 9999.
    pub const fn from_millis(millis: i64) -> Option<Self> {
        if millis >= FIRST && millis <= LAST { Some(Self(millis)) } else { None }
    }

    /// Milliseconds since 1970 UTC.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The instant `millis` later (earlier if negative), kept within the years 1 to 9999.
    #[must_use]
    pub fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis).clamp(FIRST, LAST))
    }

    /// Parses RFC 3339 with an offset; digits past the millisecond are cut off.
    pub fn parse(text: &str) -> Result<Self, InvalidTime> {
        if let Some(millis) = plain_instant(text.as_bytes()) {
            return Self::from_millis(millis).ok_or(InvalidTime);
        }
        let shaped = text.len() >= 20 && matches!(text.as_bytes()[10], b'T' | b't' | b' ');
        if !shaped || !text.is_ascii() || text.contains('[') {
            return Err(InvalidTime);
        }
        let instant: jiff::Timestamp = text.parse().map_err(|_| InvalidTime)?;
        let millis = instant.as_nanosecond().div_euclid(1_000_000);
        i64::try_from(millis).ok().and_then(Self::from_millis).ok_or(InvalidTime)
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let instant = jiff::Timestamp::from_millisecond(self.0).map_err(|_| std::fmt::Error)?;
        write!(f, "{instant:.3}")
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// Reads the two spellings most instants come in, `2024-05-31T09:00:00Z` and `2024-05-31T09:00:00.123Z`, with an
/// offset such as `+02:00` in place of the `Z` as well. `None` says nothing about others.
fn plain_instant(text: &[u8]) -> Option<i64> {
    let digit =
        |at: usize| text.get(at).filter(|byte| byte.is_ascii_digit()).map(|byte| i64::from(byte - b'0'));
    let two = |at: usize| Some(digit(at)? * 10 + digit(at + 1)?);
    let at = |at: usize, byte: u8| (text.get(at) == Some(&byte)).then_some(());
    let (year, month, day) = (two(0)? * 100 + two(2)?, two(5)?, two(8)?);
    let (hour, minute, second) = (two(11)?, two(14)?, two(17)?);
    at(4, b'-').and(at(7, b'-')).and(at(10, b'T')).and(at(13, b':')).and(at(16, b':'))?;
    let (millis, zone) = match text.get(19) {
        Some(b'.') => (two(20)? * 10 + digit(22)?, 23),
        _ => (0, 19),
    };
    let offset = match (text.get(zone)?, text.len() - zone) {
        (b'Z', 1) => 0,
        (sign @ (b'+' | b'-'), 6) => {
            at(zone + 3, b':')?;
            let (hours, minutes) = (two(zone + 1)?, two(zone + 4)?);
            // What an offset of minus nothing means is left to those who know.
            if hours > 23 || minutes > 59 || (*sign == b'-' && hours + minutes == 0) {
                return None;
            }
            if *sign == b'+' { hours * 60 + minutes } else { -(hours * 60 + minutes) }
        }
        _ => return None,
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last_day = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if year < 1 || !(1..=last_day).contains(&day) || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let minutes = (days_since_1970(year, month, day) * 24 + hour) * 60 + minute - offset;
    Some((minutes * 60 + second) * 1_000 + millis)
}

/// Days from 1970-01-01 to a day of the Gregorian calendar, counting years from March so that the leap day is the
/// last of its year; the years since then make 365 days each, and one more for each leap year among them.
const fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year / 4 - year / 100 + year / 400;
    // The days of the months from March on: 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31.
    let before_month = (153 * month + 2) / 5;
    // 719,468 days lie between the first of March of the year 0 and 1970-01-01.
    year * 365 + leap_days + before_month + day - 1 - 719_468
}

/// A time zone by its IANA name; its rules are compiled in, so that every machine agrees.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone(TimeZone);

/// The name is not in the time zone database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected the name of a time zone, such as Europe/Berlin or UTC")]
pub struct UnknownZone;

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(TimeZone::UTC);

    /// The zone with an IANA name.
    pub fn named(name: &str) -> Result<Self, UnknownZone> {
        if name == "UTC" {
            return Ok(Self::UTC);
        }
        TimeZone::get(name).map(Self).map_err(|_| UnknownZone)
    }

    /// The zone's IANA name.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// The first instant of a day: midnight, or the first moment after it where the clocks jump over midnight.
    /// A day past the last instant there is (`9999-12-31`, which often stands for "for ever") begins with it.
    pub fn start_of(&self, day: Date) -> Timestamp {
        let start = day.to_zoned(self.0.clone()).map_or(LAST, |zoned| zoned.timestamp().as_millisecond());
        Timestamp(start.clamp(FIRST, LAST))
    }

    /// The first instant after a day.
    pub fn end_of(&self, day: Date) -> Timestamp {
        day.tomorrow().map_or(Timestamp(LAST), |next| self.start_of(next))
    }

    /// The day an instant falls on.
    pub fn day_of(&self, at: Timestamp) -> Date {
        let instant = jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        self.0.to_datetime(instant).date()
    }

    /// Parses an RFC 3339 instant, or a date as the first instant of that day here.
    pub fn parse(&self, text: &str) -> Result<Timestamp, InvalidTime> {
        parse_date(text).map_or_else(|| Timestamp::parse(text), |day| Ok(self.start_of(day)))
    }
}

/// Parses `YYYY-MM-DD`, and nothing else; the year 0 is none.
pub fn parse_date(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    let shaped = bytes.len() == 10
        && bytes
            .iter()
            .enumerate()
            .all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() });
    if !shaped {
        return None;
    }
    let date: Date = text.parse().ok()?;
    (date.year() >= 1).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_the_start_of_that_day_in_the_zone() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        assert_eq!(berlin.parse("2024-07-01").unwrap().to_string(), "2024-06-30T22:00:00.000Z");
        assert_eq!(Zone::UTC.parse("2024-07-01").unwrap().to_string(), "2024-07-01T00:00:00.000Z");
        // The day the clocks go forward has 23 hours.
        let day = parse_date("2024-03-31").unwrap();
        assert_eq!(berlin.end_of(day).millis() - berlin.start_of(day).millis(), 23 * 3_600_000);
    }

    #[test]
    fn the_day_that_stands_for_ever_lies_after_every_other() {
        for zone in ["UTC", "Europe/Berlin", "Pacific/Honolulu", "Pacific/Kiritimati"] {
            let zone = Zone::named(zone).unwrap();
            let [before, last] = ["9999-12-30", "9999-12-31"].map(|day| zone.parse(day).unwrap());
            assert!(before < last, "{}: {before} {last}", zone.name());
            assert_eq!(Timestamp::parse(&last.to_string()), Ok(last));
            assert!(zone.parse("0001-01-01").unwrap() < zone.parse("0001-01-02").unwrap());
        }
        let end = Timestamp::from_millis(0).unwrap().plus_millis(i64::MAX);
        assert_eq!(Timestamp::parse(&end.to_string()), Ok(end));
        let beginning = Timestamp::from_millis(0).unwrap().plus_millis(i64::MIN);
        assert_eq!(Timestamp::parse(&beginning.to_string()), Ok(beginning));
    }

    #[test]
    fn finer_digits_are_cut_off_towards_the_past() {
        assert_eq!(Timestamp::parse("1969-12-31T23:59:59.9999Z").unwrap().millis(), -1);
        assert_eq!(
            Timestamp::parse("2024-05-31T09:00:00.123999+02:00").unwrap().to_string(),
            "2024-05-31T07:00:00.123Z"
        );
    }

    #[test]
    fn a_plain_instant_is_read_as_the_library_reads_it() {
        let years = [1, 4, 99, 100, 400, 1582, 1900, 1969, 1970, 1999, 2000, 2023, 2024, 2100, 9998, 9999];
        let clocks =
            ["00:00:00Z", "23:59:59.999Z", "12:34:56+02:00", "00:00:00-11:30", "23:59:60Z", "24:00:00Z"];
        let (mut read, mut left) = (0, 0);
        for year in years {
            for month in 0..=13 {
                for day in [0, 1, 2, 28, 29, 30, 31, 32] {
                    for clock in clocks {
                        let text = format!("{year:04}-{month:02}-{day:02}T{clock}");
                        let Some(plain) = plain_instant(text.as_bytes()) else {
                            left += 1;
                            continue;
                        };
                        let library =
                            text.parse::<jiff::Timestamp>().map(jiff::Timestamp::as_millisecond).ok();
                        let plain = Timestamp::from_millis(plain).map(Timestamp::millis);
                        let library = library.and_then(Timestamp::from_millis).map(Timestamp::millis);
                        assert_eq!(plain, library, "{text}");
                        read += 1;
                    }
                }
            }
        }
        assert!(read > 4_000 && left > 1_000, "{read} {left}");
    }

    #[test]
    fn what_is_no_time_is_refused() {
        let texts = [
            "",
            "2024",
            "99999-01-01",
            "+99999-01-01T00:00:00Z",
            "2024-02-30",
            "2024-13-01T00:00:00Z",
            "2024-05-31T09:00:00",
            "2024-05-31T25:00:00Z",
            "0000-01-01",
            "20240531",
            "31.05.2024",
            "2024-05-31T09:00:00Z[UTC]",
            "٢٠٢٤-٠٥-٣١",
        ];
        for text in texts {
            assert_eq!(Zone::UTC.parse(text), Err(InvalidTime), "{text}");
        }
    }
}
