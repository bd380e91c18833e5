//! How much memory a customer takes in the table, and how many answers a second it gives, beside the tally over
//! customers that are at hand.
//!
//! `cargo bench -p audience --bench table -- [customers]`, 100,000 unless said. Memory is what the process holds
//! more than before; one thread.

#![allow(clippy::unwrap_used, reason = "nothing to measure without the data")]

use std::time::{Duration, Instant};

use audience::{Answer, Table, Tally};
use domain::customer::{AttributeValue, Customer, Email, ExternalId, Phone, Profile, Tag, Text, Totals};
use domain::segment::{Question, Rule};
use domain::{CustomerId, Timestamp, Zone};

const CITIES: [&str; 8] = ["Berlin", "Rome", "Oslo", "Madrid", "São Paulo", "Lagos", "Kyoto", "Wien"];
const TAGS: [&str; 5] = ["vip", "newsletter", "wholesale", "returns", "summer"];
const RULES: [(&str, &str); 5] = [
    ("a number", r#"{"metric":"totalSpend","operator":">","value":900}"#),
    ("a text", r#"{"metric":"city","operator":"==","value":"rome"}"#),
    ("a tag", r#"{"metric":"tags","operator":"has","value":"vip"}"#),
    ("an attribute", r#"{"metric":"attributes.age","operator":">","value":40}"#),
    (
        "six of all kinds",
        r#"{"logic":"AND","rules":[{"metric":"totalSpend","operator":">","value":100},
            {"logic":"OR","rules":[{"metric":"visits","operator":"<","value":3},
                {"metric":"lastPurchased","operator":"olderThan","value":{"days":90}}]},
            {"metric":"city","operator":"in","value":["rome","oslo","wien"]},
            {"metric":"tags","operator":"hasNone","value":["returns"]},
            {"metric":"attributes.size","operator":"!=","value":"XL"}]}"#,
    ),
];

/// Customers as a shop has them, each different, the same in every run.
fn customer(number: i64) -> Customer {
    let n = number as u64;
    let pick = |salt: u64, of: u64| ((n + salt * 7_919).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) % of;
    let created_at = Timestamp::from_millis(1_700_000_000_000 + number * 1_000).unwrap();
    let mut totals = Totals::default();
    for order in 0..pick(1, 5) {
        let day = Timestamp::from_millis(1_750_000_000_000 + (pick(order, 300) * 86_400_000) as i64).unwrap();
        totals.add(pick(order + 9, 60_000) as i64, day);
    }
    let tags = TAGS.iter().enumerate().filter(|(place, _)| pick(*place as u64 + 20, 4) == 0);
    let attributes = [
        ("age", AttributeValue::Number(18.0 + pick(3, 70) as f64)),
        ("size", AttributeValue::Text(["S", "M", "L", "XL"][pick(4, 4) as usize].into())),
        ("member", AttributeValue::Boolean(pick(5, 2) == 0)),
    ];
    Customer {
        id: CustomerId::from_i64((number << 22) + 1).unwrap(),
        profile: Profile {
            external_id: Some(ExternalId::parse(&format!("C-{number:07}")).unwrap()),
            email: Some(Email::parse(&format!("customer.{number}@shop.example")).unwrap()),
            phone: n.is_multiple_of(2).then(|| Phone::parse(&format!("+49 30 {number:07}")).unwrap()),
            name: Some(Text::parse(&format!("Firstname{} Lastname{number}", pick(6, 1_000))).unwrap()),
            city: Some(Text::parse(CITIES[pick(7, 8) as usize]).unwrap()),
            tags: tags.map(|(_, tag)| Tag::parse(tag).unwrap()).collect(),
            attributes: attributes.into_iter().map(|(name, value)| (name.into(), value)).collect(),
            ..Profile::default()
        },
        totals,
        created_at,
        updated_at: created_at,
    }
}

/// Memory the process holds, in bytes; 0 where the system does not tell.
fn held() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    pages.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).unwrap_or(0) * 4_096
}

/// Answers a second over at least half a second.
fn rate(answer: impl Fn() -> Answer) -> f64 {
    let (start, mut answers) = (Instant::now(), 0);
    while start.elapsed() < Duration::from_millis(500) {
        std::hint::black_box(answer());
        answers += 1;
    }
    f64::from(answers) / start.elapsed().as_secs_f64()
}

fn main() {
    let customers = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(100_000);
    let before = held();
    let mut table = Table::default();
    let start = Instant::now();
    for number in 1..=customers {
        table.upsert(&customer(number));
    }
    let elapsed = start.elapsed().as_secs_f64();
    let table_bytes = held() - before;
    let per_customer = |bytes: usize| bytes / customers as usize;
    println!(
        "{customers} customers: {} bytes each held, {} estimated; filled at {:.0} a second, their making included",
        per_customer(table_bytes),
        per_customer(table.bytes()),
        customers as f64 / elapsed,
    );
    let before = held();
    let rows: Vec<Customer> = (1..=customers).map(customer).collect();
    let row_bytes = held() - before;
    println!(
        "as they come out of a store: {} bytes each held, {:.1} times as much",
        per_customer(row_bytes),
        row_bytes as f64 / table_bytes as f64
    );
    for (name, rule) in RULES {
        let now = Timestamp::from_millis(1_780_000_000_000).unwrap();
        let question = Question::new(&Rule::parse(rule).unwrap(), now, &Zone::UTC);
        let tally = || {
            let mut tally = Tally::new(question.clone(), 10);
            for customer in &rows {
                tally.fold(customer);
            }
            tally.finish()
        };
        assert_eq!(table.answer(&question, 10), tally(), "{name}");
        let (by_table, by_tally) = (rate(|| table.answer(&question, 10)), rate(tally));
        println!("{name}: table {by_table:.0} answers a second, tally {by_tally:.0}");
    }
}
