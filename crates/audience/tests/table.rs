//! The table against the tally, over random changes and rules.

#![allow(clippy::unwrap_used, reason = "a test that cannot make its own data has failed")]

use std::collections::{BTreeMap, HashMap, HashSet};

use audience::{Matching, Survey, Table, Tally, ValueKind};
use domain::customer::{
    AttributeValue, Attributes, Consent, ConsentMode, ConsentState, Consents, Customer, Email, ExternalId,
    Phone, Profile, Tag, Text, Totals,
};
use domain::segment::{Question, Rule};
use domain::workspace::Settings;
use domain::{Channel, CustomerId, Timestamp};
use proptest::prelude::*;

const DAY: i64 = 86_400_000;

fn id(number: i64) -> CustomerId {
    CustomerId::from_i64(number).unwrap()
}

fn at(day: i64) -> Timestamp {
    Timestamp::from_millis(day * DAY).unwrap()
}

fn maybe<T: Clone + std::fmt::Debug + 'static>(
    texts: &'static [&'static str],
    parse: impl Fn(&str) -> T,
) -> impl Strategy<Value = Option<T>> {
    let values: Vec<T> = texts.iter().map(|text| parse(text)).collect();
    prop::option::weighted(0.7, prop::sample::select(values))
}

fn attributes() -> impl Strategy<Value = Attributes> {
    let value = prop_oneof![
        prop::sample::select(vec![0.0, 1.0, -2.5, 0.1 + 0.2, 1e300, f64::MIN_POSITIVE])
            .prop_map(AttributeValue::Number),
        prop::sample::select(vec!["M", "größe", "2024-05-31", "2024-05-31T09:00:00Z"])
            .prop_map(|text| AttributeValue::Text(text.into())),
        any::<bool>().prop_map(AttributeValue::Boolean),
    ];
    let name = prop::sample::select(vec!["size", "age", "since", "Ünï"]).prop_map(Box::from);
    prop::collection::btree_map(name, value, 0..4)
}

fn consents() -> impl Strategy<Value = Consents> {
    let state = prop_oneof![
        2 => Just(ConsentState::Unknown),
        1 => Just(ConsentState::Granted),
        1 => Just(ConsentState::Withdrawn)
    ];
    let consent = (state, prop::option::of(0..3_i64)).prop_map(|(state, day)| Consent {
        state,
        at: day.map(at),
        source: None,
    });
    (consent.clone(), consent).prop_map(|(email, sms)| Consents { email, sms })
}

prop_compose! {
    fn profile()(
        external_id in maybe(&["1", "α-2"], |text| ExternalId::parse(text).unwrap()),
        email in maybe(&["ana@shop.example", "bob@shop.example", "λ@shop.example"], |text| Email::parse(text).unwrap()),
        phone in maybe(&["+49 30 1", "+49 (30) 1", "030-55"], |text| Phone::parse(text).unwrap()),
        name in maybe(&["Ana", " Zoë 🌻 "], |text| Text::parse(text).unwrap()),
        city in maybe(&["Rome", "ROME", "Oslo", "İzmir"], |text| Text::parse(text).unwrap()),
        tags in prop::sample::subsequence(vec!["vip", "new", "VIP"], 0..=3),
        attributes in attributes(),
        consent in consents(),
    ) -> Profile {
        let tags = tags.into_iter().map(|tag| Tag::parse(tag).unwrap()).collect();
        Profile { external_id, email, phone, name, city, tags, attributes, consent }
    }
}

prop_compose! {
    fn customer()(
        number in 1..12_i64,
        profile in profile(),
        orders in prop::collection::vec((0..5_i64, 0..6_i64), 0..4),
        created in 0..6_i64,
        updated in 0..6_i64,
    ) -> Customer {
        let mut totals = Totals::default();
        for (cents, day) in orders {
            totals.add(cents, at(day));
        }
        Customer { id: id(number), profile, totals, created_at: at(created), updated_at: at(updated) }
    }
}

