//! Instants as the clocks of a place show them.

use jiff::civil::DateTime;
use jiff::tz::Offset;

use super::{FIRST, InvalidTime, LAST, Timestamp, Zone};

impl Zone {
    /// Parses a time of the clocks here, `2026-12-01T09:00` or with seconds, or an RFC 3339 instant. A time that the clocks
    /// jump over is as much later as they jump; of one that they show twice, the first is meant.
    pub fn parse_local(&self, text: &str) -> Result<Timestamp, InvalidTime> {
        let shaped =
            matches!(text.len(), 16 | 19) && text.as_bytes().get(10) == Some(&b'T') && text.is_ascii();
        if !shaped {
            return Timestamp::parse(text);
        }
        let clock: DateTime = text.parse().map_err(|_| InvalidTime)?;
        let at = clock.to_zoned(self.0.clone()).map_err(|_| InvalidTime)?.timestamp().as_millisecond();
        Timestamp::from_millis(at).filter(|_| clock.year() >= 1).ok_or(InvalidTime)
    }

    /// How far the clocks here are ahead of UTC at an instant, in seconds.
    pub fn offset_at(&self, at: Timestamp) -> i32 {
        let instant = jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        self.0.to_offset(instant).seconds()
    }
}

impl Timestamp {
    /// RFC 3339 with an offset, in seconds, in place of `Z`: what clocks show that are so far ahead of UTC.
    pub fn with_offset(self, seconds: i32) -> String {
        let instant = jiff::Timestamp::from_millisecond(self.0.clamp(FIRST, LAST)).unwrap_or_default();
        // RFC 3339 knows offsets of whole minutes only; zones have had no others for a hundred years.
        let offset = Offset::from_seconds(seconds / 60 * 60).unwrap_or(Offset::UTC);
        instant.display_with_offset(offset).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_what_the_clocks_of_the_zone_show() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        for (text, utc, shown) in [
            ("2026-12-01T09:00", "2026-12-01T08:00:00.000Z", "2026-12-01T09:00:00+01:00"),
            ("2026-07-01T09:00:30", "2026-07-01T07:00:30.000Z", "2026-07-01T09:00:30+02:00"),
            ("2026-07-01T09:00:00-05:00", "2026-07-01T14:00:00.000Z", "2026-07-01T16:00:00+02:00"),
            // The clocks go from two to three, and from three back to two.
            ("2026-03-29T02:30", "2026-03-29T01:30:00.000Z", "2026-03-29T03:30:00+02:00"),
            ("2026-10-25T02:30", "2026-10-25T00:30:00.000Z", "2026-10-25T02:30:00+02:00"),
        ] {
            let at = berlin.parse_local(text).unwrap();
            assert_eq!(at.to_string(), utc, "{text}");
            assert_eq!(at.with_offset(berlin.offset_at(at)), shown, "{text}");
        }
        for text in [
            "",
            "2026-12-01",
            "2026-12-01T9:00",
            "2026-12-01T09:60",
            "2026-02-30T09:00",
            "2026-12-01 09:00",
            "0000-12-01T09:00",
        ] {
            assert_eq!(berlin.parse_local(text), Err(InvalidTime), "{text}");
        }
    }
}
