//! `minicrm api-key create`: touches only its own table, so a server may be running beside.

use anyhow::{Result, ensure};
use domain::account::Scopes;
use domain::audit::{Actor, Deed};
use store::{Accounts, NewApiKey, Note, noted};

use super::backends;
use crate::app::now;
use crate::config::Places;
use crate::secrets;

/// Makes a key and prints it, last on its line.
pub(crate) async fn create(name: &str, places: &Places) -> Result<()> {
    ensure!(!name.trim().is_empty(), "the key needs a name that says what it is for");
    let key = make(&*backends::store(places).await?, name.trim()).await?;
    println!("API key \"{}\", shown this once: {key}", name.trim());
    Ok(())
}

/// Makes a key for the first workspace, good for everything a key can be good for.
pub(crate) async fn make(store: &dyn Accounts, name: &str) -> Result<String> {
    let workspace = store.first_workspace(now()).await?;
    let key = secrets::api_key()?;
    let new = NewApiKey {
        name: name.to_owned(),
        prefix: secrets::key_prefix(&key).to_owned(),
        hash: secrets::hash(&key),
        scopes: Scopes::ALL,
        at: now(),
        expires_at: None,
    };
    let did = Note::of(workspace.id, new.at, Actor::CommandLine, Deed::KeyMade).named(name);
    noted(did, store.create_api_key(workspace.id, new)).await?;
    Ok(key)
}
