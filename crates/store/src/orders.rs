use async_trait::async_trait;
use domain::order::Order;
use domain::{CustomerId, Timestamp, WorkspaceId};

use crate::{Page, PageRequest, StoreError};

/// Orders that count and their net amount within a span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bucket {
    /// How many.
    pub orders: u64,
    /// Sum of net amounts in minor units.
    pub revenue_minor: i64,
}

/// A workspace's totals, all time, over orders that count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Overview {
    /// Customers.
    pub customers: u64,
    /// Orders that count.
    pub orders: u64,
    /// Sum of net amounts in minor units.
    pub revenue_minor: i64,
    /// Messages sent, over all campaigns.
    pub sent: u64,
    /// Messages failed, over all campaigns.
    pub failed: u64,
}

/// Orders, for reading.
#[async_trait]
pub trait Orders {
    /// A page of orders, newest first: all of a workspace, or one customer's.
    async fn orders(
        &self,
        workspace: WorkspaceId,
        customer: Option<CustomerId>,
        page: &PageRequest,
    ) -> Result<Page<Order>, StoreError>;
    /// All-time totals; from counters, not by counting.
    async fn overview(&self, workspace: WorkspaceId) -> Result<Overview, StoreError>;
    /// Orders that count between neighbouring bounds (half-open, ascending): one bucket fewer than bounds.
    async fn buckets(&self, workspace: WorkspaceId, bounds: &[Timestamp]) -> Result<Vec<Bucket>, StoreError>;
}
