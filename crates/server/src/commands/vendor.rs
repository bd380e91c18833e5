//! `minicrm vendor`: the simulator on its own port.

use anyhow::{Context, Result, ensure};
use engine::signature::Secret;
use engine::simulator::{self, Behaviour};
use tokio::net::TcpListener;

use super::{backends, serve};
use crate::config::{Hidden, Places};
use crate::secrets::{self, Keeper};

/// Runs until it is told to stop.
pub(crate) async fn run(port: u16, secret: Option<Hidden>, places: &Places, success: f64) -> Result<()> {
    ensure!((0.0..=1.0).contains(&success), "--success is a share from 0 to 1");
    let store = match (&secret, &places.mongo_uri) {
        (None, Some(_)) => Some(backends::store(places).await?),
        _ => None,
    };
    let keeper = store.as_deref().map_or(Keeper::Folder(&places.data_dir), |store| Keeper::Store(store));
    let secret = secrets::vendor_secret(secret.as_deref(), keeper).await?;
    let secret = Secret::parse(&secret)?;
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
