//! Random histories and rules, from pools small enough that rules, customers and orders meet.

use domain::customer::{
    AttributeValue, Consent, ConsentState, Consents, Customer, Email, Phone, Profile, Tag, Text, Totals,
};
use domain::order::{Item, ItemName, Order, OrderStatus, Sku};
use domain::segment::Outcome;
use domain::{Amount, CampaignId, Channel, CustomerId, OrderId, Timestamp};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::model::Change;

/// Customers have numbers below this.
pub(super) const PEOPLE: i64 = 60;

pub(super) fn id(number: i64) -> CustomerId {
    CustomerId::from_i64(number).unwrap()
}

pub(super) fn at(day: i64) -> Timestamp {
    Timestamp::from_millis(day * 86_400_000).unwrap()
}

/// Whole days mostly, some with seconds, some with milliseconds, some far away.
fn instant() -> impl Strategy<Value = Timestamp> {
    prop_oneof![
        6 => (0..10_i64).prop_map(at),
        2 => (0..10_i64, -1..=1_i64).prop_map(|(day, beside)| at(day).plus_millis(beside * 1_000)),
        2 => (0..10_i64, -1..=1_i64).prop_map(|(day, beside)| at(day).plus_millis(beside)),
        1 => select(vec![-40_000_i64, 900_000, 20_000]).prop_map(at),
    ]
}

fn cents() -> impl Strategy<Value = i64> {
    prop_oneof![5 => 0..6_i64, 2 => select(vec![100_i64, 255, 65_535, 4_294_967_295, 1_000_000_000_000])]
}

fn maybe<T: Clone + std::fmt::Debug + 'static>(values: Vec<T>) -> impl Strategy<Value = Option<T>> {
    option::weighted(0.7, select(values))
}

fn consents() -> impl Strategy<Value = Consents> {
    let state = select(vec![ConsentState::Unknown, ConsentState::Granted, ConsentState::Withdrawn]);
    let consent = state.prop_map(|state| Consent { state, at: None, source: None });
    (consent.clone(), consent).prop_map(|(email, sms)| Consents { email, sms })
}

prop_compose! {
    fn profile()(
        email in maybe(["ana@shop.example", "bob@shop.example", "λ@shop.example"].map(|text| Email::parse(text).unwrap()).to_vec()),
        phone in maybe(["+49 30 1", "+49 (30) 1", "030-55"].map(|text| Phone::parse(text).unwrap()).to_vec()),
        name in maybe(vec![Text::parse("Ana").unwrap(), Text::parse("Zoë 🌻").unwrap(), Text::parse(&"long ".repeat(51)).unwrap()]),
        city in maybe(["Rome", "ROME", "Oslo", "İzmir"].map(|text| Text::parse(text).unwrap()).to_vec()),
        tags in subsequence(vec!["vip", "new", "VIP"], 0..=3),
        attributes in btree_map(select(vec!["size", "age", "since"]).prop_map(Box::from), value(), 0..3),
        consent in consents(),
    ) -> Profile {
        let tags = tags.into_iter().map(|tag| Tag::parse(tag).unwrap()).collect();
        Profile { external_id: None, email, phone, name, city, tags, attributes, consent }
    }
}

fn value() -> impl Strategy<Value = AttributeValue> {
    prop_oneof![
        select(vec![0.0, 1.0, -2.5, 0.1 + 0.2]).prop_map(AttributeValue::Number),
        (0..400_u16).prop_map(|number| AttributeValue::Number(number.into())),
        select(vec!["M", "größe", "1970-01-05", "1970-01-05T09:00:00Z"])
            .prop_map(|text| AttributeValue::Text(text.into())),
        any::<bool>().prop_map(AttributeValue::Boolean),
    ]
}

fn totals() -> impl Strategy<Value = Totals> {
    vec((cents(), instant()), 0..4).prop_map(|orders| {
        let mut totals = Totals::default();
        for (cents, at) in orders {
            totals.add(cents, at);
        }
        totals
    })
}

prop_compose! {
    fn customer()(number in 1..PEOPLE, profile in profile(), totals in totals(), created_at in instant()) -> Customer {
        Customer { id: id(number), profile, totals, created_at, updated_at: created_at }
    }
}

