//! What holds of all rules and all customers.

use domain::Timestamp;
use domain::segment::{Explanation, Facts, Names, Question, Rule, clause, sentence};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::people;
use crate::random::{any_json, clock, condition, customer, rule, zone};
use crate::second_reading::{Reading, plain};

fn parsed(json: &Value) -> Rule {
    people::rule(&json.to_string())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_024, ..ProptestConfig::default() })]

    #[test]
    fn two_readings_written_apart_agree(
        rule in rule(5), customers in prop::collection::vec(customer(), 1..8), now in clock(), zone in zone(),
    ) {
        let question = Question::new(&parsed(&rule), now, &zone);
        let reading = Reading { now, zone: &zone };
        for customer in &customers {
            prop_assert_eq!(
                question.matches(&Facts::from(customer)),
                reading.holds(&rule, &plain(customer)),
                "{}\n{}", rule, plain(customer)
            );
        }
    }

    #[test]
    fn two_readings_agree_on_every_single_condition(
        condition in condition(), customers in prop::collection::vec(customer(), 1..8), now in clock(), zone in zone(),
    ) {
        let question = Question::new(&parsed(&condition), now, &zone);
        let reading = Reading { now, zone: &zone };
        for customer in &customers {
            prop_assert_eq!(
                question.matches(&Facts::from(customer)),
                reading.holds(&condition, &plain(customer)),
                "{}\n{}", condition, plain(customer)
            );
        }
    }
}

proptest! {
    #[test]
    fn not_is_the_exact_complement_and_de_morgan_holds(
        parts in prop::collection::vec(rule(3), 0..4), customer in customer(), now in clock(), zone in zone(),
    ) {
        let facts = Facts::from(&customer);
        let holds = |rule: Value| Question::new(&parsed(&rule), now, &zone).matches(&facts);
        let not = |rule: &Value| json!({"logic": "AND", "not": true, "rules": [rule]});
        for part in &parts {
            prop_assert_eq!(holds(not(part)), !holds(part.clone()));
        }
        let turned: Vec<Value> = parts.iter().map(not).collect();
        for (logic, other) in [("AND", "OR"), ("OR", "AND")] {
            prop_assert_eq!(
                holds(json!({"logic": logic, "not": true, "rules": parts})),
                holds(json!({"logic": other, "rules": turned}))
            );
        }
    }

    #[test]
    fn a_rule_survives_the_journey_through_json(json in rule(6)) {
        let rule = parsed(&json);
        let written = rule.to_json();
        prop_assert_eq!(&Rule::parse(&written).unwrap(), &rule, "{}", written);
        prop_assert_eq!(Rule::parse(&written).unwrap().to_json(), written);
    }

    #[test]
    fn every_number_and_every_text_survive_the_journey_through_json(
        number in any::<f64>().prop_filter("finite", |number| number.is_finite()),
        text in "\\PC{1,256}",
        millis in -62_135_596_800_000..253_402_000_000_000i64,
    ) {
        let at = Timestamp::from_millis(millis).unwrap();
        for json in [
            json!({"metric": "attributes.x", "operator": "<", "value": number}),
            json!({"metric": "name", "operator": "contains", "value": text}),
            json!({"metric": "createdAt", "operator": "<", "value": at.to_string()}),
        ] {
            let rule = parsed(&json);
            prop_assert_eq!(&Rule::parse(&rule.to_json()).unwrap(), &rule);
            let value: Value = serde_json::from_str(&rule.to_json()).unwrap();
            if let Some(written) = value["value"].as_str() {
                prop_assert_eq!(written, json["value"].as_str().unwrap());
            }
        }
    }

    #[test]
    fn any_json_is_a_rule_or_a_list_of_errors(json in any_json()) {
        match Rule::parse(&json.to_string()) {
            Ok(rule) => prop_assert_eq!(&Rule::parse(&rule.to_json()).unwrap(), &rule),
            Err(errors) => {
                prop_assert!(!errors.is_empty());
                prop_assert!(errors.iter().all(|error| !error.code.is_empty() && !error.message.is_empty()));
            }
        }
    }

    #[test]
    fn any_text_is_a_rule_or_a_list_of_errors(
        text in "\\PC{0,64}", rule in rule(3), cut in any::<prop::sample::Index>(), with in "[\"{}\\[\\]:,0-9a-z\\\\ ]{0,3}",
    ) {
        prop_assert!(Rule::parse(&text).is_err(), "a rule is never this short: {}", text);
        let mut spoilt: Vec<char> = rule.to_string().chars().collect();
        let place = cut.index(spoilt.len());
        spoilt.splice(place..=place, with.chars());
        if let Err(errors) = Rule::parse(&spoilt.into_iter().collect::<String>()) {
            prop_assert!(!errors.is_empty());
        }
    }

    #[test]
    fn an_explanation_agrees_with_the_rule_and_with_each_condition_alone(
        rule in rule(4), customer in customer(), now in clock(), zone in zone(),
    ) {
        let rule = parsed(&rule);
        let facts = Facts::from(&customer);
        let explanation = Question::new(&rule, now, &zone).explain(&facts, &Names::default());
        prop_assert_eq!(explanation.holds(), Question::new(&rule, now, &zone).matches(&facts));
        let mut leaves = Vec::new();
        collect(&explanation, &mut leaves);
        let conditions = rule.conditions();
        prop_assert_eq!(leaves.len(), conditions.len());
        for ((path, condition), (explained_path, held, text)) in conditions.into_iter().zip(leaves) {
            prop_assert_eq!(&path, explained_path);
            prop_assert_eq!(&clause(condition, &Names::default()), text);
            let alone = Question::new(&Rule::alone(condition), now, &zone);
            prop_assert_eq!(alone.matches(&facts), held, "{}", path);
        }
    }

    #[test]
    fn a_rule_for_everyone_matches_everyone(
        rule in rule(4), customers in prop::collection::vec(customer(), 1..5), now in clock(), zone in zone(),
    ) {
        let everyone = json!({"logic": "AND", "rules": []});
        let rules = [rule.clone(), json!({"logic": "OR", "rules": [rule, everyone]})].map(|rule| parsed(&rule));
        prop_assert!(rules[1].is_everyone());
        for rule in rules {
            let question = Question::new(&rule, now, &zone);
            let all = customers.iter().all(|customer| question.matches(&Facts::from(customer)));
            prop_assert!(all || !rule.is_everyone(), "{}", rule.to_json());
            let words = sentence(&rule, &Names::default());
            prop_assert!(words.starts_with("Customers where ") || words == "Everyone" || words == "Nobody");
        }
    }
}

