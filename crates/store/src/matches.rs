use async_trait::async_trait;
use domain::customer::Customer;
use domain::segment::Question;
use domain::{CustomerId, WorkspaceId};

use crate::StoreError;

/// Whom a rule matches, one by one.
#[async_trait]
pub trait Matches {
    /// Everybody who matches at the instant of the question, by id.
    async fn everybody_matching(
        &self,
        workspace: WorkspaceId,
        question: Question,
    ) -> Result<Vec<CustomerId>, StoreError>;
    /// Those of some customers that are still there, as they are now, by id.
    async fn customers_of(
        &self,
        workspace: WorkspaceId,
        ids: &[CustomerId],
    ) -> Result<Vec<Customer>, StoreError>;
}
