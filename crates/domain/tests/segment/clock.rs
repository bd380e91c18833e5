//! Days in a zone whose clocks change.

use domain::customer::AttributeValue;
use domain::segment::{Facts, Question};
use domain::{Timestamp, Zone};
use serde_json::json;

use crate::people::{ann, at, rule};

fn holds(metric: &str, operator: &str, value: &serde_json::Value, last: Timestamp, now: &str) -> bool {
    let mut customer = ann();
    customer.totals.last_purchased = Some(last);
    let json = json!({"metric": metric, "operator": operator, "value": value}).to_string();
    let berlin = Zone::named("Europe/Berlin").unwrap();
    Question::new(&rule(&json), at(now), &berlin).matches(&Facts::from(&customer))
}

#[test]
fn a_day_in_berlin_begins_and_ends_with_the_local_clock() {
    // 31 March 2024 has 23 hours in Berlin: 2024-03-30T23:00Z to 2024-03-31T22:00Z. 27 October 2024 has 25:
    // 2024-10-26T22:00Z to 2024-10-27T23:00Z.
    let instants = [
        "2024-03-30T22:59:59.999Z",
        "2024-03-30T23:00:00Z",
        "2024-03-31T21:59:59.999Z",
        "2024-03-31T22:00:00Z",
        "2024-10-26T21:59:59.999Z",
        "2024-10-26T22:00:00Z",
        "2024-10-27T22:59:59.999Z",
        "2024-10-27T23:00:00Z",
    ];
    // One row a test: for which of the eight instants it holds.
    let rows = [
        ("==", json!("2024-03-31"), [false, true, true, false, false, false, false, false]),
        ("!=", json!("2024-03-31"), [true, false, false, true, true, true, true, true]),
        (">", json!("2024-03-31"), [false, false, false, true, true, true, true, true]),
        (">=", json!("2024-03-31"), [false, true, true, true, true, true, true, true]),
        ("<", json!("2024-03-31"), [true, false, false, false, false, false, false, false]),
        ("<=", json!("2024-03-31"), [true, true, true, false, false, false, false, false]),
        ("==", json!("2024-10-27"), [false, false, false, false, false, true, true, false]),
        (">", json!("2024-10-27"), [false, false, false, false, false, false, false, true]),
        ("<", json!("2024-10-27"), [true, true, true, true, true, false, false, false]),
        ("between", json!(["2024-03-31", "2024-10-27"]), [false, true, true, true, true, true, true, false]),
        (
            "between",
            json!(["2024-03-31", "2024-10-26T22:00:00Z"]),
            [false, true, true, true, true, true, false, false],
        ),
        // An instant is the same everywhere.
        (">=", json!("2024-03-31T00:00:00+01:00"), [false, true, true, true, true, true, true, true]),
    ];
    for (operator, value, expected) in rows {
        let held = instants.map(|instant| holds("lastPurchased", operator, &value, at(instant), instants[7]));
        assert_eq!(held, expected, "{operator} {value}");
    }
}

#[test]
fn a_day_back_is_always_86_400_seconds() {
    // At noon on the day the clocks went forward, 24 hours back is eleven o'clock the day before.
    let now = "2024-03-31T10:00:00Z";
    let day = json!({"days": 1});
    assert!(holds("lastPurchased", "withinLast", &day, at("2024-03-30T10:00:00.001Z"), now));
    assert!(!holds("lastPurchased", "withinLast", &day, at("2024-03-30T10:00:00Z"), now));
    assert!(holds("lastPurchased", "olderThan", &day, at("2024-03-30T10:00:00Z"), now));
}

#[test]
fn a_day_in_an_attribute_is_that_day_in_the_zone() {
    let berlin = Zone::named("Europe/Berlin").unwrap();
    let customer = ann();
    // `born` is 2024-06-10, which begins in Berlin at 22:00 UTC the day before.
    for (operator, value, expected) in [
        ("==", "2024-06-10", true),
        ("==", "2024-06-09T22:00:00Z", true),
        ("==", "2024-06-10T00:00:00Z", false),
        (">", "2024-06-09", true),
        ("<", "2024-06-10", false),
    ] {
        let json = json!({"metric": "attributes.born", "operator": operator, "value": value}).to_string();
        let question = Question::new(&rule(&json), at("2024-06-15T12:00:00Z"), &berlin);
        assert_eq!(question.matches(&Facts::from(&customer)), expected, "{json}");
    }
}

#[test]
fn the_day_that_stands_for_ever_is_a_day_like_any_other() {
    for zone in ["UTC", "Europe/Berlin", "Pacific/Honolulu", "Pacific/Kiritimati"] {
        let zone = Zone::named(zone).unwrap();
        let mut customer = ann();
        customer.profile.attributes.insert("until".into(), AttributeValue::Text("9999-12-31".into()));
        for (operator, value, expected) in [
            ("==", "9999-12-31", true),
            (">=", "9999-12-31", true),
            ("<=", "9999-12-31", true),
            ("<", "9999-12-31", false),
            (">", "9999-12-31", false),
            (">", "9999-12-30", true),
            ("==", "9999-12-30", false),
            (">", "2024-06-15", true),
        ] {
            let json =
                json!({"metric": "attributes.until", "operator": operator, "value": value}).to_string();
            let question = Question::new(&rule(&json), at("2024-06-15T12:00:00Z"), &zone);
            assert_eq!(question.matches(&Facts::from(&customer)), expected, "{} {json}", zone.name());
        }
    }
}
