//! Every operator on every kind, for a customer with a value and for one without.

use domain::Zone;
use domain::customer::{AttributeValue, Customer, Text};
use domain::segment::{Explanation, Facts, Field, Names, Operator, Question};
use serde_json::json;

use crate::people::{NOW, ann, at, matches, nobody, rule};

/// Asserts who of the two a condition holds for: Ann, who has every value, and nobody, who has none.
fn table(rows: &[(&str, &str, serde_json::Value, bool, bool)]) {
    for (metric, operator, value, for_ann, for_nobody) in rows {
        let condition = json!({"metric": metric, "operator": operator, "value": value}).to_string();
        assert_eq!(matches(&condition, &ann()), *for_ann, "Ann: {condition}");
        assert_eq!(matches(&condition, &nobody()), *for_nobody, "nobody: {condition}");
    }
}

#[test]
fn numbers_compare_exactly_with_money_in_major_units() {
    table(&[
        ("totalSpend", "==", json!(100), true, false),
        ("totalSpend", "==", json!(0), false, true),
        ("totalSpend", "!=", json!(100), false, true),
        ("totalSpend", ">", json!(99.99), true, false),
        ("totalSpend", ">", json!(100), false, false),
        ("totalSpend", ">=", json!(100.0), true, false),
        ("totalSpend", "<", json!(100.01), true, true),
        ("totalSpend", "<", json!(100), false, true),
        ("totalSpend", "<=", json!(100), true, true),
        ("totalSpend", "between", json!([100, 100]), true, false),
        ("totalSpend", "between", json!([-5, 99.999]), false, true),
        ("totalSpend", "<", json!(1e300), true, true),
        ("visits", "==", json!(3), true, false),
        ("visits", "==", json!(2.5), false, false),
        ("visits", ">", json!(2.5), true, false),
        ("visits", "<", json!(3), false, true),
        ("visits", "between", json!([0, 3]), true, true),
        ("visits", "!=", json!(0), true, false),
    ]);
}

#[test]
fn an_average_is_compared_without_rounding_and_is_missing_without_orders() {
    // 100.00 over three orders: 33.333…
    table(&[
        ("averageOrderValue", "==", json!(33.33), false, false),
        ("averageOrderValue", "!=", json!(33.33), true, true),
        ("averageOrderValue", ">", json!(33.33), true, false),
        ("averageOrderValue", "<", json!(33.34), true, false),
        ("averageOrderValue", ">=", json!(33.34), false, false),
        ("averageOrderValue", "<=", json!(33.333_333_333_333_3), false, false),
        ("averageOrderValue", "between", json!([33, 34]), true, false),
        ("averageOrderValue", "<", json!(1_000_000), true, false),
        ("averageOrderValue", "isEmpty", json!(null), false, true),
        ("averageOrderValue", "isNotEmpty", json!(null), true, false),
    ]);
}

#[test]
fn a_day_stands_for_the_whole_day_and_an_instant_for_one_millisecond() {
    table(&[
        ("lastPurchased", "==", json!("2024-06-10"), true, false),
        ("lastPurchased", "!=", json!("2024-06-10"), false, true),
        ("lastPurchased", ">", json!("2024-06-10"), false, false),
        ("lastPurchased", ">", json!("2024-06-09"), true, false),
        ("lastPurchased", ">=", json!("2024-06-10"), true, false),
        ("lastPurchased", ">=", json!("2024-06-11"), false, false),
        ("lastPurchased", "<", json!("2024-06-10"), false, false),
        ("lastPurchased", "<", json!("2024-06-11"), true, false),
        ("lastPurchased", "<=", json!("2024-06-10"), true, false),
        ("lastPurchased", "<=", json!("2024-06-09"), false, false),
        ("lastPurchased", "between", json!(["2024-06-10", "2024-06-10"]), true, false),
        ("lastPurchased", "between", json!(["2024-06-11", "2024-12-31"]), false, false),
        ("lastPurchased", "==", json!("2024-06-10T12:00:00Z"), true, false),
        ("lastPurchased", "==", json!("2024-06-10T14:00:00.000+02:00"), true, false),
        ("lastPurchased", "==", json!("2024-06-10T12:00:00.001Z"), false, false),
        ("lastPurchased", ">", json!("2024-06-10T12:00:00Z"), false, false),
        ("lastPurchased", ">", json!("2024-06-10T11:59:59.999Z"), true, false),
        ("lastPurchased", ">=", json!("2024-06-10T12:00:00Z"), true, false),
        ("lastPurchased", "<", json!("2024-06-10T12:00:00Z"), false, false),
        ("lastPurchased", "<=", json!("2024-06-10T12:00:00Z"), true, false),
        ("lastPurchased", "between", json!(["2024-06-10T12:00:00Z", "2024-06-10"]), true, false),
        ("firstPurchased", "isEmpty", json!(null), false, true),
        ("createdAt", "==", json!("2024-01-01"), true, true),
        ("createdAt", "<=", json!("9999-12-31"), true, true),
        ("createdAt", ">=", json!("0001-01-01"), true, true),
    ]);
}

