//! `minicrm health`: whether a running server is ready, for health checks that have no other program at hand.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use reqwest::Client;
use serde_json::Value;

/// Prints how log and store are; an error if the server does not answer or is not ready.
pub(crate) async fn run(host: IpAddr, port: u16) -> Result<()> {
    // Whoever listens on every address listens on this one.
    let host = match host {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv6Addr::LOCALHOST.into(),
        host => host,
    };
    let server = format!("http://{}", SocketAddr::new(host, port));
    let client = Client::builder().timeout(Duration::from_secs(5)).no_proxy().tls_certs_only([]).build()?;
    let answer = client.get(format!("{server}/health/ready")).send().await;
    let answer = answer.with_context(|| format!("no Mini CRM answers at {server}"))?;
    let ready = answer.status().is_success();
    let health: Value = answer.json().await.with_context(|| format!("no Mini CRM answers at {server}"))?;
    let word = |part: &str| health[part].as_str().unwrap_or("unknown").to_owned();
    let parts = format!("log: {}, store: {}", word("log"), word("store"));
    if !ready {
        bail!("not ready; {parts}");
    }
    println!("ready; {parts}");
    Ok(())
}
