//! What differs between providers: how a request is put, and what an answer says.

use reqwest::{Client, RequestBuilder};

use super::{Ask, Ended, Usage};

/// The longest answer asked for, in tokens; models that think use most of it before they write.
pub(super) const LONGEST_ANSWER: u32 = 8_192;

/// A provider's way of speaking.
pub(super) trait Dialect: Send + Sync + std::fmt::Debug {
    /// The request; as a stream of events if `stream`.
    fn request(&self, client: &Client, ask: &Ask<'_>, stream: bool) -> RequestBuilder;

    /// One JSON document of an answer: the whole, or one event of a stream.
    fn read(&self, json: &str) -> Result<Piece, serde_json::Error>;

    /// What the body of a refusal says, and when to come back if it says that.
    fn refusal(&self, body: &str) -> Refusal;

    /// The setting that names the key.
    fn key_setting(&self) -> &'static str;

    /// The setting that names the model.
    fn model_setting(&self) -> &'static str;
}

/// Part of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Piece {
    /// Text to append.
    pub(super) text: String,
    /// Set by the last piece.
    pub(super) ended: Option<Ended>,
    /// Counted from the beginning.
    pub(super) usage: Option<Usage>,
    /// The service gave up in the middle, and this is what it said.
    pub(super) failed: Option<String>,
}

/// What a refusal says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Refusal {
    /// In the service's own words.
    pub(super) said: String,
    /// True if it is about the key.
    pub(super) key: bool,
    /// When to come back.
    pub(super) after: Option<std::time::Duration>,
}
