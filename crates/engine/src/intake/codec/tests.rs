use domain::Zone;
use domain::customer::record::RawCustomer;
use domain::order::record::RawOrder;
use domain::receipt::Outcome;

use super::*;

fn customer(json: &str) -> CustomerRecord {
    serde_json::from_str::<RawCustomer<'_>>(json).unwrap().parse().unwrap()
}

fn order(json: &str) -> OrderRecord {
    serde_json::from_str::<RawOrder<'_>>(json).unwrap().parse(&Zone::UTC, Timestamp::EPOCH).unwrap()
}

const CUSTOMERS: [&str; 5] = [
    r#"{"externalId":"7","email":"Ana@Shop.com","phone":"+49 30 123","name":"Zoë 🌻","city":"Rome","tags":["a","b"],
        "attributes":{"n":-4,"f":0.1,"z":-0.0,"big":1e300,"t":"x","yes":true,"no":false,"gone":null},
        "consent":{"email":"granted","sms":"withdrawn"}}"#,
    r#"{"externalId":"7","email":null,"phone":null,"name":null,"city":null,"tags":null,"attributes":null}"#,
    r#"{"email":"a@b.co"}"#,
    r#"{"email":"a@b.co","tags":[],"attributes":{}}"#,
    r#"{"externalId":"x","consent":{"sms":"unknown"}}"#,
];

const ORDERS: [&str; 3] = [
    r#"{"externalId":"o1","email":"a@b.co","customerExternalId":"c1","amount":12.5,"refundedAmount":2.25,
        "orderDate":"0001-01-01","status":"Placed",
        "items":["Coffee",{"name":"Filter","sku":"F-1","quantity":2.5,"price":1.99}]}"#,
    r#"{"email":"a@b.co","amount":0}"#,
    r#"{"customerExternalId":"c1","amount":10000000000,"status":"Cancelled","items":[]}"#,
];

#[test]
fn what_is_packed_comes_back_as_it_was() {
    let mut batch = Packed::with_capacity(0);
    let records = CUSTOMERS.map(customer);
    for record in &records {
        pack_customer(record, &mut batch);
    }
    let back = decode::<CustomerRecord>(7, Timestamp::EPOCH, &batch.finish());
    // Printed, a negative zero differs from zero.
    assert_eq!(format!("{:?}", back.records), format!("{records:?}"));
    assert!(back.undecodable.is_empty());

    let mut batch = Packed::with_capacity(0);
    let records = ORDERS.map(order);
    for record in &records {
        pack_order(record, &mut batch);
    }
    let back = decode::<OrderRecord>(7, Timestamp::EPOCH, &batch.finish());
    assert_eq!(back.records, records);
    assert!(back.undecodable.is_empty());
}

#[test]
fn records_written_as_lines_are_still_read() {
    let mut lines = Lines::with_capacity(64);
    let records = CUSTOMERS.map(customer);
    for record in &records {
        lines.push(record).unwrap();
    }
    assert_eq!(decode::<CustomerRecord>(7, Timestamp::EPOCH, &lines.finish()).records, records);
    let mut lines = Lines::with_capacity(64);
    let records = ORDERS.map(order);
    for record in &records {
        lines.push(record).unwrap();
    }
    assert_eq!(decode::<OrderRecord>(7, Timestamp::EPOCH, &lines.finish()).records, records);
}

#[test]
fn a_line_that_cannot_be_read_spoils_no_other() {
    let mut lines = Lines::with_capacity(64);
    lines.push(&customer(CUSTOMERS[2])).unwrap();
    lines.push(&serde_json::json!({"email": "a@b.co", "shoeSize": 40})).unwrap();
    lines.push(&customer(CUSTOMERS[4])).unwrap();
    let batch = decode::<CustomerRecord>(7, Timestamp::EPOCH, &lines.finish());
    assert_eq!((batch.records.len(), batch.undecodable.len()), (2, 1));
    assert!(batch.undecodable[0].record.contains("shoeSize"));
}

#[test]
fn a_packed_record_that_cannot_be_read_spoils_no_other() {
    let mut batch = Packed::with_capacity(64);
    pack_customer(&customer(CUSTOMERS[2]), &mut batch);
    batch.begin();
    batch.text_field(99, "of a later version");
    batch.end();
    pack_customer(&customer(CUSTOMERS[4]), &mut batch);
    let payload = batch.finish();
    let batch = decode::<CustomerRecord>(7, Timestamp::EPOCH, &payload);
    assert_eq!((batch.records.len(), batch.undecodable.len()), (2, 1));
    assert!(batch.undecodable[0].record.contains("of a later version"));
    let cut = decode::<CustomerRecord>(7, Timestamp::EPOCH, &payload[..payload.len() - 1]);
    assert_eq!((cut.records.len(), cut.undecodable.len()), (1, 2));
}

#[test]
fn damaged_bytes_are_set_aside_and_never_a_crash() {
    let mut batch = Packed::with_capacity(64);
    for record in &CUSTOMERS.map(customer) {
        pack_customer(record, &mut batch);
    }
    let customers = batch.finish();
    let mut batch = Packed::with_capacity(64);
    for record in &ORDERS.map(order) {
        pack_order(record, &mut batch);
    }
    let orders = batch.finish();
    for place in 1..customers.len() {
        for wrong in [0, 1, 0x7f, 0x80, 0xff] {
            let mut damaged = customers.clone();
            damaged[place] = wrong;
            decode::<CustomerRecord>(7, Timestamp::EPOCH, &damaged);
        }
    }
    for place in 1..orders.len() {
        for wrong in [0, 1, 0x7f, 0x80, 0xff] {
            let mut damaged = orders.clone();
            damaged[place] = wrong;
            decode::<OrderRecord>(7, Timestamp::EPOCH, &damaged);
        }
    }
}

#[test]
fn a_payload_of_an_unknown_version_is_set_aside_whole() {
    let batch = decode::<CustomerRecord>(7, Timestamp::EPOCH, b"\x09whatever");
    assert_eq!((batch.records.len(), batch.undecodable.len()), (0, 1));
}

#[test]
fn receipts_come_back_as_they_were_packed_or_written_as_lines() {
    let at = Timestamp::from_millis(1_700_000_000_123).unwrap();
    let receipts = [("1-0.1", Outcome::Sent, None), ("7-4294967295.65535", Outcome::Failed, Some("full 🌻"))];
    let receipts = receipts.map(|(id, outcome, reason)| Receipt {
        id: id.parse().unwrap(),
        outcome,
        reason: reason.map(str::to_owned),
        at,
    });
    let (mut packed, mut lines) = (Packed::with_capacity(0), Lines::with_capacity(0));
    for receipt in &receipts {
        pack_receipt(receipt, &mut packed);
        lines.push(receipt).unwrap();
    }
    for payload in [packed.finish(), lines.finish()] {
        let back = decode::<Receipt>(7, Timestamp::EPOCH, &payload);
        assert_eq!(back.records, receipts);
        assert!(back.undecodable.is_empty());
    }
}

#[test]
fn a_receipt_with_a_number_that_none_has_spoils_no_other() {
    let mut batch = Packed::with_capacity(0);
    let good =
        Receipt { id: "3-4.1".parse().unwrap(), outcome: Outcome::Sent, reason: None, at: Timestamp::EPOCH };
    batch.begin();
    // No campaign has this number.
    batch.number(u64::MAX);
    batch.end();
    pack_receipt(&good, &mut batch);
    let back = decode::<Receipt>(7, Timestamp::EPOCH, &batch.finish());
    assert_eq!((back.records, back.undecodable.len()), (vec![good], 1));
}
