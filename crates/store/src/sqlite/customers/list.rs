//! Pages of customers, searched and sorted.
//!
//! By time of creation, without a search, a page is a walk along the ids. Everything else looks at every customer of
//! the workspace once, keeps the few that belong on the page and counts the rest: a fraction of a second for
//! hundreds of thousands, and no index that every import would have to pay for.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use domain::WorkspaceId;
use domain::customer::Customer;
use domain::segment::eval::fold::{Folding, fold};
use rusqlite::{Connection, Row};

use super::rows;
use crate::customers::place::{Key, Place};
use crate::sqlite::columns::{Columns, id};
use crate::sqlite::ingest::Counters;
use crate::sqlite::{paging, space};
use crate::{CustomerFilter, CustomerSort, Page, PageRequest, StoreError};

/// A page of customers, and how many the filter shows in all.
pub(super) fn customers(
    db: &Connection,
    workspace: WorkspaceId,
    filter: &CustomerFilter,
    page: &PageRequest,
) -> Result<(Page<Customer>, u64), StoreError> {
    let after = page.after.as_ref().map(|cursor| Place::decode(cursor, filter)).transpose()?;
    let (places, total) = if filter.sort == CustomerSort::CreatedAt && filter.search.trim().is_empty() {
        walk(db, workspace, filter, page, after)?
    } else {
        scan(db, workspace, filter, page, after)?
    };
    let places = paging::page(places, page, |last| last.encode(filter));
    let items = places.items.iter().map(|place| {
        let customer = rows::by_id(db, id(place.id)?)?;
        customer.ok_or_else(|| StoreError::Corrupt("a customer who was just there".into()))
    });
    let items = items.collect::<Result<Vec<_>, _>>()?;
    Ok((Page { items, next: places.next }, total))
}

/// Along the ids, which ascend with the time of creation.
fn walk(
    db: &Connection,
    workspace: WorkspaceId,
    filter: &CustomerFilter,
    page: &PageRequest,
    after: Option<Place>,
) -> Result<(Vec<Place>, u64), StoreError> {
    let ids = space::range(workspace)?;
    let sql = if filter.descending {
        "SELECT id FROM customer WHERE id >= ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3"
    } else {
        "SELECT id FROM customer WHERE id > ?1 AND id <= ?2 ORDER BY id LIMIT ?3"
    };
    let (first, last) = match (after, filter.descending) {
        (Some(after), true) => (*ids.start(), after.id),
        (Some(after), false) => (after.id, *ids.end()),
        // The bound that is exclusive lies outside of the range.
        (None, true) => (*ids.start(), ids.end() + 1),
        (None, false) => (ids.start() - 1, *ids.end()),
    };
    let mut select = db.prepare_cached(sql)?;
    let places = select
        .query_map([first, last, paging::fetch(page)], |row| {
            Ok(Place { key: Key::Missing, id: row.get(0)? })
        })?
        .collect::<Result<Vec<_>, _>>()?;
    Ok((places, Counters::load(db, workspace)?.customers.unsigned_abs()))
}

/// Over everybody, keeping the best.
fn scan(
    db: &Connection,
    workspace: WorkspaceId,
    filter: &CustomerFilter,
    page: &PageRequest,
    after: Option<Place>,
) -> Result<(Vec<Place>, u64), StoreError> {
    let ids = space::range(workspace)?;
    let (value, tables) = match filter.sort {
        CustomerSort::Name => ("name", "customer"),
        CustomerSort::Email => ("email", "customer"),
        CustomerSort::TotalSpend => ("coalesce(spend, 0)", WITH_TOTALS),
        CustomerSort::Visits => ("coalesce(visits, 0)", WITH_TOTALS),
        CustomerSort::LastPurchased => ("last_purchased", WITH_TOTALS),
        CustomerSort::CreatedAt => ("NULL", "customer"),
    };
    let needle = fold(filter.search.trim());
    let searched = if needle.is_empty() { "" } else { ", name, email, phone, external_id" };
    let mut select = db.prepare_cached(&format!(
        "SELECT id, {value} {searched} FROM {tables} WHERE id BETWEEN ?1 AND ?2 ORDER BY id"
    ))?;
    let mut rows = select.query([ids.start(), ids.end()])?;
    let mut best = Best {
        descending: filter.descending,
        room: paging::fetch(page) as usize,
        after,
        kept: BinaryHeap::new(),
    };
    let mut total = 0;
    let mut text = String::new();
    while let Some(row) = rows.next()? {
        if !needle.is_empty() && !found(row, &needle)? {
            continue;
        }
        total += 1;
        let value = match filter.sort {
            CustomerSort::Name | CustomerSort::Email => match row.maybe_text(1)? {
                Some(value) => Value::Text(folded(value, &mut text)),
                None => Value::Missing,
            },
            _ => row.maybe_int(1)?.map_or(Value::Missing, Value::Number),
        };
        best.offer(&value, row.int(0)?);
    }
    Ok((best.in_order(), total))
}

const WITH_TOTALS: &str = "customer LEFT JOIN total ON total.customer = customer.id";

/// True if one of columns 2 to 5 holds a folded text.
fn found(row: &Row<'_>, needle: &str) -> Result<bool, StoreError> {
    for at in 2..6 {
        if row.maybe_text(at)?.is_some_and(|text| Folding::of(text).contains(needle)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Folds into a buffer, so that a row that is not kept allocates nothing.
fn folded<'b>(text: &str, buffer: &'b mut String) -> &'b str {
    buffer.clear();
    if text.is_ascii() {
        buffer.push_str(text);
        buffer.make_ascii_lowercase();
    } else {
        buffer.push_str(&fold(text));
    }
    buffer
}

/// What a customer is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Value<'a> {
    Text(&'a str),
    Number(i64),
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
struct Best {
    descending: bool,
    room: usize,
    after: Option<Place>,
    kept: BinaryHeap<Ranked>,
}

impl Best {
    fn offer(&mut self, value: &Value<'_>, id: i64) {
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

    fn in_order(self) -> Vec<Place> {
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
