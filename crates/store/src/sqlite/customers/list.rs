//! Pages of customers, searched and sorted.
//!
//! By time of creation, without a search, a page is a walk along the ids. Everything else looks at every customer of
//! the workspace once, keeps the few that belong on the page and counts the rest: a fraction of a second for
//! hundreds of thousands, and no index that every import would have to pay for.

use audience::places::{Best, Key, Place, Value, folded};
use domain::customer::Customer;
use domain::segment::eval::fold::{Folding, fold};
use domain::{CustomerId, WorkspaceId};
use rusqlite::{Connection, Row};

use super::rows;
use crate::customers::place;
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
    let after = place::after(page, filter)?;
    let (places, total) = if filter.sort == CustomerSort::CreatedAt && filter.search.trim().is_empty() {
        walk(db, workspace, filter, page, after)?
    } else {
        scan(db, workspace, filter, page, after)?
    };
    let places = paging::page(places, page, |last| place::encode(last, filter));
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
    let mut best = Best::new(filter.descending, paging::fetch(page) as usize, after);
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

/// Everybody in whom a text is found, by id.
pub(super) fn searched(
    db: &Connection,
    workspace: WorkspaceId,
    search: &str,
) -> Result<Vec<CustomerId>, StoreError> {
    let (ids, needle) = (space::range(workspace)?, fold(search.trim()));
    let mut select = db.prepare_cached(
        "SELECT id, NULL, name, email, phone, external_id FROM customer WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
    )?;
    let mut rows = select.query([ids.start(), ids.end()])?;
    let mut customers = Vec::new();
    while let Some(row) = rows.next()? {
        if found(row, &needle)? {
            customers.push(row.id(0)?);
        }
    }
    Ok(customers)
}

/// True if one of columns 2 to 5 holds a folded text.
fn found(row: &Row<'_>, needle: &str) -> Result<bool, StoreError> {
    for at in 2..6 {
        if row.maybe_text(at)?.is_some_and(|text| Folding::of(text).contains(needle)) {
            return Ok(true);
        }
    }
    Ok(false)
}
