//! Why a model did not answer, for people and for programs.

use std::time::Duration;

/// What kind of trouble it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// No connection, or it broke before anything came.
    Unreachable,
    /// No answer in time.
    Slow,
    /// The service asks to come back later.
    Busy,
    /// The service refuses us: a setting is wrong.
    Refused,
    /// The service's filter stopped the request or the answer.
    Blocked,
    /// The answer ended at its longest before it was of use.
    CutOff,
    /// The answer is not what was asked for.
    Nonsense,
    /// The workspace has asked too often.
    Limited,
}

impl Trouble {
    /// A stable word for logs and metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Slow => "slow",
            Self::Busy => "busy",
            Self::Refused => "refused",
            Self::Blocked => "blocked",
            Self::CutOff => "cut_off",
            Self::Nonsense => "nonsense",
            Self::Limited => "limited",
        }
    }
}

/// No answer that is of use. Its text is a sentence for people without the full stop, and holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct AiError {
    /// What kind.
    pub trouble: Trouble,
    /// A sentence.
    pub why: String,
    /// When to come back, if that is known.
    pub after: Option<Duration>,
    /// What the service said, for the log; without the key.
    pub said: Option<String>,
}

impl AiError {
    /// Trouble of a kind, in a sentence.
    pub fn new(trouble: Trouble, why: impl Into<String>) -> Self {
        Self { trouble, why: why.into(), after: None, said: None }
    }

    /// The same with a time to come back.
    #[must_use]
    pub fn coming_back(mut self, after: Duration) -> Self {
        self.after = Some(after);
        self
    }

    /// The same with what the service said.
    #[must_use]
    pub(super) fn saying(mut self, said: String) -> Self {
        self.said = Some(said).filter(|said| !said.is_empty());
        self
    }
}

/// A stretch of time as people say it: whole seconds, at least one.
pub(super) fn in_words(wait: Duration) -> String {
    match wait.as_millis().div_ceil(1_000).max(1) {
        1 => "a second".to_owned(),
        seconds @ 2..120 => format!("{seconds} seconds"),
        seconds => format!("{} minutes", seconds.div_ceil(60)),
    }
}
