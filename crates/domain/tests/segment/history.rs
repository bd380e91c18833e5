//! Conditions about the past, worked out by hand.

use domain::customer::Customer;
use domain::order::{Item, ItemName, Order, OrderStatus, Sku};
use domain::segment::{Expansion, Facts, Membership, Names, Outcome, Question, Rule};
use domain::{Amount, CampaignId, OrderId, SegmentId, Timestamp, Zone};
use serde_json::{Value, json};

use crate::people::{NOW, ann, at, rule};

fn order(
    number: i64,
    cents: i64,
    refunded: i64,
    date: &str,
    status: OrderStatus,
    items: &[(&str, &str)],
) -> Order {
    let item = |(name, sku): &(&str, &str)| Item {
        name: ItemName::parse(name).unwrap(),
        sku: (!sku.is_empty()).then(|| Sku::parse(sku).unwrap()),
        quantity: None,
        price: None,
    };
    Order {
        id: OrderId::from_i64(number).unwrap(),
        customer_id: ann().id,
        external_id: None,
        amount: Amount::from_minor(cents).unwrap(),
        refunded_amount: Amount::from_minor(refunded).unwrap(),
        items: items.iter().map(item).collect(),
        order_date: at(date),
        status,
        created_at: at(date),
    }
}

/// Net amounts that count: 60.00, 0.00, 33.33 and 10.00 (of 40.00, 30.00 were given back); 500.00 was cancelled.
fn orders() -> Vec<Order> {
    use OrderStatus::{Cancelled, Completed, Placed};
    vec![
        order(1, 6_000, 0, "2024-01-01T00:00:00Z", Completed, &[("Coffee", "C-1"), ("Filter", "")]),
        order(2, 0, 0, "2024-02-29T12:00:00Z", Completed, &[("Café", "")]),
        order(3, 3_333, 0, "2024-06-10T12:00:00Z", Placed, &[("coffee", "C-2")]),
        order(4, 4_000, 3_000, "2024-06-14T12:00:00Z", Completed, &[("Tea", "coffee")]),
        order(5, 50_000, 0, "2024-06-15T11:00:00Z", Cancelled, &[("Coffee", "")]),
    ]
}

fn holds(json: &Value, orders: &[Order], memberships: &[Membership]) -> bool {
    let customer: Customer = ann();
    Question::new(&rule(&json.to_string()), at(NOW), &Zone::UTC).matches(&Facts::new(
        &customer,
        orders,
        memberships,
    ))
}

fn asked(measure: &str, operator: &str, value: impl Into<Value>, more: &Value) -> Value {
    let value = value.into();
    let mut json = json!({"metric": "orders", "measure": measure, "operator": operator, "value": value});
    for (key, value) in more.as_object().unwrap() {
        json[key] = value.clone();
    }
    json
}

/// Asserts that a measure has exactly this value.
fn is(measure: &str, value: &Value, more: impl Into<Value>) {
    let more = more.into();
    for (operator, expected) in [("==", true), ("!=", false), (">=", true), ("<", false), (">", false)] {
        let json = asked(measure, operator, value.clone(), &more);
        assert_eq!(holds(&json, &orders(), &[]), expected, "{json}");
    }
}

fn item(operator: &str, name: &str) -> Value {
    json!({"metric": "item", "operator": operator, "value": name})
}

#[test]
fn orders_that_count_are_measured_net_of_refunds() {
    is("count", &json!(4), json!({}));
    is("sum", &json!(103.33), json!({}));
    is("min", &json!(0), json!({}));
    is("max", &json!(60), json!({}));
    // 103.33 over four orders: 25.8325, which no rounding may reach.
    is("average", &json!(25.8325), json!({}));
    assert!(holds(&asked("average", ">", json!(25.83), &json!({})), &orders(), &[]));
    assert!(!holds(&asked("average", "==", json!(25.83), &json!({})), &orders(), &[]));
}

#[test]
fn a_status_asked_for_takes_the_place_of_what_counts() {
    let status =
        |operator: &str, status: &str| json!({"metric": "status", "operator": operator, "value": status});
    is("count", &json!(1), json!({"where": [status("==", "Cancelled")]}));
    is("max", &json!(500), json!({"where": [status("!=", "Placed")]}));
    is("count", &json!(4), json!({"where": [status("!=", "Placed")]}));
    is("count", &json!(1), json!({"where": [status("!=", "Placed"), status("!=", "Completed")]}));
    is("count", &json!(0), json!({"where": [status("==", "Placed"), status("==", "Completed")]}));
}

