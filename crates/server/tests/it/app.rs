//! A running server of one's own: its folder, its port, its key.

use std::net::TcpListener;
use std::ops::{Deref, DerefMut};
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::atomic::{AtomicU16, Ordering};

use domain::Timestamp;
use domain::workspace::Settings;
use reqwest::{Method, RequestBuilder, StatusCode};
use sha2::{Digest, Sha256};
use store::{MongoStore, SqliteStore, Store};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use super::backends::Backends;
pub(crate) use super::caller::{Answer, answer};
use super::caller::{Caller, PATIENCE};

/// A server in a folder of its own.
pub(crate) struct App {
    folder: TempDir,
    settings: Vec<(String, String)>,
    server: Option<Child>,
    /// The one-time link it printed at its last start.
    pub(crate) link: String,
    /// Who asks it.
    caller: Caller,
}

impl Deref for App {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

impl DerefMut for App {
    fn deref_mut(&mut self) -> &mut Caller {
        &mut self.caller
    }
}

impl App {
    /// Starts a server with nothing set.
    pub(crate) async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// Starts a server with settings.
    pub(crate) async fn start_with(settings: &[(&str, &str)]) -> Self {
        Self::start_on(&Backends::default(), settings).await
    }

    /// Starts a server whose log and store are kept somewhere, with settings.
    pub(crate) async fn start_on(backends: &Backends, settings: &[(&str, &str)]) -> Self {
        let mut app = Self::prepare(backends, settings);
        app.run().await;
        app.make_key().await;
        app
    }

    /// A server that is not started yet, with a folder and a port of its own, and without a key.
    pub(crate) fn prepare(backends: &Backends, settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let given = settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let settings = backends.settings().into_iter().chain(given).collect();
        Self { folder, settings, server: None, link: String::new(), caller: Caller::new(free_port()) }
    }

    /// Makes its key on the command line, beside the server.
    pub(crate) async fn make_key(&mut self) {
        let made = self.command(&["api-key", "create", "--name", "test"]).output().await.unwrap();
        String::from_utf8(made.stdout).unwrap().split_whitespace().last().unwrap().clone_into(&mut self.key);
    }

    /// Starts the server in its folder; waits until it says that it is ready.
    pub(crate) async fn run(&mut self) {
        assert!(self.try_run().await, "the server does not start");
    }

    /// The same, for a server that may die at once; false if it did.
    pub(crate) async fn try_run(&mut self) -> bool {
        self.try_run_logging_to(Stdio::inherit()).await
    }

    /// The same, for a server that logs elsewhere.
    pub(crate) async fn try_run_logging_to(&mut self, logs: Stdio) -> bool {
        let mut command = self.command(&["serve"]);
        let mut server = command.stdout(Stdio::piped()).stderr(logs).kill_on_drop(true).spawn().unwrap();
        let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
        let link = loop {
            match lines.next_line().await.unwrap() {
                Some(line) if line.trim().starts_with("http") => break line.trim().to_owned(),
                Some(line) if line.contains("workers are ready") => break String::new(),
                Some(_) => {}
                None => return false,
            }
        };
        self.link = link;
        self.server = Some(server);
        true
    }

    /// Sets a setting for the next start; an empty value takes it away.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.settings.retain(|(known, _)| known != name);
        if !value.is_empty() {
            self.settings.push((name.to_owned(), value.to_owned()));
        }
    }

