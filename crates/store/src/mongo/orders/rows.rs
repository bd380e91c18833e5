//! The document of an order: how it is written, and how it is read.

use domain::customer::ExternalId;
use domain::order::{Item, Order, OrderRecord, OrderStatus, net_minor};
use domain::{Amount, CustomerId, Timestamp, WorkspaceId};
use mongodb::bson::{RawDocument, RawDocumentBuf, cstr, rawdoc};

use crate::StoreError;
use crate::codes::Coded;
use crate::mongo::bulk;
use crate::mongo::fields::Fields;
use crate::reading::corrupt;
use crate::totals::Counted;

/// An order from its document.
pub(in crate::mongo) fn order(row: &RawDocument) -> Result<Order, StoreError> {
    Ok(Order {
        id: row.id("_id")?,
        customer_id: row.id("customer")?,
        external_id: row.maybe_parsed("externalId", ExternalId::parse)?,
        amount: amount(row, "amount")?,
        refunded_amount: amount(row, "refunded")?,
        items: row.maybe_text("items")?.map_or_else(|| Ok(Vec::new()), items)?,
        order_date: row.time("orderDate")?,
        status: row.word("status")?,
        created_at: row.time("createdAt")?,
    })
}

fn amount(row: &RawDocument, name: &str) -> Result<Amount, StoreError> {
    let minor = row.int(name)?;
    Amount::from_minor(minor).ok_or_else(|| corrupt(format!("{minor} as an amount")))
}

/// Items as they are stored.
pub(in crate::mongo) fn items(json: &str) -> Result<Vec<Item>, StoreError> {
    serde_json::from_str(json).map_err(|error| corrupt(format!("the items of an order: {error}")))
}

/// JSON, or nothing for no items.
fn encoded(items: &[Item]) -> Result<Option<String>, StoreError> {
    if items.is_empty() {
        return Ok(None);
    }
    serde_json::to_string(items).map(Some).map_err(|error| corrupt(error.to_string()))
}

/// An order that is known, for replacing it.
#[derive(Debug, Clone)]
pub(in crate::mongo) struct StoredOrder {
    pub(in crate::mongo) id: i64,
    pub(in crate::mongo) external_id: Option<ExternalId>,
    pub(in crate::mongo) counted: Counted,
    amount: Amount,
    refunded: Amount,
    status: OrderStatus,
    items: Option<Box<str>>,
    created_at: Timestamp,
}

/// Reads an order for replacing it.
pub(in crate::mongo) fn stored(row: &RawDocument) -> Result<StoredOrder, StoreError> {
    let (amount, refunded) = (amount(row, "amount")?, amount(row, "refunded")?);
    let status: OrderStatus = row.word("status")?;
    Ok(StoredOrder {
        id: row.int("_id")?,
        external_id: row.maybe_parsed("externalId", ExternalId::parse)?,
        counted: Counted {
            customer: row.int("customer")?,
            order_date: row.time("orderDate")?,
            net: status.counts().then(|| net_minor(amount, refunded)),
        },
        amount,
        refunded,
        status,
        items: row.maybe_text("items")?.map(Into::into),
        created_at: row.time("createdAt")?,
    })
}

/// Whose an order was before it was replaced, and of what date; nothing if it never was.
pub(in crate::mongo) fn before(row: &RawDocument) -> Result<Option<(CustomerId, Timestamp)>, StoreError> {
    let Some(before) = row.maybe_inner("before")? else { return Ok(None) };
    Ok(Some((before.id("customer")?, before.time("orderDate")?)))
}

/// The document of a new order.
pub(in crate::mongo) fn document(
    workspace: WorkspaceId,
    id: i64,
    customer: i64,
    record: &OrderRecord,
    created_at: Timestamp,
) -> Result<RawDocumentBuf, StoreError> {
    let mut document = rawdoc! {
        "_id": id,
        "w": workspace.get(),
        "customer": customer,
        "amount": record.amount.minor(),
        "refunded": record.refunded_amount.minor(),
        "orderDate": record.order_date.millis(),
        "status": record.status.code(),
        "createdAt": created_at.millis(),
    };
    if let Some(name) = &record.external_id {
        document.append(cstr!("externalId"), name.as_str());
    }
    if let Some(items) = encoded(&record.items)? {
        document.append(cstr!("items"), items);
    }
    if let Some(net) = Counted::of(record, customer).net {
        document.append(cstr!("net"), net);
    }
    Ok(document)
}

/// The statement that replaces a known order as a whole; `None` if it was sent again as it was. The document says where
/// the order was found before, for whoever follows changes.
pub(in crate::mongo) fn replacement(
    workspace: WorkspaceId,
    customer: i64,
    record: &OrderRecord,
    stored: &StoredOrder,
) -> Result<Option<RawDocumentBuf>, StoreError> {
    let items = encoded(&record.items)?;
    let after = Counted::of(record, customer);
    let same = stored.counted == after
        && stored.amount == record.amount
        && stored.refunded == record.refunded_amount
        && stored.status == record.status
        && stored.items.as_deref() == items.as_deref();
    if same {
        return Ok(None);
    }
    let mut document = document(workspace, stored.id, customer, record, stored.created_at)?;
    let Counted { customer, order_date, .. } = &stored.counted;
    document.append(cstr!("before"), rawdoc! { "customer": *customer, "orderDate": order_date.millis() });
    let one = rawdoc! { "_id": stored.id, "w": workspace.get() };
    Ok(Some(bulk::update(&one, &document)))
}
