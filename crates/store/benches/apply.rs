//! How fast streams are applied: `cargo bench -p store --bench apply [-- CUSTOMERS [ORDERS]]`.
//!
//! Fills a new store with customers and with orders in batches of a thousand, as many batches a step as a worker
//! that lags behind takes, and prints the rate of each tenth. The CPU time is that of the whole process, so the
//! rate for each CPU second says what one core does.
#![allow(clippy::unwrap_used, reason = "a bench ends where it cannot go on")]

use std::time::{Duration, Instant};

use domain::customer::record::RawCustomer;
use domain::customer::{CustomerRecord, Email, ExternalId};
use domain::order::OrderRecord;
use domain::order::record::RawOrder;
use domain::segment::{Question, Rule};
use domain::{Timestamp, WorkspaceId, Zone};
use store::{
    Accounts, Audiences, Batch, CustomerFilter, CustomerSort, Customers, Ingest, Orders, PageRequest,
    SqliteStore, Step,
};

const BATCH: usize = 1_000;
const BATCHES: usize = 50;

fn main() {
    let mut numbers = std::env::args().filter_map(|argument| argument.parse::<usize>().ok());
    let customers = numbers.next().unwrap_or(200_000);
    let orders = numbers.next().unwrap_or(customers * 5);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.db");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(run(&file, customers, orders));
    let size = std::fs::metadata(&file).unwrap().len();
    println!("{:.0} MB on disk", size as f64 / 1e6);
}

async fn run(file: &std::path::Path, customers: usize, orders: usize) {
    let store = SqliteStore::open(file).unwrap();
    let workspace = store.first_workspace(now()).await.unwrap().id;

    println!("customers, new, with email, external id, name, city, two tags and two attributes");
    let mut position = 0;
    measure(customers, async |range| {
        let batches = range.map(customer).collect::<Vec<_>>();
        apply_customers(&store, workspace, &mut position, batches).await
    })
    .await;
    println!("customers again, a tenth of them changed");
    measure(customers / 2, async |range| {
        let batches = range.map(|n| changed(customer(shuffled(n, customers)), n % 10 == 0)).collect();
        apply_customers(&store, workspace, &mut position, batches).await
    })
    .await;
    println!("orders, new, with external id, of known customers in random order over two years");
    let mut position = 0;
    measure(orders, async |range| {
        let batches = range.map(|n| order(n, shuffled(n, customers))).collect();
        apply_orders(&store, workspace, &mut position, batches).await
    })
    .await;
    println!("orders again, replaced with another amount");
    measure(orders / 10, async |range| {
        let batches = range
            .map(|n| {
                let n = shuffled(n, orders);
                OrderRecord {
                    amount: domain::Amount::from_minor(777).unwrap(),
                    ..order(n, shuffled(n, customers))
                }
            })
            .collect();
        apply_orders(&store, workspace, &mut position, batches).await
    })
    .await;
    read(&store, workspace).await;
}

async fn read(store: &SqliteStore, workspace: WorkspaceId) {
    let timed =
        |what: &str, began: Instant| println!("{what}: {:.1} ms", began.elapsed().as_secs_f64() * 1e3);
    for rule in [
        r#"{"metric":"city","operator":"==","value":"rome"}"#,
        r#"{"logic":"AND","rules":[{"metric":"totalSpend","operator":">","value":100},{"metric":"visits","operator":"<","value":9}]}"#,
        r#"{"logic":"OR","rules":[{"metric":"tags","operator":"has","value":"t7"},{"metric":"attributes.points","operator":">","value":900}]}"#,
    ] {
        let question = Question::new(&Rule::parse(rule).unwrap(), now(), &Zone::UTC);
        let began = Instant::now();
        let answer = store.answer(workspace, question, 10).await.unwrap();
        timed(&format!("preview, {} of {}", answer.count, answer.total), began);
    }
    for (sort, search) in [
        (CustomerSort::CreatedAt, ""),
        (CustomerSort::Name, ""),
        (CustomerSort::TotalSpend, ""),
        (CustomerSort::CreatedAt, "müll"),
    ] {
        let filter = CustomerFilter { search: search.into(), sort, descending: true };
        let page = PageRequest { limit: 50, after: None };
        let began = Instant::now();
        store.customers(workspace, &filter, &page).await.unwrap();
        timed(&format!("page of customers, {sort:?} {search:?}"), began);
    }
    let days: Vec<_> = (0..=60).map(|day| now().plus_millis((day - 60) * 86_400_000)).collect();
    let began = Instant::now();
    store.buckets(workspace, &days).await.unwrap();
    timed("60 days of orders", began);
}

