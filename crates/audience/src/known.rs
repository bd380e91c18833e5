//! Which cities, tags and attributes customers have, and how many have them.

use std::collections::HashMap;

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
}

impl Known {
    /// The values of a kind with how many customers have them, in no order.
    pub fn values(&self, kind: ValueKind) -> impl Iterator<Item = (&str, u64)> {
        self.counts[kind as usize].iter().map(|(value, customers)| (&**value, *customers))
    }

    /// Notes that so many more customers have a value.
    pub(crate) fn add(&mut self, kind: ValueKind, value: &str, customers: u64) {
        let counts = &mut self.counts[kind as usize];
        if let Some(counted) = counts.get_mut(value) {
            *counted += customers;
        } else {
            counts.insert(value.into(), customers);
        }
    }
}
