//! `minicrm sign-in-link`: a new one-time link for the owner; a server may be running beside.

use anyhow::Result;
use domain::audit::{Actor, Deed};
use store::{Accounts, Note, StoreError, noted};

use super::backends;
use crate::app::now;
use crate::config::Config;
use crate::secrets;

/// How long a link works, in milliseconds: an hour.
pub(crate) const LIFETIME: i64 = 3_600_000;

/// Makes a link and prints it, last on its line.
pub(crate) async fn run(config: &Config) -> Result<()> {
    let store = backends::store(&config.places).await?;
    let token = secrets::token()?;
    println!("Sign in within an hour: {}", offer(&*store, &token, &config.base_url()).await?);
    Ok(())
}

/// Offers a link for the owner of the first workspace.
pub(crate) async fn offer(store: &dyn Accounts, token: &str, base_url: &str) -> Result<String, StoreError> {
    let workspace = store.first_workspace(now()).await?;
    let at = now();
    let did = Note::of(workspace.id, at, Actor::CommandLine, Deed::LinkMade);
    noted(did, store.offer_link(workspace.id, secrets::hash(token), at.plus_millis(LIFETIME))).await?;
    Ok(address(base_url, token))
}

/// A fresh link, and what the store keeps of it.
pub(crate) fn fresh(base_url: &str) -> Result<(String, [u8; 32])> {
    let token = secrets::token()?;
    Ok((address(base_url, &token), secrets::hash(&token)))
}

/// The token stands behind `#`, so that no server and no proxy ever logs it.
fn address(base_url: &str, token: &str) -> String {
    format!("{base_url}/sign-in#token={token}")
}
