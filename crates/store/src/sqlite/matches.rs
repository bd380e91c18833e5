//! Whom a rule matches, one by one.

use async_trait::async_trait;
use domain::customer::Customer;
use domain::segment::Question;
use domain::{Channel, CustomerId, WorkspaceId};

use super::customers::rows;
use super::{SqliteStore, holdings, orders, space};
use crate::matches::membership;
use crate::{Matches, Page, PageRequest, Past, StoreError};

/// Rows of a past read at once.
const PAGE: u32 = 1_000;

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

    async fn past_of(
        &self,
        workspace: WorkspaceId,
        customer: CustomerId,
    ) -> Result<Option<Past>, StoreError> {
        self.read(move |db| {
            if !space::range(workspace)?.contains(&customer.get()) {
                return Ok(None);
            }
            let Some(found) = rows::by_id(db, customer)? else { return Ok(None) };
            let orders = whole(|page| orders::orders(db, workspace, Some(customer), page))?;
            let messages = whole(|page| holdings::messages_to(db, workspace, customer, page))?;
            let memberships = messages.iter().map(membership).collect();
            Ok(Some(Past { customer: found, orders, memberships }))
        })
        .await
    }
}

/// A list to its end.
fn whole<T>(mut page: impl FnMut(&PageRequest) -> Result<Page<T>, StoreError>) -> Result<Vec<T>, StoreError> {
    let (mut items, mut after) = (Vec::new(), None);
    loop {
        let found = page(&PageRequest { limit: PAGE, after })?;
        items.extend(found.items);
        after = found.next;
        if after.is_none() {
            return Ok(items);
        }
    }
}