#[test]
fn an_item_is_found_by_name_or_stock_keeping_unit_like_a_text() {
    is("count", &json!(3), json!({"where": [item("==", "COFFEE")]}));
    is("count", &json!(1), json!({"where": [item("==", "c-2")]}));
    is("count", &json!(1), json!({"where": [item("==", "CAFE\u{301}")]}));
    is("count", &json!(0), json!({"where": [item("==", "Coff")]}));
    is("count", &json!(1), json!({"where": [item("!=", "coffee")]}));
    is("count", &json!(1), json!({"where": [item("==", "coffee"), item("==", "Filter")]}));
    is("sum", &json!(43.33), json!({"where": [item("==", "coffee"), item("!=", "Filter")]}));
}

#[test]
fn amounts_of_where_are_net_too() {
    let amount =
        |operator: &str, value: Value| json!({"metric": "amount", "operator": operator, "value": value});
    is("count", &json!(1), json!({"where": [amount(">=", json!(40))]}));
    is("count", &json!(1), json!({"where": [amount("==", json!(10))]}));
    is("count", &json!(1), json!({"where": [amount("==", json!(0))]}));
    is("count", &json!(3), json!({"where": [amount("!=", json!(0))]}));
    is("count", &json!(2), json!({"where": [amount("between", json!([10, 33.33]))]}));
    is("count", &json!(1), json!({"where": [amount(">", json!(33.329)), amount("<", json!(33.331))]}));
}

#[test]
fn a_stretch_of_time_is_half_open_and_days_are_whole() {
    // Now is noon on 15 June: the order of 10 June at noon is exactly five days old.
    is("count", &json!(1), json!({"within": {"days": 5}}));
    is("count", &json!(2), json!({"within": {"hours": 121}}));
    is("count", &json!(1), json!({"within": {"before": "2024-01-02"}}));
    is("count", &json!(0), json!({"within": {"before": "2024-01-01"}}));
    is("count", &json!(1), json!({"within": {"after": "2024-06-10"}}));
    is("count", &json!(1), json!({"within": {"after": "2024-06-10T12:00:00Z"}}));
    is("count", &json!(2), json!({"within": {"after": "2024-06-10T11:59:59.999Z"}}));
    is("count", &json!(3), json!({"within": {"between": ["2024-02-29", "2024-06-14"]}}));
    is("count", &json!(1), json!({"within": {"between": ["2024-01-01", "2024-01-01"]}}));
    let mut ahead = orders();
    ahead.push(order(6, 100, 0, "2024-06-15T12:00:00.001Z", OrderStatus::Placed, &[]));
    assert!(
        holds(&asked("count", "==", json!(5), &json!({})), &ahead, &[]),
        "all time holds what lies ahead"
    );
    assert!(holds(&asked("count", "==", json!(1), &json!({"within": {"days": 5}})), &ahead, &[]));
}

#[test]
fn a_day_of_orders_is_a_day_of_the_workspace() {
    // 2023-12-31T23:30Z is already 2024 in Berlin.
    let late = [order(1, 100, 0, "2023-12-31T23:30:00Z", OrderStatus::Completed, &[])];
    let json = asked("count", "==", json!(1), &json!({"within": {"between": ["2024-01-01", "2024-12-31"]}}));
    for (zone, expected) in [("UTC", false), ("Europe/Berlin", true)] {
        let question = Question::new(&rule(&json.to_string()), at(NOW), &Zone::named(zone).unwrap());
        assert_eq!(question.matches(&Facts::new(&ann(), &late, &[])), expected, "{zone}");
    }
}

#[test]
fn without_orders_counts_and_sums_are_zero_and_the_rest_is_missing() {
    for (measure, operator, value, expected) in [
        ("count", "==", json!(0), true),
        ("sum", "==", json!(0), true),
        ("sum", "<", json!(1), true),
        ("average", "<", json!(1), false),
        ("average", "!=", json!(1), true),
        ("min", "<=", json!(0), false),
        ("max", "!=", json!(0), true),
        ("min", "isEmpty", json!(null), true),
        ("average", "isNotEmpty", json!(null), false),
    ] {
        let json = asked(measure, operator, value, &json!({}));
        assert_eq!(holds(&json, &[], &[]), expected, "{json}");
    }
    is("count", &json!(4), json!({"where": [], "within": null}));
    assert!(holds(&asked("max", "isNotEmpty", json!(null), &json!({})), &orders(), &[]));
}

fn membership(
    campaign: i64,
    enrolled: &str,
    outcome: Option<fn(Timestamp) -> Outcome>,
    when: &str,
) -> Membership {
    Membership {
        campaign: CampaignId::from_i64(campaign).unwrap(),
        enrolled_at: at(enrolled),
        outcome: outcome.map(|outcome| outcome(at(when))),
    }
}

