//! Which cities, tags and attributes customers have, and how many have them: counted as customers change.

use std::collections::HashMap;

use domain::Timestamp;
use domain::customer::{AttributeValue, Profile};
use domain::time::parse_date;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    /// Cities.
    City,
    /// Tags.
    Tag,
    /// Names of attributes that hold a number.
    Number,
    /// Names of attributes that hold a text.
    Text,
    /// Names of attributes that hold a text that is a date or an RFC 3339 time; they count as texts, too.
    Date,
    /// Names of attributes that hold true or false.
    Boolean,
}

impl ValueKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [Self::City, Self::Tag, Self::Number, Self::Text, Self::Date, Self::Boolean];
}

/// How many customers have each value.
#[derive(Debug, Default, PartialEq)]
pub struct Known {
    counts: [HashMap<Box<str>, u64>; ValueKind::ALL.len()],
    bytes: usize,
}

/// What a value costs beside its letters: a place in a map that is seven eighths full at most, and an allocation.
const VALUE_BYTES: usize = 48;

#[derive(Debug, Clone, Copy)]
enum Change {
    Come,
    Go,
}

impl Known {
    /// The values of a kind with how many customers have them, in no order.
    pub fn values(&self, kind: ValueKind) -> impl Iterator<Item = (&str, u64)> {
        self.counts[kind as usize].iter().map(|(value, customers)| (&**value, *customers))
    }

    /// Memory taken, in bytes, estimated.
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// Notes that so many more customers have a value.
    pub(crate) fn add(&mut self, kind: ValueKind, value: &str, customers: u64) {
        let counts = &mut self.counts[kind as usize];
        if let Some(counted) = counts.get_mut(value) {
            *counted += customers;
        } else {
            counts.insert(value.into(), customers);
            self.bytes += value.len() + VALUE_BYTES;
        }
    }

    /// Notes that a customer's profile was replaced, has come, or has gone. Only what differs is counted anew:
    /// nearly always little does.
    pub(crate) fn replaced(&mut self, before: Option<&Profile>, after: Option<&Profile>) {
        if before.map(|profile| &profile.city) != after.map(|profile| &profile.city) {
            self.both(before, after, Self::city);
        }
        if before.map(|profile| &profile.tags) != after.map(|profile| &profile.tags) {
            self.both(before, after, Self::tags);
        }
        if before.map(|profile| &profile.attributes) != after.map(|profile| &profile.attributes) {
            self.both(before, after, Self::attributes);
        }
    }

    fn both(
        &mut self,
        before: Option<&Profile>,
        after: Option<&Profile>,
        part: impl Fn(&mut Self, &Profile, Change),
    ) {
        // In this order no value that stays is forgotten in between.
        if let Some(after) = after {
            part(self, after, Change::Come);
        }
        if let Some(before) = before {
            part(self, before, Change::Go);
        }
    }

    fn city(&mut self, profile: &Profile, change: Change) {
        if let Some(city) = &profile.city {
            self.count(ValueKind::City, city.as_str(), change);
        }
    }

    fn tags(&mut self, profile: &Profile, change: Change) {
        for tag in &profile.tags {
            self.count(ValueKind::Tag, tag.as_str(), change);
        }
    }

    fn attributes(&mut self, profile: &Profile, change: Change) {
        for (name, value) in &profile.attributes {
            match value {
                AttributeValue::Number(_) => self.count(ValueKind::Number, name, change),
                AttributeValue::Boolean(_) => self.count(ValueKind::Boolean, name, change),
                AttributeValue::Text(text) => {
                    self.count(ValueKind::Text, name, change);
                    if parse_date(text).is_some() || Timestamp::parse(text).is_ok() {
                        self.count(ValueKind::Date, name, change);
                    }
                }
            }
        }
    }

    fn count(&mut self, kind: ValueKind, value: &str, change: Change) {
        let counts = &mut self.counts[kind as usize];
        match (counts.get_mut(value), change) {
            (Some(customers), Change::Come) => *customers += 1,
            (Some(customers), Change::Go) if *customers > 1 => *customers -= 1,
            (Some(_), Change::Go) => {
                counts.remove(value);
                self.bytes -= value.len() + VALUE_BYTES;
            }
            (None, Change::Come) => {
                counts.insert(value.into(), 1);
                self.bytes += value.len() + VALUE_BYTES;
            }
            // Whatever goes has come before.
            (None, Change::Go) => {}
        }
    }
}
