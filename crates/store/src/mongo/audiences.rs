//! Answers about who a rule matches.
#![allow(unused_variables, unused_imports, clippy::todo, reason = "being written")]

use crate::StoreError;
use crate::{Audiences, KnownValues, MongoStore};
use async_trait::async_trait;
use audience::Answer;
use domain::WorkspaceId;
use domain::segment::Question;

#[async_trait]
impl Audiences for MongoStore {
    async fn answer(
        &self,
        workspace: WorkspaceId,
        question: Question,
        sample: usize,
    ) -> Result<Answer, StoreError> {
        todo!()
    }
    async fn known_values(&self, workspace: WorkspaceId) -> Result<KnownValues, StoreError> {
        todo!()
    }
}
