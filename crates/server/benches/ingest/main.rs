//! How many records a second the release binary accepts, and applies, over real HTTP: `make bench-ingest`.
//!
//! Starts the binary on a free port with a fresh data folder (or, with `REDIS_URL` or `MONGO_URI` set, on those
//! servers; with `--redis` on a redis-server of its own that fsyncs once a second), sends bodies of new records over a
//! few kept-alive connections, and lets the workers catch up after each round. Everything runs on this machine:
//! what the generator and Redis cost is printed beside what the server costs. Nothing here asserts a time.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a bench ends where it cannot go on")]
#![allow(clippy::float_arithmetic, reason = "figures are rounded for the eye")]

mod bodies;
mod load;
mod processes;

use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;

use bodies::Kind;
use load::Round;
use processes::{Cpu, Redis, Server};

/// How many records a second are accepted and applied.
#[derive(Parser)]
struct Options {
    /// Start a redis-server (appendonly, fsync every second) and use it as the log
    #[arg(long)]
    redis: bool,
    /// What to send
    #[arg(long, value_enum, value_delimiter = ',', default_value = "customers,orders")]
    kinds: Vec<Kind>,
    /// Records a body
    #[arg(long, value_delimiter = ',', default_value = "1000,100,1")]
    sizes: Vec<usize>,
    /// Connections at a time [default: 8 for a thousand records a body, otherwise 32]
    #[arg(long)]
    connections: Option<usize>,
    /// Rounds of each kind and size, on one server
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Length of a round
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
    /// Other minicrm binaries, measured beside this one, round by round
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
    let this = PathBuf::from(env!("CARGO_BIN_EXE_minicrm"));
    let named = |other: &PathBuf| {
        let name = other.file_name().unwrap_or_default().to_string_lossy().into_owned();
        (name, other.clone())
    };
    let mut binaries = vec![("this".to_owned(), this)];
    binaries.extend(options.against.iter().map(named));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    println!("{}", processes::surroundings());
    runtime.block_on(async {
        for &kind in &options.kinds {
            for &size in &options.sizes {
                measure(&options, &binaries, kind, size).await;
            }
        }
    });
}

/// Some rounds of one kind and size, each binary on a server and in a folder of its own.
async fn measure(options: &Options, binaries: &[(String, PathBuf)], kind: Kind, size: usize) {
    let connections = options.connections.unwrap_or(if size >= 1_000 { 8 } else { 32 });
    println!(
        "\n{} in bodies of {size} over {connections} connections, rounds of {} s",
        kind.word(),
        options.seconds
    );
    println!(
        "         accepted/s  p50 ms  p99 ms  max ms   applied/s | CPU µs for each record accepted: \
         http+intake    log  store  generator  redis | others' cores"
    );
    let mut subjects = Vec::new();
    for (name, binary) in binaries {
        let redis = if options.redis { Some(Redis::start().await) } else { None };
        let server = Server::start(binary, redis.as_ref().map(Redis::url)).await;
        let requests = bodies::requests(kind, size, connections, server.key());
        subjects.push(Subject { name, server, redis, requests, rounds: Vec::new() });
    }
    for _ in 0..options.rounds {
        for subject in &mut subjects {
            let round = subject.round(Duration::from_secs_f64(options.seconds)).await;
            println!("{:8} {round}", subject.name);
            subject.rounds.push(round);
        }
    }
    for subject in &subjects {
        println!("{:8} {}   <- median", subject.name, Figures::median(&subject.rounds));
    }
}

/// A server under load.
struct Subject<'a> {
    name: &'a str,
    server: Server,
    redis: Option<Redis>,
    requests: Vec<Vec<bodies::Request>>,
    rounds: Vec<Figures>,
}

impl Subject<'_> {
    async fn round(&mut self, length: Duration) -> Figures {
        let processes = (self.server.pid(), self.redis.as_ref().map(Redis::pid));
        let cpu = || Cpu::now(processes.0, processes.1);
        let before = cpu();
        let Round { accepted, took, mut waits, spent: after, caught_up } =
            load::round(self.server.port(), self.server.key(), &mut self.requests, length, cpu).await;
        waits.sort_unstable();
        let share = |share: f64| {
            let at = (waits.len() as f64 * share) as usize;
            waits.get(at.min(waits.len().saturating_sub(1))).map_or(0.0, |wait| wait.as_secs_f64() * 1e3)
        };
        let seconds = took.as_secs_f64();
        let each = |ticks: u64| ticks as f64 * processes::TICK_SECONDS * 1e6 / accepted.max(1) as f64;
        let spent = after - before;
        Figures([
            accepted as f64 / seconds,
            share(0.5),
            share(0.99),
            share(1.0),
            accepted as f64 / caught_up.as_secs_f64(),
            each(spent.workers),
            each(spent.log),
            each(spent.store),
            each(spent.generator),
            each(spent.redis),
            spent.others() as f64 * processes::TICK_SECONDS / seconds,
        ])
    }
}

/// The columns of the table.
#[derive(Clone, Copy)]
struct Figures([f64; 11]);

impl Figures {
    /// Column by column.
    fn median(rounds: &[Self]) -> Self {
        Self(std::array::from_fn(|column| {
            let mut values: Vec<f64> = rounds.iter().map(|round| round.0[column]).collect();
            values.sort_by(f64::total_cmp);
            let middle = values.len() / 2;
            if values.len() % 2 == 1 {
                values[middle]
            } else {
                f64::midpoint(values[middle - 1], values[middle])
            }
        }))
    }
}

impl std::fmt::Display for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [accepted, p50, p99, max, applied, http, log, store, generator, redis, others] = self.0;
        write!(
            f,
            "{accepted:10.0} {p50:7.2} {p99:7.2} {max:7.1} {applied:11.0} | {:33} {http:10.2} {log:6.2} {store:6.2} \
             {generator:10.2} {redis:6.2} | {others:6.2}",
            ""
        )
    }
}
