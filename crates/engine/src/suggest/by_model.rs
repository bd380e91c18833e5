//! Suggestions by a language model, checked one by one as they are written.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;

use super::mend::{Known, mend};
use super::offline::likeness;
use super::size::measure;
use super::{Listener, Progress, Suggested, Suggester, Task, Variant, Way, prompt};
use crate::ai::partial::{self, Partial};
use crate::ai::veil::Veil;
use crate::ai::{Ai, AiError, Ask, Ended, Purpose, Trouble};

/// The longest reason shown, in characters.
const LONGEST_REASON: usize = 200;
/// Texts that share so many of their words are one message said twice.
const SAME: f64 = 0.9;

/// Writes suggestions by asking a model.
#[derive(Debug, Clone)]
pub struct ByModel {
    ai: Arc<Ai>,
}

impl ByModel {
    /// Asks this model.
    pub const fn new(ai: Arc<Ai>) -> Self {
        Self { ai }
    }

    /// Who is asked, for people.
    pub fn who(&self) -> &str {
        self.ai.who()
    }
}

/// An answer, as far as it is written.
#[derive(Debug, Deserialize, Default)]
struct Told {
    #[serde(default)]
    variants: Vec<ToldVariant>,
}

#[derive(Debug, Deserialize, Default)]
#[serde(default)]
struct ToldVariant {
    subject: Option<String>,
    body: String,
    reason: String,
}

#[async_trait::async_trait]
impl Suggester for ByModel {
    fn source(&self) -> &'static str {
        self.ai.source()
    }

    fn label(&self) -> String {
        let (who, model) = (self.ai.who(), self.ai.model());
        if who == model { format!("Written by {who}") } else { format!("Written by {who} ({model})") }
    }

    async fn suggest(&self, task: &Task, progress: Listener<'_>) -> Result<Vec<Suggested>, AiError> {
        let (turn, veil) = prompt::turn(task);
        let reading = Mutex::new(Reading {
            task,
            veil: &veil,
            source: self.source(),
            text: String::new(),
            settled: 0,
            usable: Vec::new(),
        });
        let hear = |piece: &str| {
            let mut reading = reading.lock().unwrap_or_else(PoisonError::into_inner);
            reading.text.push_str(piece);
            reading.advance(false, progress);
        };
        let (turns, schema) = ([turn], prompt::schema());
        let ask = Ask {
            workspace: task.workspace,
            purpose: Purpose::Messages,
            instructions: prompt::INSTRUCTIONS,
            turns: &turns,
            schema: &schema,
            temperature: 1.0,
        };
        let written = self.ai.ask(&ask, Some(&hear)).await?;
        let mut reading = reading.into_inner().unwrap_or_else(PoisonError::into_inner);
        reading.advance(written.ended == Ended::Whole, progress);
        if reading.usable.is_empty() {
            Err(nothing(self.ai.who(), &written.ended))
        } else {
            Ok(reading.usable)
        }
    }
}

/// Why an answer has nothing in it that can be used.
fn nothing(who: &str, ended: &Ended) -> AiError {
    match ended {
        Ended::Whole => {
            AiError::new(Trouble::Nonsense, format!("{who} answered without a message that can be used"))
        }
        Ended::CutOff => AiError::new(
            Trouble::CutOff,
            format!("the answer of {who} was cut off before a message was complete"),
        ),
        Ended::Blocked(reason) => AiError::new(
            Trouble::Blocked,
            format!(
                "the safety filter of {who} stopped the answer ({}); other words may help",
                plain(reason)
            ),
        ),
        Ended::Broken => {
            let why = format!("the connection to {who} broke before a message was complete");
            AiError::new(Trouble::Unreachable, why)
        }
        Ended::Late => AiError::new(Trouble::Slow, format!("{who} did not complete a message in time")),
    }
}

/// A provider's reason as words: letters only, for it is shown.
fn plain(reason: &str) -> String {
    let words = reason.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty());
    let words: Vec<String> = words.take(4).map(str::to_ascii_lowercase).collect();
    if words.is_empty() { "no reason given".to_owned() } else { words.join(" ") }
}

/// An answer being read.
struct Reading<'a> {
    task: &'a Task,
    veil: &'a Veil,
    source: &'static str,
    text: String,
    /// Variants that were judged, usable or not.
    settled: usize,
    usable: Vec<Suggested>,
}

impl Reading<'_> {
    /// Judges every variant that is whole, and shows the one that is being written.
    fn advance(&mut self, over: bool, progress: Listener<'_>) {
        let Some(Partial { value: Told { variants }, closed }) = partial::read::<Told>(&self.text) else {
            return;
        };
        let whole = if over { variants.len() } else { closed };
        let mut waiting = variants.into_iter().skip(self.settled);
        while self.settled < whole && self.usable.len() < self.task.wanted() {
            let Some(told) = waiting.next() else { return };
            self.settled += 1;
            if let Some(suggested) = self.judge(&told) {
                let place = self.usable.len();
                self.usable.push(suggested.clone());
                progress(Progress::Ready { place, suggested });
            }
        }
        if let Some(told) = waiting.next()
            && !over
            && self.usable.len() < self.task.wanted()
            && !(told.body.is_empty() && told.subject.as_deref().unwrap_or_default().is_empty())
        {
            let subject = told.subject.filter(|_| self.task.brief.channel == domain::Channel::Email);
            let subject = subject.map(|subject| self.veil.lift(&subject).into_owned());
            let body = self.veil.lift(&told.body).into_owned();
            progress(Progress::Draft { place: self.usable.len(), subject, body });
        }
    }

    /// A variant as it can be offered, or nothing.
    fn judge(&self, told: &ToldVariant) -> Option<Suggested> {
        let brief = &self.task.brief;
        let given = prompt::given(self.task);
        let known = Known { channel: brief.channel, attributes: &self.task.attributes, given: &given };
        let subject = told.subject.as_deref().map(|subject| self.veil.lift(subject));
        let mended = mend(subject.as_deref(), &self.veil.lift(&told.body), &known)?;
        let words: BTreeSet<String> = likeness::words(&mended.body).into_iter().collect();
        let again = self.usable.iter().any(|other| {
            let other: BTreeSet<String> = likeness::words(&other.variant.body).into_iter().collect();
            other.len().abs_diff(words.len()) * 10 <= words.len() && likeness::overlap(&words, &other) >= SAME
        });
        if again {
            return None;
        }
        let size = measure(mended.subject.as_deref(), &mended.body, brief.channel, &brief.workspace_name);
        let mut notes = mended.notes;
        notes.extend(prompt::too_long(brief.channel, size.parts));
        let length = mended.body.chars().count();
        if let Some(change) = self.task.change.as_ref().filter(|change| change.way == Way::Shorter)
            && length >= change.body.chars().count()
        {
            notes.push("It is not shorter than before.".to_owned());
        }
        let reason: String = self
            .veil
            .lift(told.reason.trim())
            .chars()
            .filter(|c| !c.is_control())
            .take(LONGEST_REASON)
            .collect();
        let reason = if reason.is_empty() { "No reason was given.".to_owned() } else { reason };
        let variant = Variant { subject: mended.subject, body: mended.body, reason, length };
        Some(Suggested { variant, source: self.source, size, notes })
    }
}
