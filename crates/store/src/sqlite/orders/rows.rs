//! The row of an order and its entries in the two indexes.

use domain::customer::ExternalId;
use domain::order::{Item, Order, OrderRecord, OrderStatus, net_minor};
use domain::{Amount, Timestamp, WorkspaceId};
use rusqlite::{CachedStatement, Connection, Row, params};

use crate::StoreError;
use crate::sqlite::codes::Coded;
use crate::sqlite::columns::Columns;
use crate::sqlite::failure::corrupt;
use crate::totals::Counted;

/// An order, in the order [`order`] reads it.
pub(in crate::sqlite) const ORDER: &str = "
    SELECT orders.id, orders.customer, external_id, amount, refunded, items, orders.order_date, status, created_at
    FROM orders";

/// An order from a row of [`ORDER`].
pub(in crate::sqlite) fn order(row: &Row<'_>) -> Result<Order, StoreError> {
    Ok(Order {
        id: row.id(0)?,
        customer_id: row.id(1)?,
        external_id: row.maybe_parsed(2, ExternalId::parse)?,
        amount: amount(row, 3)?,
        refunded_amount: amount(row, 4)?,
        items: row.maybe_text(5)?.map_or_else(|| Ok(Vec::new()), items)?,
        order_date: row.time(6)?,
        status: row.word(7)?,
        created_at: row.time(8)?,
    })
}

fn amount(row: &Row<'_>, at: usize) -> Result<Amount, StoreError> {
    let minor = row.int(at)?;
    Amount::from_minor(minor).ok_or_else(|| corrupt(format!("{minor} as an amount")))
}

/// Items as they are stored.
fn items(json: &str) -> Result<Vec<Item>, StoreError> {
    serde_json::from_str(json).map_err(|error| corrupt(format!("the items of an order: {error}")))
}

/// An order that is known, for replacing it.
#[derive(Debug, Clone)]
pub(in crate::sqlite) struct StoredOrder {
    pub(in crate::sqlite) external_id: Option<ExternalId>,
    pub(in crate::sqlite) created_at: Timestamp,
    pub(in crate::sqlite) counted: Counted,
    amount: Amount,
    refunded: Amount,
    status: OrderStatus,
    items: Option<Box<str>>,
}

/// Reads an order that an identity leads to.
pub(in crate::sqlite) fn stored(db: &Connection, id: i64) -> Result<StoredOrder, StoreError> {
    let mut select = db.prepare_cached(&format!("{ORDER} WHERE id = ?1"))?;
    let mut rows = select.query([id])?;
    let row =
        rows.next()?.ok_or_else(|| corrupt(format!("an identity of order {id}, which is not there")))?;
    let (amount, refunded, status) = (amount(row, 3)?, amount(row, 4)?, row.word::<OrderStatus>(7)?);
    Ok(StoredOrder {
        external_id: row.maybe_parsed(2, ExternalId::parse)?,
        created_at: row.time(8)?,
        counted: Counted {
            customer: row.int(1)?,
            order_date: row.time(6)?,
            net: status.counts().then(|| net_minor(amount, refunded)),
        },
        amount,
        refunded,
        status,
        items: row.maybe_text(5)?.map(Into::into),
    })
}

/// Writes rows of orders.
pub(in crate::sqlite) struct Rows<'c> {
    insert: CachedStatement<'c>,
    update: CachedStatement<'c>,
    items: Vec<u8>,
}

