//! Records of a shop, each by its number.

use domain::customer::record::RawCustomer;
use domain::customer::{CustomerRecord, Email, ExternalId};
use domain::order::OrderRecord;
use domain::order::record::RawOrder;
use domain::{Timestamp, Zone};
use store::Batch;

use crate::BATCH;

pub(crate) fn batches<T: Clone>(position: &mut u64, records: &[T]) -> Vec<Batch<T>> {
    let batch = |records: &[T]| {
        *position += 1;
        Batch { position: *position, received_at: now(), records: records.to_vec(), undecodable: Vec::new() }
    };
    records.chunks(BATCH).map(batch).collect()
}

pub(crate) fn now() -> Timestamp {
    Timestamp::parse("2026-03-01T12:00:00Z").unwrap()
}

/// A number below `below` for each `n`: all of them once if it divides, in an order that looks random.
pub(crate) fn shuffled(n: usize, below: usize) -> usize {
    (n.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(31).wrapping_mul(0xD6E8_FEB8_6659_FD93) >> 8) % below
}

pub(crate) fn customer(n: usize) -> CustomerRecord {
    let city = ["Berlin", "Rome", "Oslo", "Lisbon", "São Paulo", "New York"][n % 6];
    let json = format!(
        r#"{{"email":"a@b.co","name":"Customer Müller {n}","city":"{city}","tags":["t{}","vip"],"attributes":{{"size":"M","points":{}}},"consent":{{"email":"granted"}}}}"#,
        n % 40,
        n % 1_000
    );
    let raw: RawCustomer<'_> = serde_json::from_str(&json).unwrap();
    let mut record = raw.parse().unwrap();
    record.external_id = Some(ExternalId::parse(&format!("C-{:08}", shuffled(n, 1 << 40))).unwrap());
    record.email = domain::Field::Set(Email::parse(&format!("customer.{n}@shop{}.example", n % 7)).unwrap());
    record
}

pub(crate) fn changed(mut record: CustomerRecord, change: bool) -> CustomerRecord {
    if change {
        record.city = domain::Field::Set(domain::customer::Text::parse("Elsewhere").unwrap());
    }
    record
}

pub(crate) fn order(n: usize, customer: usize) -> OrderRecord {
    let date = now().plus_millis(-((shuffled(n + 7, 730 * 86_400)) as i64) * 1_000);
    let json = format!(
        r#"{{"externalId":"O-{:09}","email":"customer.{customer}@shop{}.example","amount":{}.5,"orderDate":"{date}","items":["Coffee","Filter {}"]}}"#,
        shuffled(n, 1 << 45),
        customer % 7,
        n % 200,
        n % 50
    );
    let raw: RawOrder<'_> = serde_json::from_str(&json).unwrap();
    raw.parse(&Zone::UTC, now()).unwrap()
}
