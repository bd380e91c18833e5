//! The customers a rule matches, searched, sorted and a page at a time.

use axum::Json as Answer;
use axum::extract::State;
use domain::Timestamp;
use domain::segment::{Question, Rule, sentence};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use store::{Cursor, CustomerFilter, StoreError};
use utoipa::ToSchema;

use super::{Customer, Direction, SortBy};
use crate::app::{App, now};
use crate::http::extract::{Body, parse};
use crate::http::list::Paging;
use crate::http::member::CanRead;
use crate::http::problem::Problem;
use crate::http::segments::{invalid_rule, names_of};

/// A rule, and which page of those it matches.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CustomerSearch {
    #[schema(value_type = crate::http::rule_schema::Rule)]
    rule: Box<RawValue>,
    /// Part of a name, email, phone or external id, in any case.
    #[serde(default)]
    search: Option<String>,
    /// Newest first if absent.
    #[serde(default)]
    #[schema(inline)]
    sort: Option<SortBy>,
    /// Largest first if absent.
    #[serde(default)]
    #[schema(inline)]
    order: Option<Direction>,
    /// At most so many items, 1 to 200; 50 if absent.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// `nextCursor` of the page before, asked with the same rule.
    #[serde(default)]
    cursor: Option<String>,
}

/// A page of the customers a rule matches.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CustomerMatches {
    items: Vec<Customer>,
    /// Pass it as `cursor` to go on; null at the end.
    #[schema(required)]
    next_cursor: Option<String>,
    /// How many match in all.
    total: u64,
    /// The rule read back.
    #[schema(example = "Customers where total spend is more than 100")]
    sentence: String,
}

/// Customers a rule matches, searched and sorted as the list of all is.
///
/// Every page is asked at the instant of the first, so that relative dates do not move while one reads on. Who is on a
/// page, in which order, and `total` are of one state of the audience.
#[utoipa::path(post, operation_id = "searchCustomers", path = "/api/customers/search", tag = "customers", security(("read" = [])), request_body = CustomerSearch,
    responses((status = 200, body = CustomerMatches),
              (status = 400, description = "Not JSON.", body = Problem),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 422, description = "The rule or the cursor makes no sense; says where.", body = Problem)))]
pub(crate) async fn search(
    State(app): State<App>,
    member: CanRead,
    Body(bytes): Body,
) -> Result<Answer<CustomerMatches>, Problem> {
    let given = parse::<CustomerSearch>(&bytes)?;
    let rule = Rule::parse(given.rule.get()).map_err(invalid_rule)?;
    let workspace = &member.workspace;
    let mut page = Paging::of(given.limit, given.cursor).request()?;
    let at = match page.after.take() {
        None => now(),
        Some(cursor) => {
            let (at, after) = begun(&cursor)?;
            page.after = Some(after);
            at
        }
    };
    let names = names_of(&app, workspace.id, [&rule]).await?;
    let expansion = app.store.expand(workspace.id, &rule).await?;
    let filter = CustomerFilter {
        search: given.search.unwrap_or_default(),
        sort: given.sort.unwrap_or_default().into(),
        descending: given.order.unwrap_or(Direction::Desc) == Direction::Desc,
        question: Some(Question::over(&expansion, at, &workspace.settings.zone)),
    };
    let (found, total) = app.store.customers(workspace.id, &filter, &page).await?;
    Ok(Answer(CustomerMatches {
        items: found.items.into_iter().map(Customer::from).collect(),
        next_cursor: found.next.map(|Cursor(next)| format!("{}~{next}", at.millis())),
        total,
        sentence: sentence(&rule, &names),
    }))
}

/// When the first page was asked, and where the next one begins.
fn begun(Cursor(cursor): &Cursor) -> Result<(Timestamp, Cursor), StoreError> {
    let read = || {
        let (at, next) = cursor.split_once('~')?;
        Some((Timestamp::from_millis(at.parse().ok()?)?, Cursor(next.to_owned())))
    };
    read().ok_or(StoreError::InvalidCursor)
}