fn collect<'a>(explanation: &'a Explanation, leaves: &mut Vec<(&'a String, bool, &'a String)>) {
    match explanation {
        Explanation::Group { rules, .. } => rules.iter().for_each(|rule| collect(rule, leaves)),
        Explanation::Condition { path, holds, sentence, .. } => leaves.push((path, *holds, sentence)),
    }
}

#[test]
fn only_groups_make_a_rule_for_everyone() {
    let everyone = [
        r#"{"logic":"AND","rules":[]}"#,
        r#"{"logic":"OR","not":true,"rules":[]}"#,
        r#"{"logic":"AND","rules":[{"logic":"AND","rules":[]},{"logic":"OR","not":true,"rules":[]}]}"#,
        r#"{"logic":"OR","rules":[{"metric":"visits","operator":">","value":1},{"logic":"AND","rules":[]}]}"#,
        r#"{"logic":"AND","not":true,"rules":[{"metric":"visits","operator":">","value":1},{"logic":"OR","rules":[]}]}"#,
    ];
    let some = [
        r#"{"logic":"OR","rules":[]}"#,
        r#"{"logic":"AND","not":true,"rules":[]}"#,
        r#"{"metric":"visits","operator":">=","value":0}"#,
        r#"{"logic":"AND","rules":[{"metric":"visits","operator":">=","value":0}]}"#,
        r#"{"logic":"AND","rules":[{"logic":"AND","rules":[]},{"metric":"visits","operator":">=","value":0}]}"#,
    ];
    for json in everyone {
        assert!(people::rule(json).is_everyone(), "{json}");
    }
    for json in some {
        assert!(!people::rule(json).is_everyone(), "{json}");
    }
}

#[test]
fn conditions_are_listed_with_their_paths_in_the_order_written() {
    let rule = people::rule(
        r#"{"logic":"AND","rules":[
            {"metric":"visits","operator":">","value":1},
            {"logic":"OR","rules":[{"logic":"AND","rules":[]},{"metric":"city","operator":"isEmpty"}]},
            {"metric":"tags","operator":"has","value":"x"}]}"#,
    );
    let paths: Vec<_> = rule.conditions().into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["rules[0]", "rules[1].rules[1]", "rules[2]"]);
    let single = people::rule(r#"{"metric":"visits","operator":">","value":1}"#);
    assert_eq!(single.conditions()[0].0, "");
    assert_eq!(Rule::alone(single.conditions()[0].1), single);
}

#[test]
fn the_canonical_form_is_short_and_plain() {
    let json = r#" {"rules":[{"value":1e3,"operator":">","metric":"totalSpend"},
        {"metric":"createdAt","operator":"==","value":"2024-05-31T09:00:00+02:00"},
        {"metric":"city","operator":"isEmpty","value":null},
        {"metric":"visits","operator":"between","value":[-0.0,2.50]},
        {"metric":"lastPurchased","operator":"olderThan","value":{"days":90.0}}],"not":false,"logic":"AND"}"#;
    assert_eq!(
        people::rule(json).to_json(),
        concat!(
            r#"{"logic":"AND","rules":[{"metric":"totalSpend","operator":">","value":1000},"#,
            r#"{"metric":"createdAt","operator":"==","value":"2024-05-31T07:00:00.000Z"},"#,
            r#"{"metric":"city","operator":"isEmpty"},"#,
            r#"{"metric":"visits","operator":"between","value":[0,2.5]},"#,
            r#"{"metric":"lastPurchased","operator":"olderThan","value":{"days":90}}]}"#
        )
    );
}
