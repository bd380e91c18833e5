//! The ledger of a campaign, for reading.

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use domain::message::MessageState;
use domain::segment::eval::fold::{Folding, fold};
use domain::{CampaignId, CustomerId, WorkspaceId};
use mongodb::Cursor;
use mongodb::bson::{RawDocument, RawDocumentBuf, doc};

use super::collections::{CHUNKS, CUSTOMERS, MESSAGES};
use super::connection::ANSWER_WITHIN;
use super::customers::PEOPLE_AT_ONCE;
use super::fields::{Fields, all};
use super::ledger::{self, CHUNK, chunk_of, number};
use super::{MongoStore, campaigns};
use crate::codes::Coded;
use crate::{
    MessageFilter, MessageRow, Messages, Minute, Page, PageRequest, ReasonCount, StoreError, paging,
};

/// So many chunks are looked into by one question at most: what is searched for may be in none of them.
const CHUNKS_AT_ONCE: usize = 8;

#[async_trait]
impl Messages for MongoStore {
    async fn messages(
        &self,
        workspace: WorkspaceId,
        campaign: CampaignId,
        filter: &MessageFilter,
        page: &PageRequest,
    ) -> Result<Page<MessageRow>, StoreError> {
        let [after] = paging::numbers(page)?.unwrap_or([-1]);
        let first = u32::try_from(after + 1).map_err(|_| StoreError::InvalidCursor)?;
        self.ours(workspace, campaign).await?;
        let search = Search { store: self, workspace, campaign, filter, needle: fold(filter.search.trim()) };
        let found = search.from(first, paging::fetch(page) as usize).await?;
        Ok(paging::page(found, page, |last| paging::cursor(&[i64::from(last.ordinal)])))
    }

    async fn reasons(
        &self,
        workspace: WorkspaceId,
        campaign: CampaignId,
    ) -> Result<Vec<ReasonCount>, StoreError> {
        self.ours(workspace, campaign).await?;
        let mut counted: HashMap<String, u64> = HashMap::new();
        let chunks = ledger::campaign_chunks(workspace, campaign);
        campaigns::each_counted(self, chunks, "reasons", |field, count| {
            if let Some(sum) = counted.get_mut(field) {
                *sum += count;
            } else {
                counted.insert(field.to_owned(), count);
            }
            Ok(())
        })
        .await?;
        let mut reasons = Vec::with_capacity(counted.len());
        for (field, count) in counted {
            // What was let go out once more does not count where it had settled.
            if count == 0 {
                continue;
            }
            let (state, reason) = ledger::reason(&field)?;
            reasons.push(ReasonCount { state, reason, count });
        }
        reasons.sort_by(|a, b| {
            let order = |line: &ReasonCount| line.state.code();
            b.count.cmp(&a.count).then_with(|| a.reason.cmp(&b.reason)).then_with(|| order(a).cmp(&order(b)))
        });
        Ok(reasons)
    }

    async fn settled_by_minute(
        &self,
        workspace: WorkspaceId,
        campaign: CampaignId,
    ) -> Result<Vec<Minute>, StoreError> {
        self.ours(workspace, campaign).await?;
        let mut minutes: BTreeMap<i64, Minute> = BTreeMap::new();
        let chunks = ledger::campaign_chunks(workspace, campaign);
        campaigns::each_counted(self, chunks, "minutes", |field, count| {
            let one = ledger::minute(field)?;
            let none = Minute { sent: 0, failed: 0, ..one };
            let sum = minutes.entry(one.start.millis()).or_insert(none);
            sum.sent += one.sent * count;
            sum.failed += one.failed * count;
            Ok(())
        })
        .await?;
        Ok(minutes.into_values().filter(|minute| minute.sent + minute.failed > 0).collect())
    }
}

