//! Who delivers messages: the vendor of the settings, or the simulator.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use engine::channel::{Delivery, Vendor, VendorSettings};
use engine::signature::Secret;
use engine::simulator::{self, Behaviour};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::config::Config;

/// How long an answer of a vendor may take.
const VENDOR_TIMEOUT: Duration = Duration::from_secs(30);

/// The vendor of the settings, or the simulator on a loopback port of its own.
pub(super) async fn vendor(
    config: &Config,
    secret: &Secret,
    stopping: &watch::Receiver<bool>,
) -> Result<Arc<dyn Delivery>> {
    let (url, callback) = if let Some(url) = &config.vendor_url {
        (url.clone(), config.base_url())
    } else {
        let listener =
            TcpListener::bind(("127.0.0.1", 0)).await.context("cannot start the vendor simulator")?;
        let url = format!("http://{}", listener.local_addr()?);
        let behaviour = Behaviour { success: config.simulator_success, ..Behaviour::default() };
        let (secret, mut stopping) = (secret.clone(), stopping.clone());
        tokio::spawn(async move {
            let end = async move {
                let _ = stopping.changed().await;
            };
            if let Err(error) = simulator::serve(listener, behaviour, secret, end).await {
                tracing::error!(error = &error as &dyn std::error::Error, "the vendor simulator failed");
            }
        });
        let host = if config.host.is_ipv6() { "[::1]" } else { "127.0.0.1" };
        (url, format!("http://{host}:{}", config.port))
    };
    let callback_url = format!("{callback}/api/vendor/receipt");
    let settings = VendorSettings { url, secret: secret.clone(), callback_url, timeout: VENDOR_TIMEOUT };
    Ok(Arc::new(Vendor::new(settings).context("cannot set up the vendor")?))
}
