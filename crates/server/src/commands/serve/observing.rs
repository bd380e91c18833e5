//! Logs and metrics of a server.

use std::time::Duration;

use anyhow::{Context, Result};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

use crate::config::Config;

/// Bounds of the buckets in which requests are counted by how long they took, in seconds.
const REQUEST_SECONDS: [f64; 9] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0];
/// How often measurements are folded into buckets.
const FOLD: Duration = Duration::from_secs(5);

/// Sets up metrics; what was measured is folded into its buckets every few seconds, so that memory stays flat also
/// where nobody scrapes.
pub(super) fn start_measuring() -> Result<PrometheusHandle> {
    let builder = PrometheusBuilder::new().set_buckets(&REQUEST_SECONDS).context("cannot set up metrics")?;
    let handle = builder.install_recorder().context("cannot set up metrics")?;
    let folding = handle.clone();
    tokio::spawn(async move {
        let mut beat = tokio::time::interval(FOLD);
        loop {
            beat.tick().await;
            folding.run_upkeep();
        }
    });
    Ok(handle)
}

pub(super) fn start_logging(config: &Config) -> Result<()> {
    let filter = EnvFilter::try_new(&config.log).context("LOG is not a level, nor a list of module=level")?;
    // Complaints of the logging itself would panic where stderr stands on a full disk, and take the thread that
    // logs with them.
    let logging = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .log_internal_errors(false);
    match config.log_format.as_str() {
        "json" => logging.json().init(),
        _ => logging.init(),
    }
    Ok(())
}
