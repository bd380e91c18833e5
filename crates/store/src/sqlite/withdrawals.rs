//! Addresses that somebody who was erased had declined to be written to on.

use domain::customer::{Consent, Email, Phone};
use domain::{Channel, WorkspaceId};
use rusqlite::params;

use super::customers::rows::{consent, consent_columns};
use super::identity::Kind;
use super::writer::Writing;
use crate::StoreError;
use crate::holdings::Withdrawals;

/// Keeps a withdrawal from an address, given as `Profile::plain_address` makes it.
pub(super) fn keep(
    writing: &Writing<'_>,
    workspace: WorkspaceId,
    channel: Channel,
    address: &str,
    kept: &Consent,
) -> Result<(), StoreError> {
    let hash = writing.hashing.of(workspace, Kind::withdrawn(channel), address);
    let (code, at) = consent_columns(kept);
    writing
        .db
        .prepare_cached(
            "INSERT OR REPLACE INTO withdrawal (workspace, hash, consent, consent_at) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![workspace.get(), hash, code, at])?;
    Ok(())
}

/// What is kept of some addresses.
pub(super) fn of<'a>(
    writing: &Writing<'_>,
    workspace: WorkspaceId,
    addresses: impl Iterator<Item = (Option<&'a Email>, Option<&'a Phone>)>,
) -> Result<Withdrawals, StoreError> {
    let mut kept = Withdrawals::default();
    let mut any = writing.db.prepare_cached("SELECT 1 FROM withdrawal WHERE workspace = ?1 LIMIT 1")?;
    if !any.exists([workspace.get()])? {
        return Ok(kept);
    }
    let mut select = writing
        .db
        .prepare_cached("SELECT consent, consent_at FROM withdrawal WHERE workspace = ?1 AND hash = ?2")?;
    for (email, phone) in addresses {
        let email = email.map(|email| (Channel::Email, email.as_str().to_owned()));
        let phone = phone.map(|phone| (Channel::Sms, phone.digits()));
        for (channel, address) in email.into_iter().chain(phone) {
            let hash = writing.hashing.of(workspace, Kind::withdrawn(channel), &address);
            let mut rows = select.query([workspace.get(), hash])?;
            if let Some(row) = rows.next()? {
                kept.add(hash, consent(row, 0)?);
            }
        }
    }
    Ok(kept)
}
