//! The ledger of a campaign, for reading.

use async_trait::async_trait;
use domain::message::MessageState;
use domain::segment::eval::fold::{Folding, fold};
use domain::{CampaignId, WorkspaceId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::codes::Coded;
use super::columns::{Columns, time};
use super::{SqliteStore, campaigns, ledger, paging};
use crate::{MessageFilter, MessageRow, Messages, Minute, Page, PageRequest, ReasonCount, StoreError};

#[async_trait]
impl Messages for SqliteStore {
    async fn messages(
        &self,
        workspace: WorkspaceId,
        campaign: CampaignId,
        filter: &MessageFilter,
        page: &PageRequest,
    ) -> Result<Page<MessageRow>, StoreError> {
        let (filter, page) = (filter.clone(), page.clone());
        self.read(move |db| {
            ours(db, workspace, campaign)?;
            messages(db, campaign, &filter, &page)
        })
        .await
    }

    async fn reasons(
        &self,
        workspace: WorkspaceId,
        campaign: CampaignId,
    ) -> Result<Vec<ReasonCount>, StoreError> {
        self.read(move |db| {
            ours(db, workspace, campaign)?;
            reasons(db, campaign)
        })
        .await
    }

    async fn settled_by_minute(
        &self,
        workspace: WorkspaceId,
        campaign: CampaignId,
    ) -> Result<Vec<Minute>, StoreError> {
        self.read(move |db| {
            ours(db, workspace, campaign)?;
            minutes(db, campaign)
        })
        .await
    }
}

fn ours(db: &Connection, workspace: WorkspaceId, campaign: CampaignId) -> Result<(), StoreError> {
    if campaigns::workspace_of(db, campaign)? == Some(workspace) { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Chunk by chunk; those in which nothing stands as wanted are passed over.
fn messages(
    db: &Connection,
    campaign: CampaignId,
    filter: &MessageFilter,
    page: &PageRequest,
) -> Result<Page<MessageRow>, StoreError> {
    let wanted = Wanted {
        state: filter.state.map(Coded::code),
        reason: match &filter.reason {
            Some(text) => match reason_id(db, text)? {
                Some(id) => Some(id),
                None => return Ok(Page { items: Vec::new(), next: None }),
            },
            None => None,
        },
        needle: fold(filter.search.trim()),
    };
    let [after] = paging::numbers(page)?.unwrap_or([-1]);
    let first_chunk = ledger::chunk_of(u32::try_from(after + 1).map_err(|_| StoreError::InvalidCursor)?);
    let counter = match filter.state {
        Some(state) => format!("AND {} > 0", state.as_str()),
        None if wanted.reason.is_some() => "AND failed + skipped > 0".to_owned(),
        None => String::new(),
    };
    let mut chunks = db.prepare_cached(&format!(
        "SELECT number FROM chunk WHERE campaign = ?1 AND number >= ?2 AND expanded = 1 {counter} ORDER BY number"
    ))?;
    let mut numbers = chunks.query(params![campaign.get(), first_chunk])?;
    let mut found = Vec::new();
    while let Some(row) = numbers.next()? {
        let chunk = u32::try_from(row.int(0)?).map_err(|error| StoreError::Corrupt(error.to_string()))?;
        in_chunk(db, campaign, chunk, after, &wanted, paging::fetch(page) as usize, &mut found)?;
        if found.len() >= paging::fetch(page) as usize {
            break;
        }
    }
    Ok(paging::page(found, page, |last| paging::cursor(&[i64::from(last.ordinal)])))
}

struct Wanted {
    state: Option<i64>,
    reason: Option<i64>,
    /// Folded.
    needle: String,
}

fn in_chunk(
    db: &Connection,
    campaign: CampaignId,
    chunk: u32,
    after: i64,
    wanted: &Wanted,
    room: usize,
    found: &mut Vec<MessageRow>,
) -> Result<(), StoreError> {
    let keys = ledger::keys(campaign, chunk)?;
    let first = (*keys.start()).max((campaign.get() << 32) + after + 1);
    let mut select = db.prepare_cached(
        "SELECT message.key, message.customer, customer.name, rendered.address, message.state, reason.text,
                message.attempt, rendered.subject, rendered.body, message.changed_at, customer.id IS NULL
         FROM message
         LEFT JOIN customer ON customer.id = message.customer
         LEFT JOIN rendered ON rendered.key = message.key
         LEFT JOIN reason ON reason.id = message.reason
         WHERE message.key BETWEEN ?1 AND ?2
             AND (?3 IS NULL OR message.state = ?3) AND (?4 IS NULL OR message.reason = ?4)
         ORDER BY message.key",
    )?;
    let mut rows = select.query(params![first, keys.end(), wanted.state, wanted.reason])?;
    while found.len() < room
        && let Some(row) = rows.next()?
    {
        let holds = |at| -> Result<bool, StoreError> {
            Ok(row.maybe_text(at)?.is_some_and(|text| Folding::of(text).contains(&wanted.needle)))
        };
        if wanted.needle.is_empty() || holds(2)? || holds(3)? {
            found.push(read(row)?);
        }
    }
    Ok(())
}

fn read(row: &Row<'_>) -> Result<MessageRow, StoreError> {
    let text = |at| row.maybe_text(at).map(|text| text.map(str::to_owned));
    Ok(MessageRow {
        ordinal: ledger::ordinal(row.int(0)?),
        customer: row.id(1)?,
        customer_name: text(2)?,
        erased: row.flag(10)?,
        to: text(3)?,
        state: row.word(4)?,
        reason: text(5)?,
        attempt: row.int(6)? as u16,
        subject: text(7)?,
        body: text(8)?,
        changed_at: row.time(9)?,
    })
}

/// The number of a reason, if any message ever had it.
pub(super) fn reason_id(db: &Connection, text: &str) -> Result<Option<i64>, StoreError> {
    let mut select = db.prepare_cached("SELECT id FROM reason WHERE text = ?1")?;
    Ok(select.query_row([text], |row| row.get(0)).optional()?)
}

fn reasons(db: &Connection, campaign: CampaignId) -> Result<Vec<ReasonCount>, StoreError> {
    let mut select = db.prepare_cached(
        "SELECT state, reason.text, messages FROM campaign_reason JOIN reason ON reason.id = reason
         WHERE campaign = ?1 AND messages > 0 ORDER BY messages DESC, reason.text, state",
    )?;
    let mut rows = select.query([campaign.get()])?;
    let mut reasons = Vec::new();
    while let Some(row) = rows.next()? {
        let state: MessageState = row.word(0)?;
        reasons.push(ReasonCount { state, reason: row.text(1)?.to_owned(), count: row.count(2)? });
    }
    Ok(reasons)
}

fn minutes(db: &Connection, campaign: CampaignId) -> Result<Vec<Minute>, StoreError> {
    let mut select = db.prepare_cached(
        "SELECT minute, sent, failed FROM settled_minute
         WHERE campaign = ?1 AND (sent > 0 OR failed > 0) ORDER BY minute",
    )?;
    let mut rows = select.query([campaign.get()])?;
    let mut minutes = Vec::new();
    while let Some(row) = rows.next()? {
        let start = time(ledger::minute_start(row.int(0)?))?;
        minutes.push(Minute { start, sent: row.count(1)?, failed: row.count(2)? });
    }
    Ok(minutes)
}
