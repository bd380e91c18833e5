//! Where customers stand in a sorted list, and the first of them after some place.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use domain::segment::eval::fold::fold;

/// What a customer is sorted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// Folded.
    Text(Box<str>),
    /// A number, or the milliseconds of an instant.
    Number(i64),
    /// Comes last in either direction.
    Missing,
}

/// Where a customer stands in a list: ties go by id, in the direction of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// What they are sorted by.
    pub key: Key,
    /// Their id.
    pub id: i64,
}

/// A key that is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    /// Folded.
    Text(&'a str),
    /// As of a key.
    Number(i64),
    /// As of a key.
    Missing,
}

impl Key {
    fn value(&self) -> Value<'_> {
        match self {
            Self::Text(text) => Value::Text(text),
            Self::Number(number) => Value::Number(*number),
            Self::Missing => Value::Missing,
        }
    }
}

impl From<&Value<'_>> for Key {
    fn from(value: &Value<'_>) -> Self {
        match value {
            Value::Text(text) => Self::Text((*text).into()),
            Value::Number(number) => Self::Number(*number),
            Value::Missing => Self::Missing,
        }
    }
}

/// Folds into a buffer, so that a text that is not kept allocates nothing.
pub fn folded<'b>(text: &str, buffer: &'b mut String) -> &'b str {
    buffer.clear();
    if text.is_ascii() {
        buffer.push_str(text);
        buffer.make_ascii_lowercase();
    } else {
        buffer.push_str(&fold(text));
    }
    buffer
}

/// The order of a list: by value, ties by id, both in its direction; missing values last in either.
fn compare(a: (&Value<'_>, i64), b: (&Value<'_>, i64), descending: bool) -> Ordering {
    let by_value = match (a.0, b.0) {
        (Value::Missing, Value::Missing) => Ordering::Equal,
        (Value::Missing, _) => return Ordering::Greater,
        (_, Value::Missing) => return Ordering::Less,
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Number(a), Value::Number(b)) => a.cmp(b),
        // Never in one list.
        (Value::Text(_), Value::Number(_)) => Ordering::Greater,
        (Value::Number(_), Value::Text(_)) => Ordering::Less,
    };
    let ascending = by_value.then(a.1.cmp(&b.1));
    if descending { ascending.reverse() } else { ascending }
}

/// The first of a list after some place, worst on top.
#[derive(Debug)]
pub struct Best {
    descending: bool,
    room: usize,
    after: Option<Place>,
    kept: BinaryHeap<Ranked>,
}

impl Best {
    /// Room for so many, at least one, that come after a place.
    pub const fn new(descending: bool, room: usize, after: Option<Place>) -> Self {
        Self { descending, room, after, kept: BinaryHeap::new() }
    }

    /// Keeps a customer if they are among the first.
    pub fn offer(&mut self, value: &Value<'_>, id: i64) {
        let behind = |place: &Place| compare((value, id), (&place.key.value(), place.id), self.descending);
        if self.after.as_ref().is_some_and(|after| behind(after) != Ordering::Greater) {
            return;
        }
        if self.kept.len() == self.room {
            if self.kept.peek().is_none_or(|worst| behind(&worst.place) != Ordering::Less) {
                return;
            }
            self.kept.pop();
        }
        let place = Place { key: Key::from(value), id };
        self.kept.push(Ranked { place, descending: self.descending });
    }

    /// Who was kept, in the order of the list.
    pub fn in_order(self) -> Vec<Place> {
        self.kept.into_sorted_vec().into_iter().map(|ranked| ranked.place).collect()
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Ranked {
    place: Place,
    descending: bool,
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        let (a, b) = (&self.place, &other.place);
        compare((&a.key.value(), a.id), (&b.key.value(), b.id), self.descending)
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