impl MongoStore {
    async fn ours(&self, workspace: WorkspaceId, campaign: CampaignId) -> Result<(), StoreError> {
        let found = self
            .collection(super::collections::CAMPAIGNS)
            .find_one(campaigns::key(workspace, campaign))
            .projection(doc! { "_id": 1 })
            .max_time(ANSWER_WITHIN)
            .await?;
        if found.is_some() { Ok(()) } else { Err(StoreError::NotFound) }
    }
}

/// What is looked for in a campaign's ledger.
struct Search<'s> {
    store: &'s MongoStore,
    workspace: WorkspaceId,
    campaign: CampaignId,
    filter: &'s MessageFilter,
    /// Folded.
    needle: String,
}

impl Search<'_> {
    /// Messages from a place on, by place. Chunks in which nothing stands as wanted are passed over.
    async fn from(&self, first: u32, room: usize) -> Result<Vec<MessageRow>, StoreError> {
        let mut chunks = self.chunks(chunk_of(first)).await?;
        let mut found: Vec<MessageRow> = Vec::new();
        while found.len() < room {
            let mut spans: Vec<(u32, u32)> = Vec::new();
            let (mut looked_into, mut expected) = (0, 0);
            while looked_into < CHUNKS_AT_ONCE && expected < (room - found.len()) as u64 {
                if !chunks.advance().await? {
                    break;
                }
                let chunk: u32 = number(chunks.current().int("n")?)?;
                let start = chunk.saturating_mul(CHUNK);
                let end = start.saturating_add(CHUNK - 1);
                match spans.last_mut() {
                    Some((_, last)) if last.checked_add(1) == Some(start) => *last = end,
                    _ => spans.push((start.max(first), end)),
                }
                looked_into += 1;
                expected += self.expected(chunks.current())?;
            }
            if spans.is_empty() {
                break;
            }
            for (start, end) in spans {
                if found.len() < room {
                    self.between(start, end, room, &mut found).await?;
                }
            }
        }
        Ok(found)
    }

    /// Expanded chunks from a number on that may hold something wanted.
    async fn chunks(&self, first: u32) -> Result<Cursor<RawDocumentBuf>, StoreError> {
        let mut chunks = ledger::campaign_chunks(self.workspace, self.campaign);
        chunks.insert("n", doc! { "$gte": i64::from(first) });
        chunks.insert("expanded", true);
        if let Some(state) = self.filter.state {
            chunks.insert(state.as_str(), doc! { "$gt": 0 });
        } else if self.filter.reason.is_some() {
            chunks.insert("$or", vec![doc! { "failed": { "$gt": 0 } }, doc! { "skipped": { "$gt": 0 } }]);
        }
        let mut fields = doc! { "n": 1 };
        fields.extend(MessageState::ALL.map(|state| (state.as_str().to_owned(), 1.into())));
        Ok(self
            .store
            .collection(CHUNKS)
            .find(chunks)
            .sort(doc! { "n": 1 })
            .projection(fields)
            .max_time(ANSWER_WITHIN)
            .await?)
    }

    /// How many messages of a chunk may be wanted.
    fn expected(&self, chunk: &RawDocument) -> Result<u64, StoreError> {
        match self.filter.state {
            // Of what is searched for, nobody knows.
            _ if !self.needle.is_empty() => Ok(0),
            Some(state) => chunk.count(state.as_str()),
            None if self.filter.reason.is_some() => Ok(chunk.count("failed")? + chunk.count("skipped")?),
            None => Ok(CHUNK.into()),
        }
    }

    /// Adds what is wanted between two places until there is so much of it.
    async fn between(
        &self,
        start: u32,
        end: u32,
        room: usize,
        found: &mut Vec<MessageRow>,
    ) -> Result<(), StoreError> {
        let mut wanted = ledger::places(self.workspace, self.campaign, start, end);
        if let Some(state) = self.filter.state {
            wanted.insert("state", state.code());
        }
        if let Some(reason) = &self.filter.reason {
            wanted.insert("reason", reason);
        }
        let mut fields = doc! {
            "_id": 0, "o": 1, "customer": 1, "state": 1, "reason": 1, "attempt": 1, "changedAt": 1, "to": 1,
            "subject": 1, "body": 1,
        };
        if !self.needle.is_empty() {
            // Most will not be shown.
            fields.remove("subject");
            fields.remove("body");
        }
        let messages = self.store.collection(MESSAGES);
        let mut find = messages.find(wanted).sort(doc! { "o": 1 }).projection(fields);
        if self.needle.is_empty() {
            find = find.limit((room - found.len()) as i64);
        }
        let mut rows = all(find.max_time(ANSWER_WITHIN).await?, read).await?;
        self.name(&mut rows).await?;
        if !self.needle.is_empty() {
            let holds = |text: &Option<String>| {
                text.as_deref().is_some_and(|text| Folding::of(text).contains(&self.needle))
            };
            rows.retain(|row| holds(&row.customer_name) || holds(&row.to));
            rows.truncate(room - found.len());
            self.fill_texts(&mut rows).await?;
        }
        found.append(&mut rows);
        Ok(())
    }

    /// Fills in what customers are called now.
    async fn name(&self, rows: &mut [MessageRow]) -> Result<(), StoreError> {
        let ids: Vec<_> = rows.iter().map(|row| row.customer.get()).collect();
        let mut names = HashMap::with_capacity(ids.len());
        for ids in ids.chunks(PEOPLE_AT_ONCE) {
            let people = self
                .store
                .collection(CUSTOMERS)
                .find(doc! { "_id": { "$in": ids }, "w": self.workspace.get() })
                .projection(doc! { "name": 1 })
                .max_time(ANSWER_WITHIN)
                .await?;
            let read = |person: &RawDocument| -> Result<(CustomerId, Option<String>), StoreError> {
                Ok((person.id("_id")?, person.maybe_text("name")?.map(str::to_owned)))
            };
            names.extend(all(people, read).await?);
        }
        for row in rows {
            let known = names.remove(&row.customer);
            row.erased = known.is_none();
            row.customer_name = known.flatten();
        }
        Ok(())
    }

    /// Fills in what rows were rendered as.
    async fn fill_texts(&self, rows: &mut [MessageRow]) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let mut wanted = ledger::campaign_chunks(self.workspace, self.campaign);
        let ordinals: Vec<_> = rows.iter().map(|row| i64::from(row.ordinal)).collect();
        wanted.insert("o", doc! { "$in": ordinals });
        let texts = self
            .store
            .collection(MESSAGES)
            .find(wanted)
            .projection(doc! { "_id": 0, "o": 1, "subject": 1, "body": 1 })
            .max_time(ANSWER_WITHIN)
            .await?;
        let text = |message: &RawDocument, field| -> Result<Option<String>, StoreError> {
            Ok(message.maybe_text(field)?.map(str::to_owned))
        };
        let read = |message: &RawDocument| -> Result<_, StoreError> {
            Ok((number(message.int("o")?)?, (text(message, "subject")?, text(message, "body")?)))
        };
        let mut texts: HashMap<u32, _> = all(texts, read).await?.into_iter().collect();
        for row in rows {
            (row.subject, row.body) = texts.remove(&row.ordinal).unwrap_or_default();
        }
        Ok(())
    }
}

/// A row, but for the customer's name and whether there is one.
pub(super) fn read(message: &RawDocument) -> Result<MessageRow, StoreError> {
    let text = |field| message.maybe_text(field).map(|text| text.map(str::to_owned));
    Ok(MessageRow {
        ordinal: number(message.int("o")?)?,
        customer: message.id("customer")?,
        customer_name: None,
        erased: false,
        to: text("to")?,
        state: message.word("state")?,
        reason: text("reason")?,
        attempt: number(message.int("attempt")?)?,
        subject: text("subject")?,
        body: text("body")?,
        changed_at: message.time("changedAt")?,
    })
}
