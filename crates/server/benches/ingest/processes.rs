//! The processes under load, and the CPU time they spend, from `/proc` (elsewhere than on Linux: zero).

use std::fs;
use std::ops::Sub;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::load;

/// The unit in which Linux tells CPU time to programs.
pub(crate) const TICK_SECONDS: f64 = 0.01;

/// The release binary, running.
pub(crate) struct Server {
    child: Child,
    port: u16,
    key: String,
    _folder: TempDir,
}

impl Server {
    /// Starts it on a free port in a fresh folder, with a key and a configured workspace.
    pub(crate) async fn start(binary: &Path, redis: Option<String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = free_port();
        let command = |arguments: &[&str]| {
            let mut command = Command::new(binary);
            command.args(arguments).env_clear().current_dir(folder.path()).kill_on_drop(true);
            command.env("DATA_DIR", folder.path().join("data")).env("PORT", port.to_string());
            command.env("LOG", "warn").stdout(Stdio::piped());
            for name in ["REDIS_URL", "MONGO_URI"] {
                command.envs(std::env::var(name).ok().map(|value| (name, value)));
            }
            command.envs(redis.as_ref().map(|url| ("REDIS_URL", url)));
            command
        };
        let mut child = command(&["serve"]).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        loop {
            let line = lines.next_line().await.unwrap().expect("the server does not start");
            if line.trim().starts_with("http") {
                break;
            }
        }
        let made = command(&["api-key", "create", "--name", "bench"]).output().await.unwrap();
        let key = String::from_utf8(made.stdout).unwrap().split_whitespace().last().unwrap().to_owned();
        let settings = r#"{"name":"Bean & Leaf","currency":"EUR","timeZone":"Europe/Berlin"}"#;
        let answer = load::ask(port, &key, "PUT", "/api/workspace", settings).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        Self { child, port, key, _folder: folder }
    }

    pub(crate) const fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id().unwrap()
    }
}

/// A redis-server that writes everything to its file and has it fsynced once a second.
pub(crate) struct Redis {
    child: Child,
    port: u16,
    _folder: TempDir,
}

impl Redis {
    /// Starts it on a free port in a fresh folder.
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = free_port();
        let child = Command::new("redis-server")
            .args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--save", ""])
            .args(["--appendonly", "yes", "--appendfsync", "everysec", "--dir"])
            .arg(folder.path())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("redis-server is not installed, or does not start");
        let deadline = Instant::now() + Duration::from_secs(10);
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            assert!(Instant::now() < deadline, "redis-server does not listen");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Self { child, port, _folder: folder }
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id().unwrap()
    }
}

fn free_port() -> u16 {
    std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// CPU time spent so far, in ticks.
#[derive(Clone, Copy, Default)]
pub(crate) struct Cpu {
    /// The server's threads for HTTP, parsing, reading and decoding.
    pub(crate) workers: u64,
    /// The thread that writes the log.
    pub(crate) log: u64,
    /// The thread that writes the store.
    pub(crate) store: u64,
    /// This process.
    pub(crate) generator: u64,
    /// The redis-server that was started here.
    pub(crate) redis: u64,
    /// The whole machine.
    machine: u64,
}

impl Cpu {
    /// As it stands.
    pub(crate) fn now(server: u32, redis: Option<u32>) -> Self {
        let (mut log, mut store) = (0, 0);
        for task in fs::read_dir(format!("/proc/{server}/task")).into_iter().flatten().flatten() {
            let name = fs::read_to_string(task.path().join("comm")).unwrap_or_default();
            match name.trim() {
                "log-writer" => log += ticks(&task.path().join("stat")),
                "store-writer" => store += ticks(&task.path().join("stat")),
                _ => {}
            }
        }
        let stat = |pid: u32| format!("/proc/{pid}/stat");
        let process = |pid: u32| ticks(Path::new(&stat(pid)));
        Self {
            workers: process(server).saturating_sub(log + store),
            log,
            store,
            generator: process(std::process::id()),
            redis: redis.map_or(0, |pid| ticks_with_children(Path::new(&stat(pid)))),
            machine: machine(),
        }
    }

    /// What neither the server nor the generator nor Redis spent.
    pub(crate) const fn others(&self) -> u64 {
        let ours = self.workers + self.log + self.store + self.generator + self.redis;
        self.machine.saturating_sub(ours)
    }
}

impl Sub for Cpu {
    type Output = Self;

    fn sub(self, before: Self) -> Self {
        Self {
            workers: self.workers.saturating_sub(before.workers),
            log: self.log.saturating_sub(before.log),
            store: self.store.saturating_sub(before.store),
            generator: self.generator.saturating_sub(before.generator),
            redis: self.redis.saturating_sub(before.redis),
            machine: self.machine.saturating_sub(before.machine),
        }
    }
}

/// User and system time of a process or a thread.
fn ticks(stat: &Path) -> u64 {
    times(stat).into_iter().take(2).sum()
}

/// The same with that of children which have ended: Redis rewrites its file in one.
fn ticks_with_children(stat: &Path) -> u64 {
    times(stat).into_iter().sum()
}

/// User and system time, and that of the children.
fn times(stat: &Path) -> Vec<u64> {
    let stat = fs::read_to_string(stat).unwrap_or_default();
    // The name stands in brackets and may hold anything.
    let fields = stat.rsplit_once(')').map(|(_, rest)| rest).unwrap_or_default();
    fields.split_whitespace().skip(11).take(4).filter_map(|field| field.parse().ok()).collect()
}

/// Busy time of all processors, without what other guests of the host took.
fn machine() -> u64 {
    let stat = fs::read_to_string("/proc/stat").unwrap_or_default();
    let all = stat.lines().next().unwrap_or_default();
    let fields: Vec<u64> = all.split_whitespace().skip(1).filter_map(|field| field.parse().ok()).collect();
    // user nice system idle iowait irq softirq
    [0, 1, 2, 5, 6].iter().filter_map(|field| fields.get(*field)).sum()
}

/// Where the figures come from: processors, and what else they do.
pub(crate) fn surroundings() -> String {
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split_whitespace().next().unwrap_or("unknown");
    format!("{cores} cores; load average of the last minute before the start: {load}")
}
