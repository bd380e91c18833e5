//! Seven rules through the index and through good plain SQL in SQLite, over the same shop, in one run: how long each
//! takes, how many times faster the index is, what memory it takes, how long it takes to load, and to go through a file.
//!
//! `cargo bench -p audience --bench index -- [customers] [orders] [--no-sql]`; a million customers and five million
//! orders unless said. The SQL has a covering index for every rule, numbers and attributes in columns of their own,
//! and asks about orders without a correlated subquery; its file stands in a temporary folder.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "nothing to measure without the data")]

mod questions;
mod shop;
mod sql;

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::time::{Duration, Instant};

use audience::Index;
use domain::segment::{Question, Rule};
use domain::{Timestamp, Zone};
use questions::QUESTIONS;
use shop::Shop;

/// The instant of every question.
pub(crate) const NOW: i64 = 1_780_000_000_000;

fn main() {
    let numbers: Vec<u64> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let customers = numbers.first().copied().unwrap_or(1_000_000);
    let orders = numbers.get(1).copied().unwrap_or(customers * 5);
    let with_sql = !std::env::args().any(|argument| argument == "--no-sql");

    let shop = Shop::new(customers, orders);
    let start = cpu();
    let making = making(&shop);
    let cpu_making = cpu() - start;
    let (before, start) = (held(), cpu());
    let (mut index, loading) = load(&shop);
    let cpu_loading = cpu() - start;
    let memory = held().saturating_sub(before);
    println!("{customers} customers, {} orders", index.orders());
    println!(
        "loaded in {:.1} s ({:.1} s of that to make the data): {:.2} M rows/s, {:.2} M rows a CPU second",
        loading.as_secs_f64(),
        making.as_secs_f64(),
        (customers + orders) as f64 / loading.saturating_sub(making).as_secs_f64() / 1e6,
        (customers + orders) as f64 / (cpu_loading - cpu_making) / 1e6,
    );
    println!(
        "memory: {:.0} MB held, {:.0} MB counted; {:.0} MB a million customers with their orders",
        memory as f64 / 1e6,
        index.bytes() as f64 / 1e6,
        index.bytes() as f64 / customers as f64
    );
    snapshot(&mut index);
    let database = with_sql.then(|| {
        let began = Instant::now();
        let database = sql::Database::of(&shop);
        println!("SQLite filled and indexed in {:.0} s", began.elapsed().as_secs_f64());
        database
    });

    println!(
        "{:<36}{:>10}{:>9}{:>9}{:>9}{:>10}{:>8}",
        "", "matching", "p50 ms", "p95 ms", "CPU ms", "SQL ms", "times"
    );
    let mut ratios = Vec::new();
    for (name, rule, select) in QUESTIONS {
        let rule = Rule::parse(rule).unwrap();
        let question = Question::new(&rule, Timestamp::from_millis(NOW).unwrap(), &Zone::UTC);
        let answer = index.answer(&question, 10);
        let (cpu, mut answers) = (cpu(), 0);
        let (p50, p95) = times(40, Duration::from_secs(4), || {
            std::hint::black_box(index.answer(&question, 10));
            answers += 1;
        });
        let cpu = (self::cpu() - cpu) / f64::from(answers);
        print!("{name:<36}{:>10}{:>9.2}{:>9.2}{:>9.2}", answer.count, p50 * 1e3, p95 * 1e3, cpu * 1e3);
        if let Some(database) = &database {
            assert_eq!(database.count(select), answer.count, "{name}");
            let (sql, _) = times(3, Duration::from_secs(5), || {
                std::hint::black_box(database.count(select));
            });
            print!("{:>10.1}{:>8.0}", sql * 1e3, sql / p50);
            ratios.push(sql / p50);
        }
        println!();
    }
    ratios.sort_unstable_by(f64::total_cmp);
    if let Some(median) = ratios.get(ratios.len() / 2) {
        println!("the index is {median:.0} times faster on the median rule");
    }
}

fn making(shop: &Shop) -> Duration {
    let began = Instant::now();
    shop.customers().for_each(|customer| drop(std::hint::black_box(customer)));
    shop.orders().for_each(|order| drop(std::hint::black_box(order)));
    began.elapsed()
}

fn load(shop: &Shop) -> (Index, Duration) {
    let began = Instant::now();
    let mut index = Index::default();
    for customer in shop.customers() {
        index.upsert(&customer);
    }
    for (number, order) in shop.orders().enumerate() {
        assert!(index.add_order(&order));
        if number % 10_000 == 0 {
            index.merge_while_loading();
        }
    }
    index.settle_down();
    (index, began.elapsed())
}

/// Writes the index into a file and reads it back.
fn snapshot(index: &mut Index) {
    let path = std::env::temp_dir().join(format!("audience-bench-{}.index", std::process::id()));
    let began = Instant::now();
    let mut file = BufWriter::with_capacity(1 << 20, File::create(&path).unwrap());
    index.save("the shop of the bench", &mut file).unwrap();
    file.into_inner().unwrap().sync_all().unwrap();
    let saved = began.elapsed();
    let began = Instant::now();
    let mut file = BufReader::with_capacity(1 << 20, File::open(&path).unwrap());
    let opened = Index::open("the shop of the bench", &mut file).unwrap().unwrap();
    let opening = began.elapsed();
    assert_eq!((opened.len(), opened.orders()), (index.len(), index.orders()));
    println!(
        "snapshot: {:.0} MB, written in {:.1} s, read in {:.1} s",
        std::fs::metadata(&path).unwrap().len() as f64 / 1e6,
        saved.as_secs_f64(),
        opening.as_secs_f64()
    );
    std::fs::remove_file(&path).unwrap();
}

/// The median and the 95th percentile of at least so many runs, in seconds.
fn times(least: usize, enough: Duration, mut run: impl FnMut()) -> (f64, f64) {
    let began = Instant::now();
    let mut took = Vec::new();
    while took.len() < least || (began.elapsed() < enough && took.len() < 1_000) {
        let start = Instant::now();
        run();
        took.push(start.elapsed().as_secs_f64());
    }
    took.sort_unstable_by(f64::total_cmp);
    (took[took.len() / 2], took[took.len() * 95 / 100])
}

/// The time that processors spent on this process, in seconds, to the hundredth; 0 where the system does not tell.
/// Beside the time that an answer takes it says how much of that was waiting for a processor.
fn cpu() -> f64 {
    let status = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = status.rsplit(')').next().unwrap_or_default();
    let ticks = |nth| after_name.split_whitespace().nth(nth).and_then(|ticks| ticks.parse::<f64>().ok());
    (ticks(11).unwrap_or(0.0) + ticks(12).unwrap_or(0.0)) / 100.0
}

/// Memory the process holds, in bytes; 0 where the system does not tell.
fn held() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    pages.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).unwrap_or(0) * 4_096
}
