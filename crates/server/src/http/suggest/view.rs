//! Suggestions as callers see them.

use engine::suggest::{self, Suggested};
use serde::Serialize;
use utoipa::ToSchema;

/// Messages to choose from.
#[derive(Serialize, ToSchema)]
pub(crate) struct Suggestion {
    /// Who wrote them: `offline` or the name of a model's provider.
    #[schema(example = "offline")]
    source: &'static str,
    /// The same for people.
    #[schema(example = "Written without AI")]
    label: String,
    /// Why they are not, or not all, by the language model that is set up.
    #[schema(required)]
    note: Option<String>,
    variants: Vec<SuggestedVariant>,
}

/// A message to choose.
#[derive(Serialize, ToSchema)]
#[schema(as = SuggestionVariant)]
pub(crate) struct SuggestedVariant {
    /// Who wrote it: `offline` or the name of a model's provider.
    #[schema(example = "offline")]
    source: &'static str,
    /// For email only.
    #[schema(required)]
    subject: Option<String>,
    body: String,
    /// Why it may work.
    reason: String,
    /// Of the body as written, in characters.
    length: usize,
    /// How long it becomes for a customer, against what fits.
    size: MessageSize,
    /// What was changed in it before it was shown, and what to look at.
    notes: Vec<String>,
}

/// How long a message becomes for an example customer.
#[derive(Serialize, ToSchema)]
pub(crate) struct MessageSize {
    /// Characters of the subject, of the 60 that inboxes show; for email.
    #[schema(required)]
    subject: Option<LengthOf>,
    /// Characters of the text; for SMS, of those that fit one part.
    body: LengthOf,
    /// For SMS: the parts it is sent in, and paid for.
    #[schema(required)]
    parts: Option<usize>,
}

/// Characters, and how many fit.
#[derive(Serialize, ToSchema)]
#[schema(as = MessageLength)]
pub(crate) struct LengthOf {
    #[schema(example = 142)]
    characters: usize,
    #[schema(example = 160)]
    limit: usize,
}

impl From<suggest::Length> for LengthOf {
    fn from(length: suggest::Length) -> Self {
        Self { characters: length.characters, limit: length.limit }
    }
}

impl From<Suggested> for SuggestedVariant {
    fn from(suggested: Suggested) -> Self {
        let Suggested { variant, source, size, notes } = suggested;
        Self {
            source,
            subject: variant.subject,
            body: variant.body,
            reason: variant.reason,
            length: variant.length,
            size: MessageSize {
                subject: size.subject.map(LengthOf::from),
                body: size.body.into(),
                parts: size.parts,
            },
            notes,
        }
    }
}

impl From<suggest::Suggestion> for Suggestion {
    fn from(suggestion: suggest::Suggestion) -> Self {
        Self {
            source: suggestion.source,
            label: suggestion.label,
            note: suggestion.note,
            variants: suggestion.variants.into_iter().map(SuggestedVariant::from).collect(),
        }
    }
}
