//! Answers about who a rule matches, from the tables in memory.

use async_trait::async_trait;
use audience::{Answer, AudienceProfile, Distribution, Matching, Shared};
use domain::segment::{Field, Question};
use domain::{Channel, WorkspaceId, Zone};

use super::{MongoStore, known_values, orders};
use crate::reading::unavailable;
use crate::{Audiences, KnownValues, StoreError};

#[async_trait]
impl Audiences for MongoStore {
    async fn answer(
        &self,
        workspace: WorkspaceId,
        question: Question,
        sample: usize,
    ) -> Result<Answer, StoreError> {
        self.answers(&question)?;
        self.feed.ask(workspace, move |table| table.answer(&question, sample)).await
    }

    async fn profile(
        &self,
        workspace: WorkspaceId,
        question: Question,
        most: usize,
    ) -> Result<AudienceProfile, StoreError> {
        self.answers(&question)?;
        self.feed.ask(workspace, move |table| table.profile(&question, most)).await
    }

    async fn items_bought(
        &self,
        workspace: WorkspaceId,
        question: Question,
        most: usize,
    ) -> Result<Vec<Shared>, StoreError> {
        // The channel makes no difference to who matches.
        let matching = self.matching(workspace, &question, Channel::Email).await?;
        orders::items_bought(self, workspace, &matching.customers, most).await
    }

    async fn known_values(&self, workspace: WorkspaceId) -> Result<KnownValues, StoreError> {
        self.feed.ask(workspace, |table| known_values::known_values(table.known())).await
    }

    async fn known_items(&self, _: WorkspaceId, _: usize) -> Result<Vec<String>, StoreError> {
        Err(unavailable("items are not known here"))
    }

    async fn distribution(
        &self,
        _: WorkspaceId,
        _: Field,
        _: Zone,
        _: usize,
    ) -> Result<Distribution, StoreError> {
        Err(unavailable("distributions are not known here"))
    }
}

impl MongoStore {
    /// Refuses what the tables cannot answer: they know customers, and nothing of their past.
    #[expect(clippy::unused_self, reason = "it is this store that cannot")]
    fn answers(&self, question: &Question) -> Result<(), StoreError> {
        let asks = question.asks_orders() || question.asks_campaigns() || !question.segments().is_empty();
        if asks {
            Err(unavailable("rules about orders, campaigns and segments are not answered here"))
        } else {
            Ok(())
        }
    }

    /// Who matches now, of everything that was applied before this call.
    pub(super) async fn matching(
        &self,
        workspace: WorkspaceId,
        question: &Question,
        channel: Channel,
    ) -> Result<Matching, StoreError> {
        self.answers(question)?;
        let question = question.clone();
        self.feed.ask(workspace, move |table| table.matching(&question, channel)).await
    }
}
