//! What documents and counters of the ledger are called.

use domain::message::{MessageKey, MessageState};
use domain::{CampaignId, Timestamp, WorkspaceId};
use mongodb::bson::{Document, doc};

use crate::chunk::{minute_of, minute_start};
use crate::codes::Coded;
use crate::reading::{corrupt, time, word};
use crate::{Minute, StoreError};

/// The key of a chunk, and of who is enrolled in it.
pub(in crate::mongo) fn chunk_key(campaign: CampaignId, chunk: u32) -> String {
    format!("{campaign}-{chunk}")
}

/// The message that a document's key names.
pub(in crate::mongo) fn message_key(text: &str) -> Result<MessageKey, StoreError> {
    let parts = text.split_once('-');
    let key = parts.and_then(|(campaign, ordinal)| {
        Some(MessageKey { campaign: campaign.parse().ok()?, ordinal: ordinal.parse().ok()? })
    });
    key.ok_or_else(|| corrupt(format!("{text} as a message")))
}

/// All chunks of a campaign.
pub(in crate::mongo) fn campaign_chunks(workspace: WorkspaceId, campaign: CampaignId) -> Document {
    doc! { "w": workspace.get(), "c": campaign.get() }
}

/// Messages of a campaign by place, both ends included.
pub(in crate::mongo) fn places(
    workspace: WorkspaceId,
    campaign: CampaignId,
    first: u32,
    last: u32,
) -> Document {
    doc! { "w": workspace.get(), "c": campaign.get(), "o": { "$gte": i64::from(first), "$lte": i64::from(last) } }
}

/// The field in which a chunk counts what failed or was skipped for a reason: the state's number, then the text, in
/// which what may not be in the name of a field is written as `%` and two digits.
pub(super) fn reason_field(state: MessageState, text: &str) -> String {
    let mut field = state.code().to_string();
    for letter in text.chars() {
        match letter {
            '%' => field.push_str("%25"),
            '.' => field.push_str("%2E"),
            '\0' => field.push_str("%00"),
            other => field.push(other),
        }
    }
    field
}

/// State and text of such a field.
pub(in crate::mongo) fn reason(field: &str) -> Result<(MessageState, String), StoreError> {
    let unlike = || corrupt(format!("{field} as a reason"));
    let (state, text) = field.split_at_checked(1).ok_or_else(unlike)?;
    let state = word(state.parse().map_err(|_| unlike())?)?;
    Ok((state, text.replace("%00", "\0").replace("%2E", ".").replace("%25", "%")))
}

/// The field in which a chunk counts what was sent or failed within a minute; `None` for other states.
pub(super) fn minute_field(state: MessageState, at: Timestamp) -> Option<String> {
    let kind = match state {
        MessageState::Sent => 's',
        MessageState::Failed => 'f',
        _ => return None,
    };
    Some(format!("{kind}{}", minute_of(at.millis())))
}

/// The minute such a field is about, with one message counted in it.
pub(in crate::mongo) fn minute(field: &str) -> Result<Minute, StoreError> {
    let unlike = || corrupt(format!("{field} as a minute"));
    let (kind, number) = field.split_at_checked(1).ok_or_else(unlike)?;
    let start = time(minute_start(number.parse().map_err(|_| unlike())?))?;
    match kind {
        "s" => Ok(Minute { start, sent: 1, failed: 0 }),
        "f" => Ok(Minute { start, sent: 0, failed: 1 }),
        _ => Err(unlike()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_reason_comes_back_from_the_name_of_a_field(text in any::<String>()) {
            let field = reason_field(MessageState::Failed, &text);
            prop_assert!(!field.contains(['.', '\0']) && !field.starts_with('$'));
            prop_assert_eq!(reason(&field).unwrap(), (MessageState::Failed, text));
        }
    }

    #[test]
    fn a_reason_that_looks_like_an_escape_is_none() {
        for text in ["%2E", "%252E", "%", "100 % sure. Really.", "$set", ""] {
            let field = reason_field(MessageState::Skipped, text);
            assert_eq!(reason(&field).unwrap(), (MessageState::Skipped, text.to_owned()));
        }
    }

    #[test]
    fn fields_nobody_wrote_are_refused() {
        for field in ["", "x", "9opted out", "ä"] {
            assert!(reason(field).is_err(), "{field}");
        }
        for field in ["", "s", "x5", "ä5", "s9223372036854775807000"] {
            assert!(minute(field).is_err(), "{field}");
        }
    }
}
