use async_trait::async_trait;
use domain::message::MessageState;
use domain::{CampaignId, CustomerId, Timestamp, WorkspaceId};

use crate::{Page, PageRequest, StoreError};

/// Which messages of a campaign a list shows.
#[derive(Debug, Clone, Default)]
pub struct MessageFilter {
    /// In this state.
    pub state: Option<MessageState>,
    /// With exactly this reason.
    pub reason: Option<String>,
    /// Part of the customer's name or of the address, in any case; blank shows all.
    pub search: String,
}

/// A line of the communication log.
#[derive(Debug, Clone, PartialEq)]
pub struct MessageRow {
    /// Its place in the campaign's ledger, from 0.
    pub ordinal: u32,
    /// Who was enrolled.
    pub customer: CustomerId,
    /// Their name now; absent if erased or unnamed.
    pub customer_name: Option<String>,
    /// True if the customer was erased: there is nobody under that id any more.
    pub erased: bool,
    /// The address it was rendered for, if it was and the customer was not erased.
    pub to: Option<String>,
    /// Where it stands.
    pub state: MessageState,
    /// Why it failed or was skipped.
    pub reason: Option<String>,
    /// From 1.
    pub attempt: u16,
    /// As rendered, if it was.
    pub subject: Option<String>,
    /// As rendered, if it was.
    pub body: Option<String>,
    /// When its state last changed.
    pub changed_at: Timestamp,
}

impl MessageRow {
    /// A member of a chunk that is not expanded yet, of a campaign launched `since`.
    pub(crate) const fn waiting(customer: CustomerId, ordinal: u32, since: Timestamp) -> Self {
        Self {
            ordinal,
            customer,
            customer_name: None,
            erased: false,
            to: None,
            state: MessageState::Pending,
            reason: None,
            attempt: 1,
            subject: None,
            body: None,
            changed_at: since,
        }
    }
}

/// How many messages failed or were skipped for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonCount {
    /// Failed or skipped.
    pub state: MessageState,
    /// In words for people.
    pub reason: String,
    /// How many.
    pub count: u64,
}

/// What was settled within a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Minute {
    /// Its first instant.
    pub start: Timestamp,
    /// Messages sent.
    pub sent: u64,
    /// Messages failed.
    pub failed: u64,
}

/// The ledger of a campaign, for reading. Members of chunks not yet expanded have no row yet. `NotFound` if the
/// workspace has no such campaign.
#[async_trait]
pub trait Messages {
    /// By place in the ledger.
    async fn messages(
        &self,
        workspace: WorkspaceId,
        campaign: CampaignId,
        filter: &MessageFilter,
        page: &PageRequest,
    ) -> Result<Page<MessageRow>, StoreError>;
    /// Reasons of failure and exclusion, most frequent first.
    async fn reasons(
        &self,
        workspace: WorkspaceId,
        campaign: CampaignId,
    ) -> Result<Vec<ReasonCount>, StoreError>;
    /// What was settled, by minute, oldest first; minutes without any are left out.
    async fn settled_by_minute(
        &self,
        workspace: WorkspaceId,
        campaign: CampaignId,
    ) -> Result<Vec<Minute>, StoreError>;
}
