//! How fast streams are applied: `cargo bench -p store --bench apply [-- CUSTOMERS [ORDERS]]`.
//!
//! Fills a new store with customers and with orders in batches of a thousand, as many batches a step as a worker
//! that lags behind takes, and prints the rate of each tenth: on the left with no audiences in memory, on the right
//! with those of the workspace. The CPU time is that of the whole process, so the rate for each CPU second says what
//! one core does. The time ends when the step is committed; the CPU time includes what is taken into memory afterwards.
#![allow(clippy::unwrap_used, reason = "a bench ends where it cannot go on")]

mod cost;
mod records;

use std::path::Path;
use std::time::{Duration, Instant};

use domain::customer::CustomerRecord;
use domain::order::OrderRecord;
use domain::segment::{Question, Rule};
use domain::{Topic, WorkspaceId, Zone};
use store::{
    Accounts, Audiences, Batch, CustomerFilter, CustomerSort, Customers, Ingest, Orders, PageRequest,
    SqliteStore, Step, StoreError,
};

use cost::{Cost, timed};
use records::{batches, changed, customer, now, order, shuffled};

const BATCH: usize = 1_000;
const BATCHES: usize = 50;

fn main() {
    let mut numbers = std::env::args().filter_map(|argument| argument.parse::<usize>().ok());
    let customers = numbers.next().unwrap_or(200_000);
    let orders = numbers.next().unwrap_or(customers * 5);
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(run(folder.path(), customers, orders));
    let size = std::fs::metadata(folder.path().join("store.db")).unwrap().len();
    println!("{:.0} MB on disk", size as f64 / 1e6);
}

async fn run(folder: &Path, customers: usize, orders: usize) {
    let plain = Shop::open(&folder.join("plain.db")).await;
    let mut fed = Shop::open(&folder.join("store.db")).await;
    fed.load().await;
    fed.fed = true;
    let shops = [plain, fed];
    println!("customers, new, with email, external id, name, city, two tags and two attributes");
    measure(&shops, customers, async |shop, range| shop.customers(range.map(customer).collect()).await).await;
    println!("customers again, a tenth of them changed");
    measure(&shops, customers / 2, async |shop, range| {
        let changed = |n| changed(customer(shuffled(n, customers)), n % 10 == 0);
        shop.customers(range.map(changed).collect()).await
    })
    .await;
    println!("orders, new, with external id, of known customers in random order over two years");
    measure(&shops, orders, async |shop, range| {
        shop.orders(range.map(|n| order(n, shuffled(n, customers))).collect()).await
    })
    .await;
    println!("orders again, replaced with another amount");
    measure(&shops, orders / 10, async |shop, range| {
        let replaced = |n| {
            let n = shuffled(n, orders);
            let amount = domain::Amount::from_minor(777).unwrap();
            OrderRecord { amount, ..order(n, shuffled(n, customers)) }
        };
        shop.orders(range.map(replaced).collect()).await
    })
    .await;
    read(&shops[1].store, shops[1].workspace).await;
    drop(shops);
    load(&folder.join("store.db"), customers, orders).await;
}

/// Reads a workspace into memory.
async fn load(file: &Path, customers: usize, orders: usize) {
    let shop = Shop::open(file).await;
    let cost = timed(shop.load()).await;
    println!("audiences read into memory  {}", cost.rates(customers + orders));
}

/// A store with one workspace.
struct Shop {
    store: SqliteStore,
    workspace: WorkspaceId,
    /// True if its audiences are in memory.
    fed: bool,
}

impl Shop {
    async fn open(file: &Path) -> Self {
        let store = SqliteStore::open(file).unwrap();
        let workspace = store.first_workspace(now()).await.unwrap().id;
        Self { store, workspace, fed: false }
    }

    /// Has the audiences in memory from now on.
    async fn load(&self) {
        let everyone = Rule::parse(r#"{"logic":"AND","rules":[]}"#).unwrap();
        let question = Question::new(&everyone, now(), &Zone::UTC);
        loop {
            match self.store.answer(self.workspace, question.clone(), 0).await {
                Ok(_) => return,
                Err(StoreError::Loading { .. }) => {}
                Err(error) => panic!("{error}"),
            }
        }
    }

    async fn customers(&self, records: Vec<CustomerRecord>) -> Cost {
        let (step, batches) = self.step(Topic::Customers, &records).await;
        self.timed(async { self.store.apply_customers(step, batches).await.unwrap() }).await
    }

    async fn orders(&self, records: Vec<OrderRecord>) -> Cost {
        let (step, batches) = self.step(Topic::Orders, &records).await;
        self.timed(async { self.store.apply_orders(step, batches).await.unwrap() }).await
    }

    /// The time until the step is committed, and the CPU time until audiences in memory have seen it.
    async fn timed(&self, step: impl Future<Output = ()>) -> Cost {
        let mut wall = Duration::ZERO;
        let cost = timed(async {
            wall = timed(step).await.wall;
            if self.fed {
                self.load().await;
            }
        });
        let cpu = cost.await.cpu;
        Cost { wall, cpu }
    }

    async fn step<T: Clone>(&self, topic: Topic, records: &[T]) -> (Step, Vec<Batch<T>>) {
        let from = self.store.mark(topic, self.workspace).await.unwrap();
        let mut to = from;
        let batches = batches(&mut to, records);
        (Step { workspace: self.workspace, from, to }, batches)
    }
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
        let filter = CustomerFilter { search: search.into(), sort, descending: true, question: None };
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

/// Calls `apply` with slices of so many records for each shop, and prints rates. It says how long the store took.
async fn measure(
    shops: &[Shop; 2],
    records: usize,
    mut apply: impl AsyncFnMut(&Shop, std::ops::Range<usize>) -> Cost,
) {
    let step = BATCH * BATCHES;
    let mut total = [Cost::default(); 2];
    let (mut tenth, mut done, mut shown) = (total, 0, 0);
    for (turn, from) in (0..records).step_by(step).enumerate() {
        let to = (from + step).min(records);
        // By turns each is the first, so that neither always finds the machine as the other left it.
        for which in [turn % 2, (turn + 1) % 2] {
            let cost = apply(&shops[which], from..to).await;
            total[which].add(cost);
            tenth[which].add(cost);
        }
        done += to - from;
        if done >= records / 10 || to == records {
            shown += done;
            println!("  {:>9} {}", shown, beside(&tenth, done));
            (tenth, done) = ([Cost::default(); 2], 0);
        }
    }
    println!("  together  {}", beside(&total, records));
}

fn beside([plain, fed]: &[Cost; 2], records: usize) -> String {
    let ratio = |one: Duration, other: Duration| other.as_secs_f64() / one.as_secs_f64();
    format!(
        "{} | {} | {:.2} of the time, {:.2} of the CPU",
        plain.rates(records),
        fed.rates(records),
        ratio(plain.wall, fed.wall),
        ratio(plain.cpu, fed.cpu)
    )
}
