//! The quick way through a body: one pass that reads, checks and packs each record without taking it apart first.
//!
//! It takes the records it is sure of, which is nearly all of them: texts without escapes, numbers without exponents,
//! nothing wrong. Each check of a value is the same function the slow way calls, so both mean the same; a test over
//! hostile records demands it. A record it is not sure of goes the slow way ([`take`]), which names what is
//! wrong; a body it cannot split goes the slow way whole.

mod customer;
mod order;
mod scan;

use domain::{Timestamp, Topic, Zone};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::body::{Format, take};
use super::codec::Packed;
use super::{MAX_RECORDS, Sorted};
use scan::Scan;

/// Everything records are read with.
pub(super) struct Reading<'a> {
    pub(super) topic: Topic,
    pub(super) zone: &'a Zone,
    pub(super) now: Timestamp,
    /// How many rejected records are named.
    pub(super) named: usize,
}

/// A batch on its way, and what was seen in the record being read.
struct Quick<'r, 't> {
    reading: &'r Reading<'r>,
    batch: Packed,
    sorted: Sorted,
    count: usize,
    seen: Vec<&'t str>,
    last_day: Option<(&'t str, Timestamp)>,
}

/// Sorts the records of a body, which is text without a byte order mark; `None` if this is not the way to read it.
pub(super) fn sort(text: &str, format: Format, reading: &Reading<'_>) -> Option<(Vec<u8>, Sorted)> {
    let mut quick = Quick {
        reading,
        batch: Packed::with_capacity(text.len()),
        sorted: Sorted::default(),
        count: 0,
        seen: Vec::new(),
        last_day: None,
    };
    match format {
        Format::Json => quick.json(text)?,
        Format::Ndjson => quick.lines(text)?,
    }
    (quick.count > 0).then(|| (quick.batch.finish(), quick.sorted))
}

impl<'t> Quick<'_, 't> {
    fn json(&mut self, text: &'t str) -> Option<()> {
        let mut scan = Scan::new(text);
        if scan.peek()? == b'{' {
            self.record(&mut scan)?;
            return scan.at_end();
        }
        scan.eat(b'[')?;
        loop {
            scan.skip_blanks();
            let begin = scan.place();
            if self.record(&mut scan).is_none() {
                let rest = text.get(begin..)?;
                // The extent of a record is found as it is found the slow way.
                let raw = <&RawValue>::deserialize(&mut serde_json::Deserializer::from_str(rest)).ok()?.get();
                self.slowly(raw)?;
                scan.go_to(begin + raw.len());
            }
            match scan.next()? {
                b',' => {}
                b']' => return scan.at_end(),
                _ => return None,
            }
        }
    }

    fn lines(&mut self, text: &'t str) -> Option<()> {
        for line in text.lines() {
            let mut scan = Scan::new(line);
            let plain = self.record(&mut scan);
            if plain.is_some() && scan.at_end().is_some() {
                continue;
            }
            if plain.is_some() {
                self.take_back();
            }
            if !line.trim().is_empty() {
                self.slowly(line)?;
            }
        }
        Some(())
    }

    /// Takes the record that begins here; `None` if it is not plainly a good one.
    fn record(&mut self, scan: &mut Scan<'t>) -> Option<()> {
        if self.count == MAX_RECORDS {
            return None;
        }
        self.batch.begin();
        let plain = match self.reading.topic {
            Topic::Customers => customer::read(scan, &mut self.batch, &mut self.seen),
            Topic::Orders => order::read(scan, &mut self.batch, self.reading, &mut self.last_day),
            Topic::Receipts => None,
        };
        if plain.is_none() {
            self.batch.give_up();
            return None;
        }
        self.batch.end();
        self.count += 1;
        self.sorted.accepted += 1;
        Some(())
    }

    /// Forgets the record taken last.
    fn take_back(&mut self) {
        self.batch.give_up();
        self.count -= 1;
        self.sorted.accepted -= 1;
    }

    /// Takes or rejects a record as the slow way does; `None` if there are too many.
    fn slowly(&mut self, record: &str) -> Option<()> {
        if self.count == MAX_RECORDS {
            return None;
        }
        let Reading { topic, zone, now, named } = *self.reading;
        match take(topic, record, zone, now, &mut self.batch) {
            Ok(()) => self.sorted.accepted += 1,
            Err(error) => self.sorted.reject(self.count, error, named),
        }
        self.count += 1;
        Some(())
    }
}

#[cfg(test)]
mod tests;
