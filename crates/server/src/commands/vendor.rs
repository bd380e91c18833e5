//! `minicrm vendor`: the simulator on its own port.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use engine::signature::Secret;
use engine::simulator::{self, Behaviour};
use tokio::net::TcpListener;

use super::{folder, serve};
use crate::secrets;

/// Runs until it is told to stop.
pub(crate) async fn run(port: u16, secret: Option<&str>, data_dir: &Path, success: f64) -> Result<()> {
    ensure!((0.0..=1.0).contains(&success), "--success is a share from 0 to 1");
    folder::prepare(data_dir)?;
    let secret = Secret::parse(&secrets::vendor_secret(secret, data_dir)?)?;
    let listener = TcpListener::bind(("127.0.0.1", port))
        .await
        .with_context(|| format!("cannot listen on port {port}"))?;
    println!(
        "The vendor simulator listens on http://127.0.0.1:{port}. Set VENDOR_URL to that and start Mini CRM."
    );
    simulator::serve(listener, Behaviour { success, ..Behaviour::default() }, secret, serve::asked_to_stop())
        .await?;
    Ok(())
}
