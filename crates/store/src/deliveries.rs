use std::time::Duration;

use async_trait::async_trait;
use domain::campaign::Campaign;
use domain::customer::Customer;
use domain::message::{SkipReason, WireId};
use domain::workspace::Workspace;
use domain::{CampaignId, Timestamp, WorkspaceId};

use crate::StoreError;

/// The right to hand over the messages of one chunk, for a while.
#[derive(Debug, Clone)]
pub struct Lease {
    /// Whose, with the name, currency and zone that messages are written with.
    pub workspace: Workspace,
    /// Its text is frozen; its state is `Sending`, or `Cancelled` if what is pending is to be skipped.
    pub campaign: Campaign,
    /// Which chunk, from 0.
    pub chunk: u32,
    /// Distinguishes this lease from every other of the chunk: whoever lost it is [`StoreError::Fenced`].
    pub token: i64,
}

/// A message that may be handed over now.
#[derive(Debug, Clone)]
pub struct Due {
    /// Which attempt of which message.
    pub id: WireId,
    /// The customer as they are now; absent if erased.
    pub customer: Option<Customer>,
    /// The text, if this attempt was rendered before: a retry sends the same bytes. Then the vendor may have it already.
    pub kept: Option<Kept>,
    /// True if the address is on the suppression list.
    pub suppressed: bool,
}

/// A rendered message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The address.
    pub to: String,
    /// The customer's name when it was rendered, empty if unknown: a retry carries the same.
    pub name: String,
    /// For email.
    pub subject: Option<String>,
    /// Plain text.
    pub body: String,
    /// For email.
    pub html: Option<String>,
}

/// What is decided about a due message before it is handed over.
#[derive(Debug, Clone)]
pub enum Prepared {
    /// To be handed over with this text.
    Keep(WireId, Kept),
    /// Not to be handed over.
    Skip(WireId, SkipReason),
    /// Not to be handed over again, and perhaps with the vendor: its receipt is awaited as if it had been taken.
    Await(WireId),
}

impl Prepared {
    /// Which attempt of which message.
    pub const fn id(&self) -> WireId {
        match self {
            Self::Keep(id, _) | Self::Skip(id, _) | Self::Await(id) => *id,
        }
    }
}

/// How a hand-over ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// The vendor has it; the receipt is awaited.
    Submitted,
    /// The vendor refused it, for good.
    Rejected(String),
    /// Perhaps the vendor has it. To be tried again, the same bytes, not before this instant.
    Retry(Timestamp),
    /// The vendor never had it. To be tried again, with whatever text is right then, not before this instant.
    Untaken(Timestamp),
}

/// How a hand-over of one message ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed {
    /// Which attempt of which message.
    pub id: WireId,
    /// How it ended.
    pub fate: Fate,
}

/// A message whose receipt is late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overdue {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Which attempt of which message.
    pub id: WireId,
    /// Since when the receipt is awaited.
    pub submitted_at: Timestamp,
}

/// What the delivery and reconcile workers need. Leases run by the store's own clock.
#[async_trait]
pub trait Deliveries {
    /// Ends every lease, for the one process of a store that nobody shares, when it starts: whoever held one is dead.
    async fn end_leases(&self) -> Result<(), StoreError>;
    /// Takes the right to a chunk that has something to hand over (or to skip) now, of a campaign that is sending
    /// or cancelled; campaigns take turns. `None` if there is nothing to do now.
    async fn lease_chunk(&self, holder: &str, ttl: Duration) -> Result<Option<Lease>, StoreError>;
    /// Expands the chunk into messages if that was not done (an address already in the campaign is skipped), and
    /// returns at most `limit` that may be handed over now, in order. Those of a cancelled campaign are skipped
    /// here and none is returned; nor is any while the campaign is paused.
    async fn due(&self, lease: &Lease, limit: u32) -> Result<Vec<Due>, StoreError>;
    /// Keeps texts and skips, and prolongs the lease; durable when it returns, and before anything is handed over.
    /// `WrongState` if the campaign was paused or cancelled meanwhile: nothing is kept, and nothing may be handed
    /// over. The first text of an attempt stays. What a receipt has settled meanwhile stays settled. Returns those with
    /// a text that may be handed over: whose customer was erased meanwhile may not.
    async fn prepare(
        &self,
        lease: &Lease,
        prepared: Vec<Prepared>,
        ttl: Duration,
    ) -> Result<Vec<WireId>, StoreError>;
    /// Prolongs a lease while a slow vendor is waited for; `Fenced` if it was lost. Whatever became of the campaign
    /// meanwhile.
    async fn prolong(&self, lease: &Lease, ttl: Duration) -> Result<(), StoreError>;
    /// Records how hand-overs ended. A message that a receipt has settled meanwhile stays settled.
    async fn record(&self, lease: &Lease, handed: Vec<Handed>) -> Result<(), StoreError>;
    /// Gives the right back; the chunk is not leased again before `not_before`.
    async fn release(&self, lease: Lease, not_before: Option<Timestamp>) -> Result<(), StoreError>;
    /// Shows on the campaign why sending is stuck, or that it no longer is.
    async fn set_problem(
        &self,
        workspace: WorkspaceId,
        campaign: CampaignId,
        problem: Option<&str>,
    ) -> Result<(), StoreError>;
    /// Completes every campaign that is sending or paused with nothing pending and nothing submitted.
    async fn complete_settled(&self, at: Timestamp) -> Result<Vec<(WorkspaceId, CampaignId)>, StoreError>;
    /// Submitted messages whose receipt has been awaited since before an instant, oldest first; without those that
    /// were asked about and are not to be asked again yet, by the store's clock.
    async fn overdue(&self, before: Timestamp, limit: u32) -> Result<Vec<Overdue>, StoreError>;
    /// Notes that the vendor was asked about them: they are not overdue again before `ask_again`.
    async fn asked(&self, ids: &[WireId], ask_again: Timestamp) -> Result<(), StoreError>;
    /// Gives up waiting: what is still submitted becomes uncertain.
    async fn give_up(&self, ids: &[WireId], at: Timestamp) -> Result<(), StoreError>;
    /// When the next chunk can be leased, if any waits for it: so that a worker knows how long to rest. In the past
    /// if there is something to do now; at the end of its lease for a chunk that somebody holds.
    async fn next_due(&self) -> Result<Option<Timestamp>, StoreError>;
}
