//! Pages of those a rule matches: the index in memory sorts them, the store reads the few that are shown.

use std::collections::HashMap;

use audience::{Listed, ListedBy, Listing};
use domain::CustomerId;
use domain::customer::Customer;

use super::place;
use crate::reading::id;
use crate::{CustomerFilter, CustomerSort, Page, PageRequest, StoreError, paging};

/// What the index is asked for, with one more than the page has.
pub(crate) fn listing(filter: &CustomerFilter, page: &PageRequest) -> Result<Listing, StoreError> {
    let by = match filter.sort {
        CustomerSort::Name => ListedBy::Name,
        CustomerSort::Email => ListedBy::Email,
        CustomerSort::TotalSpend => ListedBy::TotalSpend,
        CustomerSort::Visits => ListedBy::Visits,
        CustomerSort::LastPurchased => ListedBy::LastPurchased,
        CustomerSort::CreatedAt => ListedBy::Id,
    };
    let limit = paging::fetch(page) as usize;
    Ok(Listing { by, descending: filter.descending, after: place::after(page, filter)?, limit })
}

/// The page by ids, and how many there are in all.
pub(crate) fn page_of(
    listed: Listed,
    filter: &CustomerFilter,
    page: &PageRequest,
) -> Result<(Page<CustomerId>, u64), StoreError> {
    let places = paging::page(listed.places, page, |last| place::encode(last, filter));
    let items = places.items.iter().map(|place| id(place.id)).collect::<Result<_, _>>()?;
    Ok((Page { items, next: places.next }, listed.total))
}

/// Customers in the order of their ids; who is not there any more is left out.
pub(crate) fn in_order(ids: &[CustomerId], customers: Vec<Customer>) -> Vec<Customer> {
    let mut by_id: HashMap<CustomerId, Customer> =
        customers.into_iter().map(|customer| (customer.id, customer)).collect();
    ids.iter().filter_map(|id| by_id.remove(id)).collect()
}