#[test]
fn a_stretch_of_time_counts_back_from_now_to_the_millisecond() {
    // The last order was at noon on 10 June: exactly five days, or 120 hours, before now.
    table(&[
        ("lastPurchased", "withinLast", json!({"days": 5}), false, false),
        ("lastPurchased", "olderThan", json!({"days": 5}), true, false),
        ("lastPurchased", "withinLast", json!({"hours": 121}), true, false),
        ("lastPurchased", "olderThan", json!({"hours": 121}), false, false),
        ("lastPurchased", "withinLast", json!({"days": 1_000_000}), true, false),
        ("lastPurchased", "olderThan", json!({"days": 1_000_000}), false, false),
    ]);
    let mut ahead = ann();
    ahead.totals.last_purchased = Some(at("2024-06-15T12:00:00.001Z"));
    let within = r#"{"metric":"lastPurchased","operator":"withinLast","value":{"days":5}}"#;
    assert!(!matches(within, &ahead), "what lies ahead is not within the last days");
    ahead.totals.last_purchased = Some(at(NOW));
    assert!(matches(within, &ahead), "now is within");
}

#[test]
fn texts_compare_in_nfc_and_lower_case() {
    table(&[
        ("city", "==", json!("rOME"), true, false),
        ("city", "!=", json!("rome"), false, true),
        ("city", "==", json!("Rome "), false, false),
        ("name", "contains", json!("MÜNCH"), true, false),
        ("name", "contains", json!("Mu\u{308}nch"), true, false),
        ("name", "contains", json!(" "), true, false),
        ("name", "contains", json!("munch"), false, false),
        ("name", "notContains", json!("MÜNCH"), false, true),
        ("name", "startsWith", json!("aNN m"), true, false),
        ("name", "startsWith", json!("München"), false, false),
        ("name", "startsWith", json!("ann münchen and far beyond its end"), false, false),
        ("name", "endsWith", json!("ÜNCHEN"), true, false),
        ("email", "endsWith", json!("@SHOP.example"), true, false),
        ("email", "startsWith", json!("ann@"), true, false),
        ("phone", "==", json!("+49 30 12"), true, false),
        ("phone", "==", json!("+493012"), false, false),
        ("city", "in", json!(["Oslo", "ROME"]), true, false),
        ("city", "in", json!(["Oslo", "Rom", "Romea"]), false, false),
        ("name", "in", json!(["zoe", "ann MÜNCHEN"]), true, false),
        ("city", "notIn", json!(["Oslo", "ROME"]), false, true),
        ("city", "notIn", json!(["Oslo"]), true, true),
        ("city", "isEmpty", json!(null), false, true),
        ("name", "isNotEmpty", json!(null), true, false),
        ("email", "isEmpty", json!(null), false, true),
        ("phone", "isNotEmpty", json!(null), true, false),
    ]);
}

#[test]
fn tags_compare_like_texts() {
    table(&[
        ("tags", "has", json!("vip"), true, false),
        ("tags", "has", json!("E\u{301}TE\u{301}"), true, false),
        ("tags", "has", json!("vi"), false, false),
        ("tags", "hasAny", json!(["gold", "Vip"]), true, false),
        ("tags", "hasAny", json!(["gold"]), false, false),
        ("tags", "hasAll", json!(["été", "vip", "VIP"]), true, false),
        ("tags", "hasAll", json!(["vip", "gold"]), false, false),
        ("tags", "hasNone", json!(["gold", "Vip"]), false, true),
        ("tags", "hasNone", json!(["gold"]), true, true),
        ("tags", "isEmpty", json!(null), false, true),
        ("tags", "isNotEmpty", json!(null), true, false),
    ]);
}

