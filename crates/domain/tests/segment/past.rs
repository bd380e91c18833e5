//! Random orders, memberships and conditions about them, and their meaning written a second time.

use domain::customer::Customer;
use domain::order::{Item, ItemName, Order, OrderStatus, Sku};
use domain::segment::{Facts, Membership, Names, Outcome, Question, Rule};
use domain::{Amount, CampaignId, OrderId, Timestamp};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::people;
use crate::random::{clock, customer, instant, moment, number, zone};
use crate::second_reading::{Reading, decimal, letters};

const ITEMS: [&str; 5] = ["Coffee", "COFFEE", "Caf\u{e9}", "cafe\u{301}", "x-1"];
const CENTS: [i64; 7] = [0, 1, 100, 3_333, 5_000, 10_001, 1_000_000_000_000];

fn item() -> impl Strategy<Value = Item> {
    (select(&ITEMS[..]), option::of(select(&ITEMS[..]))).prop_map(|(name, sku)| Item {
        name: ItemName::parse(name).unwrap(),
        sku: sku.map(|sku| Sku::parse(sku).unwrap()),
        quantity: None,
        price: None,
    })
}

prop_compose! {
    fn order()(
        number in 1..1_000_000_i64, cents in select(&CENTS[..]), refunded in select(&CENTS[..]),
        items in vec(item(), 0..3), date in instant(), status in select(&OrderStatus::ALL[..]),
    ) -> Order {
        Order {
            id: OrderId::from_i64(number).unwrap(),
            customer_id: people::ann().id,
            external_id: None,
            amount: Amount::from_minor(cents).unwrap(),
            refunded_amount: Amount::from_minor(refunded.min(cents)).unwrap(),
            items,
            order_date: date,
            status,
            created_at: date,
        }
    }
}

prop_compose! {
    fn membership()(campaign in 1..4_i64, enrolled_at in instant(), outcome in option::of((any::<bool>(), instant()))) -> Membership {
        let outcome = outcome.map(|(sent, at)| if sent { Outcome::Sent(at) } else { Outcome::Failed(at) });
        Membership { campaign: CampaignId::from_i64(campaign).unwrap(), enrolled_at, outcome }
    }
}

fn within() -> impl Strategy<Value = Value> {
    prop_oneof![
        3 => Just(Value::Null),
        2 => select(&[("days", 2), ("hours", 48), ("hours", 25), ("days", 4_000)][..]).prop_map(|(unit, n)| json!({unit: n})),
        1 => moment().prop_map(|at| json!({"before": at})),
        1 => moment().prop_map(|at| json!({"after": at})),
        1 => (instant(), instant()).prop_map(|(a, b)| json!({"between": [a.min(b).to_string(), a.max(b).to_string()]})),
    ]
}

fn compared() -> impl Strategy<Value = (Value, Value)> {
    prop_oneof![
        4 => (select(&["==", "!=", ">", ">=", "<", "<="][..]), number()).prop_map(|(operator, value)| (json!(operator), value)),
        1 => (number(), number()).prop_map(|(a, b)| {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            (json!("between"), json!([a.min(b), a.max(b)]))
        }),
    ]
}

fn filter() -> impl Strategy<Value = Value> {
    let equality = || select(&["==", "!="][..]);
    prop_oneof![
        compared()
            .prop_map(|(operator, value)| json!({"metric": "amount", "operator": operator, "value": value})),
        (equality(), select(&ITEMS[..]))
            .prop_map(|(operator, item)| json!({"metric": "item", "operator": operator, "value": item})),
        (equality(), select(&OrderStatus::ALL[..])).prop_map(
            |(operator, status)| json!({"metric": "status", "operator": operator, "value": status.as_str()})
        ),
    ]
}

/// A condition about orders or campaigns.
fn condition() -> impl Strategy<Value = Value> {
    let about_orders = (
        select(&["count", "sum", "average", "min", "max"][..]),
        prop_oneof![4 => compared(), 1 => select(&["isEmpty", "isNotEmpty"][..]).prop_map(|operator| (json!(operator), Value::Null))],
        within(),
        vec(filter(), 0..3),
    );
    let about_campaigns = (
        select(&["enrolled", "sent", "failed"][..]),
        select(&["is", "isNot"][..]),
        select(&["1", "2", "9", "any"][..]),
        within(),
    );
    prop_oneof![
        3 => about_orders.prop_map(|(measure, (operator, value), within, filters)| {
            let always = matches!(measure, "count" | "sum") && value.is_null();
            let (operator, value) = if always { (json!(">="), json!(1)) } else { (operator, value) };
            json!({"metric": "orders", "measure": measure, "operator": operator, "value": value, "within": within, "where": filters})
        }),
        1 => about_campaigns.prop_map(|(measure, operator, value, within)| {
            json!({"metric": "campaign", "measure": measure, "operator": operator, "value": value, "within": within})
        }),
    ]
}

