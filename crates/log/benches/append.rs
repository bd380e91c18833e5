//! How many records a second the log takes: SQLite and Redis with one entry a body, as the log does it, and beside
//! them SQLite with one row a record.
//!
//! Each body has 1,000 records of 100 bytes. Both uses of SQLite have the same settings, and one commit for what all
//! appenders have waiting. Redis runs on this machine with an append-only file, once with `appendfsync everysec` and
//! once with `always`, and is left out where it is not installed. Run with
//! `cargo bench --manifest-path crates/log/Cargo.toml`.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::{Topic, WorkspaceId};
use log::redis::testing::Server;
use log::{Log, NewEntry, Partition, RedisLog, SqliteLog};
use rusqlite::{Connection, params};

const RECORDS: u32 = 1_000;
const RECORD_BYTES: usize = 100;
const RUN: Duration = Duration::from_secs(3);

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// What a run found.
struct Figures {
    records_a_second: f64,
    median: Duration,
    slowest: Duration,
}

impl Figures {
    fn of(mut waits: Vec<Duration>, took: Duration) -> Self {
        waits.sort_unstable();
        Self {
            records_a_second: waits.len() as f64 * f64::from(RECORDS) / took.as_secs_f64(),
            median: waits.get(waits.len() / 2).copied().unwrap_or_default(),
            slowest: waits.last().copied().unwrap_or_default(),
        }
    }

    fn print(&self, appenders: i64, log: &str, rows: f64) {
        println!(
            "{appenders:9} | {log:21} | {:9.0}  {:9.2}  {:10.1} | {:5.2}",
            self.records_a_second,
            self.median.as_secs_f64() * 1e3,
            self.slowest.as_secs_f64() * 1e3,
            self.records_a_second / rows,
        );
    }
}

fn main() -> Outcome<()> {
    // `cargo test --all-targets` starts benchmarks too, without this word.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    println!("appenders | log                   | records/s  median ms  slowest ms | times one row a record");
    for appenders in [1, 8, 32] {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
        let rows = one_row_a_record(&folder.path().join("rows.db"), appenders)?;
        println!("{appenders:9} | SQLite, row a record  | {rows:9.0}                        |  1.00");
        let sqlite = Arc::new(SqliteLog::open(folder.path())?);
        let figures = runtime.block_on(one_entry_a_body(sqlite, appenders))?;
        figures.print(appenders, "SQLite", rows);
        for appendfsync in ["everysec", "always"] {
            // Each run has a server of its own, so that none pays for the memory of another.
            let Some(server) = Server::start(&["--appendfsync", appendfsync]) else { continue };
            let figures = runtime.block_on(async {
                let redis = Arc::new(RedisLog::open(&server.url()).await?);
                one_entry_a_body(redis, appenders).await
            })?;
            figures.print(appenders, &format!("Redis, {appendfsync}"), rows);
        }
    }
    Ok(())
}

async fn one_entry_a_body(log: Arc<impl Log + 'static>, appenders: i64) -> Outcome<Figures> {
    let started = Instant::now();
    let tasks: Vec<_> = (1..=appenders)
        .filter_map(WorkspaceId::from_i64)
        .map(|workspace| {
            let log = Arc::clone(&log);
            tokio::spawn(async move {
                let partition = Partition { topic: Topic::Orders, workspace };
                let mut waits = Vec::new();
                while started.elapsed() < RUN {
                    let asked = Instant::now();
                    let payload = vec![b'r'; RECORD_BYTES * RECORDS as usize];
                    let entry = NewEntry { payload, records: RECORDS, received_at_ms: 0 };
                    log.append(partition, entry, None).await?;
                    waits.push(asked.elapsed());
                }
                Outcome::Ok(waits)
            })
        })
        .collect();
    let mut waits = Vec::new();
    for task in tasks {
        waits.extend(task.await??);
    }
    Ok(Figures::of(waits, started.elapsed()))
}

fn one_row_a_record(file: &Path, appenders: i64) -> Outcome<f64> {
    let mut connection = Connection::open(file)?;
    connection.execute_batch(
        "PRAGMA page_size = 8192; PRAGMA journal_mode = wal; PRAGMA synchronous = full; PRAGMA cache_size = -16384;
         PRAGMA wal_autocheckpoint = 4096;
         CREATE TABLE entry (id INTEGER PRIMARY KEY AUTOINCREMENT, topic INTEGER, workspace INTEGER,
                             received_at_ms INTEGER, payload BLOB);
         CREATE INDEX entry_by_partition ON entry (topic, workspace);",
    )?;
    let record = vec![b'r'; RECORD_BYTES];
    let mut records = 0_u32;
    let started = Instant::now();
    while started.elapsed() < RUN {
        let transaction = connection.transaction()?;
        {
            let mut insert = transaction.prepare_cached(
                "INSERT INTO entry (topic, workspace, received_at_ms, payload) VALUES (2, ?1, 0, ?2)",
            )?;
            for workspace in 0..appenders {
                for _ in 0..RECORDS {
                    insert.execute(params![workspace, record])?;
                    records += 1;
                }
            }
        }
        transaction.commit()?;
    }
    Ok(f64::from(records) / started.elapsed().as_secs_f64())
}
