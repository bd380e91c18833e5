//! What a core does with a body: taken in the quick way and the slow way, packed and as lines, and read back.
//!
//! All four in turns, several rounds, medians: `cargo bench -p engine --bench intake`.
#![allow(clippy::unwrap_used, reason = "a bench ends where it cannot go on")]
#![allow(clippy::float_arithmetic, reason = "figures are rounded for the eye")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use domain::customer::CustomerRecord;
use domain::order::OrderRecord;
use domain::{Timestamp, Topic, Zone};
use engine::intake::body::{Format, sort, sort_slowly};
use engine::intake::codec::{Lines, Logged, decode};
use serde::Serialize;

const RECORDS: usize = 1_000;
const ROUNDS: usize = 7;
const ROUND: Duration = Duration::from_millis(150);

fn main() {
    // `cargo test --all-targets` starts benches too, without this word.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    println!("records for each second of one core; bytes of a record");
    measure::<CustomerRecord>(Topic::Customers, &customers());
    measure::<OrderRecord>(Topic::Orders, &orders());
}

fn measure<T: Logged + Serialize>(topic: Topic, body: &str) {
    let zone = Zone::named("Europe/Berlin").unwrap();
    let now = Timestamp::from_millis(1_700_000_000_000).unwrap();
    let quickly = || sort(topic, body.as_bytes(), Format::Json, &zone, now, 100).unwrap().0;
    let slowly = || sort_slowly(topic, body.as_bytes(), Format::Json, &zone, now, 100).unwrap().0;
    let packed = quickly();
    let mut lines = Lines::with_capacity(body.len());
    for record in decode::<T>(1, now, &packed).records {
        lines.push(&record).unwrap();
    }
    let lines = lines.finish();
    let work: [(&str, &dyn Fn()); 4] = [
        ("taken quickly", &|| drop(black_box(quickly()))),
        ("taken slowly", &|| drop(black_box(slowly()))),
        ("packed, read back", &|| drop(black_box(decode::<T>(1, now, &packed)))),
        ("lines, read back", &|| drop(black_box(decode::<T>(1, now, &lines)))),
    ];
    let mut rates = work.map(|_| Vec::new());
    for _ in 0..ROUNDS {
        for ((_, work), rates) in work.iter().zip(&mut rates) {
            let (began, mut times) = (spent(), 0);
            while spent().saturating_sub(began) < ROUND {
                work();
                times += 1;
            }
            rates.push(f64::from(times) * RECORDS as f64 / spent().saturating_sub(began).as_secs_f64());
        }
    }
    let each = |bytes: usize| bytes / RECORDS;
    println!(
        "{}: {} bytes as sent, {} packed, {} as a line",
        topic.as_str(),
        each(body.len()),
        each(packed.len()),
        each(lines.len())
    );
    for ((what, _), mut rates) in work.into_iter().zip(rates) {
        rates.sort_by(f64::total_cmp);
        println!("  {what:18} {:9.0}", rates[ROUNDS / 2]);
    }
}

/// CPU time of this thread, which other processes do not disturb; where the system does not tell, time.
fn spent() -> Duration {
    static BEGAN: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat");
    let nanos = told.ok().and_then(|told| told.split_whitespace().next()?.parse().ok());
    nanos.map_or_else(|| BEGAN.get_or_init(Instant::now).elapsed(), Duration::from_nanos)
}

fn customers() -> String {
    let record = |n: usize| {
        let (first, last) = (["Mila", "Jonas", "Zoë"][n % 3], ["Hansen", "López", "Okafor", "Rossi"][n % 4]);
        format!(
            r#"{{"externalId":"C-{n:09}","email":"mila.{n:09}@bean-leaf.example","name":"{first} {last}","phone":"+49 170 {n:07}","city":"Lisbon","tags":["newsletter","vip"],"attributes":{{"size":"M","loyaltyPoints":{},"member":{},"birthday":"1984-05-1{}"}}}}"#,
            n * 37,
            n.is_multiple_of(3),
            n % 10
        )
    };
    format!("[{}]", (0..RECORDS).map(record).collect::<Vec<_>>().join(","))
}

fn orders() -> String {
    let record = |n: usize| {
        format!(
            r#"{{"externalId":"O-{n:09}","email":"buyer.{n:09}@bean-leaf.example","amount":{}.{:02},"items":["Espresso beans 1 kg",{{"name":"Paper filter","sku":"PF-100","quantity":2,"price":3.5}}],"orderDate":"2025-0{}-1{}T{:02}:30:00Z","status":"Completed"}}"#,
            n % 200,
            n % 100,
            1 + n % 9,
            n % 10,
            n % 24
        )
    };
    format!("[{}]", (0..RECORDS).map(record).collect::<Vec<_>>().join(","))
}
