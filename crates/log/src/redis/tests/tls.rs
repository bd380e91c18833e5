//! Encrypted connections to a real server with a certificate of our own making.

use std::fs;
use std::path::{Path, PathBuf};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use tempfile::TempDir;

use tokio::time::timeout;

use super::{ORDERS, SOON, append, entry, eventually, hastily, patiently, texts, unavailable};
use crate::Log;
use crate::Signals;
use crate::redis::testing::Server;

/// Files with an authority, and a certificate with its key for the server and for us.
struct Certificates {
    folder: TempDir,
}

impl Certificates {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut authority = CertificateParams::new(Vec::new()).unwrap();
        authority.distinguished_name.push(DnType::CommonName, "an authority for tests");
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
        fs::write(folder.path().join("ca.pem"), authority.pem()).unwrap();
        for (file, name) in [("server.pem", "127.0.0.1"), ("client.pem", "minicrm.example")] {
            let key = KeyPair::generate().unwrap();
            let certificate =
                CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, &authority).unwrap();
            fs::write(folder.path().join(file), certificate.pem() + &key.serialize_pem()).unwrap();
        }
        Self { folder }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A server that speaks nothing but TLS, with a password.
    fn server(&self, demands_certificates: bool) -> Option<(Server, String)> {
        let [ca, server] = ["ca.pem", "server.pem"].map(|name| text(&self.file(name)));
        let demands = if demands_certificates { "yes" } else { "no" };
        let server = Server::start_tls(&[
            "--tls-cert-file",
            &server,
            "--tls-key-file",
            &server,
            "--tls-ca-cert-file",
            &ca,
            "--tls-auth-clients",
            demands,
            "--requirepass",
            "secret",
        ])?;
        let url = format!("rediss://:secret@127.0.0.1:{}/", server.port());
        Some((server, url))
    }
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_server_is_trusted_by_the_authority_that_the_url_names() {
    let certificates = Certificates::new();
    let Some((server, url)) = certificates.server(false) else { return };
    let url = format!("{url}?tlsCAFile={}", text(&certificates.file("ca.pem")));
    let log = patiently(&url).await;
    let large: String = "0123456789".repeat(300_000);
    append(&log, "small").await;
    append(&log, large.as_str()).await;
    assert!(texts(&log).await == ["small", &large], "the payload came back changed");
    let other = patiently(&url).await;
    let mut signals = Signals::subscribe(&other);
    let mut wakeups = Log::subscribe(&other, ORDERS.topic);
    log.send("a signal");
    append(&log, "wakes").await;
    timeout(SOON, signals.recv()).await.expect("a signal").unwrap();
    timeout(SOON, wakeups.changed()).await.expect("a wake-up").unwrap();
    server.restart();
    eventually(|| log.append(ORDERS, entry("after"), None)).await;
}

#[tokio::test]
async fn a_server_of_an_unknown_authority_is_unavailable() {
    let certificates = Certificates::new();
    let Some((_server, url)) = certificates.server(false) else { return };
    let others = Certificates::new();
    for url in [url.clone(), format!("{url}?tlsCAFile={}", text(&others.file("ca.pem")))] {
        let log = patiently(&url).await;
        let reason = unavailable(log.append(ORDERS, entry("refused"), None)).await;
        assert!(reason.contains("certificate"), "{reason}");
    }
    // Nor by another name, though the authority is known.
    let url = url.replace("127.0.0.1", "localhost");
    let url = format!("{url}?tlsCAFile={}", text(&certificates.file("ca.pem")));
    let log = patiently(&url).await;
    let reason = unavailable(log.append(ORDERS, entry("refused"), None)).await;
    assert!(reason.contains("certificate"), "{reason}");
}

#[tokio::test]
async fn a_server_that_demands_certificates_gets_ours() {
    let certificates = Certificates::new();
    let Some((_server, url)) = certificates.server(true) else { return };
    let [ca, client] = ["ca.pem", "client.pem"].map(|name| text(&certificates.file(name)));
    let log = patiently(&format!("{url}?tlsCAFile={ca}&tlsCertificateKeyFile={client}")).await;
    append(&log, "entry").await;
    assert_eq!(texts(&log).await, ["entry"]);
    let stranger = patiently(&format!("{url}?tlsCAFile={ca}")).await;
    unavailable(stranger.append(ORDERS, entry("refused"), None)).await;
}

#[tokio::test]
async fn a_server_without_tls_is_unavailable_to_who_wants_it() {
    let Some(server) = Server::start(&[]) else { return };
    let url = server.url().replace("redis://", "rediss://");
    let log = hastily(&url).await;
    unavailable(log.append(ORDERS, entry("refused"), None)).await;
}
