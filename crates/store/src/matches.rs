use async_trait::async_trait;
use domain::customer::Customer;
use domain::message::MessageState;
use domain::order::Order;
use domain::segment::{Facts, Membership, Outcome, Question};
use domain::{CustomerId, WorkspaceId};

use crate::{CustomerMessage, StoreError};

/// A customer and all that a rule can see of their past.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    /// Who.
    pub customer: Customer,
    /// Their orders, in no order.
    pub orders: Vec<Order>,
    /// What campaigns did for them, one entry a campaign.
    pub memberships: Vec<Membership>,
}

impl Past {
    /// What a rule can see.
    pub fn facts(&self) -> Facts<'_> {
        Facts::new(&self.customer, &self.orders, &self.memberships)
    }
}

/// What rules see of a message.
pub(crate) fn membership(message: &CustomerMessage) -> Membership {
    let outcome = match message.row.state {
        MessageState::Sent => Some(Outcome::Sent(message.row.changed_at)),
        MessageState::Failed => Some(Outcome::Failed(message.row.changed_at)),
        _ => None,
    };
    Membership { campaign: message.campaign, enrolled_at: message.enrolled_at, outcome }
}

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
    /// A customer with all of their past, as they are at one moment: everything is read in one transaction, so no order is
    /// seen without the totals it makes, and no message in two states. `None` if there is no such customer.
    async fn past_of(&self, workspace: WorkspaceId, customer: CustomerId)
    -> Result<Option<Past>, StoreError>;
}
