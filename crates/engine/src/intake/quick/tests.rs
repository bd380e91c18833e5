//! The quick way and the slow way, side by side over hostile bodies.

use domain::customer::CustomerRecord;
use domain::order::OrderRecord;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::intake::body::{self, MalformedBody, sort_slowly};
use crate::intake::codec::{Logged, decode};

/// Records as printed, in which a negative zero differs from zero, and what became of them.
type Outcome = Result<(String, Sorted), MalformedBody>;

fn printed<T: Logged + std::fmt::Debug>(outcome: Result<(Vec<u8>, Sorted), MalformedBody>) -> Outcome {
    outcome.map(|(payload, sorted)| {
        let batch = decode::<T>(1, Timestamp::EPOCH, &payload);
        assert!(batch.undecodable.is_empty(), "{:?}", batch.undecodable);
        assert_eq!(batch.records.len() as u64, sorted.accepted);
        (format!("{:?}", batch.records), sorted)
    })
}

/// What both ways make of a body; they must agree.
fn agreed(topic: Topic, bytes: &[u8], format: Format, zone: &Zone) -> Outcome {
    let now = Timestamp::from_millis(1_700_000_000_123).unwrap();
    let quick = body::sort(topic, bytes, format, zone, now, 3);
    let slow = sort_slowly(topic, bytes, format, zone, now, 3);
    let (quick, slow) = match topic {
        Topic::Orders => (printed::<OrderRecord>(quick), printed::<OrderRecord>(slow)),
        _ => (printed::<CustomerRecord>(quick), printed::<CustomerRecord>(slow)),
    };
    assert_eq!(quick, slow, "{}", String::from_utf8_lossy(bytes));
    quick
}

const TEXTS: [&str; 32] = [
    "Ana",
    " Zoë 🌻 ",
    "",
    " ",
    "\u{a0}",
    "a\\u0000b",
    "a\\nb",
    "\\\"",
    "a\\\\b",
    "\\ud83d\\ude00",
    "\\ud800",
    "tab\there",
    "line\nbreak",
    "\u{7f}",
    "\u{85}",
    "日本",
    "x\u{301}",
    "ANA@Shop.COM",
    "ana@shop.com",
    " ana@shop.com ",
    "ana@shop",
    "a.b+c@d-e.co",
    ".a@b.co",
    "a@-b.co",
    "a@b-.co",
    "a@b@c.de",
    "ána@b.co",
    "ana@bücher.example",
    "+49 (30) 12-34",
    "12",
    "Placed",
    "Cancelled",
];

const OTHERS: [&str; 40] = [
    "null",
    "true",
    "false",
    "0",
    "-0",
    "-0.0",
    "1",
    "12.5",
    "12.50",
    "12.505",
    "-1",
    "1e3",
    "1E-2",
    "1e400",
    "01",
    "1.",
    "10000000000",
    "10000000000.01",
    "99999999999999999999",
    "0.1",
    "123456789012345",
    "1234567890123456",
    "[]",
    "{}",
    "[1]",
    "{\"a\":1}",
    "nul",
    "NaN",
    "{\"email\":\"granted\"}",
    "{\"sms\":null,\"email\":\"withdrawn\"}",
    "{\"email\":\"granted\",\"email\":\"granted\"}",
    "{\"fax\":\"granted\"}",
    "[\"vip\",\"vip\",\"\",\"new\"]",
    "{\"size\":\"M\",\"n\":-3.25,\"ok\":true,\"gone\":null,\"blank\":\" \"}",
    "{\"a\":1,\"a\":2}",
    "{\"\":1}",
    "[\"Coffee\",{\"name\":\"Filter\",\"sku\":\"\",\"quantity\":2,\"price\":1.99}]",
    "[{\"sku\":\"x\"}]",
    "[{\"name\":\"x\",\"quantity\":-1}]",
    "[{\"name\":\"x\",\"price\":null,\"name\":\"y\"}]",
];

const DATES: [&str; 12] = [
    "2024-05-31",
    "2024-05-31T09:00:00Z",
    "2024-05-31T09:00:00.123456Z",
    "2024-02-30",
    "2024-03-31T02:30:00+02:00",
    "99999-01-01",
    "0001-01-01",
    "9999-12-31",
    "2024-05-31 09:00:00Z",
    "2024-05-31t09:00:00z",
    "2016-12-31T23:59:60Z",
    "0001-01-01T00:00:00+01:00",
];

