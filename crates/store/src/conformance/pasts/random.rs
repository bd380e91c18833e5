//! What may happen, and what may be asked, from pools small enough that they meet.

use domain::customer::{
    AttributeValue, ConsentState, CustomerRecord, Email, ExternalId, Phone, Tag, Text,
    attributes::AttributesChange,
};
use domain::order::{Item, ItemName, OrderRecord, OrderStatus, Sku};
use domain::receipt::Outcome;
use domain::{Amount, Channel, Field};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::conformance::shop::noon;

/// Something that happens in a workspace.
#[derive(Debug, Clone)]
pub enum Event {
    /// Customers are sent.
    Customers(Vec<CustomerRecord>),
    /// Orders are sent.
    Orders(Vec<OrderRecord>),
    /// One of those there are is erased.
    Erase(usize),
    /// A campaign is launched to whoever matches a rule.
    Launch(Channel, String),
    /// What waits in a chunk is handed over; or the vendor refuses it.
    HandOver(bool),
    /// The vendor says what became of messages: of one of the campaigns there are, the place in its ledger.
    Receipts(Vec<(usize, u32, Outcome)>),
}

const HOUR: i64 = 3_600_000;

fn external_id() -> impl Strategy<Value = ExternalId> {
    (0..6_u8).prop_map(|n| ExternalId::parse(&format!("C-{n}")).unwrap())
}

fn email() -> impl Strategy<Value = Email> {
    (0..8_u8).prop_map(|n| Email::parse(&format!("c{n}@shop.example")).unwrap())
}

fn field<T: Clone + std::fmt::Debug>(value: impl Strategy<Value = T>) -> impl Strategy<Value = Field<T>> {
    prop_oneof![3 => Just(Field::Absent), 1 => Just(Field::Clear), 3 => value.prop_map(Field::Set)]
}

fn value() -> impl Strategy<Value = AttributeValue> {
    prop_oneof![
        (0..4_u8).prop_map(|number| AttributeValue::Number(number.into())),
        select(vec!["M", "größe", "2026-02-20"]).prop_map(|text| AttributeValue::Text(text.into())),
        any::<bool>().prop_map(AttributeValue::Boolean),
    ]
}

fn attributes() -> impl Strategy<Value = AttributesChange> {
    let names = select(vec!["size", "age", "since"]).prop_map(Box::from);
    let changes = prop::collection::btree_map(names, prop::option::weighted(0.8, value()), 0..3);
    changes.prop_map(|changes| AttributesChange::Merge(changes.into_iter().collect()))
}

prop_compose! {
    fn customer_record()(
        external_id in prop::option::of(external_id()),
        email in field(email()),
        phone in field(select(["+49 30 1", "+49 (30) 1", "030-55"].map(|text| Phone::parse(text).unwrap()).to_vec())),
        name in field(select(["Ana", "Zoë 🌻"].map(|text| Text::parse(text).unwrap()).to_vec())),
        city in field(select(["Rome", "ROME", "Oslo"].map(|text| Text::parse(text).unwrap()).to_vec())),
        tags in field(subsequence(["vip", "new"].map(|tag| Tag::parse(tag).unwrap()).to_vec(), 0..=2)),
        attributes in attributes(),
        consents in [consent(), consent()],
    ) -> CustomerRecord {
        let [email_consent, sms_consent] = consents;
        let mut record =
            CustomerRecord { external_id, email, phone, name, city, tags, attributes, ..CustomerRecord::default() };
        record.consent.email = email_consent;
        record.consent.sms = sms_consent;
        record
    }
}

fn consent() -> impl Strategy<Value = Option<ConsentState>> {
    prop::option::weighted(0.4, select(vec![ConsentState::Granted, ConsentState::Withdrawn]))
}

prop_compose! {
    fn order_record()(
        external_id in prop::option::weighted(0.9, 0..12_u8),
        email in prop::option::weighted(0.8, email()),
        customer_external_id in prop::option::weighted(0.3, external_id()),
        amount in 0..5_i64,
        refunded in 0..2_i64,
        hours in -200..20_i64,
        items in prop::collection::vec((select(vec!["Coffee", "COFFEE", "tea"]), prop::option::of(Just("x-1"))), 0..3),
        status in select(OrderStatus::ALL.as_slice()),
    ) -> OrderRecord {
        let item = |(name, sku): (&str, Option<&str>)| Item {
            name: ItemName::parse(name).unwrap(),
            sku: sku.map(|sku| Sku::parse(sku).unwrap()),
            quantity: None,
            price: None,
        };
        OrderRecord {
            external_id: external_id.map(|n| ExternalId::parse(&format!("O-{n}")).unwrap()),
            email,
            customer_external_id,
            amount: Amount::from_minor(amount).unwrap(),
            refunded_amount: Amount::from_minor(refunded.min(amount)).unwrap(),
            items: items.into_iter().map(item).collect(),
            order_date: noon().plus_millis(hours * HOUR),
            status,
        }
    }
}

fn receipts() -> impl Strategy<Value = Vec<(usize, u32, Outcome)>> {
    prop::collection::vec((0..4_usize, 0..6_u32, select(vec![Outcome::Sent, Outcome::Failed])), 1..20)
}

