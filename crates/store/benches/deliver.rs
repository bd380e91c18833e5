//! How fast a campaign moves through the ledger: `cargo bench -p store --bench deliver [-- CUSTOMERS]`.
//!
//! Launches to everybody, then does with the store what a delivery worker does, without a vendor: leases a chunk, reads
//! what is due, keeps texts, records; and settles all of it by receipts in batches of a thousand. Prints the wall clock
//! time of each part.
#![allow(clippy::unwrap_used, reason = "a bench ends where it cannot go on")]

use std::time::{Duration, Instant};

use domain::campaign::{Body, Line, MessageText, Plan, Subject};
use domain::customer::{CustomerRecord, Email, Text};
use domain::message::WireId;
use domain::receipt::{Outcome, Receipt};
use domain::segment::{Question, Rule};
use domain::{CampaignId, Channel, Field, Timestamp, WorkspaceId, Zone};
use store::{
    Accounts, Batch, Campaigns, Deliveries, Fate, Handed, Ingest, Kept, Launch, Prepared, SqliteStore, Step,
};

const BATCH: u32 = 1_000;
const TTL: Duration = Duration::from_mins(1);

fn main() {
    let customers = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(200_000);
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(run(&folder.path().join("store.db"), customers));
}

async fn run(file: &std::path::Path, customers: u64) {
    let store = SqliteStore::open(file).unwrap();
    let workspace = store.first_workspace(now()).await.unwrap().id;
    fill(&store, workspace, customers).await;
    let campaign = store.create_campaign(workspace, plan(), now()).await.unwrap().id;

    let began = Instant::now();
    let question = Question::new(&Rule::parse(r#"{"logic":"AND","rules":[]}"#).unwrap(), now(), &Zone::UTC);
    store
        .launch_campaign(
            workspace,
            campaign,
            Launch { question, at: now(), simulated: true, most_recipients: None, scheduled: None },
        )
        .await
        .unwrap();
    println!("launch to {customers}: {:.0} ms", began.elapsed().as_secs_f64() * 1e3);

    let handed = hand_over(&store).await;
    settle(&store, workspace, campaign, handed).await;
    let stats = store.campaign(workspace, campaign).await.unwrap().unwrap().stats;
    assert_eq!(stats.sent, customers, "{stats:?}");
}

async fn fill(store: &SqliteStore, workspace: WorkspaceId, customers: u64) {
    let record = |n| CustomerRecord {
        name: Field::Set(Text::parse(&format!("Customer {n}")).unwrap()),
        ..CustomerRecord::naming(None, Some(Email::parse(&format!("customer.{n}@shop.example")).unwrap()))
    };
    for from in (0..customers).step_by(50_000) {
        let to = (from + 50_000).min(customers);
        let records = (from..to).map(record).collect();
        let batch = Batch { position: to, received_at: now(), records, undecodable: Vec::new() };
        store.apply_customers(Step { workspace, from, to }, vec![batch]).await.unwrap();
    }
}

/// Chunk after chunk; prints what each of the steps took.
async fn hand_over(store: &SqliteStore) -> Vec<WireId> {
    let mut handed = Vec::new();
    let mut times = [Duration::ZERO; 4];
    let mut clock = Instant::now();
    let mut lap = |times: &mut [Duration; 4], part: usize| {
        times[part] += clock.elapsed();
        clock = Instant::now();
    };
    while let Some(lease) = store.lease_chunk("bench", TTL).await.unwrap() {
        lap(&mut times, 0);
        let due = store.due(&lease, BATCH).await.unwrap();
        lap(&mut times, 1);
        let ids: Vec<_> = due.iter().map(|due| due.id).collect();
        store.prepare(&lease, ids.iter().map(|id| Prepared::Keep(*id, text())).collect(), TTL).await.unwrap();
        lap(&mut times, 2);
        let fates = ids.iter().map(|id| Handed { id: *id, fate: Fate::Submitted }).collect();
        store.record(&lease, fates).await.unwrap();
        store.release(lease, None).await.unwrap();
        lap(&mut times, 3);
        handed.extend(ids);
    }
    for (part, time) in
        ["lease", "expand and read", "keep texts, synced", "record and release"].iter().zip(times)
    {
        println!("{part}: {:.0} k/s", handed.len() as f64 / time.as_secs_f64() / 1e3);
    }
    println!("together: {:.0} k/s", handed.len() as f64 / times.iter().sum::<Duration>().as_secs_f64() / 1e3);
    handed
}

async fn settle(store: &SqliteStore, workspace: WorkspaceId, campaign: CampaignId, mut ids: Vec<WireId>) {
    // A vendor answers in no order.
    ids.sort_by_key(|id| {
        u64::from(id.message.ordinal / 5_000) << 32
            | u64::from(id.message.ordinal.wrapping_mul(2_654_435_761))
    });
    let began = Instant::now();
    for (position, ids) in (0..).zip(ids.chunks(BATCH as usize)) {
        let receipt = |id: &WireId| Receipt { id: *id, outcome: Outcome::Sent, reason: None, at: now() };
        let records = ids.iter().map(receipt).collect();
        let batch = Batch { position: position + 1, received_at: now(), records, undecodable: Vec::new() };
        let step = Step { workspace, from: position, to: position + 1 };
        store.apply_receipts(step, vec![batch]).await.unwrap();
    }
    println!(
        "receipts of campaign {campaign}: {:.0} k/s",
        ids.len() as f64 / began.elapsed().as_secs_f64() / 1e3
    );
}

fn text() -> Kept {
    let body =
        "Hello Customer, we have not seen you for a while: here is something that you may like. ".repeat(3);
    Kept {
        to: "customer.1234@shop.example".into(),
        name: "Customer".into(),
        subject: Some("We miss you".into()),
        html: Some(format!("<p>{body}</p>")),
        body,
    }
}

fn plan() -> Plan {
    Plan {
        name: Line::parse("Bench").unwrap(),
        objective: None,
        channel: Channel::Email,
        rule: None,
        segment: None,
        message: Some(MessageText {
            subject: Some(Subject::parse("Hello").unwrap()),
            body: Body::parse("Hello").unwrap(),
        }),
    }
}

fn now() -> Timestamp {
    Timestamp::parse("2026-03-01T12:00:00Z").unwrap()
}