prop_compose! {
    fn order()(
        number in 1..200_i64, customer in 1..PEOPLE, amount in cents(), refunded in cents(), order_date in instant(),
        items in vec((select(vec!["Coffee", "COFFEE", "tea", "x-1"]), option::of(select(vec!["x-1", "X-2"]))), 0..3),
        status in select(OrderStatus::ALL.to_vec()),
    ) -> Order {
        let item = |(name, sku): (&str, Option<&str>)| Item {
            name: ItemName::parse(name).unwrap(),
            sku: sku.map(|sku| Sku::parse(sku).unwrap()),
            quantity: None,
            price: None,
        };
        Order {
            id: OrderId::from_i64(number).unwrap(),
            customer_id: id(customer),
            external_id: None,
            amount: Amount::from_minor(amount).unwrap(),
            refunded_amount: Amount::from_minor(refunded.min(amount)).unwrap(),
            items: items.into_iter().map(item).collect(),
            order_date,
            status,
            created_at: order_date,
        }
    }
}

pub(super) fn change() -> impl Strategy<Value = Change> {
    let address = || {
        select(vec![
            (Channel::Email, "ana@shop.example"),
            (Channel::Email, "λ@shop.example"),
            (Channel::Sms, "+49301"),
            (Channel::Sms, "03055"),
        ])
    };
    let who = || (1..PEOPLE).prop_map(id);
    let campaign = || (1..4_i64).prop_map(|number| CampaignId::from_i64(number).unwrap());
    let outcome = option::of((any::<bool>(), instant()));
    let outcome = outcome.prop_map(|outcome| {
        outcome.map(|(sent, at)| if sent { Outcome::Sent(at) } else { Outcome::Failed(at) })
    });
    prop_oneof![
        30 => customer().prop_map(|customer| Change::Upsert(Box::new(customer))),
        40 => order().prop_map(Change::Order),
        5 => (who(), profile()).prop_map(|(id, profile)| Change::Profile(id, Box::new(profile))),
        5 => (who(), totals()).prop_map(|(id, totals)| Change::Totals(id, totals)),
        4 => who().prop_map(Change::Remove),
        4 => (1..200_i64).prop_map(|number| Change::RemoveOrder(OrderId::from_i64(number).unwrap())),
        3 => address().prop_map(|(channel, address)| Change::Suppress(channel, address)),
        2 => address().prop_map(|(channel, address)| Change::Allow(channel, address)),
        4 => (campaign(), instant(), vec(who(), 0..20)).prop_map(|(campaign, at, members)| Change::Enrol(campaign, at, members)),
        8 => (campaign(), who(), outcome).prop_map(|(campaign, id, outcome)| Change::Settle(campaign, id, outcome)),
        4 => (1..200_i64).prop_map(|number| Change::RemoveKnown(OrderId::from_i64(number).unwrap())),
        4 => Just(Change::Merge),
        2 => Just(Change::MergeWhileLoading),
        1 => Just(Change::SettleDown),
        1 => Just(Change::Keep),
    ]
}

const CONDITIONS: [&str; 28] = [
    r#"{"metric":"totalSpend","operator":">=","value":0.03}"#,
    r#"{"metric":"totalSpend","operator":"!=","value":0.005}"#,
    r#"{"metric":"visits","operator":"==","value":2}"#,
    r#"{"metric":"visits","operator":"!=","value":0}"#,
    r#"{"metric":"averageOrderValue","operator":">","value":0.01}"#,
    r#"{"metric":"averageOrderValue","operator":"isEmpty"}"#,
    r#"{"metric":"firstPurchased","operator":"withinLast","value":{"days":4}}"#,
    r#"{"metric":"firstPurchased","operator":"!=","value":"1970-01-03"}"#,
    r#"{"metric":"lastPurchased","operator":"isEmpty"}"#,
    r#"{"metric":"lastPurchased","operator":"olderThan","value":{"hours":30}}"#,
    r#"{"metric":"createdAt","operator":"<","value":"1970-01-04"}"#,
    r#"{"metric":"city","operator":"==","value":"rome"}"#,
    r#"{"metric":"city","operator":"notContains","value":"O"}"#,
    r#"{"metric":"city","operator":"in","value":["Oslo","i̇zmir"]}"#,
    r#"{"metric":"city","operator":"isEmpty"}"#,
    r#"{"metric":"name","operator":"contains","value":"ZOË"}"#,
    r#"{"metric":"name","operator":"notIn","value":["ana"]}"#,
    r#"{"metric":"name","operator":"isNotEmpty"}"#,
    r#"{"metric":"email","operator":"startsWith","value":"Λ"}"#,
    r#"{"metric":"email","operator":"isEmpty"}"#,
    r#"{"metric":"phone","operator":"endsWith","value":"1"}"#,
    r#"{"metric":"tags","operator":"hasAll","value":["vip","new"]}"#,
    r#"{"metric":"tags","operator":"hasNone","value":["new"]}"#,
    r#"{"metric":"attributes.age","operator":">","value":0.5}"#,
    r#"{"metric":"attributes.since","operator":"<=","value":"1970-01-05"}"#,
    r#"{"metric":"attributes.size","operator":"isNotEmpty"}"#,
    r#"{"metric":"segment","operator":"in","value":"1"}"#,
    r#"{"metric":"segment","operator":"notIn","value":"2"}"#,
];

