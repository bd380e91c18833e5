//! Lays out an email: greeting, what it is about, the facts, what to do, sign-off.

use super::compose::{Draft, Writing};
use super::copy::{Angle, FACT_LINES, FactLines, Page, speaks_of_topic};
use super::facts::{Facts, OfferKind, Timing};
use super::fill::{Said, fill};
use super::likeness::repeats;

/// The most characters of a subject.
const SUBJECT: usize = 60;

/// Every email of one angle that the facts allow.
pub(super) fn drafts(angle: usize, page: &Page, facts: &Facts, writing: &Writing) -> Vec<Draft> {
    let copy = &page[angle % 3];
    let own_topic = if speaks_of_topic(page) { Said::TOPIC } else { Said::default() };
    let Some(subject) = subject(copy, facts, writing) else { return Vec::new() };
    let mut drafts = Vec::new();
    for (lead_rank, lead) in copy.lead.iter().enumerate() {
        for (ask_rank, ask) in copy.ask.iter().enumerate() {
            let Some(body) = body(angle, [lead, ask], own_topic, facts, writing) else { continue };
            drafts.push(Draft {
                subject: Some(subject.clone()),
                body,
                reason: copy.reason,
                worth: -((20 * lead_rank + 5 * ask_rank) as i32),
            });
        }
    }
    drafts
}

/// The first subject whose facts are known and that is short enough.
fn subject(copy: &Angle, facts: &Facts, writing: &Writing) -> Option<String> {
    copy.subject
        .iter()
        .filter_map(|subject| fill(subject, facts))
        .map(|filled| writing.tone.spoken(&filled.text))
        .find(|subject| subject.chars().count() <= SUBJECT && !repeats(subject, &writing.objective))
}

/// The whole email. `unspoken` are facts that no line of their own is added for.
fn body(
    angle: usize,
    [lead, ask]: [&str; 2],
    unspoken: Said,
    facts: &Facts,
    writing: &Writing,
) -> Option<String> {
    let lead = fill(lead, facts)?;
    let ask = fill(ask, facts)?;
    let said = lead.said.with(ask.said).with(unspoken);
    let details = details(&FACT_LINES[angle % 3], facts, said);
    let nudge = if facts.timing.is_none() { writing.tone.nudge(angle) } else { "" };
    let greeting = fill(writing.tone.greeting(angle), facts)?.text;
    let closing = fill(&format!("{}\n<shop>", writing.tone.closing(angle)), facts)?.text;
    let parts = [greeting, lead.text, details, format!("{}{nudge}", ask.text), closing];
    let parts: Vec<String> = parts
        .iter()
        .filter(|part| !part.is_empty())
        .map(|part| writing.tone.spoken(&facts.in_time(part)))
        .collect();
    Some(parts.join("\n\n"))
}

/// The facts that the copy has not said, a sentence each.
fn details(lines: &FactLines, facts: &Facts, said: Said) -> String {
    let mut sentences: Vec<String> = Vec::new();
    let mut known = said;
    let time = match (&facts.timing, &facts.offer) {
        (Some(Timing::Until(_)), Some(_)) => lines.offer_until,
        (Some(Timing::During(_)), Some(_)) => lines.offer_during,
        (Some(Timing::Until(_)), None) => lines.until,
        _ => lines.during,
    };
    let offer = if facts.offer.as_ref().is_some_and(|offer| offer.kind == OfferKind::Price) {
        lines.price
    } else {
        lines.deal
    };
    let deal = fill(offer, facts).map(|deal| deal.said).unwrap_or_default();
    for (fact, line) in
        [(Said::TOPIC, lines.topic), (Said::DEAL, offer), (Said::CODE, lines.code), (Said::TIME, time)]
    {
        // An offer may name the topic itself.
        if known.meets(fact) || (fact == Said::TOPIC && deal.meets(Said::TOPIC)) {
            continue;
        }
        if let Some(filled) = fill(line, facts) {
            known = known.with(filled.said);
            sentences.push(filled.text);
        }
    }
    sentences.join(" ")
}