const CUSTOMER_FIELDS: [&str; 10] = [
    "externalId",
    "email",
    "phone",
    "name",
    "city",
    "tags",
    "attributes",
    "consent",
    "shoeSize",
    "em\\u0061il",
];

const ORDER_FIELDS: [&str; 10] = [
    "externalId",
    "email",
    "customerExternalId",
    "amount",
    "refundedAmount",
    "items",
    "orderDate",
    "status",
    "note",
    "\\u0061mount",
];

fn literal() -> impl Strategy<Value = String> {
    let quoted = |text: &str| format!("\"{text}\"");
    prop_oneof![
        5 => select(&TEXTS[..]).prop_map(quoted),
        5 => select(&OTHERS[..]).prop_map(str::to_owned),
        2 => select(&DATES[..]).prop_map(quoted),
        1 => (1_usize..300, select(vec!["x", "é", "界"])).prop_map(move |(n, letter)| quoted(&letter.repeat(n))),
        1 => any::<i64>().prop_map(|number| number.to_string()),
        1 => any::<f64>().prop_map(|number| number.to_string()),
        2 => (0_i64..2_000_000).prop_map(|minor| format!("{}.{:02}", minor / 100, minor % 100)),
        1 => any::<String>().prop_map(|text| serde_json::to_string(&text).unwrap()),
    ]
}

