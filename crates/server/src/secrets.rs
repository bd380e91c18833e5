//! Secrets: given by settings, or made once and kept in the data folder, readable by its owner only.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

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

/// The secret that signs sessions.
pub(crate) fn session_secret(given: Option<&str>, folder: &Path) -> Result<String> {
    match given {
        Some(secret) => {
            ensure!(secret.len() >= 32, "JWT_SECRET is too short: use at least 32 characters");
            Ok(secret.to_owned())
        }
        None => made_once(&folder.join("session.secret"), || Ok(STANDARD.encode(random::<48>()?))),
    }
}

/// The secret shared with the vendor.
pub(crate) fn vendor_secret(given: Option<&str>, folder: &Path) -> Result<String> {
    match given {
        Some(secret) => Ok(secret.to_owned()),
        None => made_once(&folder.join("vendor.secret"), || {
            Ok(format!("whsec_{}", STANDARD.encode(random::<24>()?)))
        }),
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

    #[test]
    fn a_secret_is_made_once_and_readable_by_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let first = session_secret(None, folder.path()).unwrap();
        assert_eq!(session_secret(None, folder.path()).unwrap(), first);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(folder.path().join("session.secret")).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert!(session_secret(Some("short"), folder.path()).is_err());
    }
}
