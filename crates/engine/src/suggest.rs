//! Message suggestions: a few words about what a campaign is for become three messages to choose from.

pub mod offline;

use domain::Channel;
use serde::Serialize;

pub use offline::Offline;

/// Whoever writes suggestions.
#[async_trait::async_trait]
pub trait Suggester: Send + Sync {
    /// A short stable word for programs (`offline`).
    fn source(&self) -> &'static str;

    /// How the suggestions are labelled for people.
    fn label(&self) -> &'static str;

    /// Three distinct messages, ready to be used as they are.
    async fn suggest(&self, brief: &Brief) -> Result<Vec<Variant>, SuggestError>;
}

/// What is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brief {
    /// What the campaign is for, in the marketer's words: any text, of any language and length.
    pub objective: String,
    /// What the message travels by.
    pub channel: Channel,
    /// How it should sound (`friendly`, `formal`, `playful`, `urgent`); other words are read as friendly.
    pub tone: Option<String>,
    /// The shop's name, for judging how long a message becomes; messages name it as `{{ workspace }}`.
    pub workspace_name: String,
}

/// One suggestion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Variant {
    /// At most 60 characters; only for email.
    pub subject: Option<String>,
    /// A message template in plain text, paragraphs separated by an empty line.
    pub body: String,
    /// One sentence for the marketer: why one might choose it.
    pub reason: String,
    /// Characters of `body` as it stands, variables counted as they are written.
    pub length: usize,
}

/// Why there are no suggestions.
#[derive(Debug, thiserror::Error)]
pub enum SuggestError {
    /// The service that writes them could not be asked; trying again may help.
    #[error("the service that writes suggestions did not answer: {0}")]
    Unavailable(String),
    /// The service answered with something that is not three usable messages.
    #[error("the service that writes suggestions gave no usable messages: {0}")]
    Unusable(String),
}
