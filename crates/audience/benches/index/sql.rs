//! The same shop in SQLite, with an index for every question.

use std::path::PathBuf;

use domain::customer::{AttributeValue, Text};
use domain::order::net_minor;
use rusqlite::{Connection, params};

use super::NOW;
use super::shop::Shop;

/// A database in a file that goes with it.
pub(crate) struct Database {
    connection: Option<Connection>,
    path: PathBuf,
}

const TABLES: &str = "
    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000; PRAGMA temp_store = MEMORY;
    CREATE TABLE customer (id INTEGER PRIMARY KEY, spend INT, visits INT, last INT, city TEXT, age REAL);
    CREATE TABLE customer_tag (tag TEXT, customer INT, PRIMARY KEY (tag, customer)) WITHOUT ROWID;
    CREATE TABLE orders (number INTEGER PRIMARY KEY, customer INT, placed INT, net INT, status TEXT);
    CREATE TABLE order_item (item TEXT, placed INT, customer INT, status TEXT, number INT);
    BEGIN;";
const INDEXES: &str = "
    CREATE INDEX order_placed ON orders (placed, customer, net, status);
    CREATE INDEX order_item_placed ON order_item (item, placed, customer, status, number);
    CREATE INDEX customer_spend ON customer (spend);
    COMMIT; ANALYZE;";

impl Database {
    pub(crate) fn of(shop: &Shop) -> Self {
        let path = std::env::temp_dir().join(format!("audience-bench-{}.db", std::process::id()));
        let connection = Connection::open(&path).unwrap();
        connection.execute_batch(TABLES).unwrap();
        {
            let mut customer =
                connection.prepare("INSERT INTO customer VALUES (?1, ?2, ?3, ?4, ?5, ?6)").unwrap();
            let mut tags = connection.prepare("INSERT INTO customer_tag VALUES (?1, ?2)").unwrap();
            for person in shop.customers() {
                let (totals, profile) = (person.totals, &person.profile);
                let age = match profile.attributes.get("age") {
                    Some(AttributeValue::Number(age)) => Some(*age),
                    _ => None,
                };
                let city = profile.city.as_ref().map(Text::as_str);
                let last = totals.last_purchased.map(domain::Timestamp::millis);
                let id = person.id.get();
                customer.execute(params![id, totals.spend_minor, totals.visits, last, city, age]).unwrap();
                for tag in &profile.tags {
                    tags.execute(params![tag.as_str(), id]).unwrap();
                }
            }
            let mut orders = connection.prepare("INSERT INTO orders VALUES (?1, ?2, ?3, ?4, ?5)").unwrap();
            let mut items = connection.prepare("INSERT INTO order_item VALUES (?1, ?2, ?3, ?4, ?5)").unwrap();
            for order in shop.orders() {
                let (id, customer, placed) =
                    (order.id.get(), order.customer_id.get(), order.order_date.millis());
                let (net, status) = (net_minor(order.amount, order.refunded_amount), order.status.as_str());
                orders.execute(params![id, customer, placed, net, status]).unwrap();
                for item in &order.items {
                    items.execute(params![item.name.as_str(), placed, customer, status, id]).unwrap();
                }
            }
        }
        connection.execute_batch(INDEXES).unwrap();
        Self { connection: Some(connection), path }
    }

    pub(crate) fn count(&self, select: &str) -> u64 {
        let connection = self.connection.as_ref().unwrap();
        let mut select = connection.prepare_cached(select).unwrap();
        select.query_row([NOW], |row| row.get::<_, i64>(0)).unwrap() as u64
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        drop(self.connection.take());
        let _ = std::fs::remove_file(&self.path);
    }
}