impl<'c> Rows<'c> {
    pub(in crate::sqlite) fn new(db: &'c Connection) -> Result<Self, StoreError> {
        Ok(Self {
            insert: db.prepare_cached(
                "INSERT INTO orders
                     (id, customer, amount, refunded, order_date, status, items, created_at, external_id)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?,
            update: db.prepare_cached(
                "UPDATE orders SET customer = ?2, amount = ?3, refunded = ?4, order_date = ?5, status = ?6, items = ?7
                 WHERE id = ?1",
            )?,
            items: Vec::new(),
        })
    }

    /// Writes a new order.
    pub(in crate::sqlite) fn insert(
        &mut self,
        id: i64,
        customer: i64,
        record: &OrderRecord,
        created_at: Timestamp,
    ) -> Result<(), StoreError> {
        let items = encode(&mut self.items, &record.items)?;
        self.insert.execute(params![
            id,
            customer,
            record.amount.minor(),
            record.refunded_amount.minor(),
            record.order_date.millis(),
            record.status.code(),
            items,
            created_at.millis(),
            record.external_id.as_ref().map(ExternalId::as_str),
        ])?;
        Ok(())
    }

    /// Writes a known order anew, unless it was sent again as it was; true if it was not.
    pub(in crate::sqlite) fn replace(
        &mut self,
        id: i64,
        customer: i64,
        record: &OrderRecord,
        stored: &StoredOrder,
    ) -> Result<bool, StoreError> {
        let items = encode(&mut self.items, &record.items)?;
        let same = stored.counted.customer == customer
            && stored.counted.order_date == record.order_date
            && stored.amount == record.amount
            && stored.refunded == record.refunded_amount
            && stored.status == record.status
            && stored.items.as_deref() == items;
        if same {
            return Ok(false);
        }
        self.update.execute(params![
            id,
            customer,
            record.amount.minor(),
            record.refunded_amount.minor(),
            record.order_date.millis(),
            record.status.code(),
            items
        ])?;
        Ok(true)
    }
}

/// JSON for a column, in a buffer that is used again; nothing for no items.
fn encode<'b>(buffer: &'b mut Vec<u8>, items: &[Item]) -> Result<Option<&'b str>, StoreError> {
    if items.is_empty() {
        return Ok(None);
    }
    buffer.clear();
    serde_json::to_writer(&mut *buffer, items).map_err(|error| corrupt(error.to_string()))?;
    std::str::from_utf8(buffer).map(Some).map_err(|error| corrupt(error.to_string()))
}

/// Index entries that come and go: customer, date in milliseconds, order, net amount.
#[derive(Debug, Default)]
pub(in crate::sqlite) struct Entries {
    gone: Vec<(i64, i64, i64)>,
    come: Vec<(i64, i64, i64, Option<i64>)>,
}

impl Entries {
    pub(in crate::sqlite) fn gone(&mut self, id: i64, counted: &Counted) {
        self.gone.push((counted.customer, counted.order_date.millis(), id));
    }

    pub(in crate::sqlite) fn come(&mut self, id: i64, counted: &Counted) {
        self.come.push((counted.customer, counted.order_date.millis(), id, counted.net));
    }

    /// Writes both indexes, each in its own order.
    pub(in crate::sqlite) fn write(
        mut self,
        db: &Connection,
        workspace: WorkspaceId,
    ) -> Result<(), StoreError> {
        self.gone.sort_unstable();
        self.come.sort_unstable();
        let mut delete = db.prepare_cached(
            "DELETE FROM order_by_customer WHERE customer = ?1 AND order_date = ?2 AND id = ?3",
        )?;
        for entry in &self.gone {
            delete.execute(*entry)?;
        }
        let mut insert = db.prepare_cached(
            "INSERT INTO order_by_customer (customer, order_date, id, counts) VALUES (?1, ?2, ?3, ?4)",
        )?;
        for (customer, date, id, net) in &self.come {
            insert.execute((customer, date, id, net.is_some()))?;
        }
        self.gone.sort_unstable_by_key(|(_, date, id)| (*date, *id));
        self.come.sort_unstable_by_key(|(_, date, id, _)| (*date, *id));
        let mut delete = db.prepare_cached(
            "DELETE FROM order_by_date WHERE workspace = ?1 AND order_date = ?2 AND id = ?3",
        )?;
        for (_, date, id) in self.gone {
            delete.execute((workspace.get(), date, id))?;
        }
        let mut insert = db.prepare_cached(
            "INSERT INTO order_by_date (workspace, order_date, id, net) VALUES (?1, ?2, ?3, ?4)",
        )?;
        for (_, date, id, net) in self.come {
            insert.execute((workspace.get(), date, id, net))?;
        }
        Ok(())
    }
}
