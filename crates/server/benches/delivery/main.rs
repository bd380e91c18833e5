//! How many messages a second travel the whole way through the release binary: `make bench-delivery`.
//!
//! Starts the binary on a free port with a fresh data folder, fills it with customers over HTTP, launches a campaign to
//! all of them over HTTP, and watches it by server-sent events as a page does, until its ledger is settled. Each message
//! is leased, expanded, checked, rendered, kept, handed over as JSON over loopback HTTP to the built-in simulator of a
//! vendor, recorded, and settled by a signed receipt that comes back over HTTP and through the log. Nothing here asserts a
//! time.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a bench ends where it cannot go on")]
#![allow(clippy::float_arithmetic, reason = "figures are rounded for the eye")]

#[path = "../ingest/bodies.rs"]
#[allow(dead_code, reason = "shared with the bench of the intake")]
mod bodies;
mod live;
#[path = "../ingest/load.rs"]
#[allow(dead_code, reason = "shared with the bench of the intake")]
mod load;
#[path = "../ingest/processes.rs"]
#[allow(dead_code, reason = "shared with the bench of the intake")]
mod processes;
mod steps;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use clap::Parser;
use serde_json::{Value, json};

use bodies::Kind;
use processes::{Cpu, Server};

/// Connections that customers come over, and how many in a body.
const FILLING: (usize, usize) = (4, 1_000);
/// How often memory is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// How many messages a second travel to the vendor and back.
#[derive(Parser)]
struct Options {
    /// Members of the campaign, rounded up to a thousand
    #[arg(long, default_value_t = 1_000_000)]
    members: u64,
    /// `email` or `sms`
    #[arg(long, default_value = "email")]
    channel: String,
    /// Other minicrm binaries, measured before this one
    #[arg(long, value_delimiter = ',')]
    against: Vec<PathBuf>,
    /// Given by `cargo bench`
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() {
    // `cargo test --all-targets` starts benches too, without this word.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let options = Options::parse();
    println!("{}", processes::surroundings());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut rates = Vec::new();
        for other in &options.against {
            let name = other.file_name().unwrap_or_default().to_string_lossy().into_owned();
            rates.push((name, measure(&options, other).await));
        }
        let this = measure(&options, Path::new(env!("CARGO_BIN_EXE_minicrm"))).await;
        for (name, rate) in rates {
            println!("this is {:.2} times as fast as {name}", this / rate);
        }
    });
}

/// One campaign on a fresh server; gives the messages a second.
async fn measure(options: &Options, binary: &Path) -> f64 {
    println!("\n{}", binary.file_name().unwrap_or_default().to_string_lossy());
    let server = Server::start(binary, None).await;
    let (port, key) = (server.port(), server.key());
    let members = fill(&server, options.members).await;
    let campaign = create(&server, options).await;
    // What a page asks while the marketer looks at the audience.
    ask(&server, "POST", "/api/campaigns/preview", &json!({"rule": {"logic": "AND", "rules": []}})).await;

    let resting = resident(server.pid(), "VmRSS");
    let done = Arc::new(AtomicBool::new(false));
    let most = Arc::new(AtomicU64::new(0));
    let sampling = tokio::spawn(sample(server.pid(), Arc::clone(&done), Arc::clone(&most)));
    let watching = live::Watching::open(port, key, &campaign).await;
    let before = Cpu::now(server.pid(), None);
    let steps_before = steps::Steps::read(port, key).await;
    let began = Instant::now();
    let launch = format!("/api/campaigns/{campaign}/launch");
    let launched = ask(&server, "POST", &launch, &json!({"confirmEveryone": true})).await;
    let answered = began.elapsed();
    assert_eq!(launched["enrolled"].as_u64(), Some(members), "{launched}");

    let watched = watching.until_settled().await;
    let took = began.elapsed();
    let spent = Cpu::now(server.pid(), None) - before;
    let steps = steps::Steps::read(port, key).await - steps_before;
    done.store(true, Ordering::Relaxed);
    sampling.await.unwrap();
    let settled = ask(&server, "GET", &format!("/api/campaigns/{campaign}"), &Value::Null).await;
    let stats = &settled["stats"];
    let count = |state: &str| stats[state].as_u64().unwrap();
    assert_eq!(count("sent") + count("failed") + count("skipped"), members, "{settled}");

    let rate = members as f64 / took.as_secs_f64();
    println!(
        "{members} messages in {:.1} s: {rate:.0} a second; {} sent, {} failed, {} skipped",
        took.as_secs_f64(),
        count("sent"),
        count("failed"),
        count("skipped")
    );
    println!("launch answered after {:.0} ms", answered.as_secs_f64() * 1e3);
    println!("memory: {resting} MB before the launch, {} MB at most", most.load(Ordering::Relaxed));
    println!("page: {watched}");
    let each = |ticks: u64| ticks as f64 * processes::TICK_SECONDS * 1e6 / members as f64;
    println!(
        "CPU µs a message: {:.2} HTTP, engine, simulator and reading; {:.2} writing the store; {:.2} writing the log; {:.2} this bench; other processes took {:.2} cores",
        each(spent.workers),
        each(spent.store),
        each(spent.log),
        each(spent.generator),
        spent.others() as f64 * processes::TICK_SECONDS / took.as_secs_f64()
    );
    steps.print(members, each(spent.workers + spent.store + spent.log));
    rate
}

