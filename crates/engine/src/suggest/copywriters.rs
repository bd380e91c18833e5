//! Who writes now: the model where it answers, the offline copywriter where it does not, and each says so.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::{ByModel, Listener, Offline, Progress, Suggested, Suggester, Task};
use crate::ai::{Ai, AiError};

/// How long a model may be silent before the offline copywriter's messages are offered until it speaks.
const SILENCE: Duration = Duration::from_millis(800);

/// Everyone who can write.
#[derive(Debug, Clone)]
pub struct Copywriters {
    model: Option<ByModel>,
}

/// Messages to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Who wrote them, for programs; each says so for itself, too.
    pub source: &'static str,
    /// The same for people.
    pub label: String,
    /// Why they are not by the model that is set up, or not all of them: a sentence.
    pub note: Option<String>,
    /// The messages.
    pub variants: Vec<Suggested>,
}

impl Copywriters {
    /// With a model, or without.
    pub fn new(model: Option<Arc<Ai>>) -> Self {
        Self { model: model.map(ByModel::new) }
    }

    /// Suggestions, always: from the model, or from the offline copywriter with the reason. Only a change of a message
    /// is beyond the latter, so that it fails where the model fails; `None` where there is no model.
    pub async fn suggest(&self, task: &Task, progress: Listener<'_>) -> Result<Suggestion, Option<AiError>> {
        let Some(model) = &self.model else {
            return if task.change.is_some() { Err(None) } else { Ok(offline(task, None, progress).await) };
        };
        match heard(model, task, progress).await {
            Ok(variants) => Ok(completed(model, task, variants).await),
            Err(error) if task.change.is_some() => Err(Some(error)),
            Err(error) => Ok(offline(task, Some(capitalised(&error.why)), progress).await),
        }
    }
}

/// Asks the model; when it stays silent, what the offline copywriter has is told in the meantime.
async fn heard(model: &ByModel, task: &Task, progress: Listener<'_>) -> Result<Vec<Suggested>, AiError> {
    let spoken = AtomicBool::new(false);
    let listen = |event: Progress| {
        spoken.store(true, Ordering::Relaxed);
        progress(event);
    };
    let asked = model.suggest(task, &listen);
    tokio::pin!(asked);
    tokio::select! {
        answer = &mut asked => return answer,
        () = tokio::time::sleep(SILENCE) => {}
    }
    if task.change.is_none() && !spoken.load(Ordering::Relaxed) {
        let why = format!("{} has not answered yet; its messages come as soon as it does.", model.who());
        progress(Progress::Meanwhile(offline(task, Some(why), &|_| {}).await));
    }
    asked.await
}

/// What the model wrote, with the offline copywriter's for those that could not be used.
async fn completed(model: &ByModel, task: &Task, mut variants: Vec<Suggested>) -> Suggestion {
    let by_model = variants.len();
    let missing = task.wanted().saturating_sub(by_model);
    let mut note = None;
    if missing > 0 && task.change.is_none() {
        variants.extend(offline(task, None, &|_| {}).await.variants.into_iter().take(missing));
        let rest = if missing == 1 { "one is" } else { "two are" };
        note = Some(format!(
            "Only {by_model} of the messages of {} could be used; {rest} written without AI.",
            model.who()
        ));
    } else if missing > 0 {
        note = Some(format!("Only {by_model} of the messages of {} could be used.", model.who()));
    }
    Suggestion { source: model.source(), label: model.label(), note, variants }
}

async fn offline(task: &Task, note: Option<String>, progress: Listener<'_>) -> Suggestion {
    let offline = Offline;
    let variants = offline.suggest(task, progress).await.unwrap_or_default();
    Suggestion { source: offline.source(), label: offline.label(), note, variants }
}

/// A sentence with its capital and its full stop.
fn capitalised(why: &str) -> String {
    let mut letters = why.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", letters.as_str())
}
