//! Who did what. The server cannot be told to keep anybody from changing a line; nothing here does.

use async_trait::async_trait;
use domain::WorkspaceId;
use mongodb::ClientSession;
use mongodb::bson::{Document, RawDocument, cstr, doc, rawdoc};

use super::MongoStore;
use super::collections::AUDIT;
use super::connection::ANSWER_WITHIN;
use super::fields::{Fields, all};
use super::transaction::transact;
use crate::audit::ActorParts;
use crate::codes::Coded;
use crate::{Audit, AuditEntry, AuditFilter, Note, Page, PageRequest, StoreError, paging};

#[async_trait]
impl Audit for MongoStore {
    async fn audit(
        &self,
        workspace: WorkspaceId,
        filter: &AuditFilter,
        page: &PageRequest,
    ) -> Result<Page<AuditEntry>, StoreError> {
        let [before] = paging::numbers(page)?.unwrap_or([i64::MAX]);
        let found = self
            .collection(AUDIT)
            .find(matching(workspace, filter, before))
            .sort(doc! { "_id": -1 })
            .limit(paging::fetch(page))
            .max_time(ANSWER_WITHIN)
            .await?;
        let entries = all(found, read).await?;
        Ok(paging::page(entries, page, |last| paging::cursor(&[last.id.get()])))
    }

    async fn note(&self, note: Note) -> Result<(), StoreError> {
        transact!(self, |session| append(self, session, &note))
    }
}

fn matching(workspace: WorkspaceId, filter: &AuditFilter, before: i64) -> Document {
    let mut found = doc! { "w": workspace.get(), "_id": { "$lt": before } };
    if !filter.deeds.is_empty() {
        found.insert("deed", doc! { "$in": filter.deeds.iter().map(|deed| deed.code()).collect::<Vec<_>>() });
    }
    if let Some(whose) = filter.by {
        let (kind, id) = whose.code();
        found.insert("kind", kind);
        found.insert("actor", id);
    }
    let mut at = Document::new();
    at.extend(filter.from.map(|from| ("$gte".to_owned(), from.millis().into())));
    at.extend(filter.until.map(|until| ("$lt".to_owned(), until.millis().into())));
    if !at.is_empty() {
        found.insert("at", at);
    }
    found
}

/// Adds a line, unless it is one of those that are noted once in a while and there is one.
pub(super) async fn append(
    store: &MongoStore,
    session: &mut ClientSession,
    note: &Note,
) -> Result<(), StoreError> {
    let ActorParts { kind, id, name } = ActorParts::of(&note.by);
    if let (Some(millis), Some(on)) = (note.deed.once_within(), note.on) {
        let same = doc! {
            "w": note.workspace.get(), "deed": note.deed.code(), "on": on, "kind": kind, "actor": id,
            "at": { "$gt": note.at.plus_millis(-millis).millis() },
        };
        if store.collection(AUDIT).find_one(same).session(&mut *session).await?.is_some() {
            return Ok(());
        }
    }
    let mut line = rawdoc! {
        "_id": store.ids.next()?,
        "w": note.workspace.get(),
        "at": note.at.millis(),
        "deed": note.deed.code(),
        "kind": kind,
    };
    for (field, number) in [(cstr!("actor"), id), (cstr!("on"), note.on)] {
        if let Some(number) = number {
            line.append(field, number);
        }
    }
    for (field, text) in [
        (cstr!("actorName"), name),
        (cstr!("address"), note.address.as_deref()),
        (cstr!("named"), note.named.as_deref()),
        (cstr!("detail"), note.detail.as_deref()),
    ] {
        if let Some(text) = text {
            line.append(field, text);
        }
    }
    store.collection(AUDIT).insert_one(line).session(session).await?;
    Ok(())
}

fn read(line: &RawDocument) -> Result<AuditEntry, StoreError> {
    let owned = |name| Ok::<_, StoreError>(line.maybe_text(name)?.map(str::to_owned));
    let by = ActorParts {
        kind: line.int("kind")?,
        id: line.maybe_int("actor")?,
        name: line.maybe_text("actorName")?,
    };
    Ok(AuditEntry {
        id: line.id("_id")?,
        note: Note {
            workspace: line.id("w")?,
            at: line.time("at")?,
            by: by.actor()?,
            address: owned("address")?,
            deed: line.word("deed")?,
            on: line.maybe_int("on")?,
            named: owned("named")?,
            detail: owned("detail")?,
        },
    })
}
