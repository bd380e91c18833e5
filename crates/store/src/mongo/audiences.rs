//! Answers about who a rule matches, from the index in memory.

use async_trait::async_trait;
use audience::{Answer, Audience, AudienceProfile, Distribution, Matching, Shared};
use domain::segment::{Field, Question, Rule};
use domain::{Channel, WorkspaceId, Zone};

use super::{MongoStore, customers, known_values};
use crate::{Audiences, KnownValues, StoreError};

#[async_trait]
impl Audiences for MongoStore {
    async fn answer(
        &self,
        workspace: WorkspaceId,
        question: Question,
        sample: usize,
    ) -> Result<Answer, StoreError> {
        let found = self.feed.ask(workspace, move |index| index.answer(&question, sample)).await?;
        let Audience { count, reachable, total, sample } = found;
        Ok(Answer { count, reachable, total, sample: customers::named(self, workspace, &sample).await? })
    }

    async fn counts(
        &self,
        workspace: WorkspaceId,
        question: Question,
        rules: Vec<Rule>,
    ) -> Result<Vec<u64>, StoreError> {
        self.feed.ask(workspace, move |index| index.counts(&question, &rules)).await
    }

    async fn profile(
        &self,
        workspace: WorkspaceId,
        question: Question,
        most: usize,
    ) -> Result<AudienceProfile, StoreError> {
        self.feed.ask(workspace, move |index| index.profile(&question, most)).await
    }

    async fn items_bought(
        &self,
        workspace: WorkspaceId,
        question: Question,
        most: usize,
    ) -> Result<Vec<Shared>, StoreError> {
        self.feed.ask(workspace, move |index| index.items_bought(&question, most)).await
    }

    async fn known_values(&self, workspace: WorkspaceId) -> Result<KnownValues, StoreError> {
        self.feed.ask(workspace, |index| known_values::known_values(&index.known())).await
    }

    async fn known_items(&self, workspace: WorkspaceId, most: usize) -> Result<Vec<String>, StoreError> {
        self.feed.ask(workspace, move |index| index.known_items(most)).await
    }

    async fn distribution(
        &self,
        workspace: WorkspaceId,
        field: Field,
        zone: Zone,
        most: usize,
    ) -> Result<Distribution, StoreError> {
        self.feed.ask(workspace, move |index| index.distribution(&field, &zone, most)).await
    }
}

impl MongoStore {
    /// Who matches now, of everything that was applied before this call.
    pub(super) async fn matching(
        &self,
        workspace: WorkspaceId,
        question: &Question,
        channel: Channel,
    ) -> Result<Matching, StoreError> {
        let question = question.clone();
        self.feed.ask(workspace, move |index| index.matching(&question, channel)).await
    }
}
