//! The offline copywriter: no network, no AI, and it says so.
//!
//! It reads what the objective is about (`intent`) and which facts it names (`facts`), and fills copy written by
//! hand for that intent (`copy`) with those facts and no others. The words of the objective reach a message only
//! as facts recognised one by one, never as a whole, and only as letters and digits, so that nothing in it can become
//! a template or an instruction. The same brief always gives the same messages.

mod compose;
mod copy;
mod email;
mod facts;
mod fill;
mod intent;
pub(super) mod likeness;
mod sms;
mod token;
mod tone;

use domain::Channel;

use super::size::measure;
use super::{Brief, Listener, Progress, Suggested, Suggester, Task, Variant};
use crate::ai::AiError;
use compose::Writing;
use facts::OfferKind;
use intent::Intent;

/// Writes suggestions from copy that ships with the product.
#[derive(Debug, Clone, Copy, Default)]
pub struct Offline;

#[async_trait::async_trait]
impl Suggester for Offline {
    fn source(&self) -> &'static str {
        "offline"
    }

    fn label(&self) -> String {
        "Written without AI".to_owned()
    }

    async fn suggest(&self, task: &Task, progress: Listener<'_>) -> Result<Vec<Suggested>, AiError> {
        let brief = &task.brief;
        let suggested = |(place, variant): (usize, Variant)| {
            let size =
                measure(variant.subject.as_deref(), &variant.body, brief.channel, &brief.workspace_name);
            let suggested = Suggested { variant, source: self.source(), size, notes: Vec::new() };
            progress(Progress::Ready { place, suggested: suggested.clone() });
            suggested
        };
        Ok(write(brief).into_iter().enumerate().map(suggested).collect())
    }
}

/// Three messages for a brief.
fn write(brief: &Brief) -> Vec<Variant> {
    let tokens = token::read(&brief.objective);
    let recognised = intent::recognise(&tokens);
    let facts = facts::gather(&tokens, recognised);
    // A reduction that comes with nothing else, or for the season, is a sale, whatever it is called.
    let reduces = facts.offer.as_ref().is_some_and(|offer| offer.kind == OfferKind::Reduction);
    let sells = reduces && matches!(recognised, Intent::Generic | Intent::Season);
    let intent = if sells { Intent::Sale } else { recognised };
    let writing = Writing {
        objective: likeness::words(&brief.objective),
        tone: tone::Tone::named(brief.tone.as_deref().unwrap_or_default()),
        shop: brief.workspace_name.clone(),
    };
    let drafts = match brief.channel {
        Channel::Email => compose::three(intent, &facts, &writing, email::drafts),
        Channel::Sms => compose::three(intent, &facts, &writing, sms::drafts),
    };
    drafts
        .into_iter()
        .map(|draft| Variant {
            length: draft.body.chars().count(),
            subject: draft.subject,
            body: draft.body,
            reason: draft.reason.to_owned(),
        })
        .collect()
}

#[cfg(test)]
mod tests;