/// Calls `apply` with slices of so many records, and prints rates. It says how long the store took.
async fn measure(records: usize, mut apply: impl AsyncFnMut(std::ops::Range<usize>) -> Cost) {
    let step = BATCH * BATCHES;
    let (mut total, mut tenth, mut done) = (Cost::default(), Cost::default(), 0);
    let mut shown = 0;
    for from in (0..records).step_by(step) {
        let to = (from + step).min(records);
        let cost = apply(from..to).await;
        total.add(cost);
        tenth.add(cost);
        done += to - from;
        if done >= records / 10 || to == records {
            shown += done;
            println!("  {:>9} {}", shown, tenth.rates(done));
            (tenth, done) = (Cost::default(), 0);
        }
    }
    println!("  together  {}", total.rates(records));
}

#[derive(Default, Clone, Copy)]
struct Cost {
    wall: Duration,
    cpu: Duration,
}

impl Cost {
    fn add(&mut self, other: Self) {
        self.wall += other.wall;
        self.cpu += other.cpu;
    }

    fn rates(&self, records: usize) -> String {
        let rate = |time: Duration| records as f64 / time.as_secs_f64() / 1e3;
        format!("{:>7.0} k/s  {:>7.0} k/CPU-s", rate(self.wall), rate(self.cpu))
    }
}

/// CPU time of this process in ticks of 10 ms, from the kernel's table; zero where there is none.
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks: u64 = [11, 12].iter().filter_map(|at| fields.get(*at)?.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

async fn timed(work: impl Future<Output = ()>) -> Cost {
    let (wall, before) = (Instant::now(), cpu());
    work.await;
    Cost { wall: wall.elapsed(), cpu: cpu().saturating_sub(before) }
}

async fn apply_customers(
    store: &SqliteStore,
    workspace: WorkspaceId,
    position: &mut u64,
    records: Vec<CustomerRecord>,
) -> Cost {
    let (from, batches) = (*position, batches(position, &records));
    let step = Step { workspace, from, to: *position };
    timed(async { store.apply_customers(step, batches).await.unwrap() }).await
}

async fn apply_orders(
    store: &SqliteStore,
    workspace: WorkspaceId,
    position: &mut u64,
    records: Vec<OrderRecord>,
) -> Cost {
    let (from, batches) = (*position, batches(position, &records));
    let step = Step { workspace, from, to: *position };
    timed(async { store.apply_orders(step, batches).await.unwrap() }).await
}

fn batches<T: Clone>(position: &mut u64, records: &[T]) -> Vec<Batch<T>> {
    let batch = |records: &[T]| {
        *position += 1;
        Batch { position: *position, received_at: now(), records: records.to_vec(), undecodable: Vec::new() }
    };
    records.chunks(BATCH).map(batch).collect()
}

fn now() -> Timestamp {
    Timestamp::parse("2026-03-01T12:00:00Z").unwrap()
}

/// A number below `below` for each `n`: all of them once if it divides, in an order that looks random.
fn shuffled(n: usize, below: usize) -> usize {
    (n.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(31).wrapping_mul(0xD6E8_FEB8_6659_FD93) >> 8) % below
}

fn customer(n: usize) -> CustomerRecord {
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

fn changed(mut record: CustomerRecord, change: bool) -> CustomerRecord {
    if change {
        record.city = domain::Field::Set(domain::customer::Text::parse("Elsewhere").unwrap());
    }
    record
}

fn order(n: usize, customer: usize) -> OrderRecord {
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