/// Sends new customers until there are so many, and waits until they are applied; gives how many there are.
async fn fill(server: &Server, members: u64) -> u64 {
    let (connections, size) = FILLING;
    let began = Instant::now();
    let bodies = bodies::requests(Kind::Customers, size, connections, server.key());
    let left = AtomicU64::new(members.div_ceil(size as u64));
    let sending = bodies.into_iter().map(async |mut requests| {
        let mut accepted = 0;
        let one_less = |left: u64| left.checked_sub(1);
        while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_ok() {
            accepted += load::connection(server.port(), &mut requests[..1], Instant::now()).await.0;
        }
        accepted
    });
    let filled: u64 = futures_util::future::join_all(sending).await.into_iter().sum();
    load::apply_all(server.port(), server.key(), began).await;
    println!(
        "{filled} customers by HTTP, applied at {:.0} a second",
        filled as f64 / began.elapsed().as_secs_f64()
    );
    filled
}

async fn create(server: &Server, options: &Options) -> String {
    let body = "Hello {{ name | default(\"there\") }},\n\nyou have been with us for a while, and we would like to say \
                thank you: on your next order in {{ city | default(\"our shop\") }} you get 10% off.\n\n\
                Your points: {{ attributes.loyaltyPoints | default(\"0\") }}\n\nhttps://bean-leaf.example/thanks\n\n\
                Warm regards from Bean & Leaf";
    let mut message = json!({"body": body});
    if options.channel == "email" {
        message["subject"] = json!("A thank you for {{ name | default(\"you\") }}");
    }
    let plan = json!({
        "name": "Thank you", "channel": options.channel, "rule": {"logic": "AND", "rules": []}, "message": message,
    });
    ask(server, "POST", "/api/campaigns", &plan).await["id"].as_str().unwrap().to_owned()
}

/// Asks and expects a success.
async fn ask(server: &Server, method: &str, path: &str, body: &Value) -> Value {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let answer = load::ask(server.port(), server.key(), method, path, &body).await;
    assert!(answer.starts_with("HTTP/1.1 20"), "{path}: {answer}");
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

/// Looks at the memory of a process until it is done.
async fn sample(pid: u32, done: Arc<AtomicBool>, most: Arc<AtomicU64>) {
    while !done.load(Ordering::Relaxed) {
        most.fetch_max(resident(pid, "VmRSS"), Ordering::Relaxed);
        tokio::time::sleep(LOOK).await;
    }
}

/// A line of the memory of a process, in MB (elsewhere than on Linux: zero).
fn resident(pid: u32, line: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find(|found| found.starts_with(line)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) * 1_024 / 1_000_000
}