#[test]
fn the_value_says_as_what_an_attribute_is_read_and_another_type_is_missing() {
    table(&[
        ("attributes.age", "==", json!(41.5), true, false),
        ("attributes.age", "!=", json!(41.5), false, true),
        ("attributes.age", ">", json!(41), true, false),
        ("attributes.age", "between", json!([41.5, 42]), true, false),
        ("attributes.age", "==", json!("41.5"), false, false),
        ("attributes.age", "!=", json!("41.5"), true, true),
        ("attributes.age", "contains", json!("4"), false, false),
        ("attributes.age", "notContains", json!("4"), true, true),
        ("attributes.age", "<", json!("2030-01-01"), false, false),
        ("attributes.size", "==", json!("LARGE"), true, false),
        ("attributes.size", "!=", json!("small"), true, true),
        ("attributes.size", "startsWith", json!("l"), true, false),
        ("attributes.size", "in", json!(["small", "large"]), true, false),
        ("attributes.size", "notIn", json!(["small", "large"]), false, true),
        ("attributes.size", ">", json!(0), false, false),
        ("attributes.size", "<=", json!(0), false, false),
        ("attributes.size", "==", json!(true), false, false),
        ("attributes.vip", "==", json!(true), true, false),
        ("attributes.vip", "==", json!(false), false, false),
        ("attributes.vip", "!=", json!(false), true, true),
        ("attributes.vip", "!=", json!(true), false, true),
        ("attributes.vip", "==", json!(1), false, false),
        ("attributes.vip", "==", json!("true"), false, false),
        ("attributes.age", "isEmpty", json!(null), false, true),
        ("attributes.vip", "isNotEmpty", json!(null), true, false),
        ("attributes.AGE", "isEmpty", json!(null), true, true),
    ]);
}

#[test]
fn an_attribute_that_is_a_date_compares_as_one() {
    // `born` is the day 2024-06-10, `seen` the instant 2024-06-15T10:00:00Z; now is two hours later.
    table(&[
        ("attributes.born", "==", json!("2024-06-10"), true, false),
        ("attributes.born", "==", json!("2024-06-10T00:00:00Z"), true, false),
        ("attributes.born", "!=", json!("2024-06-10"), false, true),
        ("attributes.born", ">", json!("2024-06-09"), true, false),
        ("attributes.born", ">", json!("2024-06-10"), false, false),
        ("attributes.born", "between", json!(["2024-06-01", "2024-06-10"]), true, false),
        ("attributes.born", "olderThan", json!({"days": 5}), true, false),
        ("attributes.born", "startsWith", json!("2024-06"), true, false),
        ("attributes.born", "in", json!(["2024-06-10"]), true, false),
        ("attributes.seen", "==", json!("2024-06-15"), true, false),
        ("attributes.seen", "==", json!("2024-06-15T10:00:00Z"), true, false),
        ("attributes.seen", "withinLast", json!({"hours": 3}), true, false),
        ("attributes.seen", "withinLast", json!({"hours": 2}), false, false),
        ("attributes.seen", "olderThan", json!({"hours": 2}), true, false),
        ("attributes.size", "==", json!("2024-06-10"), false, false),
        ("attributes.size", "!=", json!("2024-06-10"), true, true),
    ]);
}

#[test]
fn every_operator_a_field_admits_is_taken_and_every_other_is_refused() {
    let attribute = Field::parse("attributes.x").unwrap();
    for field in Field::named().chain([attribute]) {
        for operator in Operator::ALL {
            let value = [
                json!(null),
                json!(1),
                json!("a"),
                json!("2024-01-01"),
                json!([1, 2]),
                json!(["2024-01-01", "2024-01-02"]),
                json!(["a", "b"]),
                json!({"days": 1}),
            ];
            let taken = value.iter().any(|value| {
                let condition = json!({"metric": field.name(), "operator": operator.name(), "value": value});
                domain::segment::Rule::parse(&condition.to_string()).is_ok()
            });
            assert_eq!(taken, field.admits(operator), "{} {}", field.name(), operator.name());
        }
    }
}

