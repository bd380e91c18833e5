//! Money and days as people read them.

use crate::workspace::Currency;
use crate::{Timestamp, Zone};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Minor units as `$1,234.50`, `€1,234.50`, `£1,234.50`, else `CHF 1,234.50`; exact for every number.
pub fn money(minor: i64, currency: Currency) -> String {
    let (symbol, gap) = match currency.as_str() {
        "USD" => ("$", ""),
        "EUR" => ("€", ""),
        "GBP" => ("£", ""),
        code => (code, " "),
    };
    let sign = if minor < 0 { "-" } else { "" };
    let (major, cents) = (minor.unsigned_abs() / 100, minor.unsigned_abs() % 100);
    format!("{sign}{symbol}{gap}{}.{cents:02}", grouped(major))
}

/// An instant's day in a zone, as `31 May 2024`.
pub fn day(at: Timestamp, zone: &Zone) -> String {
    let day = zone.day_of(at);
    let month = MONTHS[usize::from(day.month().unsigned_abs()) - 1];
    format!("{} {month} {}", day.day(), day.year())
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_reads_as_people_write_it() {
        let shown = |minor, code| money(minor, Currency::parse(code).unwrap());
        assert_eq!(shown(123_450, "USD"), "$1,234.50");
        assert_eq!(shown(123_450, "EUR"), "€1,234.50");
        assert_eq!(shown(123_450, "GBP"), "£1,234.50");
        assert_eq!(shown(123_450, "CHF"), "CHF 1,234.50");
        assert_eq!(shown(0, "USD"), "$0.00");
        assert_eq!(shown(7, "USD"), "$0.07");
        assert_eq!(shown(99_999, "USD"), "$999.99");
        assert_eq!(shown(100_000_000, "USD"), "$1,000,000.00");
        assert_eq!(shown(-5, "CHF"), "-CHF 0.05");
        assert_eq!(shown(i64::MIN, "EUR"), "-€92,233,720,368,547,758.08");
    }

    #[test]
    fn a_day_is_the_one_the_shop_lives_in() {
        let at = Timestamp::parse("2024-05-31T22:30:00Z").unwrap();
        assert_eq!(day(at, &Zone::UTC), "31 May 2024");
        assert_eq!(day(at, &Zone::named("Europe/Berlin").unwrap()), "1 June 2024");
        assert_eq!(day(Timestamp::parse("0001-01-01T00:00:00Z").unwrap(), &Zone::UTC), "1 January 1");
    }
}
