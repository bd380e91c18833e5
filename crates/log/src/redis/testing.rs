//! Test support: a real server of our own, on a free port, in a folder that goes away with it.

// Panicking is how a test fails.
#![allow(clippy::missing_panics_doc, clippy::expect_used)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::TempDir;

/// So often another port is tried if somebody else took the one that was free.
const ATTEMPTS: usize = 5;

/// A running `redis-server`, killed when it is dropped. It keeps its data in an append-only file and syncs before it
/// answers, unless its arguments say otherwise, so that a killed one has lost nothing.
#[derive(Debug)]
pub struct Server {
    folder: TempDir,
    port: u16,
    port_option: &'static str,
    arguments: Vec<String>,
    child: Mutex<Option<Child>>,
}

impl Server {
    /// Starts a server with some arguments besides the usual (`--maxmemory`, `100mb`, …).
    ///
    /// Without a `redis-server` in the path this is a printed `None`, so that tests can be skipped on a laptop.
    ///
    /// # Panics
    /// If the environment has `CI` and there is no server: there, nothing is skipped.
    pub fn start(arguments: &[&str]) -> Option<Self> {
        Self::start_on("--port", arguments)
    }

    /// The same, with its port for TLS alone. The arguments must name the certificates.
    #[cfg(test)]
    pub(super) fn start_tls(arguments: &[&str]) -> Option<Self> {
        Self::start_on("--tls-port", arguments)
    }

    fn start_on(port_option: &'static str, arguments: &[&str]) -> Option<Self> {
        if Command::new("redis-server").arg("--version").stdout(Stdio::null()).status().is_err() {
            assert!(std::env::var_os("CI").is_none(), "redis-server is not installed");
            eprintln!("skipped: redis-server is not installed");
            return None;
        }
        let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
        for _ in 0..ATTEMPTS {
            let server = Self {
                folder: tempfile::tempdir().expect("a folder"),
                port: free_port(),
                port_option,
                arguments: arguments.clone(),
                child: Mutex::default(),
            };
            if server.run() {
                return Some(server);
            }
        }
        panic!("redis-server does not start with {arguments:?}");
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/", self.port)
    }

    /// Its port on the loopback address.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Where it keeps its data.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Kills it with SIGKILL and waits until it is gone.
    pub fn kill(&self) {
        if let Some(mut child) = self.child().take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Stops it in the middle of whatever it does; connections stay open.
    pub fn freeze(&self) {
        self.signal("-STOP");
    }

    /// Lets it go on.
    pub fn thaw(&self) {
        self.signal("-CONT");
    }

    /// Kills it if it runs, and starts it again on the same port with the same data; returns when it is ready.
    pub fn restart(&self) {
        self.kill();
        assert!(self.run(), "redis-server does not start again");
    }

    /// The same without its data.
    pub fn restart_empty(&self) {
        self.kill();
        for file in fs::read_dir(self.folder.path()).expect("the folder") {
            let path = file.expect("a file").path();
            if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.expect("removing");
        }
        assert!(self.run(), "redis-server does not start again");
    }

    /// Starts the process and waits until it accepts connections; false if it ended instead.
    fn run(&self) -> bool {
        let mut command = Command::new("redis-server");
        command.args(["--bind", "127.0.0.1", "--daemonize", "no", "--logfile", "", "--save", ""]);
        command.args(["--appendonly", "yes", "--appendfsync", "always"]);
        command.args([
            "--port",
            "0",
            self.port_option,
            &self.port.to_string(),
            "--appendonly",
            "yes",
            "--dir",
        ]);
        command.arg(self.folder.path()).args(&self.arguments);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("starting redis-server");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let ready =
            lines.by_ref().map_while(Result::ok).any(|line| line.contains("eady to accept connections"));
        // Somebody must read on, or the pipe fills and the server waits for it.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        if ready {
            *self.child() = Some(child);
        } else {
            let _ = child.wait();
        }
        ready
    }

    fn signal(&self, signal: &str) {
        let id = self.child().as_ref().map(Child::id).expect("a running server").to_string();
        let sent = Command::new("/bin/kill").args([signal, &id]).status();
        assert!(sent.as_ref().is_ok_and(ExitStatus::success), "{sent:?}");
    }

    fn child(&self) -> MutexGuard<'_, Option<Child>> {
        self.child.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A port nobody listens on. It lies below those that systems give to outgoing connections and to whoever asks for any
/// port, so that nobody takes it while the server is down.
fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    loop {
        // Test processes that run at once begin far apart.
        let step = NEXT.fetch_add(1, Ordering::Relaxed).wrapping_add((std::process::id() * 97) as u16);
        let port = 10_000 + step % 20_000;
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return port;
        }
    }
}
