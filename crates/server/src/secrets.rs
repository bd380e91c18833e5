//! Secrets: given by settings, or made once and kept: in the data folder, readable by its owner only, or in the store
//! that several processes share.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use store::Accounts;

use crate::commands::backends::in_time;
use crate::commands::folder;

/// So many random bytes.
pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no randomness to be had: {error}"))?;
    Ok(bytes)
}

/// What every API key begins with, so that one is told from a session token, and found where it leaked.
pub(crate) const KEY_PREFIX: &str = "mcrm_";

/// A fresh token of 256 random bits that can stand in an address.
pub(crate) fn token() -> Result<String> {
    Ok(URL_SAFE_NO_PAD.encode(random::<32>()?))
}

/// A fresh API key.
pub(crate) fn api_key() -> Result<String> {
    Ok(format!("{KEY_PREFIX}{}", token()?))
}

/// The first letters of a key, to tell it from others.
pub(crate) fn key_prefix(key: &str) -> &str {
    key.get(..KEY_PREFIX.len() + 4).unwrap_or(key)
}

/// What is kept of a token: whoever reads the store cannot use it.
pub(crate) fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Where secrets are kept that no setting gives.
#[derive(Clone, Copy)]
pub(crate) enum Keeper<'a> {
    /// In a file of the data folder.
    Folder(&'a Path),
    /// In the store, for all its processes.
    Store(&'a dyn Accounts),
}

impl Keeper<'_> {
    /// The secret of this name, made if there is none yet.
    async fn keep(self, name: &str, make: impl FnOnce() -> Result<String>) -> Result<String> {
        match self {
            Self::Folder(folder) => {
                folder::prepare(folder)?;
                made_once(&folder.join(format!("{name}.secret")), make)
            }
            Self::Store(store) => {
                let proposal = make()?;
                let kept = in_time(async || store.shared_secret(name, &proposal).await).await;
                kept.with_context(|| format!("cannot keep the {name} secret"))
            }
        }
    }
}

/// The secret that signs sessions.
pub(crate) async fn session_secret(given: Option<&str>, keeper: Keeper<'_>) -> Result<String> {
    match given {
        Some(secret) => {
            ensure!(secret.len() >= 32, "JWT_SECRET is too short: use at least 32 characters");
            Ok(secret.to_owned())
        }
        None => keeper.keep("session", || Ok(STANDARD.encode(random::<48>()?))).await,
    }
}

/// The secret shared with the vendor.
pub(crate) async fn vendor_secret(given: Option<&str>, keeper: Keeper<'_>) -> Result<String> {
    match given {
        Some(secret) => Ok(secret.to_owned()),
        None => keeper.keep("vendor", || Ok(format!("whsec_{}", STANDARD.encode(random::<24>()?)))).await,
    }
}

/// Reads a secret from a file, or makes it and keeps it there; of two processes at once, one makes it.
fn made_once(file: &Path, make: impl FnOnce() -> Result<String>) -> Result<String> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // Written aside and linked into place, so that nobody ever reads half a secret.
    if !file.exists() {
        let aside = file.with_extension(format!("{}.tmp", std::process::id()));
        let mut fresh = options.open(&aside).with_context(|| format!("cannot write {}", aside.display()))?;
        fresh.write_all(make()?.as_bytes())?;
        fresh.sync_all()?;
        let linked = fs::hard_link(&aside, file);
        fs::remove_file(&aside)?;
        match linked {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                return Err(error).with_context(|| format!("cannot keep {}", file.display()));
            }
            _ => {}
        }
    }
    let secret = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let secret = secret.trim().to_owned();
    ensure!(secret.len() >= 32, "{} is too short to be a secret", file.display());
    Ok(secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_secret_is_made_once_and_readable_by_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let keeper = Keeper::Folder(folder.path());
        let first = session_secret(None, keeper).await.unwrap();
        assert_eq!(session_secret(None, keeper).await.unwrap(), first);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(folder.path().join("session.secret")).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert!(session_secret(Some("short"), keeper).await.is_err());
    }

    #[tokio::test]
    async fn processes_that_share_a_store_share_its_secrets() {
        let folder = tempfile::tempdir().unwrap();
        let store = folder::store(folder.path()).unwrap();
        let other = folder::store(folder.path()).unwrap();
        let made = vendor_secret(None, Keeper::Store(&store)).await.unwrap();
        assert_eq!(vendor_secret(None, Keeper::Store(&other)).await.unwrap(), made);
        assert_ne!(session_secret(None, Keeper::Store(&other)).await.unwrap(), made);
        assert!(!folder.path().join("vendor.secret").exists());
    }
}
