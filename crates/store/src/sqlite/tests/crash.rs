//! A process killed while it applies and delivers, at any moment: what it had answered is there, and marks, rows and
//! counters agree.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use domain::receipt::Outcome;
use domain::{Channel, Topic};

use super::{Settings, open, patient};
use crate::conformance::shop::{Shop, noon, receipt};
use crate::{Accounts, Fate, Ingest};

/// Tells the child where to work; without it the child's test has nothing to do.
const FOLDER: &str = "STORE_CRASH_FOLDER";

/// Small enough that a kill falls into checkpoints too.
fn settings() -> Settings {
    Settings { wal_soft_bytes: 128 * 1024, wal_hard_bytes: 512 * 1024, writer_cache_kib: 64, ..patient() }
}

/// What entry `n` of the orders holds: so many orders of so much, without ids, so that twice would show.
fn orders(n: u64) -> (u64, u64) {
    (1 + n % 7, n % 100)
}

fn orders_json(n: u64) -> String {
    let (count, amount) = orders(n);
    let order =
        format!(r#"{{"email":"c{}@shop.example","amount":{amount},"orderDate":"2026-01-01"}}"#, n % 40);
    format!("[{}]", vec![order; count as usize].join(","))
}

fn customers_json(n: u64) -> String {
    format!(
        r#"[{{"email":"p{n}@shop.example","city":"City {}"}},{{"email":"q@shop.example","name":"{n}"}}]"#,
        n % 9
    )
}

/// The child: applies and delivers until it is killed, and says what was answered.
#[test]
fn applies_until_it_is_killed() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let store = open(Path::new(&folder), &settings());
        let id = store.first_workspace(noon()).await.unwrap().id;
        let shop = Shop { store: &store, id };
        loop {
            let (customer, order) =
                tokio::join!(shop.next_step(Topic::Customers), shop.next_step(Topic::Orders));
            let (customers_json, orders_json) = (customers_json(customer.to), orders_json(order.to));
            let (customers, orders, ()) = tokio::join!(
                shop.customers(&customers_json),
                shop.orders(&orders_json),
                deliver(&shop, order.to)
            );
            assert_eq!((customers.dead, orders.dead), (0, 0));
            println!("answered {} {}", customer.to, order.to);
            std::io::stdout().flush().unwrap();
        }
    });
}

async fn deliver(shop: &Shop<'_>, n: u64) {
    if n % 10 == 5 {
        shop.sending("Spring", Channel::Email).await;
    }
    if let Some(lease) = shop.store.lease_chunk("worker", crate::conformance::shop::TTL).await.unwrap() {
        let campaign = lease.campaign.id;
        let ids = shop.hand_over(&lease, &Fate::Submitted).await;
        shop.store.release(lease, None).await.unwrap();
        let half = ids.iter().filter(|id| id.message.ordinal % 2 == 0);
        shop.receipts(half.map(|id| receipt(campaign, id.message.ordinal, 1, Outcome::Sent)).collect()).await;
    }
}

#[tokio::test]
async fn a_killed_process_leaves_marks_rows_and_counters_that_agree() {
    let folder = tempfile::tempdir().unwrap();
    let mut answered = (0, 0);
    for round in 0..6_u64 {
        answered = run_and_kill(folder.path(), 3 + round * 11, answered);
        agrees(folder.path(), answered).await;
    }
}

/// Lets the child go on for some answers, kills it, and returns the last it gave.
fn run_and_kill(folder: &Path, answers: u64, mut answered: (u64, u64)) -> (u64, u64) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "sqlite::tests::crash::applies_until_it_is_killed", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut note = |line: String| {
        // The harness prints the test's name before the first line without ending it.
        let (_, numbers) = line.split_once("answered ")?;
        let (customers, orders) = numbers.split_once(' ').unwrap();
        answered = (customers.parse().unwrap(), orders.parse().unwrap());
        Some(())
    };
    let mut seen = 0;
    while seen < answers {
        seen += note(lines.next().expect("the child ended by itself").unwrap()).map_or(0, |()| 1);
    }
    // SIGKILL on Unix: nothing of the child runs any more.
    child.kill().unwrap();
    child.wait().unwrap();
    // What it said while we were not listening.
    for line in lines {
        note(line.unwrap());
    }
    answered
}

async fn agrees(folder: &Path, answered: (u64, u64)) {
    let store = open(folder, &settings());
    let id = store.first_workspace(noon()).await.unwrap().id;
    let shop = Shop { store: &store, id };
    let customers = store.mark(Topic::Customers, id).await.unwrap();
    let orders_applied = store.mark(Topic::Orders, id).await.unwrap();
    assert!(customers >= answered.0 && orders_applied >= answered.1, "an answer was lost");
    assert!(customers <= answered.0 + 1 && orders_applied <= answered.1 + 1);

    let overview = shop.overview().await;
    let (count, revenue) = (1..=orders_applied)
        .map(orders)
        .fold((0, 0), |(count, sum), (orders, amount)| (count + orders, sum + orders * amount));
    assert_eq!((overview.orders, overview.revenue_minor), (count, revenue as i64 * 100));
    assert_eq!(shop.all_orders().await.len() as u64, count);
    let everyone = shop.everyone().await;
    let buyers = orders_applied.min(40);
    assert_eq!(overview.customers, customers + 1 + buyers);
    assert_eq!(everyone.len() as u64, overview.customers);
    let spent: i64 = everyone.iter().map(|customer| customer.totals.spend_minor).sum();
    let visits: i64 = everyone.iter().map(|customer| customer.totals.visits).sum();
    assert_eq!((spent, visits), (overview.revenue_minor, count as i64));
    let named = shop.find("q@shop.example").await.unwrap().profile.name.unwrap();
    assert_eq!(named.as_str(), customers.to_string());

    let filter = crate::CampaignFilter::default();
    let page = crate::conformance::shop::first(200);
    for campaign in shop.store.campaigns(id, &filter, &page).await.unwrap().items {
        shop.ledger_agrees(campaign.id).await;
    }
}
