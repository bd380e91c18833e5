//! `minicrm demo`: fills a running server with the demo shop, through its API.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use engine::demo;
use indicatif::{ProgressBar, ProgressStyle};
use reqwest::Client;
use serde::Serialize;
use serde_json::Value;

use super::{api_key, backends};
use crate::app::now;
use crate::config::Places;

/// Sends every batch, and waits until the last is applied.
pub(crate) async fn run(server: &str, key: Option<String>, places: &Places) -> Result<()> {
    let server = server.trim_end_matches('/');
    let client = Client::builder().timeout(Duration::from_mins(1)).build()?;
    client
        .get(format!("{server}/health/live"))
        .send()
        .await
        .with_context(|| format!("no Mini CRM answers at {server}; start it with `minicrm`"))?;
    let key = match key {
        Some(key) => key,
        None => api_key::make(&*backends::store(places).await?, "minicrm demo").await?,
    };
    let api = Api { client, server: server.to_owned(), key };
    let workspace: Value = api.get("/api/workspace").await?;
    let zone =
        domain::Zone::named(workspace["timeZone"].as_str().unwrap_or("UTC")).unwrap_or(domain::Zone::UTC);
    let shop = demo::shop(zone.day_of(now()), &zone);
    let records = (shop.customers.len() + shop.orders.len()) as u64;
    let style = ProgressStyle::with_template("{bar:40} {pos} of {len} records, {eta} left")?;
    let bar = ProgressBar::new(records).with_style(style);
    let mut last = None;
    for batch in shop.customer_batches() {
        last = Some(api.send("/api/customers", batch).await?);
        bar.inc(batch.len() as u64);
    }
    for batch in shop.order_batches() {
        last = Some(api.send("/api/orders", batch).await?);
        bar.inc(batch.len() as u64);
    }
    bar.finish_and_clear();
    if let Some(batch) = last {
        api.wait_for(&batch).await?;
    }
    println!(
        "The demo shop is open: {} customers and {} orders at {server}",
        shop.customers.len(),
        shop.orders.len()
    );
    Ok(())
}

/// A server's API.
struct Api {
    client: Client,
    server: String,
    key: String,
}

impl Api {
    async fn get(&self, path: &str) -> Result<Value> {
        let request = self.client.get(format!("{}{path}", self.server)).bearer_auth(&self.key);
        answer(request.send().await?).await
    }

    /// Sends records; answers the batch's id.
    async fn send(&self, path: &str, records: &[impl Serialize]) -> Result<String> {
        let request = self.client.post(format!("{}{path}", self.server)).bearer_auth(&self.key).json(records);
        let accepted = answer(request.send().await?).await?;
        if accepted["rejectedTotal"] != 0 {
            bail!("the server refused a record of the demo shop: {}", accepted["rejected"][0]);
        }
        Ok(accepted["batchId"].as_str().unwrap_or_default().to_owned())
    }

    async fn wait_for(&self, batch: &str) -> Result<()> {
        while self.get(&format!("/api/batches/{batch}")).await?["state"] == "queued" {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Ok(())
    }
}

async fn answer(response: reqwest::Response) -> Result<Value> {
    let status = response.status();
    let body: Value = response.json().await.context("the server did not answer in JSON")?;
    if !status.is_success() {
        bail!("the server answered {status}: {}", body["detail"].as_str().unwrap_or("no reason given"));
    }
    Ok(body)
}
