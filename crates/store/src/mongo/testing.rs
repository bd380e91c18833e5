//! A server for tests.
//!
//! `MONGO_TEST_URI` names a real one. Without it `secantusd-py` is started (`secantusdb` of the Python package index,
//! which speaks the protocol as a replica set of one): found as `SECANTUSD`, in `target/secantus/bin`, or in `PATH`.
#![allow(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a test fails by panicking")]

use std::env;
use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use mongodb::Client;

use super::feed::Limits;
use super::{MongoStore, Settings};
use crate::conformance::Fresh;

/// A server of its own, which ends with this value, or with the process at the latest.
#[derive(Debug)]
pub struct Server {
    binary: OsString,
    arguments: Vec<String>,
    folder: tempfile::TempDir,
    port: u16,
    running: Option<Running>,
}

/// The process, below a shell that ends it when we are gone.
#[derive(Debug)]
struct Running {
    shell: Child,
    pid: u32,
}

impl Server {
    /// Starts a server on a free port, in a folder of its own. `None` if there is none to start, having said so; where
    /// `CI` is set, that is a failure.
    ///
    /// What it says is durable survives being killed: by itself `secantusd-py` ignores that a write asks for the journal.
    pub fn start(arguments: &[&str]) -> Option<Self> {
        Self::forgetful(&[arguments, &["--sync-on-commit"]].concat())
    }

    /// Starts a server that forgets what it had in memory when it is killed, and is faster for it.
    fn forgetful(arguments: &[&str]) -> Option<Self> {
        let Some(binary) = binary() else {
            let other = env::var_os("MONGO_TEST_URI").is_some();
            assert!(other || env::var_os("CI").is_none(), "no secantusd-py to test against");
            eprintln!("skipped: there is no secantusd-py (pip install secantusdb)");
            return None;
        };
        let port = free_port();
        let arguments = arguments.iter().map(ToString::to_string).collect();
        let mut server =
            Self { binary, arguments, folder: tempfile::tempdir().unwrap(), port, running: None };
        server.run();
        Some(server)
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("mongodb://127.0.0.1:{}/?directConnection=true", self.port)
    }

    /// Ends it at once.
    pub fn kill(&mut self) {
        if let Some(mut running) = self.running.take() {
            signal("KILL", running.pid);
            drop(running.shell.stdin.take());
            running.shell.wait().unwrap();
        }
    }

    /// Stops it from doing anything, without ending it.
    pub fn freeze(&self) {
        signal("STOP", self.running.as_ref().unwrap().pid);
    }

    /// Lets it go on.
    pub fn thaw(&self) {
        signal("CONT", self.running.as_ref().unwrap().pid);
    }

    /// Ends it at once and starts it again, with what it had written.
    pub fn restart(&mut self) {
        self.kill();
        self.run();
    }

    /// Ends it at once and starts it again with nothing.
    pub fn restart_empty(&mut self) {
        self.kill();
        self.folder = tempfile::tempdir().unwrap();
        self.run();
    }

    fn run(&mut self) {
        // The shell outlives a test process that is killed just long enough to end the server.
        let script = r#""$@" & echo $!; cat > /dev/null; kill -9 $!"#;
        let mut shell = Command::new("sh")
            .args(["-c", script, "sh"])
            .arg(&self.binary)
            .args(["--host", "127.0.0.1", "--port", &self.port.to_string(), "--log-level", "ERROR"])
            .arg("--storage-path")
            .arg(self.folder.path())
            .args(&self.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(shell.stdout.take().unwrap()).read_line(&mut line).unwrap();
        self.running = Some(Running { shell, pid: line.trim().parse().unwrap() });
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(began.elapsed() < Duration::from_mins(1), "the server does not start");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A port nobody listens on, below those that the system gives to outgoing connections: one of these could take it
/// while the server is down.
fn free_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    loop {
        let number = std::process::id().wrapping_mul(7) + NEXT.fetch_add(1, Ordering::Relaxed);
        let port = 12_000 + (number % 18_000) as u16;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

fn signal(name: &str, pid: u32) {
    let sent = Command::new("kill").args([format!("-{name}"), pid.to_string()]).status();
    assert!(sent.unwrap().success(), "SIG{name} could not be sent");
}

fn binary() -> Option<OsString> {
    if let Some(named) = env::var_os("SECANTUSD") {
        return Some(named);
    }
    let beside = env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"), PathBuf::from)
        .join("secantus/bin");
    let path = env::var_os("PATH").unwrap_or_default();
    let mut folders = std::iter::once(beside).chain(env::split_paths(&path));
    folders.find_map(|folder| {
        let file = folder.join("secantusd-py");
        file.is_file().then(|| file.into_os_string())
    })
}

/// Where all tests of this process that do not break a server have their databases. `None` skips, having said why.
pub fn shared_url() -> Option<String> {
    static SHARED: OnceLock<Option<Server>> = OnceLock::new();
    if let Ok(uri) = env::var("MONGO_TEST_URI") {
        return Some(uri);
    }
    SHARED.get_or_init(|| Server::forgetful(&[])).as_ref().map(Server::url)
}

/// A database that nobody has used. On a server that outlives the tests it is dropped with this value; one of our own ends
/// with them, and takes minutes to drop what a large test has left.
#[derive(Debug)]
pub struct Scratch {
    /// Names server and database.
    pub uri: String,
    name: String,
}

impl Scratch {
    /// A database of the shared server.
    pub fn new() -> Option<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let url = shared_url()?;
        let name = format!("test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        Some(Self { uri: with_database(&url, &name), name })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if env::var_os("MONGO_TEST_URI").is_none() {
            return;
        }
        let (uri, name) = (self.uri.clone(), self.name.clone());
        // In a thread of its own: the test's runtime may be in the middle of something, or gone.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async move {
                let client = Client::with_uri_str(uri).await?;
                client.database(&name).drop().await
            })
        });
        if let Ok(Err(error)) = dropped.join() {
            eprintln!("a test database is left behind: {error}");
        }
    }
}

/// A store in a database that nobody has used. It is more patient than others: the server may be slow, and the machine
/// busy with other tests.
pub async fn fresh() -> Option<Fresh> {
    let scratch = Scratch::new()?;
    let patience = Duration::from_mins(1);
    let feed = Limits { patience, ..Limits::default() };
    let store = MongoStore::open_with(&scratch.uri, &Settings { feed, ..Settings::default() }).await.unwrap();
    let slow = env::var_os("MONGO_TEST_URI").is_none();
    Some(Fresh { store: std::sync::Arc::new(store), keep: Box::new(scratch), slow })
}

/// A URI with another database, and with more patience.
fn with_database(uri: &str, name: &str) -> String {
    let (scheme, rest) = uri.split_once("://").unwrap();
    let (place, options) =
        rest.split_once('?').map_or((rest, None), |(place, options)| (place, Some(options)));
    let hosts = place.split_once('/').map_or(place, |(hosts, _)| hosts);
    let options = options.map_or_else(String::new, |options| format!("{options}&"));
    format!("{scheme}://{hosts}/{name}?{options}connectTimeoutMS=20000&serverSelectionTimeoutMS=20000")
}