#[derive(Debug, Clone)]
enum Change {
    Upsert(Box<Customer>),
    Remove(i64),
    Suppress(Channel, &'static str),
    Allow(Channel, &'static str),
}

fn change() -> impl Strategy<Value = Change> {
    let address = prop::sample::select(vec![
        (Channel::Email, "ana@shop.example"),
        (Channel::Email, "λ@shop.example"),
        (Channel::Sms, "+49301"),
        (Channel::Sms, "03055"),
    ]);
    prop_oneof![
        6 => customer().prop_map(|customer| Change::Upsert(Box::new(customer))),
        1 => (1..12_i64).prop_map(Change::Remove),
        1 => address.clone().prop_map(|(channel, address)| Change::Suppress(channel, address)),
        1 => address.prop_map(|(channel, address)| Change::Allow(channel, address)),
    ]
}

const CONDITIONS: [&str; 24] = [
    r#"{"metric":"totalSpend","operator":">=","value":0.03}"#,
    r#"{"metric":"visits","operator":"==","value":2}"#,
    r#"{"metric":"averageOrderValue","operator":">","value":0.01}"#,
    r#"{"metric":"averageOrderValue","operator":"isEmpty"}"#,
    r#"{"metric":"firstPurchased","operator":"withinLast","value":{"days":4}}"#,
    r#"{"metric":"lastPurchased","operator":"isEmpty"}"#,
    r#"{"metric":"createdAt","operator":"<","value":"1970-01-04"}"#,
    r#"{"metric":"city","operator":"==","value":"rome"}"#,
    r#"{"metric":"city","operator":"notContains","value":"O"}"#,
    r#"{"metric":"city","operator":"in","value":["Oslo","i̇zmir"]}"#,
    r#"{"metric":"name","operator":"contains","value":"ZOË"}"#,
    r#"{"metric":"name","operator":"isNotEmpty"}"#,
    r#"{"metric":"email","operator":"startsWith","value":"Λ"}"#,
    r#"{"metric":"phone","operator":"endsWith","value":"1"}"#,
    r#"{"metric":"tags","operator":"has","value":"Vip"}"#,
    r#"{"metric":"tags","operator":"hasAll","value":["vip","new"]}"#,
    r#"{"metric":"tags","operator":"hasNone","value":["new"]}"#,
    r#"{"metric":"tags","operator":"isEmpty"}"#,
    r#"{"metric":"attributes.age","operator":">","value":0}"#,
    r#"{"metric":"attributes.age","operator":"==","value":0.30000000000000004}"#,
    r#"{"metric":"attributes.size","operator":"contains","value":"ÖSS"}"#,
    r#"{"metric":"attributes.since","operator":"<","value":"2024-06-01"}"#,
    r#"{"metric":"attributes.Ünï","operator":"==","value":true}"#,
    r#"{"metric":"attributes.size","operator":"isNotEmpty"}"#,
];

fn rule() -> impl Strategy<Value = String> {
    let condition = prop::sample::select(CONDITIONS.as_slice()).prop_map(str::to_owned);
    condition.prop_recursive(3, 12, 3, |part| {
        (prop::bool::ANY, prop::bool::ANY, prop::collection::vec(part, 0..4)).prop_map(|(and, not, parts)| {
            let logic = if and { "AND" } else { "OR" };
            format!(r#"{{"logic":"{logic}","not":{not},"rules":[{}]}}"#, parts.join(","))
        })
    })
}

/// What the table should hold, in containers that are too simple to be wrong.
#[derive(Default)]
struct Model {
    customers: HashMap<CustomerId, Customer>,
    suppressed: HashSet<(Channel, &'static str)>,
}

impl Model {
    fn reachable(&self, profile: &Profile, channel: Channel, mode: ConsentMode) -> bool {
        let address = match channel {
            Channel::Email => profile.email.as_ref().map(|email| email.as_str().to_owned()),
            Channel::Sms => profile.phone.as_ref().map(Phone::digits),
        };
        let suppressed = |address: String| {
            self.suppressed.iter().any(|(on, suppressed)| *on == channel && *suppressed == address)
        };
        profile.reachable(channel, mode) && !address.is_some_and(suppressed)
    }

    fn known(&self) -> BTreeMap<(u8, String), u64> {
        let mut known = BTreeMap::new();
        for Customer { profile, .. } in self.customers.values() {
            let mut count = |kind: ValueKind, value: &str| {
                *known.entry((kind as u8, value.to_owned())).or_default() += 1;
            };
            profile.city.iter().for_each(|city| count(ValueKind::City, city.as_str()));
            profile.tags.iter().for_each(|tag| count(ValueKind::Tag, tag.as_str()));
            for (name, value) in &profile.attributes {
                match value {
                    AttributeValue::Number(_) => count(ValueKind::Number, name),
                    AttributeValue::Boolean(_) => count(ValueKind::Boolean, name),
                    AttributeValue::Text(text) => {
                        count(ValueKind::Text, name);
                        if text.starts_with("2024") {
                            count(ValueKind::Date, name);
                        }
                    }
                }
            }
        }
        known
    }
}

fn known(table: &Table) -> BTreeMap<(u8, String), u64> {
    let of_kind =
        |kind| table.known().values(kind).map(move |(value, n)| ((kind as u8, value.to_owned()), n));
    ValueKind::ALL.into_iter().flat_map(of_kind).collect()
}

fn apply(table: &mut Table, model: &mut Model, change: Change) {
    match change {
        Change::Upsert(customer) => {
            table.upsert(&customer);
            model.customers.insert(customer.id, *customer);
        }
        Change::Remove(number) => {
            assert_eq!(table.remove(id(number)), model.customers.remove(&id(number)).is_some());
        }
        Change::Suppress(channel, address) => {
            table.suppress(channel, address);
            model.suppressed.insert((channel, address));
        }
        Change::Allow(channel, address) => {
            table.allow(channel, address);
            model.suppressed.remove(&(channel, address));
        }
    }
}

proptest! {
    #[test]
    fn a_table_answers_as_the_tally_over_the_same_customers(
        changes in prop::collection::vec(change(), 0..40),
        rules in prop::collection::vec(rule(), 1..6),
        sample in 0..4_usize,
        day in 0..8_i64,
        mode in prop::sample::select(ConsentMode::ALL.as_slice()),
    ) {
        let (mut table, mut model) = (Table::default(), Model::default());
        for change in changes {
            apply(&mut table, &mut model, change);
        }
        let settings = Settings { consent: mode, ..Settings::parse("Shop", "EUR", "UTC").unwrap() };
        for rule in rules {
            let question = Question::of_workspace(&Rule::parse(&rule).unwrap(), at(day), &settings);
            let mut tally = Tally::reaching(question.clone(), sample, |profile: &Profile, channel, mode| {
                model.reachable(profile, channel, mode)
            });
            let mut everyone = Tally::new(question.clone(), 12);
            for customer in model.customers.values() {
                tally.fold(customer);
                everyone.fold(customer);
            }
            let answer = tally.finish();
            let customers: Vec<_> = everyone.finish().sample.iter().map(|customer| customer.id).collect();
            for channel in Channel::ALL {
                let matching =
                    Matching { customers: customers.clone(), reachable: answer.reachable.on(channel) };
                prop_assert_eq!(table.matching(&question, channel), matching);
            }
            prop_assert_eq!(table.answer(&question, sample), answer, "{}", rule);
            let mut survey = Survey::default();
            for customer in customers.iter().filter_map(|id| model.customers.get(id)) {
                let Profile { city, tags, .. } = &customer.profile;
                survey.take(city.as_ref().map(Text::as_str), tags, &customer.totals);
            }
            let profile = survey.finish(model.customers.len() as u64, sample);
            prop_assert_eq!(table.profile(&question, sample), profile);
        }
        for number in 1..12 {
            prop_assert_eq!(table.customer(id(number)), model.customers.get(&id(number)).cloned());
        }
        prop_assert_eq!(known(&table), model.known());
        prop_assert_eq!((table.len(), table.is_empty()), (model.customers.len(), model.customers.is_empty()));
    }

    #[test]
    fn a_table_from_which_everything_has_gone_takes_no_memory(
        changes in prop::collection::vec(change(), 0..40),
    ) {
        let (mut table, mut model) = (Table::default(), Model::default());
        for change in changes {
            apply(&mut table, &mut model, change);
        }
        for id in model.customers.into_keys() {
            let before = table.bytes();
            prop_assert!(table.remove(id));
            prop_assert!(table.bytes() < before);
        }
        for (channel, address) in model.suppressed {
            table.allow(channel, address);
        }
        prop_assert_eq!(table.bytes(), 0);
        prop_assert_eq!(known(&table), BTreeMap::new());
    }
}
