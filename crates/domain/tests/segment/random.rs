//! Random rules, customers, clocks and zones, from pools small enough that rules and customers meet.

use domain::customer::{AttributeValue, Customer, Email, Phone, Profile, Tag, Text, Totals};
use domain::segment::vocabulary::Shape;
use domain::segment::{Field, Kind, Operator};
use domain::{CustomerId, Timestamp, Zone};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

const ATTRIBUTES: [&str; 4] = ["a", "b.c", "Größe", "d"];
const TEXTS: [&str; 16] = [
    "Rome",
    "rome",
    "ROME ",
    "München",
    "MU\u{308}NCHEN",
    "Ann",
    "ANN",
    "İstanbul",
    "ΟΔΟΣ",
    "οδος",
    "Straße",
    "\u{212a}elvin",
    "kelvin",
    "李",
    "2024-03-31",
    "41",
];
const PARTS: [&str; 12] = ["o", "RO", "m", "ü", "U\u{308}", "n", " ", "İ", "σ", "ß", "2024", "李"];
const NUMBERS: [f64; 14] =
    [0.0, 1.0, 2.0, 3.0, 2.5, -1.0, 33.33, 33.34, 99.99, 100.0, 100.01, 0.0001, 1e9, 41.0];
const CENTS: [i64; 8] = [0, 1, 5_000, 9_999, 10_000, 10_001, 100_000_000_000, 3_333];
const DAYS: [&str; 7] =
    ["2024-03-30", "2024-03-31", "2024-04-01", "2024-10-27", "2024-10-28", "1969-12-31", "2018-11-04"];
/// Midnights in Berlin and in São Paulo (where the clocks once skipped it), and what stands at exactly a stretch
/// before the clocks below.
const INSTANTS: [&str; 9] = [
    "2024-03-30T23:00:00Z",
    "2024-03-31T00:00:00Z",
    "2024-03-31T22:00:00Z",
    "2024-10-26T22:00:00Z",
    "2024-10-27T23:00:00Z",
    "2018-11-04T03:00:00Z",
    "1969-12-31T23:59:59.999Z",
    "2024-03-29T12:00:00Z",
    "2024-10-27T11:00:00Z",
];
const CLOCKS: [&str; 2] = ["2024-03-31T12:00:00Z", "2024-10-28T12:00:00Z"];
/// The first three reach from a clock exactly to one of the instants.
const SPANS: [(&str, u32); 6] =
    [("days", 2), ("hours", 48), ("hours", 25), ("days", 1), ("hours", 1), ("days", 4_000)];
const ZONES: [&str; 4] = ["UTC", "Europe/Berlin", "America/Sao_Paulo", "Asia/Kolkata"];

pub(crate) fn zone() -> impl Strategy<Value = Zone> {
    select(&ZONES[..]).prop_map(|name| Zone::named(name).unwrap())
}

pub(crate) fn clock() -> impl Strategy<Value = Timestamp> {
    select(&CLOCKS[..]).prop_map(|text| Timestamp::parse(text).unwrap())
}

/// One of the instants, or a millisecond beside it.
pub(crate) fn instant() -> impl Strategy<Value = Timestamp> {
    (select(&INSTANTS[..]), -1..=1i64)
        .prop_map(|(text, beside)| Timestamp::parse(text).unwrap().plus_millis(beside))
}

fn attribute_value() -> impl Strategy<Value = AttributeValue> {
    prop_oneof![
        select(&NUMBERS[..]).prop_map(AttributeValue::Number),
        any::<bool>().prop_map(AttributeValue::Boolean),
        select(&TEXTS[..]).prop_map(|text| AttributeValue::Text(text.into())),
        select(&DAYS[..]).prop_map(|day| AttributeValue::Text(day.into())),
        instant().prop_map(|at| AttributeValue::Text(at.to_string().into())),
    ]
}

prop_compose! {
    fn totals()(
        visits in 0..4i64, cents in select(&CENTS[..]), first in instant(), last in instant(),
    ) -> Totals {
        if visits == 0 {
            return Totals::default();
        }
        let (first_purchased, last_purchased) = (Some(first.min(last)), Some(first.max(last)));
        Totals { spend_minor: cents, visits, first_purchased, last_purchased }
    }
}

prop_compose! {
    pub(crate) fn customer()(
        name in option::of(select(&TEXTS[..])),
        city in option::of(select(&TEXTS[..])),
        email in option::of(select(&["ann@rome.example", "ÖMER@kelvin.com"][..])),
        phone in option::of(select(&["+49 30 41", "2024-03-31"][..])),
        tags in vec(select(&TEXTS[..]), 0..3),
        attributes in vec((select(&ATTRIBUTES[..]), attribute_value()), 0..4),
        totals in totals(),
        created_at in instant(),
    ) -> Customer {
        let profile = Profile {
            name: name.map(|text| Text::parse(text).unwrap()),
            city: city.map(|text| Text::parse(text).unwrap()),
            email: email.map(|text| Email::parse(text).unwrap()),
            phone: phone.map(|text| Phone::parse(text).unwrap()),
            tags: tags.into_iter().map(|text| Tag::parse(text).unwrap()).collect(),
            attributes: attributes.into_iter().map(|(name, value)| (name.into(), value)).collect(),
            ..Profile::default()
        };
        Customer { id: CustomerId::from_i64(1).unwrap(), profile, totals, created_at, updated_at: created_at }
    }
}

