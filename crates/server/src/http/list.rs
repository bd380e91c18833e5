//! Lists: a page at a time, by cursor.

use domain::FieldError;
use serde::{Deserialize, Serialize};
use store::{Cursor, Page, PageRequest};
use utoipa::IntoParams;

use super::problem::Problem;

const DEFAULT_LIMIT: u32 = 50;
const MAX_LIMIT: u32 = 200;

/// Which part of a list.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Paging {
    /// At most so many items, 1 to 200; 50 if absent.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
}

impl Paging {
    /// As a body says it.
    pub(crate) const fn of(limit: Option<u32>, cursor: Option<String>) -> Self {
        Self { limit, cursor }
    }

    /// The request to the store.
    pub(crate) fn request(self) -> Result<PageRequest, Problem> {
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT);
        if !(1..=MAX_LIMIT).contains(&limit) {
            let error =
                FieldError::new("limit", "out_of_range", format!("expected 1 to {MAX_LIMIT}, got {limit}"));
            return Err(Problem::invalid("invalid_query", "The limit is out of range.", vec![error]));
        }
        Ok(PageRequest { limit, after: self.cursor.filter(|cursor| !cursor.is_empty()).map(Cursor) })
    }
}

/// A page of a list.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct List<T> {
    /// The items, in the list's order.
    pub(crate) items: Vec<T>,
    /// Pass it as `cursor` to go on; null at the end.
    pub(crate) next_cursor: Option<String>,
}

/// Names a list for the API's document, which knows no generic types.
macro_rules! list_schema {
    ($(#[$doc:meta])* $name:ident of $item:ty) => {
        $(#[$doc])*
        #[derive(utoipa::ToSchema)]
        #[schema(rename_all = "camelCase")]
        #[allow(dead_code, reason = "read by the document only")]
        pub(crate) struct $name {
            /// The items, in the list's order.
            items: Vec<$item>,
            /// Pass it as `cursor` to go on; null at the end.
            #[schema(required)]
            next_cursor: Option<String>,
        }
    };
}
pub(crate) use list_schema;

impl<T> List<T> {
    /// A page of the store, seen from outside.
    pub(crate) fn of<S>(page: Page<S>, view: impl FnMut(S) -> T) -> Self {
        Self {
            items: page.items.into_iter().map(view).collect(),
            next_cursor: page.next.map(|cursor| cursor.0),
        }
    }
}