    /// `minicrm` with this server's folder, port and settings, and nothing of the surroundings'.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_minicrm"));
        command.args(arguments).env_clear().env("DATA_DIR", self.data()).env("PORT", self.port.to_string());
        command.env("LOG", "warn").envs(self.settings.clone()).current_dir(self.folder.path());
        command
    }

    /// Where it keeps its data.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Kills the server as `kill -9` does.
    pub(crate) async fn kill(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.kill().await.unwrap();
        }
    }

    /// Waits until the server has died by itself.
    pub(crate) async fn wait_for_death(&mut self) {
        let mut server = self.server.take().unwrap();
        tokio::time::timeout(PATIENCE, server.wait()).await.expect("it did not die").unwrap();
    }

    /// Asks the server to stop, and waits until it has.
    #[cfg(unix)]
    pub(crate) async fn stop(&mut self) {
        let server = self.server.as_ref().unwrap();
        let pid = server.id().unwrap().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().await.unwrap().success());
        self.wait_for_death().await;
    }

    /// A request of a signed-in person.
    pub(crate) fn as_person(&self, cookie: &str, method: Method, path: &str) -> RequestBuilder {
        self.anonymous(method, path).header("cookie", cookie)
    }

    /// Opens a one-time link; answers the cookie.
    pub(crate) async fn open_link(&self, link: &str) -> String {
        let token = link.split_once("#token=").unwrap().1;
        let request =
            self.anonymous(Method::POST, "/api/auth/link").json(&serde_json::json!({"token": token}));
        let signed_in = request.send().await.unwrap();
        assert_eq!(signed_in.status(), StatusCode::NO_CONTENT);
        signed_in.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned()
    }

    /// The cookie of the owner, by a link of their own.
    pub(crate) async fn owner(&self) -> String {
        let printed = self.command(&["sign-in-link"]).output().await.unwrap();
        let printed = String::from_utf8(printed.stdout).unwrap();
        self.open_link(printed.split_whitespace().last().unwrap()).await
    }

    /// The cookie of somebody whom the owner invites.
    pub(crate) async fn invited(&self, owner: &str, email: &str, role: &str) -> String {
        let invitation = serde_json::json!({"email": email, "role": role});
        let request = self.as_person(owner, Method::POST, "/api/invitations").json(&invitation);
        let (status, invitation) = answer(request.send().await.unwrap()).await;
        assert_eq!(status, 201, "{invitation}");
        self.open_link(invitation["url"].as_str().unwrap()).await
    }

    /// A key with some scopes.
    pub(crate) async fn key_with(&self, owner: &str, scopes: &[&str]) -> String {
        let key = serde_json::json!({"name": scopes.join(" "), "scopes": scopes});
        let request = self.as_person(owner, Method::POST, "/api/api-keys").json(&key);
        let (status, key) = answer(request.send().await.unwrap()).await;
        assert_eq!(status, 201, "{key}");
        key["key"].as_str().unwrap().to_owned()
    }

    /// Another workspace: the cookie of its owner, and a key good for everything.
    pub(crate) async fn another_workspace(&self, name: &str) -> (String, String) {
        let named = self.settings.iter().find(|(setting, _)| setting == "MONGO_URI");
        let store: Box<dyn Store> = match named {
            Some((_, uri)) => Box::new(MongoStore::open(uri).await.unwrap()),
            None => Box::new(SqliteStore::open(&self.folder.path().join("data/store.db")).unwrap()),
        };
        let settings = Settings::parse(name, "EUR", "Europe/Berlin").unwrap();
        let at = Timestamp::EPOCH;
        let workspace = store.create_workspace(settings, at).await.unwrap();
        let token = format!("token of {name}");
        let later = at.plus_millis(i64::MAX);
        store.offer_link(workspace.id, Sha256::digest(&token).into(), later).await.unwrap();
        let cookie = self.open_link(&format!("#token={token}")).await;
        let key = self.key_with(&cookie, &["ingest", "read", "campaigns", "settings"]).await;
        (cookie, key)
    }

    /// Signs in by the link of the last start; the cookie to send.
    pub(crate) async fn sign_in(&self) -> String {
        self.open_link(&self.link).await
    }
}

/// A port nobody listens on. It lies below those that systems give to outgoing connections and to whoever asks for any
/// port, so that nobody takes it while a server is down.
pub(crate) fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    loop {
        // Test processes that run at once begin apart.
        let step = NEXT.fetch_add(1, Ordering::Relaxed).wrapping_add((std::process::id() * 31) as u16);
        let port = 30_100 + step % 2_600;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
