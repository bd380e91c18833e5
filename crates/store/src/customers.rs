pub(crate) mod matching;
pub(crate) mod place;

use async_trait::async_trait;
use domain::customer::Customer;
use domain::segment::Question;
use domain::{CustomerId, WorkspaceId};

use crate::{Page, PageRequest, StoreError};

/// What a list of customers is ordered by. Texts are compared in any case; missing values come last in either
/// direction; ties go by id, in the direction of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CustomerSort {
    /// By name.
    Name,
    /// By email.
    Email,
    /// By lifetime value.
    TotalSpend,
    /// By number of orders that count.
    Visits,
    /// By date of the last order that counts.
    LastPurchased,
    /// By when they were first seen.
    #[default]
    CreatedAt,
}

/// Which customers a list shows, and in which order.
#[derive(Debug, Clone, Default)]
pub struct CustomerFilter {
    /// Part of a name, email, phone or external id, in any case; blank shows everyone.
    pub search: String,
    /// Ordered by.
    pub sort: CustomerSort,
    /// Largest first.
    pub descending: bool,
    /// Only those it matches, at its instant.
    pub question: Option<Question>,
}

/// Customers, for reading.
#[async_trait]
pub trait Customers {
    /// One customer.
    async fn customer(&self, workspace: WorkspaceId, id: CustomerId) -> Result<Option<Customer>, StoreError>;
    /// A page of customers, and how many the filter shows in all.
    ///
    /// With a question, who is shown, in which order and how many is of one state of the audience, which has seen
    /// everything that was applied before this call; the customers of the page are read right after, and who was erased in
    /// between is left out. A page goes on where the one before stopped: nobody whose place stays is shown twice or passed
    /// over. With a search as well, names and addresses are looked through right before.
    async fn customers(
        &self,
        workspace: WorkspaceId,
        filter: &CustomerFilter,
        page: &PageRequest,
    ) -> Result<(Page<Customer>, u64), StoreError>;
}
