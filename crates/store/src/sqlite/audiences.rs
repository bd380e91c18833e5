//! Answers about who a rule matches, from the indexes in memory.

mod change;
mod feed;
mod keeper;
mod load;
mod seat;
mod shelf;

use std::sync::Arc;

use async_trait::async_trait;
use audience::{Answer, AudienceProfile, Distribution, Index, Shared};
use domain::segment::{Field, Question, Rule};
use domain::{Channel, WorkspaceId, Zone};
use rusqlite::{Connection, OptionalExtension};
use tokio::time::timeout;

use self::seat::{Phase, Seat};
use super::codes::Coded;
use super::customers::rows;
use super::writer::{Durability, Turn, Writing};
use super::{SqliteStore, known_values};
use crate::reading::unavailable;
use crate::{Audiences, KnownValues, StoreError};
pub(super) use change::Change;
pub(super) use feed::Feed;
pub(super) use seat::Reading;

#[async_trait]
impl Audiences for SqliteStore {
    async fn answer(
        &self,
        workspace: WorkspaceId,
        question: Question,
        sample: usize,
    ) -> Result<Answer, StoreError> {
        let found = self.ask(workspace, move |index| index.answer(&question, sample)).await?;
        let sample = found.sample;
        // Who was erased since is left out.
        let sample = self.read(move |db| {
            let customers = sample.into_iter().map(|id| rows::by_id(db, id));
            customers.filter_map(Result::transpose).collect()
        });
        let sample = sample.await?;
        Ok(Answer { count: found.count, reachable: found.reachable, total: found.total, sample })
    }

    async fn counts(
        &self,
        workspace: WorkspaceId,
        question: Question,
        rules: Vec<Rule>,
    ) -> Result<Vec<u64>, StoreError> {
        self.ask(workspace, move |index| index.counts(&question, &rules)).await
    }

    async fn profile(
        &self,
        workspace: WorkspaceId,
        question: Question,
        most: usize,
    ) -> Result<AudienceProfile, StoreError> {
        self.ask(workspace, move |index| index.profile(&question, most)).await
    }

    async fn items_bought(
        &self,
        workspace: WorkspaceId,
        question: Question,
        most: usize,
    ) -> Result<Vec<Shared>, StoreError> {
        self.ask(workspace, move |index| index.items_bought(&question, most)).await
    }

    async fn known_values(&self, workspace: WorkspaceId) -> Result<KnownValues, StoreError> {
        self.read(move |db| known_values::known_values(db, workspace)).await
    }

    async fn known_items(&self, workspace: WorkspaceId, most: usize) -> Result<Vec<String>, StoreError> {
        self.ask(workspace, move |index| index.known_items(most)).await
    }

    async fn distribution(
        &self,
        workspace: WorkspaceId,
        field: Field,
        zone: Zone,
        most: usize,
    ) -> Result<Distribution, StoreError> {
        self.ask(workspace, move |index| index.distribution(&field, &zone, most)).await
    }
}

impl SqliteStore {
    /// What `look` finds in the index of a workspace, which has seen everything that was committed before this call.
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        workspace: WorkspaceId,
        look: impl FnOnce(&Index) -> T + Send + 'static,
    ) -> Result<T, StoreError> {
        let loaded = timeout(self.patience, self.reading(workspace)).await;
        let reading = loaded.unwrap_or_else(|_| Err(self.feed.progress(workspace)))?;
        // It may take a while, and nobody else should wait for it.
        tokio::task::spawn_blocking(move || look(&reading)).await.map_err(unavailable)
    }

    /// The index of a workspace as it is after all that was committed.
    async fn reading(&self, workspace: WorkspaceId) -> Result<Reading, StoreError> {
        loop {
            let seat = self.seated(workspace).await?;
            if let Ok(reading) = self.feed.ask(&seat)?.await {
                return Ok(reading);
            }
        }
    }

    /// Waits until the index of a workspace is in memory.
    pub(super) async fn loaded(&self, workspace: WorkspaceId) -> Result<(), StoreError> {
        let seated = timeout(self.patience, self.seated(workspace)).await;
        seated.map_or_else(|_| Err(self.feed.progress(workspace)), |seat| seat.map(drop))
    }

    async fn seated(&self, workspace: WorkspaceId) -> Result<Arc<Seat>, StoreError> {
        loop {
            let (seat, new) = self.feed.seat(workspace);
            if new {
                self.load(&seat).await?;
            }
            match seat.arrived().await {
                Phase::Gone(None) => {}
                Phase::Gone(Some(why)) => return Err(unavailable(why)),
                Phase::Loading { .. } | Phase::Kept => return Ok(seat),
            }
        }
    }

    /// Has an index loaded, beginning with a transaction of its own.
    async fn load(&self, seat: &Arc<Seat>) -> Result<(), StoreError> {
        let begun = Begun { feed: &self.feed, seat, loading: false };
        let room = self.feed.room().await?;
        let (feed, taken) = (Arc::clone(&self.feed), Arc::clone(seat));
        let work = move |_: &mut Writing<'_>| feed.load(&taken, room);
        self.writer.write(Turn::First, Durability::Process, work).await?;
        begun.goes_on();
        Ok(())
    }
}

/// A seat that somebody has loaded. If they leave before that has begun, so does the seat, or nobody would ever load it.
struct Begun<'s> {
    feed: &'s Feed,
    seat: &'s Arc<Seat>,
    loading: bool,
}

impl Begun<'_> {
    fn goes_on(mut self) {
        self.loading = true;
    }
}

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        if !self.loading {
            self.feed.drop_one(self.seat, None);
        }
    }
}

/// True if there is any address on a channel that nobody may write to.
pub(super) fn any_suppressed(
    db: &Connection,
    workspace: WorkspaceId,
    channel: Channel,
) -> Result<bool, StoreError> {
    let mut select =
        db.prepare_cached("SELECT 1 FROM suppression WHERE workspace = ?1 AND channel = ?2 LIMIT 1")?;
    Ok(select.exists([workspace.get(), channel.code()])?)
}

/// True if nobody may write to an address, given as `Profile::plain_address` makes it.
pub(super) fn suppressed(
    db: &Connection,
    workspace: WorkspaceId,
    channel: Channel,
    address: &str,
) -> Result<bool, StoreError> {
    let mut select = db
        .prepare_cached("SELECT 1 FROM suppression WHERE workspace = ?1 AND channel = ?2 AND address = ?3")?;
    Ok(select.query_row((workspace.get(), channel.code(), address), |_| Ok(())).optional()?.is_some())
}