#[test]
fn groups_join_and_nothing_joined_is_everyone_or_nobody() {
    let (yes, no) = (
        r#"{"metric":"visits","operator":"==","value":3}"#,
        r#"{"metric":"visits","operator":"==","value":4}"#,
    );
    for (logic, parts, expected) in [
        ("AND", vec![], true),
        ("OR", vec![], false),
        ("AND", vec![yes, yes], true),
        ("AND", vec![yes, no], false),
        ("OR", vec![no, yes], true),
        ("OR", vec![no, no], false),
    ] {
        let parts = parts.join(",");
        for (not, expected) in [("", expected), (r#""not":false,"#, expected), (r#""not":true,"#, !expected)]
        {
            let json = format!(r#"{{"logic":"{logic}",{not}"rules":[{parts}]}}"#);
            assert_eq!(matches(&json, &ann()), expected, "{json}");
        }
    }
}

#[test]
fn a_blank_text_counts_as_missing() {
    let mut customer = ann();
    customer.profile.city = None;
    let none = r#"{"metric":"city","operator":"isEmpty"}"#;
    assert!(matches(none, &customer));
    let blank = Facts { city: Some(" \t"), ..Facts::from(&customer) };
    let question = Question::new(&rule(none), at(NOW), &Zone::UTC);
    assert!(question.matches(&blank));
    customer.profile.city = Some(Text::parse(" x ").unwrap());
    assert!(!matches(none, &customer));
}

#[test]
fn an_explanation_answers_every_condition_with_the_value_seen() {
    let json = r#"{"logic":"OR","not":true,"rules":[
        {"metric":"totalSpend","operator":">","value":50},
        {"logic":"AND","rules":[
            {"metric":"city","operator":"==","value":"Oslo"},
            {"metric":"attributes.none","operator":"!=","value":4},
            {"metric":"tags","operator":"has","value":"vip"},
            {"metric":"lastPurchased","operator":"olderThan","value":{"days":1}}]}]}"#;
    let question = Question::new(&rule(json), at(NOW), &Zone::UTC);
    let customer: Customer = ann();
    let explanation: Explanation = question.explain(&Facts::from(&customer), &Names::default());
    assert_eq!(explanation.holds(), question.matches(&Facts::from(&customer)));
    assert_eq!(
        serde_json::to_value(&explanation).unwrap(),
        json!({"path": "", "holds": false, "logic": "OR", "not": true,
            "sentence": "not (total spend is more than 50 or (the city is “Oslo” and the attribute none is not 4 and \
                the tags include “vip” and the last order is older than 1 day))",
            "rules": [
            {"path": "rules[0]", "holds": true, "sentence": "total spend is more than 50", "seen": 100.0},
            {"path": "rules[1]", "holds": false, "logic": "AND", "not": false,
                "sentence": "(the city is “Oslo” and the attribute none is not 4 and the tags include “vip” and the \
                    last order is older than 1 day)",
                "rules": [
                {"path": "rules[1].rules[0]", "holds": false, "sentence": "the city is “Oslo”", "seen": "Rome"},
                {"path": "rules[1].rules[1]", "holds": true, "sentence": "the attribute none is not 4", "seen": null},
                {"path": "rules[1].rules[2]", "holds": true, "sentence": "the tags include “vip”",
                    "seen": ["VIP", "Été"]},
                {"path": "rules[1].rules[3]", "holds": true, "sentence": "the last order is older than 1 day",
                    "seen": "2024-06-10T12:00:00.000Z"}]}]})
    );
}

#[test]
fn an_attribute_of_the_other_boolean_is_neither_true_nor_missing() {
    let mut customer = ann();
    customer.profile.attributes.insert("vip".into(), AttributeValue::Boolean(false));
    assert!(matches(r#"{"metric":"attributes.vip","operator":"==","value":false}"#, &customer));
    assert!(!matches(r#"{"metric":"attributes.vip","operator":"isEmpty"}"#, &customer));
}
