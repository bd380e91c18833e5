//! Pages of customers, searched and sorted.
//!
//! By time of creation, without a search, a page is a walk along an index. Everything else looks at every customer of
//! the workspace, of whom the server keeps the few that belong on the page: no index that every import would have to
//! pay for.

use audience::places::{Key, Place};
use domain::customer::Customer;
use domain::segment::eval::fold::fold;
use domain::{CustomerId, WorkspaceId};
use mongodb::bson::{Bson, Document, doc};

use super::rows;
use crate::customers::place;
use crate::mongo::MongoStore;
use crate::mongo::collections::CUSTOMERS;
use crate::mongo::connection::ANSWER_WITHIN;
use crate::mongo::fields::{Fields, all};
use crate::mongo::ingest::counters;
use crate::{CustomerFilter, CustomerSort, Page, PageRequest, StoreError, paging};

/// A page of customers, and how many the filter shows in all.
pub(super) async fn customers(
    store: &MongoStore,
    workspace: WorkspaceId,
    filter: &CustomerFilter,
    page: &PageRequest,
) -> Result<(Page<Customer>, u64), StoreError> {
    let after = place::after(page, filter)?;
    let (shown, total) = match search(&filter.search) {
        None => {
            (doc! { "w": workspace.get() }, counters(&store.db, workspace).await?.customers.unsigned_abs())
        }
        Some(search) => {
            let shown = doc! { "w": workspace.get(), "$or": search };
            let total =
                store.collection(CUSTOMERS).count_documents(shown.clone()).max_time(ANSWER_WITHIN).await?;
            (shown, total)
        }
    };
    let reading = Reading { store, shown, descending: filter.descending };
    let room = paging::fetch(page);
    let rows = match sorted_by(filter.sort) {
        None => reading.by_id(after.map(|after| after.id), room, None).await?,
        Some(field) => {
            let (mut rows, after) = match after {
                Some(Place { key: Key::Missing, id }) => (Vec::new(), Some(id)),
                after => (reading.by_value(field, after, room).await?, None),
            };
            // Whoever has no value comes last in either direction.
            let left = room - rows.len() as i64;
            if left > 0 {
                rows.extend(reading.by_id(after, left, Some(field)).await?);
            }
            rows
        }
    };
    let page = paging::page(rows, page, |(_, last)| place::encode(last, filter));
    let items = page.items.into_iter().map(|(customer, _)| customer).collect();
    Ok((Page { items, next: page.next }, total))
}

/// The field that a list is sorted by; by id, which ascends with the time of creation, without one.
const fn sorted_by(sort: CustomerSort) -> Option<&'static str> {
    match sort {
        CustomerSort::Name => Some("nameKey"),
        CustomerSort::Email => Some("emailKey"),
        CustomerSort::TotalSpend => Some("spend"),
        CustomerSort::Visits => Some("visits"),
        CustomerSort::LastPurchased => Some("lastPurchased"),
        CustomerSort::CreatedAt => None,
    }
}

/// Everybody in whom a text is found, by id.
pub(super) async fn searched(
    store: &MongoStore,
    workspace: WorkspaceId,
    text: &str,
) -> Result<Vec<CustomerId>, StoreError> {
    let mut shown = doc! { "w": workspace.get() };
    if let Some(search) = search(text) {
        shown.insert("$or", search);
    }
    let found =
        store.collection(CUSTOMERS).find(shown).projection(doc! { "_id": 1 }).max_time(ANSWER_WITHIN).await?;
    let mut ids = all(found, |customer| customer.id("_id")).await?;
    ids.sort_unstable();
    Ok(ids)
}

/// Where a text may be found; `None` if nothing is searched for.
fn search(text: &str) -> Option<Vec<Document>> {
    let needle = fold(text.trim());
    if needle.is_empty() {
        return None;
    }
    let pattern = literally(&needle);
    let fields = ["nameKey", "emailKey", "phone", "externalIdKey"];
    Some(fields.into_iter().map(|field| doc! { field: { "$regex": &pattern } }).collect())
}

/// A regular expression that means the text itself.
fn literally(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter == '\0' {
            pattern.push_str("\\x00");
            continue;
        }
        if letter.is_ascii() && !letter.is_ascii_alphanumeric() {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern
}

struct Reading<'s> {
    store: &'s MongoStore,
    /// Who is shown at all.
    shown: Document,
    descending: bool,
}

impl Reading<'_> {
    /// Those with a value, after some place.
    async fn by_value(
        &self,
        field: &'static str,
        after: Option<Place>,
        limit: i64,
    ) -> Result<Vec<(Customer, Place)>, StoreError> {
        let mut filters = vec![self.shown.clone(), doc! { field: { "$exists": true } }];
        if let Some(Place { key, id }) = after {
            let value = match key {
                Key::Text(text) => Bson::String(text.into()),
                Key::Number(number) => Bson::Int64(number),
                Key::Missing => Bson::Null,
            };
            let beyond = self.beyond();
            filters.push(doc! { "$or": [
                { field: { beyond: value.clone() } },
                { field: value, "_id": { beyond: id } },
            ] });
        }
        let order = doc! { field: self.direction(), "_id": self.direction() };
        self.read(doc! { "$and": filters }, order, limit, Some(field)).await
    }

    /// Those without a value, or all, after some id.
    async fn by_id(
        &self,
        after: Option<i64>,
        limit: i64,
        without: Option<&'static str>,
    ) -> Result<Vec<(Customer, Place)>, StoreError> {
        let mut filter = self.shown.clone();
        if let Some(field) = without {
            filter.insert(field, doc! { "$exists": false });
        }
        if let Some(id) = after {
            filter.insert("_id", doc! { self.beyond(): id });
        }
        self.read(filter, doc! { "_id": self.direction() }, limit, None).await
    }

    async fn read(
        &self,
        filter: Document,
        order: Document,
        limit: i64,
        field: Option<&'static str>,
    ) -> Result<Vec<(Customer, Place)>, StoreError> {
        let found = self
            .store
            .collection(CUSTOMERS)
            .find(filter)
            .sort(order)
            .limit(limit)
            .max_time(ANSWER_WITHIN)
            .await?;
        all(found, |row| {
            let key = match field {
                None => Key::Missing,
                Some(field @ ("nameKey" | "emailKey")) => Key::Text(row.text(field)?.into()),
                Some(field) => Key::Number(row.int(field)?),
            };
            let customer = rows::customer(row)?;
            let id = customer.id.get();
            Ok((customer, Place { key, id }))
        })
        .await
    }

    const fn direction(&self) -> i32 {
        if self.descending { -1 } else { 1 }
    }

    const fn beyond(&self) -> &'static str {
        if self.descending { "$lt" } else { "$gt" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_searched_for_is_no_pattern() {
        assert_eq!(literally("a.b*[ç] \0"), r"a\.b\*\[ç\]\ \x00");
    }
}
