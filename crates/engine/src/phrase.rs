//! Words to audience: a sentence becomes a rule to look at and edit.
//!
//! A model proposes; [`Rule::parse`] and the workspace's vocabulary decide. What they refuse goes back to the model
//! with their own messages, twice at most; what is still wrong then is given to nobody. What a rule cannot say is said
//! in words. Nothing here launches anything: the rule lands in the builder, with its count, for a person to change.

mod check;
mod prompt;

#[cfg(test)]
mod audiences;
#[cfg(test)]
mod tests;

use domain::segment::vocabulary::Vocabulary;
use domain::segment::{Rule, RuleError};
use domain::{Timestamp, WorkspaceId, Zone};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::ai::partial;
use crate::ai::{Ai, AiError, Ask, Ended, Purpose, Trouble, Turn};
use check::check;

/// How often a rule that makes no sense is sent back.
const REPAIRS: usize = 2;
/// The most that is told about what cannot be expressed.
const MOST_REMARKS: usize = 5;
/// The longest remark, in characters.
const LONGEST_REMARK: usize = 240;

/// Words about an audience, and what is known where they are said.
#[derive(Debug, Clone)]
pub struct Phrase<'a> {
    /// For whom.
    pub workspace: WorkspaceId,
    /// What the person wrote.
    pub words: &'a str,
    /// What rules can ask here.
    pub vocabulary: &'a Vocabulary,
    /// Names of items that orders hold, those of most orders first, as far as they are known.
    pub items: &'a [String],
    /// The workspace's currency, three letters.
    pub currency: &'a str,
    /// Where its days begin.
    pub zone: &'a Zone,
    /// Now.
    pub at: Timestamp,
}

/// What was made of the words.
#[derive(Debug, Clone, PartialEq)]
pub struct Understood {
    /// A rule that makes sense; none if the words say nothing a rule can say.
    pub rule: Option<Rule>,
    /// What of the words the rule leaves out, and why.
    pub cannot: Vec<String>,
    /// What a person should look at: a city nobody lives in, for example.
    pub notes: Vec<String>,
}

/// An answer of a model.
#[derive(Debug, Deserialize)]
struct Told {
    #[serde(default)]
    rule: Option<Box<RawValue>>,
    #[serde(default)]
    cannot: Vec<String>,
}

/// Asks the model, and asks again with what was wrong, until there is a rule that makes sense. All of it takes no longer than one answer may.
pub async fn understand(ai: &Ai, phrase: &Phrase<'_>) -> Result<Understood, AiError> {
    let late = || AiError::new(Trouble::Slow, format!("{} did not come to a rule in time", ai.who()));
    tokio::time::timeout(ai.patience(), attempt(ai, phrase)).await.unwrap_or_else(|_| Err(late()))
}

async fn attempt(ai: &Ai, phrase: &Phrase<'_>) -> Result<Understood, AiError> {
    let (turn, mut veil) = prompt::turn(phrase);
    let schema = prompt::schema(phrase.vocabulary);
    let mut turns = vec![turn];
    for round in 0..=REPAIRS {
        let ask = Ask {
            workspace: phrase.workspace,
            purpose: Purpose::Audience,
            instructions: prompt::INSTRUCTIONS,
            turns: &turns,
            schema: &schema,
            temperature: 0.0,
        };
        let written = ai.ask(&ask, None).await?;
        ended(ai.who(), &written.ended)?;
        let errors = match read(&written.text) {
            None => vec![RuleError::new("", "not_the_schema", prompt::EXPECTED)],
            Some(told) => {
                let cannot = remarks(&told.cannot, |text| veil.lift(text).into_owned());
                match told.rule.filter(|rule| rule.get() != "null") {
                    None => return Ok(nothing(cannot)),
                    // Lifted as JSON: what was covered holds no quotation mark and no backslash.
                    Some(rule) => match check(&veil.lift(rule.get()), phrase.vocabulary, phrase.items) {
                        Ok((rule, _)) if rule.is_everyone() => return Ok(everyone(cannot)),
                        Ok((rule, notes)) => return Ok(Understood { rule: Some(rule), cannot, notes }),
                        Err(errors) => errors,
                    },
                }
            }
        };
        tracing::info!(round, errors = errors.len(), "a model's rule makes no sense");
        turns.push(Turn::Theirs(written.text));
        turns.push(prompt::repair(&errors, &mut veil));
    }
    let why = format!(
        "{} could not make a rule of these words; say it in simpler ones, or build it by hand",
        ai.who()
    );
    Err(AiError::new(Trouble::Nonsense, why))
}

fn read(text: &str) -> Option<Told> {
    // Around the JSON there may be politeness or a fence, which a strict reader would not pass over.
    partial::read(text).map(|partial| partial.value)
}

fn ended(who: &str, ended: &Ended) -> Result<(), AiError> {
    let (trouble, why) = match ended {
        Ended::Whole => return Ok(()),
        Ended::CutOff => (Trouble::CutOff, format!("the answer of {who} was cut off; say it in fewer words")),
        Ended::Blocked(_) => {
            (Trouble::Blocked, format!("the safety filter of {who} stopped the answer; other words may help"))
        }
        Ended::Broken | Ended::Late => (Trouble::Unreachable, format!("the connection to {who} broke")),
    };
    Err(AiError::new(trouble, why))
}

fn nothing(mut cannot: Vec<String>) -> Understood {
    if cannot.is_empty() {
        cannot.push("These words do not say anything a rule can ask about customers.".to_owned());
    }
    Understood { rule: None, cannot, notes: Vec::new() }
}

/// Everyone is chosen by a person, never by a model.
fn everyone(mut cannot: Vec<String>) -> Understood {
    cannot.push(
        "These words leave nobody out. To write to everyone, choose Everyone instead of a rule.".to_owned(),
    );
    Understood { rule: None, cannot, notes: Vec::new() }
}

/// A model's remarks as they can be shown: few, short, one line each.
fn remarks(told: &[String], lift: impl Fn(&str) -> String) -> Vec<String> {
    let line = |text: &String| -> String {
        let text = lift(text);
        let words: Vec<&str> = text
            .split(|c: char| c.is_whitespace() || c.is_control())
            .filter(|word| !word.is_empty())
            .collect();
        words.join(" ").chars().take(LONGEST_REMARK).collect()
    };
    told.iter().map(line).filter(|text| !text.is_empty()).take(MOST_REMARKS).collect()
}
