//! All that is held on one customer: gathered, and erased.

mod erased_names;
mod mentions;
mod withdrawals;

use async_trait::async_trait;
use domain::{CampaignId, Channel, CustomerId, Timestamp, WorkspaceId};

use crate::{DeadLetter, MessageRow, Page, PageRequest, StoreError};
pub(crate) use erased_names::{Bound, ErasedNames, forgotten_before};
pub(crate) use mentions::Names;
pub(crate) use withdrawals::{Withdrawals, withdrawn};

/// Up to where the log held records when somebody asked for an erasure: none of those brings the customer back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LogHeads {
    /// The newest position of the workspace's customers; 0 if the log holds none.
    pub customers: u64,
    /// The same of its orders.
    pub orders: u64,
}

/// What an erasure took away beside the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Erased {
    /// Their orders.
    pub orders: u64,
    /// Texts written to them. The messages stay in their campaigns' ledgers, as numbers.
    pub texts: u64,
    /// Dead letters that named them.
    pub dead_letters: u64,
}

/// A customer's copy of a campaign.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomerMessage {
    /// Which campaign.
    pub campaign: CampaignId,
    /// As it is called.
    pub campaign_name: String,
    /// How it travels.
    pub channel: Channel,
    /// When it was launched, with the customer in its audience.
    pub enrolled_at: Timestamp,
    /// The line of the communication log. What is not expanded yet is pending since the launch.
    pub row: MessageRow,
    /// As rendered, if it was and is an email.
    pub html: Option<String>,
}

/// An address of a customer that nobody may write to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suppression {
    /// Of which channel the address is.
    pub channel: Channel,
    /// Since when.
    pub since: Timestamp,
}

/// All that is held on one customer. Their profile, totals and orders are read like everybody's.
#[async_trait]
pub trait Holdings {
    /// What they were enrolled in, newest campaign first.
    async fn messages_to(
        &self,
        workspace: WorkspaceId,
        customer: CustomerId,
        page: &PageRequest,
    ) -> Result<Page<CustomerMessage>, StoreError>;
    /// Dead letters that name them, newest first; `NotFound` if there is no such customer.
    async fn dead_letters_about(
        &self,
        workspace: WorkspaceId,
        customer: CustomerId,
    ) -> Result<Vec<DeadLetter>, StoreError>;
    /// Those of their addresses that nobody may write to; `NotFound` if there is no such customer.
    async fn suppressions_of(
        &self,
        workspace: WorkspaceId,
        customer: CustomerId,
    ) -> Result<Vec<Suppression>, StoreError>;
    /// Forgets a customer, durably and in one transaction: profile, orders, texts and addresses of messages, dead
    /// letters that name them; totals and counts follow. `NotFound` if there is no such customer.
    ///
    /// The ledger keeps its sums. A message that is pending becomes skipped, or uncertain if it is being handed over at
    /// this moment; one that is submitted settles by its receipt.
    ///
    /// Two things outlive them, as keyed hashes. Their names, for as long as the log may hold records from before: what
    /// stands in it up to `before`, or was received a minute or more before the erasure, is not applied if it names
    /// them. And the addresses on which they had declined to be written to: whoever comes with one of them is treated
    /// so again.
    async fn erase_customer(
        &self,
        workspace: WorkspaceId,
        customer: CustomerId,
        before: LogHeads,
    ) -> Result<Erased, StoreError>;
}