/// A rule as JSON, of at most `depth` groups around a condition.
pub(crate) fn rule(depth: u32) -> impl Strategy<Value = Value> {
    condition().prop_recursive(depth, 24, 4, |part| {
        (select(&["AND", "OR"][..]), any::<bool>(), vec(part, 0..4))
            .prop_map(|(logic, not, rules)| json!({"logic": logic, "not": not, "rules": rules}))
    })
}

/// Any condition: each field with each operator it admits, equally often.
pub(crate) fn condition() -> BoxedStrategy<Value> {
    let attributes = ATTRIBUTES.map(|name| Field::parse(&format!("attributes.{name}")).unwrap());
    let fields: Vec<Field> = Field::named().chain(attributes).collect();
    select(fields)
        .prop_flat_map(|field| {
            let operators: Vec<Operator> = field.operators().collect();
            select(operators).prop_flat_map(move |operator| {
                let name = field.name();
                value(field.kind(), operator).prop_map(move |value| {
                    let mut condition = json!({"metric": name, "operator": operator.name()});
                    if !value.is_null() {
                        condition["value"] = value;
                    }
                    condition
                })
            })
        })
        .boxed()
}

fn value(kind: Kind, operator: Operator) -> BoxedStrategy<Value> {
    match (operator.shape(), kind) {
        (Shape::None, _) => Just(Value::Null).boxed(),
        (Shape::Duration, _) => select(&SPANS[..]).prop_map(|(unit, amount)| json!({unit: amount})).boxed(),
        (Shape::List, _) => vec(select(&TEXTS[..]), 1..5).prop_map(|texts| json!(texts)).boxed(),
        (Shape::Two, Kind::Number) => two_numbers(),
        (Shape::Two, Kind::Date) => two_moments(),
        (Shape::Two, _) => prop_oneof![two_numbers(), two_moments()].boxed(),
        (Shape::One, _)
            if !operator.kinds().contains(&Kind::Number) && operator.kinds().contains(&Kind::Text) =>
        {
            select(&PARTS[..]).prop_map(|part| json!(part)).boxed()
        }
        (Shape::One, Kind::Number) => number(),
        (Shape::One, Kind::Date) => moment(),
        (Shape::One, Kind::Text | Kind::Set) => text(),
        (Shape::One, Kind::Boolean) => boolean(),
        (Shape::One, Kind::Attribute) => match operator {
            Operator::Equal | Operator::NotEqual => {
                prop_oneof![number(), moment(), text(), boolean()].boxed()
            }
            _ => prop_oneof![number(), moment()].boxed(),
        },
    }
}

pub(crate) fn number() -> BoxedStrategy<Value> {
    select(&NUMBERS[..]).prop_map(|number| json!(number)).boxed()
}

fn text() -> BoxedStrategy<Value> {
    select(&TEXTS[..]).prop_map(|text| json!(text)).boxed()
}

fn boolean() -> BoxedStrategy<Value> {
    any::<bool>().prop_map(|value| json!(value)).boxed()
}

pub(crate) fn moment() -> BoxedStrategy<Value> {
    prop_oneof![select(&DAYS[..]).prop_map(|day| json!(day)), instant().prop_map(|at| json!(at.to_string())),]
        .boxed()
}

fn two_numbers() -> BoxedStrategy<Value> {
    (select(&NUMBERS[..]), select(&NUMBERS[..])).prop_map(|(a, b)| json!([a.min(b), a.max(b)])).boxed()
}

fn two_moments() -> BoxedStrategy<Value> {
    prop_oneof![
        (select(&DAYS[..]), select(&DAYS[..])).prop_map(|(a, b)| json!([a.min(b), a.max(b)])),
        (instant(), instant()).prop_map(|(a, b)| json!([a.min(b).to_string(), a.max(b).to_string()])),
        // A day and an instant may stand in either order.
        (select(&DAYS[..]), instant()).prop_map(|(day, at)| json!([day, at.to_string()])),
        (select(&DAYS[..]), instant()).prop_map(|(day, at)| json!([at.to_string(), day])),
    ]
    .boxed()
}

/// Any JSON, with the words of the rule language wherever a word can stand.
pub(crate) fn any_json() -> impl Strategy<Value = Value> {
    let words = [
        "logic",
        "not",
        "rules",
        "metric",
        "operator",
        "value",
        "AND",
        "OR",
        "==",
        "between",
        "in",
        "withinLast",
        "visits",
        "tags",
        "city",
        "lastPurchased",
        "attributes.a",
        "days",
        "hours",
        "2024-03-31",
        "",
    ];
    let word = prop_oneof![4 => select(words.to_vec()).prop_map(str::to_owned), 1 => ".{0,8}"];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        any::<i64>().prop_map(Value::from),
        word.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(12, 64, 5, move |part| {
        prop_oneof![
            vec(part.clone(), 0..5).prop_map(Value::from),
            vec((word.clone(), part), 0..5).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}