#[test]
fn a_campaign_is_asked_what_it_did_and_when() {
    let done = [
        membership(7, "2024-06-01T00:00:00Z", Some(Outcome::Sent), "2024-06-11T00:00:00Z"),
        membership(8, "2024-06-14T00:00:00Z", Some(Outcome::Failed), "2024-06-15T00:00:00Z"),
        membership(9, "2024-06-15T00:00:00Z", None, NOW),
    ];
    for (measure, campaign, within, expected) in [
        ("enrolled", "7", json!(null), true),
        ("enrolled", "6", json!(null), false),
        ("enrolled", "any", json!(null), true),
        ("sent", "7", json!(null), true),
        ("failed", "7", json!(null), false),
        ("sent", "8", json!(null), false),
        ("sent", "9", json!(null), false),
        ("failed", "any", json!(null), true),
        // The stretch is about what happened, not about the launch.
        ("sent", "7", json!({"days": 5}), true),
        ("enrolled", "7", json!({"days": 5}), false),
        ("enrolled", "any", json!({"hours": 6}), false),
        ("sent", "any", json!({"before": "2024-06-11"}), false),
        ("failed", "8", json!({"between": ["2024-06-15", "2024-06-15"]}), true),
    ] {
        for (operator, expected) in [("is", expected), ("isNot", !expected)] {
            let json = json!({"metric": "campaign", "measure": measure, "operator": operator, "value": campaign,
                "within": within});
            assert_eq!(holds(&json, &[], &done), expected, "{json}");
        }
    }
}

#[test]
fn a_segment_is_asked_at_the_same_instant_and_explained() {
    let buyers = asked("count", ">=", json!(2), &json!({"within": {"days": 6}}));
    let saved = |id: SegmentId| -> Option<Rule> { (id.get() == 5).then(|| rule(&buyers.to_string())) };
    let json = json!({"logic": "AND", "rules": [
        {"metric": "segment", "operator": "in", "value": "5"},
        {"metric": "visits", "operator": ">", "value": 1},
        asked("sum", "<", json!(100), &json!({"within": {"days": 6}})),
        {"metric": "segment", "operator": "notIn", "value": "5"}]});
    let expansion = Expansion::of(&rule(&json.to_string()), saved).unwrap();
    let question = Question::over(&expansion, at(NOW), &Zone::UTC);
    assert!(question.asks_orders() && !question.asks_campaigns());
    let (customer, orders) = (ann(), orders());
    let explanation =
        serde_json::to_value(question.explain(&Facts::new(&customer, &orders, &[]), &Names::default()))
            .unwrap();
    let answers: Vec<_> =
        explanation["rules"].as_array().unwrap().iter().map(|part| (&part["holds"], &part["seen"])).collect();
    let (yes, no) = (json!(true), json!(false));
    let seen = &answers[2].1;
    assert_eq!((&seen["value"], &seen["sum"]), (&json!(43.33), &json!(43.33)), "{seen}");
    let bought = question.matches(&Facts::new(&customer, &[], &[]));
    assert!(
        !bought && seen["count"].as_i64() >= Some(2) && seen["first"].as_str() < seen["last"].as_str(),
        "{seen}"
    );
    assert_eq!(answers, [(&yes, &yes), (&yes, &json!(3.0)), (&yes, seen), (&no, &yes)]);
    assert!(!question.matches(&Facts::new(&customer, &orders, &[])));
    let later = Question::over(&expansion, at("2024-07-15T12:00:00Z"), &Zone::UTC);
    assert!(!later.explain(&Facts::new(&customer, &orders, &[]), &Names::default()).holds());
}

#[test]
fn what_campaigns_did_is_seen_in_an_explanation() {
    let memberships = [
        Membership {
            campaign: CampaignId::from_i64(7).unwrap(),
            enrolled_at: at("2024-06-01T00:00:00Z"),
            outcome: None,
        },
        Membership {
            campaign: CampaignId::from_i64(8).unwrap(),
            enrolled_at: at("2024-06-02T00:00:00Z"),
            outcome: Some(Outcome::Failed(at("2024-06-03T00:00:00Z"))),
        },
    ];
    let seen = |value: &str| {
        let json = json!({"metric": "campaign", "measure": "sent", "operator": "isNot", "value": value});
        let question = Question::new(&rule(&json.to_string()), at(NOW), &Zone::UTC);
        serde_json::to_value(question.explain(&Facts::new(&ann(), &[], &memberships), &Names::default()))
            .unwrap()["seen"]
            .clone()
    };
    let second = json!({"campaign": "8", "enrolledAt": "2024-06-02T00:00:00.000Z", "sentAt": null,
        "failedAt": "2024-06-03T00:00:00.000Z"});
    assert_eq!(seen("8"), json!([second]));
    assert_eq!(seen("any")[0]["campaign"], "7");
    assert_eq!(seen("9"), json!([]));
}