/// A record that is often good: an identity first, then some fields, right or wrong.
fn record(topic: Topic) -> impl Strategy<Value = String> {
    let (fields, whole) = match topic {
        Topic::Orders => (&ORDER_FIELDS, r#""email":"a@b.co","amount":12.5"#),
        _ => (&CUSTOMER_FIELDS, r#""externalId":"7""#),
    };
    let field = (select(&fields[..]), literal());
    let gap = || select(vec!["", "", "", " ", "\n", "\t\r\n "]);
    let odd = select(vec!["null", "7", "[]", "\"x\"", "{", "{}", "{\"a\":}", "\u{a0}", "[[[]]]"]);
    prop_oneof![
        12 => (any::<bool>(), proptest::collection::vec(field, 0..5), gap(), gap()).prop_map(
            move |(begun, fields, before, after)| {
                let mut all: Vec<String> =
                    fields.iter().map(|(name, value)| format!("{after}\"{name}\"{before}:{after}{value}{before}")).collect();
                if begun {
                    all.insert(0, whole.to_owned());
                }
                format!("{before}{{{}}}{after}", all.join(","))
            }
        ),
        1 => odd.prop_map(str::to_owned),
    ]
}

/// A record of which every field is good.
fn good(topic: Topic) -> impl Strategy<Value = String> {
    let text = "[A-Za-zéß ]{0,12}[a-z]";
    match topic {
        Topic::Orders => (text, 0_i64..1_000_000, select(vec!["Placed", "Completed", "Cancelled"]), 0_u32..28)
            .prop_map(|(item, minor, status, day)| {
                format!(
                    r#"{{"email":"A{day}@b.co","amount":{}.{:02},"status":"{status}","orderDate":"2024-02-{:02}","items":["{item}",{{"name":"{item}","quantity":{day}}}]}}"#,
                    minor / 100, minor % 100, day + 1
                )
            })
            .boxed(),
        _ => (text, text, any::<bool>(), any::<i32>())
            .prop_map(|(name, tag, member, points)| {
                format!(
                    r#"{{"email":"X{}@Shop.com","name":"{name}","tags":["{tag}","t"],"attributes":{{"m":{member},"p":{points}}}}}"#,
                    points.unsigned_abs()
                )
            })
            .boxed(),
    }
}

fn topic() -> impl Strategy<Value = Topic> {
    select(vec![Topic::Customers, Topic::Orders])
}

fn bodies() -> impl Strategy<Value = (Topic, String, Format)> {
    let records = topic().prop_flat_map(|topic| {
        (Just(topic), proptest::collection::vec(prop_oneof![3 => record(topic), 1 => good(topic)], 0..6))
    });
    (records, select(vec!["[]", "{}", "lines"]), select(vec!["", "", "\u{feff}", " ", "\u{a0}"])).prop_map(
        |((topic, records), shape, before)| match shape {
            "[]" => (topic, format!("{before}[{}]{before}", records.join(",")), Format::Json),
            "{}" => (topic, format!("{before}{}", records.concat()), Format::Json),
            _ => (topic, format!("{before}{}", records.join("\r\n\n")), Format::Ndjson),
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

    #[test]
    fn both_ways_agree_on_hostile_bodies((topic, body, format) in bodies(), berlin: bool) {
        let zone = if berlin { Zone::named("Europe/Berlin").unwrap() } else { Zone::UTC };
        let _ = agreed(topic, body.as_bytes(), format, &zone);
    }

    #[test]
    fn both_ways_agree_on_bodies_broken_anywhere(
        (topic, body, format) in bodies(), place: prop::sample::Index, byte: u8, cut: bool,
    ) {
        let mut bytes = body.into_bytes();
        if !bytes.is_empty() {
            let place = place.index(bytes.len());
            if cut { bytes.truncate(place) } else { bytes[place] = byte }
        }
        let _ = agreed(topic, &bytes, format, &Zone::UTC);
    }

    #[test]
    fn good_records_are_taken_the_quick_way(
        (topic, records) in topic().prop_flat_map(|topic| (Just(topic), proptest::collection::vec(good(topic), 1..4))),
    ) {
        let body = format!("[{}]", records.join(","));
        let (_, sorted) = agreed(topic, body.as_bytes(), Format::Json, &Zone::UTC).unwrap();
        prop_assert_eq!(sorted.accepted, records.len() as u64);
        let reading = Reading { topic, zone: &Zone::UTC, now: Timestamp::EPOCH, named: 0 };
        for record in records {
            let mut quick = Quick {
                reading: &reading,
                batch: Packed::with_capacity(0),
                sorted: Sorted::default(),
                count: 0,
                seen: Vec::new(),
                last_day: None,
            };
            prop_assert!(quick.record(&mut Scan::new(&record)).is_some(), "{}", record);
        }
    }
}

#[test]
fn too_many_tags_attributes_items_and_records_are_too_many_for_both() {
    let many = |n: usize, each: fn(usize) -> String| (0..n).map(each).collect::<Vec<_>>().join(",");
    let customer = |rest: String| format!(r#"[{{"email":"a@b.co",{rest}}},{{"email":"c@d.co"}}]"#);
    for n in [100, 101, 200, 201] {
        let tags = customer(format!(r#""tags":[{}]"#, many(n, |n| format!("\"t{n}\""))));
        let attributes = customer(format!(r#""attributes":{{{}}}"#, many(n, |n| format!("\"a{n}\":{n}"))));
        let accepted = |body: &str| {
            agreed(Topic::Customers, body.as_bytes(), Format::Json, &Zone::UTC).unwrap().1.accepted
        };
        assert_eq!(
            (accepted(&tags), accepted(&attributes)),
            (if n > 100 { 1 } else { 2 }, if n > 200 { 1 } else { 2 })
        );
    }
    for (n, taken) in [(1_000, 1), (1_001, 0)] {
        let body =
            format!(r#"[{{"email":"a@b.co","amount":1,"items":[{}]}}]"#, many(n, |n| format!("\"i{n}\"")));
        let sorted = agreed(Topic::Orders, body.as_bytes(), Format::Json, &Zone::UTC).unwrap().1;
        assert_eq!(sorted.accepted, taken);
    }
    let record = |n: usize| format!("{{\"externalId\":\"{n}\"}}");
    for (n, fits) in [(MAX_RECORDS, true), (MAX_RECORDS + 1, false)] {
        let body = format!("[{}]", many(n, record));
        assert_eq!(agreed(Topic::Customers, body.as_bytes(), Format::Json, &Zone::UTC).is_ok(), fits);
        let lines = body[1..body.len() - 1].replace("},", "}\n");
        assert_eq!(agreed(Topic::Customers, lines.as_bytes(), Format::Ndjson, &Zone::UTC).is_ok(), fits);
    }
}
