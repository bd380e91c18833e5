//! A receipt, packed: campaign, place, attempt, outcome, instant, and the reason if there is one.

use domain::message::{MessageKey, WireId};
use domain::receipt::{Outcome, Receipt};
use domain::{CampaignId, FieldError, Timestamp};

use super::packed::{Fields, Packed};
use super::unreadable;

const SENT: u8 = 1;
const FAILED: u8 = 2;
/// Before a reason.
const REASON: u8 = 1;

/// Adds a receipt to a batch.
pub(in crate::intake) fn pack(receipt: &Receipt, to: &mut Packed) {
    to.begin();
    to.number(receipt.id.message.campaign.get() as u64);
    to.number(u64::from(receipt.id.message.ordinal));
    to.number(u64::from(receipt.id.attempt));
    to.byte(match receipt.outcome {
        Outcome::Sent => SENT,
        Outcome::Failed => FAILED,
    });
    to.signed(receipt.at.millis());
    if let Some(reason) = &receipt.reason {
        to.text_field(REASON, reason);
    }
    to.end();
}

/// Reads a receipt.
pub(super) fn unpack(fields: &mut Fields<'_>) -> Result<Receipt, FieldError> {
    let odd = || unreadable("holds a number that no receipt has");
    let campaign = i64::try_from(fields.number()?).ok().and_then(CampaignId::from_i64).ok_or_else(odd)?;
    let ordinal = fields.number()?.try_into().map_err(|_| odd())?;
    let attempt = fields.number()?.try_into().map_err(|_| odd())?;
    let outcome = match fields.byte()? {
        SENT => Outcome::Sent,
        FAILED => Outcome::Failed,
        _ => return Err(odd()),
    };
    let at = Timestamp::from_millis(fields.signed()?).ok_or_else(odd)?;
    let reason = match fields.next_code() {
        None => None,
        Some(REASON) => Some(fields.text()?.to_owned()),
        Some(_) => return Err(odd()),
    };
    Ok(Receipt { id: WireId { message: MessageKey { campaign, ordinal }, attempt }, outcome, reason, at })
}
