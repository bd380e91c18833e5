//! What an objective states as a fact, and nothing it does not: an offer, its code, a time, what it is about.
//!
//! Each reader knows a few shapes of words and takes only what fits one. What it is not sure of it leaves out: copy
//! without a fact is fine, copy with a wrong one is not.

mod audience;
mod code;
mod noun;
mod offer;
mod place;
mod price;
mod season;
mod timing;
mod topic;

use super::intent::Intent;
use super::token::Token;
pub(super) use offer::{Offer, OfferKind};
pub(super) use timing::Timing;

/// The facts of an objective, each as words that fit into a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Facts {
    /// What the customer gets.
    pub(super) offer: Option<Offer>,
    /// The code to be used, as it was written.
    pub(super) code: Option<String>,
    /// When.
    pub(super) timing: Option<Timing>,
    /// What the message is about, to be said after "our": `summer menu`.
    pub(super) topic: Option<String>,
    /// The holiday or season: `Christmas`.
    pub(super) season: Option<&'static str>,
    /// Where a shop opens: `Berlin`.
    pub(super) place: Option<String>,
}

impl Facts {
    /// Copy without "today" and "now" where what it speaks of is still to come.
    pub(super) fn in_time(&self, copy: &str) -> String {
        let Some(Timing::During(time)) = &self.timing else { return copy.to_owned() };
        let now = ["today", "tonight", "all", "this week", "this month", "for"]
            .iter()
            .any(|word| time.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')));
        if now { copy.to_owned() } else { copy.replace(" today", "").replace(" now", "") }
    }

    /// The same with the offer in other words.
    pub(super) fn reworded(&self) -> Self {
        Self { offer: self.offer.as_ref().map(Offer::reworded), ..self.clone() }
    }

    /// The same without what makes a message repeat the objective's own words.
    pub(super) fn bare(&self) -> Self {
        Self { topic: None, place: None, season: None, ..self.clone() }
    }
}

/// Reads the facts of an objective.
pub(super) fn gather(tokens: &[Token], intent: Intent) -> Facts {
    // "customers who spent over $200 last week" says whom to write to, not what to write.
    let told = audience::left_out(tokens);
    let topic = topic::read(&told, intent);
    let offer = offer::read(&told).or_else(|| price::read(&told, topic.as_deref()?));
    let code = code::read(tokens, offer.is_some());
    let dated = offer.is_some() || matches!(intent, Intent::Event | Intent::Renewal | Intent::Booking);
    Facts {
        code,
        timing: timing::read(&told, dated),
        topic,
        season: season::read(&told),
        place: if intent == Intent::Opening { place::read(&told) } else { None },
        offer,
    }
}

#[cfg(test)]
mod tests;
