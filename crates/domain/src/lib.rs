//! The words of Mini CRM as types that cannot be invalid.
//!
//! Pure: no clock, no randomness, no storage, no network. Time and randomness arrive as arguments, so every
//! rule written here can be tested by calling it. Whoever holds a value of one of these types need not check
//! it again: it was parsed once, at the edge.

pub mod account;
pub mod audit;
pub mod campaign;
pub mod channel;
pub mod customer;
pub mod decimal;
pub mod field;
pub mod id;
pub mod message;
pub mod money;
pub mod order;
pub mod receipt;
pub mod segment;
pub mod template;
pub mod time;
pub mod topic;
pub mod workspace;

pub use channel::Channel;
pub use field::{Field, FieldError};
pub use id::{
    ApiKeyId, AuditId, CampaignId, CustomerId, DeadLetterId, ImportId, InvitationId, OrderId, SegmentId,
    SessionId, UserId, WorkspaceId,
};
pub use money::Amount;
pub use time::{Timestamp, Zone};
pub use topic::Topic;
