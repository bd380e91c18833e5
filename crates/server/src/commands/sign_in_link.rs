//! `minicrm sign-in-link`: a new one-time link for the owner; a server may be running beside.

use anyhow::Result;
use store::Accounts;

use super::folder;
use crate::app::now;
use crate::config::Config;
use crate::secrets;

/// How long a link works, in milliseconds: an hour.
const LIFETIME: i64 = 3_600_000;

/// Makes a link and prints it, last on its line.
pub(crate) async fn run(config: &Config) -> Result<()> {
    let store = folder::store(&config.data_dir)?;
    println!("Sign in within an hour: {}", make(&store, &config.base_url()).await?);
    Ok(())
}

/// Makes a link; the token stands behind `#`, so that no server and no proxy ever logs it.
pub(crate) async fn make(store: &dyn Accounts, base_url: &str) -> Result<String> {
    let workspace = store.first_workspace(now()).await?;
    let token = secrets::token()?;
    store.offer_link(workspace.id, secrets::hash(&token), now().plus_millis(LIFETIME)).await?;
    Ok(format!("{base_url}/sign-in#token={token}"))
}