/// Something that may happen.
pub fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        6 => prop::collection::vec(customer_record(), 0..7).prop_map(Event::Customers),
        8 => prop::collection::vec(order_record(), 0..12).prop_map(Event::Orders),
        2 => (0..8_usize).prop_map(Event::Erase),
        3 => (select(Channel::ALL.to_vec()), rule()).prop_map(|(channel, rule)| Event::Launch(channel, rule)),
        3 => prop::bool::weighted(0.2).prop_map(Event::HandOver),
        3 => receipts().prop_map(Event::Receipts),
    ]
}

const CONDITIONS: [&str; 22] = [
    r#"{"metric":"totalSpend","operator":">=","value":0.03}"#,
    r#"{"metric":"visits","operator":"==","value":2}"#,
    r#"{"metric":"visits","operator":"!=","value":0}"#,
    r#"{"metric":"averageOrderValue","operator":">","value":0.01}"#,
    r#"{"metric":"firstPurchased","operator":"withinLast","value":{"days":4}}"#,
    r#"{"metric":"lastPurchased","operator":"isEmpty"}"#,
    r#"{"metric":"lastPurchased","operator":"olderThan","value":{"hours":30}}"#,
    r#"{"metric":"createdAt","operator":">","value":"2026-01-04"}"#,
    r#"{"metric":"city","operator":"==","value":"rome"}"#,
    r#"{"metric":"city","operator":"notContains","value":"O"}"#,
    r#"{"metric":"city","operator":"isEmpty"}"#,
    r#"{"metric":"name","operator":"contains","value":"ZOË"}"#,
    r#"{"metric":"name","operator":"isNotEmpty"}"#,
    r#"{"metric":"email","operator":"startsWith","value":"C1"}"#,
    r#"{"metric":"email","operator":"isEmpty"}"#,
    r#"{"metric":"phone","operator":"endsWith","value":"1"}"#,
    r#"{"metric":"tags","operator":"hasAll","value":["vip","new"]}"#,
    r#"{"metric":"tags","operator":"hasNone","value":["new"]}"#,
    r#"{"metric":"attributes.age","operator":">","value":1}"#,
    r#"{"metric":"attributes.since","operator":"<=","value":"2026-02-20"}"#,
    r#"{"metric":"attributes.size","operator":"isNotEmpty"}"#,
    r#"{"metric":"attributes.size","operator":"==","value":"m"}"#,
];

const COMPARED: [&str; 6] = [
    r#""operator":">=","value":1"#,
    r#""operator":"==","value":0"#,
    r#""operator":"!=","value":2"#,
    r#""operator":">","value":0.02"#,
    r#""operator":"<=","value":0.025"#,
    r#""operator":"between","value":[0.01,0.04]"#,
];

const WITHIN: [&str; 5] = [
    "",
    r#","within":{"days":4}"#,
    r#","within":{"hours":49}"#,
    r#","within":{"before":"2026-02-27"}"#,
    r#","within":{"between":["2026-02-25","2026-02-28"]}"#,
];

const FILTERS: [&str; 6] = [
    r#"{"metric":"item","operator":"==","value":"coffee"}"#,
    r#"{"metric":"item","operator":"==","value":"X-1"}"#,
    r#"{"metric":"item","operator":"!=","value":"tea"}"#,
    r#"{"metric":"amount","operator":">","value":0.01}"#,
    r#"{"metric":"status","operator":"==","value":"Cancelled"}"#,
    r#"{"metric":"status","operator":"!=","value":"Placed"}"#,
];

fn about_orders() -> impl Strategy<Value = String> {
    let measure = select(vec!["count", "sum", "average", "min", "max"]);
    let filters =
        prop::collection::vec(select(FILTERS.as_slice()), 0..3).prop_map(|filters| filters.join(","));
    (measure, select(COMPARED.as_slice()), select(WITHIN.as_slice()), filters).prop_map(
        |(measure, compared, within, filters)| {
            format!(r#"{{"metric":"orders","measure":"{measure}",{compared}{within},"where":[{filters}]}}"#)
        },
    )
}

/// Stands for the campaign that was made last.
pub const NEWEST: &str = "NEWEST";

fn about_campaigns() -> impl Strategy<Value = String> {
    let parts = (
        select(vec!["enrolled", "sent", "failed"]),
        select(vec!["is", "isNot"]),
        select(vec!["any", NEWEST]),
        select(WITHIN.as_slice()),
    );
    parts.prop_map(|(measure, operator, value, within)| {
        format!(r#"{{"metric":"campaign","measure":"{measure}","operator":"{operator}","value":"{value}"{within}}}"#)
    })
}

/// A rule.
pub fn rule() -> impl Strategy<Value = String> {
    let condition = prop_oneof![
        3 => select(CONDITIONS.as_slice()).prop_map(str::to_owned),
        3 => about_orders(),
        2 => about_campaigns(),
    ];
    condition.prop_recursive(2, 6, 3, |part| {
        (any::<bool>(), any::<bool>(), prop::collection::vec(part, 0..4)).prop_map(|(and, not, parts)| {
            let logic = if and { "AND" } else { "OR" };
            format!(r#"{{"logic":"{logic}","not":{not},"rules":[{}]}}"#, parts.join(","))
        })
    })
}

/// A few rules.
pub fn rules() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(rule(), 1..8)
}
