//! Whom a rule matches, one by one.

use async_trait::async_trait;
use domain::customer::Customer;
use domain::segment::Question;
use domain::{Channel, CustomerId, WorkspaceId};

use super::customers::rows;
use super::{SqliteStore, space};
use crate::{Matches, StoreError};

#[async_trait]
impl Matches for SqliteStore {
    async fn everybody_matching(
        &self,
        workspace: WorkspaceId,
        question: Question,
    ) -> Result<Vec<CustomerId>, StoreError> {
        // The channel makes no difference to who matches.
        self.ask(workspace, move |index| index.matching(&question, Channel::Email).customers).await
    }

    async fn customers_of(
        &self,
        workspace: WorkspaceId,
        ids: &[CustomerId],
    ) -> Result<Vec<Customer>, StoreError> {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        self.read(move |db| {
            let own = space::range(workspace)?;
            let mut customers = Vec::with_capacity(ids.len());
            for id in ids.into_iter().filter(|id| own.contains(&id.get())) {
                customers.extend(rows::by_id(db, id)?);
            }
            Ok(customers)
        })
        .await
    }
}
