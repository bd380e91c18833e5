//! What is refused, where, and with which code.

use domain::segment::{Rule, RuleError};

fn errors(json: &str) -> Vec<RuleError> {
    Rule::parse(json).expect_err(json)
}

fn places(json: &str) -> Vec<(String, String)> {
    errors(json).into_iter().map(|error| (error.field, error.code)).collect()
}

/// Asserts the path and the code of the only error of each rule.
fn each(rows: &[(&str, &str, &str)]) {
    for (json, path, code) in rows {
        assert_eq!(places(json), [((*path).to_owned(), (*code).to_owned())], "{json}");
    }
}

#[test]
fn what_is_no_rule_says_what_was_expected() {
    each(&[
        ("{}", "", "not_a_rule"),
        (r#"{"rule":1}"#, "", "not_a_rule"),
        (r#"{"logic":"AND","metric":"visits","rules":[]}"#, "", "not_a_rule"),
        ("[]", "", "not_an_object"),
        ("null", "", "not_an_object"),
        ("3", "", "not_an_object"),
        ("\"AND\"", "", "not_an_object"),
        ("", "", "invalid_json"),
        ("{", "", "invalid_json"),
        ("{} {}", "", "invalid_json"),
        (r#"{"logic":NaN}"#, "", "invalid_json"),
        ("{'logic':'AND'}", "", "invalid_json"),
    ]);
    let message = &errors("{}")[0].message;
    assert!(message.contains("\"logic\"") && message.contains("an empty object"), "{message}");
    assert!(errors(r#"{"rulez":[]}"#)[0].message.ends_with("did you mean \"rules\"?"));
}

#[test]
fn a_group_names_its_wrong_key() {
    each(&[
        (r#"{"rules":[]}"#, "logic", "missing"),
        (r#"{"logic":"AND"}"#, "rules", "missing"),
        (r#"{"logic":"and","rules":[]}"#, "logic", "invalid_logic"),
        (r#"{"logic":null,"rules":[]}"#, "logic", "invalid_logic"),
        (r#"{"logic":"AND","not":1,"rules":[]}"#, "not", "invalid_not"),
        (r#"{"logic":"AND","not":null,"rules":[]}"#, "not", "invalid_not"),
        (r#"{"logic":"AND","rules":{}}"#, "rules", "invalid_rules"),
        (r#"{"logic":"AND","rules":[null]}"#, "rules[0]", "not_an_object"),
        (r#"{"logic":"AND","rules":[{}]}"#, "rules[0]", "not_a_rule"),
        (r#"{"logic":"AND","rules":[],"nott":true}"#, "nott", "unknown_key"),
        (r#"{"logic":"AND","rules":[],"logic":"OR"}"#, "logic", "duplicate_key"),
        (r#"{"logic":"AND","rules":[],"rules":[],"rules":[]}"#, "rules", "duplicate_key"),
    ]);
}

#[test]
fn a_condition_names_its_wrong_key() {
    each(&[
        (r#"{"operator":"==","value":1}"#, "metric", "missing"),
        (r#"{"metric":7,"operator":"==","value":1}"#, "metric", "unknown_metric"),
        (r#"{"metric":"spend","operator":"==","value":1}"#, "metric", "unknown_metric"),
        (r#"{"metric":"attributes.","operator":"==","value":1}"#, "metric", "unknown_metric"),
        (r#"{"metric":"visits","value":1}"#, "operator", "missing"),
        (r#"{"metric":"visits","operator":"=","value":1}"#, "operator", "unknown_operator"),
        (r#"{"metric":"visits","operator":1,"value":1}"#, "operator", "unknown_operator"),
        (r#"{"metric":"visits","operator":"contains","value":"1"}"#, "operator", "operator_not_allowed"),
        (r#"{"metric":"visits","operator":"isEmpty"}"#, "operator", "operator_not_allowed"),
        (r#"{"metric":"totalSpend","operator":"isNotEmpty"}"#, "operator", "operator_not_allowed"),
        (r#"{"metric":"createdAt","operator":"isEmpty"}"#, "operator", "operator_not_allowed"),
        (r#"{"metric":"tags","operator":"==","value":"x"}"#, "operator", "operator_not_allowed"),
        (r#"{"metric":"attributes.x","operator":"has","value":"x"}"#, "operator", "operator_not_allowed"),
        (r#"{"metric":"visits","operator":"=="}"#, "value", "missing"),
        (r#"{"metric":"visits","operator":"==","value":null}"#, "value", "missing"),
        (r#"{"metric":"city","operator":"isEmpty","value":true}"#, "value", "unexpected_value"),
        (r#"{"metric":"visits","operator":"==","value":1,"valeu":2}"#, "valeu", "unknown_key"),
        (r#"{"metric":"visits","operator":"==","value":1,"value":1}"#, "value", "duplicate_key"),
        (r#"{"metric":"visits","metric":"visits","operator":"==","value":1}"#, "metric", "duplicate_key"),
    ]);
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn a_condition_about_the_past_names_its_wrong_key() {
    let orders =
        |rest: &str| format!(r#"{{"metric":"orders","measure":"count","operator":">=","value":2{rest}}}"#);
    let filter = |filter: &str| orders(&format!(r#","where":[{filter}]"#));
    let rows = [
        (r#"{"metric":"orders","operator":">=","value":2}"#.to_owned(), "measure", "missing"),
        (
            r#"{"metric":"orders","measure":"total","operator":">=","value":2}"#.to_owned(),
            "measure",
            "unknown_measure",
        ),
        (
            r#"{"metric":"orders","measure":"count","operator":"has","value":2}"#.to_owned(),
            "operator",
            "operator_not_allowed",
        ),
        (
            r#"{"metric":"orders","measure":"sum","operator":"isEmpty"}"#.to_owned(),
            "operator",
            "operator_not_allowed",
        ),
        (
            r#"{"metric":"orders","measure":"max","operator":"isEmpty","value":1}"#.to_owned(),
            "value",
            "unexpected_value",
        ),
        (
            r#"{"metric":"orders","measure":"count","operator":"="}"#.to_owned(),
            "operator",
            "unknown_operator",
        ),
        (r#"{"metric":"orders","measure":"count","operator":">"}"#.to_owned(), "value", "missing"),
        (
            r#"{"metric":"orders","measure":"count","operator":">","value":"2"}"#.to_owned(),
            "value",
            "invalid_number",
        ),
        (
            r#"{"metric":"orders","measure":"sum","operator":"between","value":[2,1]}"#.to_owned(),
            "value",
            "reversed",
        ),
        (orders(r#","within":{"weeks":2}"#), "within.weeks", "unknown_key"),
        (orders(r#","within":{"days":0}"#), "within.days", "invalid_duration"),
        (orders(r#","within":{"days":1,"hours":1}"#), "within", "invalid_duration"),
        (orders(r#","within":90"#), "within", "invalid_duration"),
        (orders(r#","within":{"before":"soon"}"#), "within.before", "invalid_date"),
        (orders(r#","within":{"between":["2024-01-02","2024-01-01"]}"#), "within.between", "reversed"),
        (orders(r#","within":{"between":["2024-01-02",1]}"#), "within.between[1]", "invalid_date"),
        (orders(r#","where":{}"#), "where", "invalid_list"),
        (filter("3"), "where[0]", "not_an_object"),
        (filter(r#"{"metric":"price","operator":"==","value":1}"#), "where[0].metric", "unknown_metric"),
        (
            filter(r#"{"metric":"item","operator":"in","value":["x"]}"#),
            "where[0].operator",
            "operator_not_allowed",
        ),
        (filter(r#"{"metric":"item","operator":"==","value":" "}"#), "where[0].value", "invalid_text"),
        (
            filter(r#"{"metric":"item","operator":"==","value":"x","not":true}"#),
            "where[0].not",
            "unknown_key",
        ),
        (filter(r#"{"metric":"amount","operator":">"}"#), "where[0].value", "missing"),
        (filter(r#"{"metric":"amount","operator":"isEmpty"}"#), "where[0].operator", "operator_not_allowed"),
        (
            filter(r#"{"metric":"status","operator":"==","value":"placed"}"#),
            "where[0].value",
            "unknown_status",
        ),
        (
            r#"{"metric":"campaign","measure":"opened","operator":"is","value":"any"}"#.to_owned(),
            "measure",
            "unknown_measure",
        ),
        (
            r#"{"metric":"campaign","measure":"sent","operator":"==","value":"any"}"#.to_owned(),
            "operator",
            "operator_not_allowed",
        ),
        (
            r#"{"metric":"campaign","measure":"sent","operator":"is","value":"all"}"#.to_owned(),
            "value",
            "invalid_id",
        ),
        (
            r#"{"metric":"campaign","measure":"sent","operator":"is","value":7}"#.to_owned(),
            "value",
            "invalid_id",
        ),
        (
            r#"{"metric":"campaign","measure":"sent","operator":"is","value":"7","where":[]}"#.to_owned(),
            "where",
            "unknown_key",
        ),
        (r#"{"metric":"segment","operator":"in","value":"-7"}"#.to_owned(), "value", "invalid_id"),
        (r#"{"metric":"segment","operator":"in","value":"any"}"#.to_owned(), "value", "invalid_id"),
        (r#"{"metric":"segment","operator":"is","value":"7"}"#.to_owned(), "operator", "unknown_operator"),
        (r#"{"metric":"segment","operator":"in"}"#.to_owned(), "value", "missing"),
    ];
    for (json, path, code) in &rows {
        each(&[(json.as_str(), path, code)]);
    }
    assert!(
        errors(r#"{"metric":"order","operator":">","value":1}"#)[0]
            .message
            .ends_with("did you mean \"orders\"?")
    );
}

#[test]
fn every_condition_of_where_counts_as_one() {
    let filters = |n: usize| {
        let parts = vec![r#"{"metric":"amount","operator":">","value":1}"#; n].join(",");
        format!(r#"{{"metric":"orders","measure":"count","operator":">","value":1,"where":[{parts}]}}"#)
    };
    assert!(Rule::parse(&filters(99)).is_ok());
    each(&[(&filters(100), "where[99]", "too_many_conditions")]);
}

#[test]
fn a_value_names_the_element_that_is_wrong() {
    each(&[
        (r#"{"metric":"visits","operator":"==","value":"3"}"#, "value", "invalid_number"),
        (r#"{"metric":"visits","operator":"==","value":true}"#, "value", "invalid_number"),
        (r#"{"metric":"visits","operator":"==","value":1e400}"#, "value", "invalid_number"),
        (r#"{"metric":"visits","operator":"==","value":[1]}"#, "value", "invalid_number"),
        (r#"{"metric":"visits","operator":"between","value":3}"#, "value", "invalid_list"),
        (r#"{"metric":"visits","operator":"between","value":[1]}"#, "value", "invalid_list"),
        (r#"{"metric":"visits","operator":"between","value":[1,2,3]}"#, "value", "invalid_list"),
        (r#"{"metric":"visits","operator":"between","value":[1,"2"]}"#, "value[1]", "invalid_number"),
        (r#"{"metric":"visits","operator":"between","value":[2,1]}"#, "value", "reversed"),
        (r#"{"metric":"createdAt","operator":"==","value":5}"#, "value", "invalid_date"),
        (r#"{"metric":"createdAt","operator":"==","value":"99999-01-01"}"#, "value", "invalid_date"),
        (r#"{"metric":"createdAt","operator":"==","value":"2024-02-30"}"#, "value", "invalid_date"),
        (r#"{"metric":"createdAt","operator":"==","value":"2024-05-31T09:00:00"}"#, "value", "invalid_date"),
        (
            r#"{"metric":"createdAt","operator":"between","value":["2024-01-02","2024-01-01"]}"#,
            "value",
            "reversed",
        ),
        (
            r#"{"metric":"createdAt","operator":"between","value":["2024-01-01",4]}"#,
            "value[1]",
            "invalid_date",
        ),
        (r#"{"metric":"createdAt","operator":"withinLast","value":90}"#, "value", "invalid_duration"),
        (r#"{"metric":"createdAt","operator":"withinLast","value":{}}"#, "value", "invalid_duration"),
        (
            r#"{"metric":"createdAt","operator":"withinLast","value":{"days":1,"hours":1}}"#,
            "value",
            "invalid_duration",
        ),
        (
            r#"{"metric":"createdAt","operator":"withinLast","value":{"weeks":1}}"#,
            "value.weeks",
            "unknown_key",
        ),
        (
            r#"{"metric":"createdAt","operator":"withinLast","value":{"days":0}}"#,
            "value.days",
            "invalid_duration",
        ),
        (
            r#"{"metric":"createdAt","operator":"withinLast","value":{"days":-1}}"#,
            "value.days",
            "invalid_duration",
        ),
        (
            r#"{"metric":"createdAt","operator":"withinLast","value":{"days":1.5}}"#,
            "value.days",
            "invalid_duration",
        ),
        (
            r#"{"metric":"createdAt","operator":"withinLast","value":{"days":"9"}}"#,
            "value.days",
            "invalid_duration",
        ),
        (
            r#"{"metric":"createdAt","operator":"olderThan","value":{"hours":1000001}}"#,
            "value.hours",
            "invalid_duration",
        ),
        (r#"{"metric":"city","operator":"==","value":7}"#, "value", "invalid_text"),
        (r#"{"metric":"city","operator":"==","value":"  "}"#, "value", "invalid_text"),
        (r#"{"metric":"city","operator":"contains","value":""}"#, "value", "invalid_text"),
        (r#"{"metric":"city","operator":"==","value":"\ud800"}"#, "value", "invalid_json"),
        (r#"{"metric":"city","operator":"in","value":"Rome"}"#, "value", "invalid_list"),
        (r#"{"metric":"city","operator":"in","value":[]}"#, "value", "invalid_list"),
        (r#"{"metric":"city","operator":"in","value":["Rome",7]}"#, "value[1]", "invalid_text"),
        (r#"{"metric":"city","operator":"notIn","value":["Rome",""]}"#, "value[1]", "invalid_text"),
        (r#"{"metric":"tags","operator":"hasAny","value":[["a"]]}"#, "value[0]", "invalid_text"),
        (r#"{"metric":"attributes.x","operator":"==","value":{}}"#, "value", "unexpected_value"),
        (r#"{"metric":"attributes.x","operator":"==","value":["a"]}"#, "value", "unexpected_value"),
        (r#"{"metric":"attributes.x","operator":">","value":"large"}"#, "value", "invalid_date"),
        (r#"{"metric":"attributes.x","operator":">","value":true}"#, "value", "unexpected_value"),
        (
            r#"{"metric":"attributes.x","operator":"between","value":[1,"2024-01-01"]}"#,
            "value[1]",
            "invalid_number",
        ),
        (
            r#"{"metric":"attributes.x","operator":"between","value":["2024-01-01",1]}"#,
            "value[1]",
            "invalid_date",
        ),
    ]);
}

#[test]
fn several_errors_come_back_at_once_each_with_its_path() {
    let json = r#"{"logic":"AND","rules":[
        {"metric":"totalSpent","operator":">","value":10},
        {"logic":"XOR","rules":[
            {"metric":"visits","operator":"=<","value":3},
            {"metric":"city","operator":"in","value":["Rome",3]}]},
        {"metric":"lastPurchased","operator":"withinLast","value":{"days":9},"within":1}]}"#;
    let errors = errors(json);
    let found: Vec<_> = errors.iter().map(|error| (error.field.as_str(), error.code.as_str())).collect();
    assert_eq!(
        found,
        [
            ("rules[0].metric", "unknown_metric"),
            ("rules[1].logic", "invalid_logic"),
            ("rules[1].rules[0].operator", "unknown_operator"),
            ("rules[1].rules[1].value[1]", "invalid_text"),
            ("rules[2].within", "unknown_key"),
        ]
    );
    assert!(errors[0].message.ends_with("did you mean \"totalSpend\"?"), "{}", errors[0].message);
    assert!(
        errors[2].message.contains("expected one of ==, !=, >, >=, <, <=, between"),
        "{}",
        errors[2].message
    );
}

/// A rule of groups inside each other around one condition.
fn nested(groups: usize) -> String {
    let open = r#"{"logic":"AND","rules":["#.repeat(groups);
    format!(r#"{open}{{"metric":"visits","operator":"==","value":1}}{}"#, "]}".repeat(groups))
}

fn in_group(conditions: impl Iterator<Item = String>) -> String {
    format!(r#"{{"logic":"OR","rules":[{}]}}"#, conditions.collect::<Vec<_>>().join(","))
}

#[test]
fn every_limit_holds_to_the_last_and_not_one_further() {
    assert!(Rule::parse(&nested(8)).is_ok());
    let path = ["rules[0]"; 8].join(".");
    each(&[(&nested(9), &path, "too_deep")]);

    let visits = |_| r#"{"metric":"visits","operator":"==","value":1}"#.to_owned();
    assert!(Rule::parse(&in_group((0..100).map(visits))).is_ok());
    each(&[(&in_group((0..150).map(visits)), "rules[100]", "too_many_conditions")]);

    let cities = |n: usize| format!(r#"{{"metric":"city","operator":"in","value":{:?}}}"#, vec!["Rome"; n]);
    assert!(Rule::parse(&cities(1_000)).is_ok());
    each(&[(&cities(1_001), "value", "too_many_values")]);

    let name = |n: usize| format!(r#"{{"metric":"name","operator":"==","value":"{}"}}"#, "é".repeat(n));
    assert!(Rule::parse(&name(256)).is_ok());
    each(&[(&name(257), "value", "too_long")]);

    let padded = |bytes: usize| {
        let rule = r#"{"logic":"AND","rules":[]}"#;
        format!("{rule}{}", " ".repeat(bytes - rule.len()))
    };
    assert!(Rule::parse(&padded(65_536)).is_ok());
    each(&[(&padded(65_537), "", "too_large")]);
}

#[test]
fn a_rule_whose_canonical_form_would_be_too_large_is_refused() {
    // 1e15 takes four letters, and sixteen when written out.
    let filler = "x".repeat(250);
    let texts = vec![filler.as_str(); 256];
    let json = in_group(
        [format!(r#"{{"metric":"city","operator":"in","value":{texts:?}}}"#).replace("\", \"", "\",\"")]
            .into_iter()
            .chain((0..13).map(|_| r#"{"metric":"visits","operator":"<","value":8e14}"#.to_owned())),
    );
    assert!(json.len() <= 65_536, "{}", json.len());
    each(&[(&json, "", "too_large")]);
}

#[test]
fn brackets_without_end_are_an_error_and_not_a_crash() {
    for bracket in ["[", "{\"rules\":[", "{\"a\":"] {
        for count in [100_000, 65_000 / bracket.len()] {
            let found = errors(&bracket.repeat(count));
            assert!(matches!(found[0].code.as_str(), "too_large" | "invalid_json"), "{found:?}");
        }
    }
    let closed = format!("{}{}", "[".repeat(32_000), "]".repeat(32_000));
    each(&[(&closed, "", "not_an_object")]);
    let value = format!(r#"{{"metric":"tags","operator":"hasAny","value":{closed}}}"#);
    each(&[(&value, "value[0]", "invalid_text")]);
    let deep = format!("{}{}", r#"{"rules":["#.repeat(5_000), "]}".repeat(5_000));
    assert!(errors(&deep).iter().any(|error| error.code == "too_deep"));
}

#[test]
fn an_error_never_gives_a_long_text_back_whole() {
    let long = "x".repeat(60_000);
    for json in [
        format!(r#"{{"{long}":1}}"#),
        format!(r#"{{"logic":"AND","rules":[],"{long}":1}}"#),
        format!(r#"{{"metric":"{long}","operator":"==","value":1}}"#),
        format!(r#"{{"metric":"visits","operator":"{long}","value":1}}"#),
        format!(r#"{{"metric":"visits","operator":"==","value":"{long}"}}"#),
        format!(r#"{{"metric":"createdAt","operator":"withinLast","value":{{"{long}":1}}}}"#),
    ] {
        for error in errors(&json) {
            assert!(error.message.len() < 600 && error.field.len() < 200, "{error}");
        }
    }
    let many = in_group(
        (0..99).map(|_| format!("{{{}}}", r#""metric":"visits","operator":"==","z":1,"y":1,"x":1"#)),
    );
    assert_eq!(errors(&many).len(), 100, "errors stop where nobody reads on");
}
