//! Message suggestions: a few words about what a campaign is for become three messages to choose from.
//!
//! [`Copywriters`] is who a caller asks: a language model where one is set up ([`ByModel`]), and the offline
//! copywriter ([`Offline`]) where there is none, where it is silent, and for whatever of its three messages cannot
//! be used. Every suggestion says who wrote it. What a model writes is checked by the parser of messages
//! and mended (`mend`) before it counts; until then it is a draft to look at.

mod audience;
mod by_model;
mod copywriters;
mod described;
mod mend;
pub mod offline;
mod prompt;
mod size;

#[cfg(test)]
mod tests;

use domain::{Channel, WorkspaceId};
use serde::Serialize;

use crate::ai::AiError;
pub use audience::AudienceFacts;
pub use by_model::ByModel;
pub use copywriters::{Copywriters, Suggestion};
pub use described::described;
pub use offline::Offline;
pub use size::{Length, Size};

/// Whoever writes suggestions.
#[async_trait::async_trait]
pub trait Suggester: Send + Sync {
    /// A short stable word for programs (`offline`).
    fn source(&self) -> &'static str;

    /// How the suggestions are labelled for people.
    fn label(&self) -> String;

    /// Distinct messages, ready to be used as they are: as many as [`Task::wanted`] says, or fewer. `progress` hears
    /// how they come about.
    async fn suggest(&self, task: &Task, progress: Listener<'_>) -> Result<Vec<Suggested>, AiError>;
}

/// Hears how suggestions come about.
pub type Listener<'a> = &'a (dyn Fn(Progress) + Send + Sync);

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

/// A brief with all that helps a model to write to it. No person's data is in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// For whom it is written.
    pub workspace: WorkspaceId,
    /// What is to be written.
    pub brief: Brief,
    /// How the shop speaks, in its own words.
    pub voice: Option<String>,
    /// Who will read it, as a whole.
    pub audience: Option<AudienceFacts>,
    /// Names of the shop's own fields.
    pub attributes: Vec<String>,
    /// A message to start from.
    pub change: Option<Change>,
}

impl Task {
    /// A brief alone.
    pub fn new(workspace: WorkspaceId, brief: Brief) -> Self {
        Self { workspace, brief, voice: None, audience: None, attributes: Vec::new(), change: None }
    }

    /// How many messages are wanted.
    pub fn wanted(&self) -> usize {
        match &self.change {
            None => 3,
            Some(change) => match change.way {
                Way::Similar => 3,
                Way::Shorter | Way::Language(_) => 1,
            },
        }
    }
}

/// A message that exists, and what to make of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// For email.
    pub subject: Option<String>,
    /// With variables.
    pub body: String,
    /// What to make of it.
    pub way: Way,
}

/// What to make of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// Three more like it.
    Similar,
    /// The same in fewer words.
    Shorter,
    /// The same in another language, named in any way.
    Language(String),
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

/// A suggestion that passed the check of messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggested {
    /// The message.
    pub variant: Variant,
    /// Who wrote it, for programs.
    pub source: &'static str,
    /// How long it becomes for a customer, against what fits.
    pub size: Size,
    /// What was changed in it, and what a person should look at.
    pub notes: Vec<String>,
}

/// How suggestions come about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// A message as far as it is written; nobody has checked it.
    Draft {
        /// Which, from 0.
        place: usize,
        /// For email.
        subject: Option<String>,
        /// So far.
        body: String,
    },
    /// A message is written and checked.
    Ready {
        /// Which, from 0.
        place: usize,
        /// The message.
        suggested: Suggested,
    },
    /// The model lets wait: these are there until it has answered.
    Meanwhile(Suggestion),
}
