//! Chooses three messages that differ: one of each angle, as rich in facts as fits, and unlike each other.

use std::collections::BTreeSet;

use super::copy::{self, Page};
use super::facts::Facts;
use super::fill::{NAME, NAME_OR_FRIEND, SHOP};
use super::intent::Intent;
use super::likeness::{overlap, repeats, words};
use super::tone::Tone;

/// Two messages may share this part of their words without being looked at twice.
const ALIKE: f64 = 0.5;
/// What it costs to share all: every hundredth above [`ALIKE`] weighs as much as a small fact.
const ALIKE_COSTS: f64 = 200.0;
/// Two messages that share this part of their words are the same message in other clothes.
const SAME: f64 = 0.59;

/// What all messages of one brief have in common.
pub(super) struct Writing {
    /// The objective's words: no message may repeat them.
    pub(super) objective: Vec<String>,
    pub(super) tone: Tone,
    /// The shop's name, as customers read it.
    pub(super) shop: String,
}

impl Writing {
    /// The words of a text as it is written, and as it is received.
    fn vocabulary(&self, text: &str) -> Vocabulary {
        let received = text.replace(SHOP, &self.shop).replace(NAME, "x").replace(NAME_OR_FRIEND, "x");
        [text, &received].map(|text| words(text).into_iter().collect())
    }
}

/// A text's words as written, and as received.
type Vocabulary = [BTreeSet<String>; 2];

/// How alike each text of one list is to each of another.
fn table(left: &[Vocabulary], right: &[Vocabulary]) -> Vec<Vec<f64>> {
    left.iter().map(|one| right.iter().map(|other| alike(one, other)).collect()).collect()
}

/// How alike two texts are, as written or as received, whichever is more.
fn alike(one: &Vocabulary, other: &Vocabulary) -> f64 {
    overlap(&one[0], &other[0]).max(overlap(&one[1], &other[1]))
}

/// A message that could be suggested.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) subject: Option<String>,
    pub(super) body: String,
    pub(super) reason: &'static str,
    /// How much it says of what there is to say; more is better.
    pub(super) worth: i32,
}

/// Writes the drafts of one angle, the first to the third.
pub(super) type Drafter = fn(usize, &Page, &Facts, &Writing) -> Vec<Draft>;

/// Three messages, one of each angle.
pub(super) fn three(intent: Intent, facts: &Facts, writing: &Writing, drafter: Drafter) -> [Draft; 3] {
    let said = facts.offer.as_ref().is_some_and(|offer| repeats(&offer.deal, &writing.objective));
    let facts = &if said { facts.reworded() } else { facts.clone() };
    let bare = facts.bare();
    // Each attempt says a little less of the objective in its own words than the one before.
    let attempts =
        [(intent, facts), (intent, &bare), (Intent::Generic, &bare), (Intent::Generic, &Facts::default())];
    let mut best: Option<(f64, [Draft; 3])> = None;
    for (intent, facts) in attempts {
        let Some((likeness, three)) = attempt(intent, facts, writing, drafter) else { continue };
        if likeness < SAME {
            return three;
        }
        if best.as_ref().is_none_or(|(least, _)| likeness < *least) {
            best = Some((likeness, three));
        }
    }
    best.map_or_else(|| plain(drafter, writing), |(_, three)| three)
}

/// What is written when every draft would repeat the objective.
fn plain(drafter: Drafter, writing: &Writing) -> [Draft; 3] {
    let freely = Writing { objective: Vec::new(), tone: writing.tone, shop: writing.shop.clone() };
    let empty = || Draft { subject: None, body: String::new(), reason: "", worth: 0 };
    attempt(Intent::Generic, &Facts::default(), &freely, drafter)
        .map_or_else(|| [empty(), empty(), empty()], |(_, three)| three)
}

/// What three messages are worth together. Those that are the same message count only by how little they are.
fn value(worth: i32, likeness: f64) -> f64 {
    if likeness >= SAME {
        return -1e6 * likeness;
    }
    f64::from(worth) - ALIKE_COSTS * (likeness - ALIKE).max(0.0)
}

/// The best three of one page of copy, and how alike the two most alike of them are.
fn attempt(intent: Intent, facts: &Facts, writing: &Writing, drafter: Drafter) -> Option<(f64, [Draft; 3])> {
    let page = copy::page(intent);
    let drafts = [0, 1, 2].map(|angle| {
        let mut drafts = drafter(angle, page, facts, writing);
        drafts.retain(|draft| {
            !repeats(&draft.body, &writing.objective)
                && !draft.subject.as_ref().is_some_and(|subject| repeats(subject, &writing.objective))
        });
        drafts.sort_by_key(|draft| -draft.worth);
        drafts.truncate(30);
        let sets: Vec<Vocabulary> = drafts.iter().map(|draft| writing.vocabulary(&draft.body)).collect();
        (drafts, sets)
    });
    let [first, second, third] = &drafts;
    let [one_two, one_three, two_three] =
        [(first, second), (first, third), (second, third)].map(|(left, right)| table(&left.1, &right.1));
    let mut best: Option<(f64, f64, [usize; 3])> = None;
    for (a, one) in first.0.iter().enumerate() {
        for (b, two) in second.0.iter().enumerate() {
            for (c, three) in third.0.iter().enumerate() {
                let likeness = one_two[a][b].max(one_three[a][c]).max(two_three[b][c]);
                let value = value(one.worth + two.worth + three.worth, likeness);
                if best.is_none_or(|(most, ..)| value > most) {
                    best = Some((value, likeness, [a, b, c]));
                }
            }
        }
    }
    let (_, likeness, [a, b, c]) = best?;
    Some((likeness, [first.0[a].clone(), second.0[b].clone(), third.0[c].clone()]))
}
