//! Where messages stand, as far as moving them needs.

use std::collections::HashMap;

use domain::message::{MessageState, WireId};
use domain::{CampaignId, WorkspaceId};
use mongodb::ClientSession;
use mongodb::bson::{Document, doc};

use super::key::{campaign_chunks, places};
use crate::StoreError;
use crate::mongo::MongoStore;
use crate::mongo::bulk::ASKED_AT_ONCE;
use crate::mongo::collections::MESSAGES;
use crate::mongo::fields::{Fields, all_within};
use crate::reading::corrupt;

/// One message.
#[derive(Debug, Clone, Copy)]
pub(in crate::mongo) struct Standing {
    pub(in crate::mongo) state: MessageState,
    pub(in crate::mongo) attempt: u16,
    /// The attempt it was rendered for, if it was.
    pub(in crate::mongo) text_of: Option<u16>,
}

/// Messages of one campaign by place; those without a row are not there.
#[derive(Debug, Default)]
pub(in crate::mongo) struct Standings(HashMap<u32, Standing>);

impl Standings {
    /// The message that an id names, if that is its current attempt.
    pub(in crate::mongo) fn current(&mut self, id: WireId) -> Option<&mut Standing> {
        self.0.get_mut(&id.message.ordinal).filter(|standing| standing.attempt == id.attempt)
    }
}

/// Where the messages at some places of a campaign stand. Places ascend.
pub(in crate::mongo) async fn standings(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    campaign: CampaignId,
    ordinals: &[u32],
) -> Result<Standings, StoreError> {
    let mut found = Standings::default();
    for filter in asking(workspace, campaign, ordinals) {
        let cursor = store
            .collection(MESSAGES)
            .find(filter)
            .projection(doc! { "_id": 0, "o": 1, "state": 1, "attempt": 1, "textOf": 1 })
            .session(&mut *session)
            .await?;
        let part = all_within(session, cursor, |message| {
            let standing = Standing {
                state: message.word("state")?,
                attempt: number(message.int("attempt")?)?,
                text_of: message.maybe_int("textOf")?.map(number).transpose()?,
            };
            Ok((number(message.int("o")?)?, standing))
        });
        found.0.extend(part.await?);
    }
    Ok(found)
}

/// Filters that find the messages at some places, and a few others if that makes the question short.
fn asking(workspace: WorkspaceId, campaign: CampaignId, ordinals: &[u32]) -> Vec<Document> {
    let (Some(first), Some(last)) = (ordinals.first(), ordinals.last()) else { return Vec::new() };
    if ((last - first) as usize) < 2 * ordinals.len() {
        return vec![places(workspace, campaign, *first, *last)];
    }
    let filter = |ordinals: &[u32]| {
        let mut filter = campaign_chunks(workspace, campaign);
        filter
            .insert("o", doc! { "$in": ordinals.iter().map(|place| i64::from(*place)).collect::<Vec<_>>() });
        filter
    };
    ordinals.chunks(ASKED_AT_ONCE).map(filter).collect()
}

/// A number of a row as the smaller number it was written from.
pub(in crate::mongo) fn number<T: TryFrom<i64>>(value: i64) -> Result<T, StoreError> {
    T::try_from(value).map_err(|_| corrupt(format!("{value} in a message")))
}
