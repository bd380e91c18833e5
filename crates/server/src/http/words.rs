//! Closed sets of words, for the API's document: the types themselves live in `domain`, which knows no OpenAPI.

#![allow(dead_code, reason = "these types are read by the document only")]

use serde::Serialize;
use utoipa::ToSchema;

/// How messages travel.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Channel {
    Email,
    Sms,
}

/// What to make of a message.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum MessageChangeKind {
    Similar,
    Shorter,
    Language,
}

/// Where a campaign stands.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum CampaignState {
    Draft,
    Scheduled,
    Sending,
    Paused,
    Completed,
    Cancelled,
}

/// Where a message stands.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum MessageState {
    Pending,
    Submitted,
    Sent,
    Failed,
    Skipped,
    Uncertain,
}

/// Messages that can go out once more.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ResentState {
    Failed,
    Uncertain,
}

/// Where an order stands; `Cancelled` does not count.
#[derive(Serialize, ToSchema)]
pub(crate) enum OrderStatus {
    Placed,
    Completed,
    Cancelled,
}

/// What is known about a customer's wish; `unknown` counts as reachable unless the workspace demands opt-in.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ConsentState {
    Unknown,
    Granted,
    Withdrawn,
}

/// Whom a workspace writes to: whoever has not withdrawn, or only whoever has agreed.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum ConsentMode {
    OptOut,
    OptIn,
}

/// Who said so: a person's own withdrawal cannot be reversed by the shop.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ConsentSource {
    Shop,
    Person,
}

/// What the rows of a file are.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ImportKind {
    Customers,
    Orders,
}

/// Where an import stands.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ImportState {
    Running,
    Done,
    Failed,
}

/// Where a batch stands; `dead` if every record of it went to the dead letters.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum BatchState {
    Queued,
    Applied,
    Dead,
}

/// How far what was accepted is applied.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum PipelineState {
    UpToDate,
    CatchingUp,
}

/// What carries messages.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Carrier {
    Simulator,
    Vendor,
}

/// What a person may do in a workspace.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Role {
    Owner,
    Marketer,
    Analyst,
}

/// What a key is good for.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Scope {
    Ingest,
    Read,
    Campaigns,
    Settings,
}
