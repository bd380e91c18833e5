//! The index against the reference meaning, over random histories and rules.

#![allow(clippy::unwrap_used, reason = "a test that cannot make its own data has failed")]

mod model;
mod random;
mod surveys;

use domain::customer::{ConsentMode, Customer, Email, Profile, Totals};
use domain::segment::{Expansion, Question, Rule};
use domain::{Channel, SegmentId, Timestamp, Zone};
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use super::Index;
use crate::Matching;
use model::{Change, Model};
use random::{at, change, id, rule};

/// A rule that refers to all segments there are.
const SEGMENTS: &str = r#"{"logic":"OR","rules":[{"metric":"segment","operator":"in","value":"1"},
    {"metric":"segment","operator":"in","value":"2"}]}"#;

fn parsed(rule: &str) -> Rule {
    Rule::parse(rule).unwrap_or_else(|errors| panic!("{rule}: {errors:?}"))
}

fn question(rule: &str, segment: &str, now: Timestamp, zone: &Zone, demands: ConsentMode) -> Question {
    let saved = |id: SegmentId| match id.get() {
        1 => Rule::parse(segment).ok(),
        2 => Rule::parse(r#"{"metric":"segment","operator":"notIn","value":"1"}"#).ok(),
        _ => None,
    };
    let rule = parsed(rule);
    Question::over(&Expansion::of(&rule, saved).unwrap(), now, zone).demanding(demands)
}

fn agree(index: &Index, model: &Model, rule: &str, question: &Question) -> Result<(), TestCaseError> {
    let expected = model.answer(question, usize::MAX);
    let everyone: Vec<_> = expected.sample.iter().map(|customer| customer.id).collect();
    for sample in [0, 3, 1_000] {
        let answer = index.answer(question, sample);
        prop_assert_eq!((answer.count, answer.reachable), (expected.count, expected.reachable), "{}", rule);
        prop_assert_eq!(answer.total, expected.total);
        prop_assert_eq!(&answer.sample, &everyone[..everyone.len().min(sample)]);
    }
    for channel in Channel::ALL {
        let matching = Matching { customers: everyone.clone(), reachable: expected.reachable.on(channel) };
        prop_assert_eq!(index.matching(question, channel), matching);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn an_index_answers_as_the_reference_over_any_history(
        changes in prop::collection::vec(change(), 0..120),
        rules in prop::collection::vec(rule(), 1..6),
        segment in rule().prop_filter("no segment in a segment of this test", |rule| !rule.contains("segment")),
        day in 0..12_i64,
        berlin in any::<bool>(),
        demands in prop::sample::select(&ConsentMode::ALL[..]),
    ) {
        let (mut index, mut model) = (Index::default(), Model::default());
        let zone = Zone::named(if berlin { "Europe/Berlin" } else { "UTC" }).unwrap();
        let half = changes.len() / 2;
        for (step, change) in changes.into_iter().enumerate() {
            model.apply(&mut index, change);
            if step == half {
                let question = question(&rules[0], &segment, at(day), &zone, demands);
                agree(&index, &model, &rules[0], &question)?;
                surveys::of_audience(&index, &model, &question)?;
                surveys::of_everybody(&index, &model, &zone)?;
                surveys::of_pages(&index, &model, &question)?;
            }
        }
        let mut counts = Vec::new();
        for rule in &rules {
            let question = question(rule, &segment, at(day), &zone, demands);
            agree(&index, &model, rule, &question)?;
            counts.push(model.answer(&question, 0).count);
        }
        let together = question(SEGMENTS, &segment, at(day), &zone, demands);
        let all: Vec<_> = rules.iter().map(|rule| parsed(rule)).collect();
        prop_assert_eq!(index.counts(&together, &all), counts, "in one pass");
        surveys::of_audience(&index, &model, &question(&rules[0], &segment, at(day), &zone, demands))?;
        surveys::of_everybody(&index, &model, &zone)?;
        prop_assert_eq!(index.len(), model.customers.len() as u64);
        prop_assert_eq!(index.orders(), model.orders.len() as u64);
        prop_assert_eq!(model::values(&index.known()), model.known());
        for number in 1..random::PEOPLE {
            prop_assert_eq!(index.has(id(number)), model.customers.contains_key(&id(number)));
            prop_assert_eq!(index.customer(id(number)), model.customer(id(number)));
        }
    }
}

#[test]
fn a_snapshot_is_of_one_thing_and_one_that_was_damaged_is_refused() {
    let (mut index, mut model) = (Index::default(), Model::default());
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..100 {
        let change = change().new_tree(&mut runner).unwrap().current();
        model.apply(&mut index, change);
    }
    let mut file = Vec::new();
    index.save("a shop at noon", &mut file).unwrap();
    let open = |of: &str, file: &[u8]| Index::open(of, &mut &*file);
    assert_eq!(open("a shop at noon", &file).unwrap().unwrap().orders(), index.orders());
    assert!(open("a shop at midnight", &file).unwrap().is_none());
    for length in 0..file.len() {
        assert!(open("a shop at noon", &file[..length]).is_err(), "cut after {length} bytes");
    }
    for place in 0..file.len() {
        file[place] ^= 0x40;
        let opened = open("a shop at noon", &file);
        assert!(opened.is_err() || opened.is_ok_and(|index| index.is_none()), "byte {place} is another");
        file[place] ^= 0x40;
    }
}

#[test]
fn a_snapshot_holds_nothing_of_who_has_gone() {
    let email = |name: &str| format!("{name}@shop.example");
    let mut index = Index::default();
    for (number, name) in [(1, "ana"), (2, "bo")] {
        let profile = Profile { email: Some(Email::parse(&email(name)).unwrap()), ..Profile::default() };
        let (totals, at) = (Totals::default(), at(1));
        index.upsert(&Customer { id: id(number), profile, totals, created_at: at, updated_at: at });
    }
    let names = |index: &mut Index, name: &str| {
        let mut file = Vec::new();
        index.save("a shop", &mut file).unwrap();
        file.windows(name.len()).any(|bytes| bytes == name.as_bytes())
    };
    assert!(names(&mut index, &email("ana")) && names(&mut index, &email("bo")));
    index.remove(id(2));
    assert!(names(&mut index, &email("ana")) && !names(&mut index, &email("bo")));
}

#[test]
fn a_history_that_everybody_leaves_keeps_no_orders() {
    let (mut index, mut model) = (Index::default(), Model::default());
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..300 {
        let change = change().new_tree(&mut runner).unwrap().current();
        model.apply(&mut index, change);
    }
    for id in model.customers.keys().copied().collect::<Vec<_>>() {
        model.apply(&mut index, Change::Remove(id));
    }
    assert_eq!((index.len(), index.orders()), (0, 0));
    assert!(index.is_empty() && model::values(&index.known()).is_empty());
    index.settle_down();
    assert!(!index.merge());
}
