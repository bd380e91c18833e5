//! `minicrm api-key create`: touches only its own table, so a server may be running beside.

use std::path::Path;

use anyhow::{Result, ensure};
use store::Accounts;
use store::sqlite::SqliteStore;

use super::folder;
use crate::app::now;
use crate::secrets;

/// Makes a key and prints it, last on its line.
pub(crate) async fn create(name: &str, data_dir: &Path) -> Result<()> {
    ensure!(!name.trim().is_empty(), "the key needs a name that says what it is for");
    let key = make(&folder::store(data_dir)?, name.trim()).await?;
    println!("API key \"{}\", shown this once: {key}", name.trim());
    Ok(())
}

/// Makes a key for the first workspace.
pub(crate) async fn make(store: &SqliteStore, name: &str) -> Result<String> {
    let workspace = store.first_workspace(now()).await?;
    let key = secrets::api_key()?;
    store.create_api_key(workspace.id, name, secrets::key_prefix(&key), secrets::hash(&key), now()).await?;
    Ok(key)
}
