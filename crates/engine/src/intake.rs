//! The door for records: a body becomes one durable entry of the log, and every record that could not be taken
//! is named.

pub mod body;
pub mod codec;
mod quick;
pub mod receipts;

use std::sync::Arc;

use domain::workspace::Workspace;
use domain::{FieldError, Timestamp, Topic, WorkspaceId};
use log::{Appended, Idempotency, Log, LogError, NewEntry, Partition, Position};
use serde::{Deserialize, Serialize};

use crate::aside::aside;
use crate::crash;
use body::{Format, MalformedBody};

/// How many rejected records an answer names; their number is always exact.
pub const NAMED_REJECTIONS: usize = 100;

/// The most records one body can hold.
pub const MAX_RECORDS: usize = 100_000;

/// Bytes above which a body is read on a thread where it keeps nobody waiting.
const LARGE: usize = 1 << 20;

/// A record that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejection {
    /// Its place in the array, or among the lines that are not blank, from 0.
    pub index: usize,
    /// What is wrong with it.
    #[serde(flatten)]
    pub error: FieldError,
}

/// What became of a body's records at the door.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Sorted {
    /// How many were taken.
    pub accepted: u64,
    /// How many were not.
    pub rejected_total: u64,
    /// The first of those, at most [`NAMED_REJECTIONS`].
    pub rejected: Vec<Rejection>,
}

impl Sorted {
    fn reject(&mut self, index: usize, error: FieldError, named: usize) {
        self.rejected_total += 1;
        if self.rejected.len() < named {
            self.rejected.push(Rejection { index, error });
        }
    }
}

/// A body that was taken, at least in part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipted {
    /// Where it stands in the log; `None` if no record was good, so that nothing was appended.
    pub position: Option<Position>,
    /// What became of its records.
    pub sorted: Sorted,
}

/// Why a body was not taken at all.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// It is not JSON, or not of a shape records come in.
    #[error(transparent)]
    Malformed(#[from] MalformedBody),
    /// The idempotency key was used with another body.
    #[error("this Idempotency-Key was used with another body")]
    KeyReused,
    /// The log cannot take it; nothing was accepted.
    #[error(transparent)]
    Log(#[from] LogError),
}

/// A caller's idempotency key, with a hash of the body it came with.
#[derive(Debug, Clone)]
pub struct Key {
    /// As the caller chose it.
    pub key: String,
    /// SHA-256 of the body and of what it was posted to.
    pub body_hash: [u8; 32],
}

/// Takes records in.
#[derive(Clone)]
pub struct Intake {
    log: Arc<dyn Log>,
}

impl Intake {
    /// An intake that appends to `log`.
    pub fn new(log: Arc<dyn Log>) -> Self {
        Self { log }
    }

    /// Takes a body of customers or orders. When this returns, what was accepted is durable.
    ///
    /// Dates without time are read in the workspace's zone; `now` is when the body was received.
    pub async fn accept(
        &self,
        topic: Topic,
        workspace: &Workspace,
        bytes: impl AsRef<[u8]> + Send + 'static,
        format: Format,
        key: Option<Key>,
        now: Timestamp,
    ) -> Result<Receipted, IntakeError> {
        let large = bytes.as_ref().len() > LARGE;
        let zone = workspace.settings.zone.clone();
        let sort = move || body::sort(topic, bytes.as_ref(), format, &zone, now, NAMED_REJECTIONS);
        let sorted = if large { aside("reading a body", sort).await?? } else { sort()? };
        self.append_sorted(topic, workspace.id, sorted, key, now).await
    }

    /// The same for a part of a file: every rejected record is named.
    pub async fn accept_all_named(
        &self,
        topic: Topic,
        workspace: &Workspace,
        bytes: &[u8],
        format: Format,
        now: Timestamp,
    ) -> Result<Receipted, IntakeError> {
        let sorted = body::sort(topic, bytes, format, &workspace.settings.zone, now, usize::MAX)?;
        self.append_sorted(topic, workspace.id, sorted, None, now).await
    }

    async fn append_sorted(
        &self,
        topic: Topic,
        workspace: WorkspaceId,
        (payload, sorted): (Vec<u8>, Sorted),
        key: Option<Key>,
        now: Timestamp,
    ) -> Result<Receipted, IntakeError> {
        if sorted.accepted == 0 {
            return Ok(Receipted { position: None, sorted });
        }
        self.append(topic, workspace, payload, sorted, key, now).await
    }

    /// Appends encoded records as one entry.
    pub async fn append(
        &self,
        topic: Topic,
        workspace: WorkspaceId,
        payload: Vec<u8>,
        sorted: Sorted,
        key: Option<Key>,
        now: Timestamp,
    ) -> Result<Receipted, IntakeError> {
        let records = u32::try_from(sorted.accepted).unwrap_or(u32::MAX);
        let entry = NewEntry { payload, records, received_at_ms: now.millis() };
        let answer = || serde_json::to_vec(&sorted).unwrap_or_default();
        let idempotency =
            key.map(|key| Idempotency { key: key.key, body_hash: key.body_hash, answer: answer() });
        match self.log.append(Partition { topic, workspace }, entry, idempotency).await? {
            Appended::New(position) => {
                crash::point(if topic == Topic::Receipts { "receipts.appended" } else { "ingest.appended" });
                Ok(Receipted { position: Some(position), sorted })
            }
            Appended::Replayed { position, answer } => {
                let sorted = serde_json::from_slice(&answer)
                    .map_err(|error| LogError::corrupt("reading a stored answer", error))?;
                Ok(Receipted { position: Some(position), sorted })
            }
            Appended::Conflict => Err(IntakeError::KeyReused),
        }
    }
}
