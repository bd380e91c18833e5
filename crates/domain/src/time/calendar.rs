//! Stretches of the calendar: what a chart over dates is divided into.

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use super::{LAST, Timestamp, Zone};

/// What begins again and again.
#[derive(Debug, Clone, Copy)]
enum Cycle {
    Day,
    /// From Monday on.
    Week,
    /// So many of them, from January on; twelve can be divided by it.
    Months(i8),
    /// So many of them; a year that can be divided by it begins one.
    Years(i16),
}

/// From short to long.
const CYCLES: [Cycle; 13] = [
    Cycle::Day,
    Cycle::Week,
    Cycle::Months(1),
    Cycle::Months(3),
    Cycle::Years(1),
    Cycle::Years(2),
    Cycle::Years(5),
    Cycle::Years(10),
    Cycle::Years(20),
    Cycle::Years(50),
    Cycle::Years(100),
    Cycle::Years(200),
    Cycle::Years(500),
];

impl Cycle {
    /// The day on which the one that holds a day begins.
    fn begins(self, day: Date) -> Date {
        match self {
            Self::Day => day,
            Self::Week => day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days()),
            Self::Months(months) => {
                let month = (day.month() - 1) / months * months + 1;
                Date::new(day.year(), month, 1).unwrap_or(day)
            }
            Self::Years(years) => {
                let year = day.year().div_euclid(years) * years;
                Date::new(year, 1, 1).unwrap_or(day)
            }
        }
    }

    fn length(self) -> Span {
        match self {
            Self::Day => 1.day(),
            Self::Week => 1.week(),
            Self::Months(months) => months.months(),
            Self::Years(years) => years.years(),
        }
    }
}

impl Zone {
    /// Where days, weeks, months, quarters, years or more begin: the shortest of them of which at most `most` hold
    /// everything from the first instant to the last. The last of these instants ends what the one before began,
    /// and is after the last instant, unless time itself ends there.
    pub fn stretches(&self, first: Timestamp, last: Timestamp, most: usize) -> Vec<Timestamp> {
        let of = |cycle: &Cycle| self.cycles(*cycle, first, last, most);
        CYCLES.iter().find_map(of).unwrap_or_else(|| vec![first, last])
    }

    /// `None` if there are more than `most`.
    fn cycles(&self, cycle: Cycle, first: Timestamp, last: Timestamp, most: usize) -> Option<Vec<Timestamp>> {
        let mut day = cycle.begins(self.day_of(first));
        let mut bounds = vec![self.start_of(day).min(first)];
        while bounds.len() <= most {
            let next = day.checked_add(cycle.length()).ok();
            let bound = next.map_or(Timestamp(LAST), |next| self.start_of(next));
            bounds.push(bound);
            if bound > last || bound.0 == LAST {
                return Some(bounds);
            }
            day = next?;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretches(zone: &str, first: &str, last: &str, most: usize) -> Vec<String> {
        let zone = Zone::named(zone).unwrap();
        let [first, last] = [first, last].map(|text| zone.parse(text).unwrap());
        zone.stretches(first, last, most).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_shortest_stretches_that_are_few_enough_hold_everything() {
        let days = stretches("Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z", 40);
        let expected = ["2026-03-27T23:00:00.000Z", "2026-03-28T23:00:00.000Z", "2026-03-29T22:00:00.000Z"];
        assert_eq!(days, expected, "the clocks go forward on the second day");
        assert_eq!(stretches("UTC", "2026-01-01", "2026-01-02T23:59:59.999Z", 2).len(), 3);
        let weeks = stretches("UTC", "2026-01-01", "2026-01-12", 3);
        assert_eq!((weeks.len(), weeks[0].as_str()), (4, "2025-12-29T00:00:00.000Z"));
        let quarters = stretches("UTC", "2024-05-31", "2026-02-01", 8);
        assert_eq!((quarters.len(), quarters[0].as_str()), (9, "2024-04-01T00:00:00.000Z"));
        let decades = stretches("UTC", "1969-12-31", "1980-01-01", 3);
        assert_eq!((decades.len(), decades[3].as_str()), (4, "1990-01-01T00:00:00.000Z"));
    }

    #[test]
    fn all_of_time_is_divided_too() {
        for zone in ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"] {
            let all = stretches(zone, "0001-01-01T00:00:00Z", "9999-12-30T22:00:00Z", 40);
            assert!(all.len() > 10 && all.len() <= 41, "{all:?}");
            assert!(all.is_sorted_by(|one, next| one < next));
            assert_eq!(
                (all[0].as_str(), all.last().unwrap().as_str()),
                ("0001-01-01T00:00:00.000Z", "9999-12-30T22:00:00.000Z")
            );
        }
    }
}
