//! What may be handed over now.

use domain::campaign::CampaignState;
use domain::message::{MessageKey, WireId};
use domain::{Timestamp, WorkspaceId};
use rusqlite::{Connection, OptionalExtension};

use super::expand::expanded;
use super::lease::Place;
use crate::sqlite::audiences::{same_address, suppressed};
use crate::sqlite::campaigns::rows;
use crate::sqlite::columns::{Columns, id};
use crate::sqlite::customers;
use crate::sqlite::ledger;
use crate::{Due, Kept, StoreError};
use domain::Channel;

/// True if nothing need be written before messages can be read.
pub(super) fn ready(db: &Connection, at: Place) -> Result<bool, StoreError> {
    let state = at.check(db)?;
    Ok(state != CampaignState::Cancelled && expanded(db, at)?)
}

/// Pending messages of the chunk whose time has come, by place. None while the campaign is not sending.
pub(super) fn due(db: &Connection, at: Place, limit: u32, now: Timestamp) -> Result<Vec<Due>, StoreError> {
    if at.check(db)? != CampaignState::Sending {
        return Ok(Vec::new());
    }
    let channel = rows::channel(db, at.campaign)?;
    let keys = ledger::keys(at.campaign, at.chunk)?;
    let mut select = db.prepare_cached(
        "SELECT key, customer, attempt FROM message
         WHERE key BETWEEN ?1 AND ?2 AND state = 0 AND (retry_at IS NULL OR retry_at <= ?3)
         ORDER BY key LIMIT ?4",
    )?;
    let mut rows = select.query([*keys.start(), *keys.end(), now.millis(), i64::from(limit)])?;
    let mut due = Vec::new();
    while let Some(row) = rows.next()? {
        let (key, attempt) = (row.int(0)?, row.int(2)?);
        let message = MessageKey { campaign: at.campaign, ordinal: ledger::ordinal(key) };
        let customer = customers::rows::by_id(db, id(row.int(1)?)?)?;
        let address = customer.as_ref().and_then(|customer| same_address(&customer.profile, channel));
        due.push(Due {
            id: WireId { message, attempt: attempt as u16 },
            suppressed: is_suppressed(db, at.workspace, channel, address.as_deref())?,
            customer,
            kept: kept(db, key, attempt)?,
        });
    }
    Ok(due)
}

fn is_suppressed(
    db: &Connection,
    workspace: WorkspaceId,
    channel: Channel,
    address: Option<&str>,
) -> Result<bool, StoreError> {
    address.map_or(Ok(false), |address| suppressed(db, workspace, channel, address))
}

/// The text an attempt was rendered as before.
fn kept(db: &Connection, key: i64, attempt: i64) -> Result<Option<Kept>, StoreError> {
    let mut select = db.prepare_cached(
        "SELECT address, customer_name, subject, body, html FROM rendered WHERE key = ?1 AND attempt = ?2",
    )?;
    let kept = select.query_row([key, attempt], |row| {
        Ok(Kept {
            to: row.get(0)?,
            name: row.get(1)?,
            subject: row.get(2)?,
            body: row.get(3)?,
            html: row.get(4)?,
        })
    });
    Ok(kept.optional()?)
}