impl Reading<'_> {
    fn in_stretch(&self, at: Timestamp, within: &Value) -> bool {
        let Some(members) = within.as_object() else { return true };
        let (key, value) = members.iter().next().unwrap();
        match key.as_str() {
            "before" => self.date(at, "<", value),
            "after" => self.date(at, ">", value),
            "between" => self.date(at, "between", value),
            _ => self.date(at, "withinLast", within),
        }
    }

    fn looked_at(&self, condition: &Value, order: &Order) -> bool {
        let net = order.amount.minor() - order.refunded_amount.minor();
        let filters = condition["where"].as_array().unwrap();
        let standing = filters.iter().any(|filter| filter["metric"] == "status")
            || order.status != OrderStatus::Cancelled;
        standing
            && self.in_stretch(order.order_date, &condition["within"])
            && filters.iter().all(|filter| {
                let (operator, value) = (filter["operator"].as_str().unwrap(), &filter["value"]);
                let (operator, not) = if operator == "!=" { ("==", true) } else { (operator, false) };
                let positive = match filter["metric"].as_str().unwrap() {
                    "amount" => decimal(net, 1, 2, operator, value),
                    "status" => value == order.status.as_str(),
                    _ => order.items.iter().any(|item| {
                        let wanted = letters(value.as_str().unwrap());
                        letters(item.name.as_str()) == wanted
                            || item.sku.as_ref().is_some_and(|sku| letters(sku.as_str()) == wanted)
                    }),
                };
                positive != not
            })
    }

    fn past(&self, condition: &Value, orders: &[Order], memberships: &[Membership]) -> bool {
        let operator = condition["operator"].as_str().unwrap();
        if condition["metric"] == "campaign" {
            let done = memberships.iter().any(|membership| {
                let of = condition["value"] == "any" || condition["value"] == membership.campaign.to_string();
                let at = match (condition["measure"].as_str().unwrap(), membership.outcome) {
                    ("enrolled", _) => Some(membership.enrolled_at),
                    ("sent", Some(Outcome::Sent(at))) | ("failed", Some(Outcome::Failed(at))) => Some(at),
                    _ => None,
                };
                of && at.is_some_and(|at| self.in_stretch(at, &condition["within"]))
            });
            return done == (operator == "is");
        }
        let mut nets: Vec<i64> = orders
            .iter()
            .filter(|order| self.looked_at(condition, order))
            .map(|order| order.amount.minor() - order.refunded_amount.minor())
            .collect();
        nets.sort_unstable();
        let (count, sum) = (nets.len() as i64, nets.iter().sum::<i64>());
        let number = match condition["measure"].as_str().unwrap() {
            "count" => Some((count, 1, 0)),
            "sum" => Some((sum, 1, 2)),
            "average" => (count > 0).then_some((sum, count, 2)),
            "min" => nets.first().map(|net| (*net, 1, 2)),
            _ => nets.last().map(|net| (*net, 1, 2)),
        };
        let (operator, not) = if operator == "!=" { ("==", true) } else { (operator, false) };
        let positive = match (operator, number) {
            ("isEmpty", number) => number.is_none(),
            ("isNotEmpty", number) => number.is_some(),
            (_, None) => false,
            (operator, Some((units, over, places))) => {
                decimal(units, over, places, operator, &condition["value"])
            }
        };
        positive != not
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_048, ..ProptestConfig::default() })]

    #[test]
    fn two_readings_of_the_past_agree(
        condition in condition(), customer in customer(), orders in vec(order(), 0..6),
        memberships in vec(membership(), 0..4), now in clock(), zone in zone(),
    ) {
        let customer: Customer = customer;
        let rule = people::rule(&condition.to_string());
        prop_assert_eq!(&Rule::parse(&rule.to_json()).unwrap(), &rule);
        let question = Question::new(&rule, now, &zone);
        let facts = Facts::new(&customer, &orders, &memberships);
        let reading = Reading { now, zone: &zone };
        prop_assert_eq!(question.matches(&facts), reading.past(&condition, &orders, &memberships), "{}\n{:?}", condition, orders);
        prop_assert_eq!(question.explain(&facts, &Names::default()).holds(), question.matches(&facts));
    }
}
