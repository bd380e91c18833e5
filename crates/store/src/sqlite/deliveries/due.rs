//! What may be handed over now.

use domain::Timestamp;
use domain::campaign::CampaignState;
use domain::message::{MessageKey, WireId};
use rusqlite::{Connection, Row};

use super::expand::expanded;
use super::lease::Place;
use crate::sqlite::audiences::{any_suppressed, suppressed};
use crate::sqlite::columns::Columns;
use crate::sqlite::customers::rows::COLUMNS;
use crate::sqlite::{campaigns, customers, ledger};
use crate::{Due, Kept, StoreError};

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
    let channel = campaigns::rows::channel(db, at.campaign)?;
    let some_suppressed = any_suppressed(db, at.workspace, channel)?;
    let keys = ledger::keys(at.campaign, at.chunk)?;
    let mut select = db.prepare_cached(&format!(
        "SELECT {COLUMNS}, message.key, message.attempt,
                rendered.address, rendered.customer_name, rendered.subject, rendered.body, rendered.html
         FROM message
         LEFT JOIN customer ON customer.id = message.customer
         LEFT JOIN total ON total.customer = message.customer
         LEFT JOIN rendered ON rendered.key = message.key AND rendered.attempt = message.attempt
         WHERE message.key BETWEEN ?1 AND ?2 AND state = 0 AND (retry_at IS NULL OR retry_at <= ?3)
         ORDER BY message.key LIMIT ?4"
    ))?;
    let mut rows = select.query([*keys.start(), *keys.end(), now.millis(), i64::from(limit)])?;
    let mut due = Vec::new();
    while let Some(row) = rows.next()? {
        let message = MessageKey { campaign: at.campaign, ordinal: ledger::ordinal(row.int(18)?) };
        // Absent if the customer was erased after the launch.
        let customer = row.maybe_int(0)?.map(|_| customers::rows::customer(row)).transpose()?;
        let address = customer.as_ref().filter(|_| some_suppressed);
        let address = address.and_then(|customer| customer.profile.plain_address(channel));
        due.push(Due {
            id: WireId { message, attempt: row.int(19)? as u16 },
            suppressed: match address {
                Some(address) => suppressed(db, at.workspace, channel, &address)?,
                None => false,
            },
            customer,
            kept: kept(row)?,
        });
    }
    Ok(due)
}

/// The text the attempt was rendered as before, from columns 20 to 24.
fn kept(row: &Row<'_>) -> Result<Option<Kept>, StoreError> {
    let Some(to) = row.maybe_text(20)? else { return Ok(None) };
    Ok(Some(Kept {
        to: to.to_owned(),
        name: row.text(21)?.to_owned(),
        subject: row.maybe_text(22)?.map(str::to_owned),
        body: row.text(23)?.to_owned(),
        html: row.maybe_text(24)?.map(str::to_owned),
    }))
}