const COMPARED: [&str; 9] = [
    r#""operator":">=","value":1"#,
    r#""operator":"==","value":0"#,
    r#""operator":"!=","value":2"#,
    r#""operator":">","value":0.02"#,
    r#""operator":"<","value":2"#,
    r#""operator":"<=","value":0.025"#,
    r#""operator":"between","value":[0.01,0.04]"#,
    r#""operator":"between","value":[1,3]"#,
    r#""operator":">","value":1000000"#,
];

const WITHIN: [&str; 7] = [
    "",
    "",
    r#","within":{"days":4}"#,
    r#","within":{"hours":49}"#,
    r#","within":{"before":"1970-01-05"}"#,
    r#","within":{"after":"1970-01-03T00:00:00Z"}"#,
    r#","within":{"between":["1970-01-02","1970-01-06"]}"#,
];

const FILTERS: [&str; 8] = [
    r#"{"metric":"item","operator":"==","value":"coffee"}"#,
    r#"{"metric":"item","operator":"==","value":"X-1"}"#,
    r#"{"metric":"item","operator":"!=","value":"tea"}"#,
    r#"{"metric":"item","operator":"==","value":"milk"}"#,
    r#"{"metric":"amount","operator":">","value":0.01}"#,
    r#"{"metric":"amount","operator":"!=","value":0}"#,
    r#"{"metric":"status","operator":"==","value":"Cancelled"}"#,
    r#"{"metric":"status","operator":"!=","value":"Placed"}"#,
];

fn about_orders() -> impl Strategy<Value = String> {
    let measure = select(vec!["count", "sum", "average", "min", "max"]);
    let presence = select(vec!["min", "average"]);
    let filters = || vec(select(FILTERS.as_slice()), 0..3).prop_map(|filters| filters.join(","));
    prop_oneof![
        6 => (measure, select(COMPARED.as_slice()), select(WITHIN.as_slice()), filters()).prop_map(
            |(measure, compared, within, filters)| {
                format!(r#"{{"metric":"orders","measure":"{measure}",{compared}{within},"where":[{filters}]}}"#)
            }
        ),
        1 => (presence, select(WITHIN.as_slice()), filters(), any::<bool>()).prop_map(|(measure, within, filters, empty)| {
            let operator = if empty { "isEmpty" } else { "isNotEmpty" };
            format!(r#"{{"metric":"orders","measure":"{measure}","operator":"{operator}"{within},"where":[{filters}]}}"#)
        }),
    ]
}

fn about_campaigns() -> impl Strategy<Value = String> {
    let parts = (
        select(vec!["enrolled", "sent", "failed"]),
        select(vec!["is", "isNot"]),
        select(vec!["1", "2", "9", "any"]),
        select(WITHIN.as_slice()),
    );
    parts.prop_map(|(measure, operator, value, within)| {
        format!(r#"{{"metric":"campaign","measure":"{measure}","operator":"{operator}","value":"{value}"{within}}}"#)
    })
}

pub(super) fn rule() -> impl Strategy<Value = String> {
    let condition = prop_oneof![
        4 => select(CONDITIONS.as_slice()).prop_map(str::to_owned),
        3 => about_orders(),
        1 => about_campaigns(),
    ];
    condition.prop_recursive(3, 12, 3, |part| {
        (any::<bool>(), any::<bool>(), vec(part, 0..4)).prop_map(|(and, not, parts)| {
            let logic = if and { "AND" } else { "OR" };
            format!(r#"{{"logic":"{logic}","not":{not},"rules":[{}]}}"#, parts.join(","))
        })
    })
}
