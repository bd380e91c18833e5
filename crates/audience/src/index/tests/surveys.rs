//! What an index says of audiences as a whole and of the values of fields, against looking at everybody.

use std::collections::{BTreeMap, BTreeSet};

use domain::customer::{AttributeValue, Customer, Totals};
use domain::segment::eval::fold::fold;
use domain::segment::vocabulary::{DateField, NumberField, TextField};
use domain::segment::{Field, Question};
use domain::{Timestamp, Zone};
use proptest::prelude::*;

use super::model::Model;
use crate::distribution::{Bucket, Distribution, MOST_BUCKETS, Spread};
use crate::index::{Index, ListedBy, Listing};
use crate::places::{Key, Place};
use crate::profile::{Shared, Shares, Survey};

const ATTRIBUTES: [&str; 4] = ["size", "age", "since", "nothing"];

/// Fails unless the index says of those who match what looking at each of them says.
pub(super) fn of_audience(index: &Index, model: &Model, question: &Question) -> Result<(), TestCaseError> {
    let matching = model.answer(question, usize::MAX).sample;
    for most in [0, 1, 9] {
        let (mut survey, mut bought) = (Survey::default(), Shares::default());
        for customer in &matching {
            let city = customer.profile.city.as_ref().map(domain::customer::Text::as_str);
            survey.take(city, &customer.profile.tags, &customer.totals);
            let counting = model
                .orders
                .values()
                .filter(|order| order.customer_id == customer.id && order.status.counts());
            bought.add_each(counting.flat_map(|order| &order.items).map(|item| item.name.as_str()));
        }
        prop_assert_eq!(index.profile(question, most), survey.finish(model.customers.len() as u64, most));
        prop_assert_eq!(index.items_bought(question, most), bought.most(most));
    }
    Ok(())
}

/// Fails unless every page of those who match is what sorting them says.
pub(super) fn of_pages(index: &Index, model: &Model, question: &Question) -> Result<(), TestCaseError> {
    let matching = model.answer(question, usize::MAX).sample;
    let some: Vec<_> = model.customers.keys().copied().step_by(2).collect();
    for (by, descending, among) in [
        (ListedBy::Name, false, None),
        (ListedBy::Email, true, None),
        (ListedBy::TotalSpend, true, Some(&some[..])),
        (ListedBy::Visits, false, None),
        (ListedBy::LastPurchased, true, None),
        (ListedBy::Id, true, Some(&some[..])),
    ] {
        let text = |text: Option<&str>| text.map_or(Key::Missing, |text| Key::Text(fold(text).into()));
        let key = |customer: &Customer| match by {
            ListedBy::Name => text(customer.profile.name.as_ref().map(domain::customer::Text::as_str)),
            ListedBy::Email => text(customer.profile.email.as_ref().map(domain::customer::Email::as_str)),
            ListedBy::TotalSpend => Key::Number(customer.totals.spend_minor),
            ListedBy::Visits => Key::Number(customer.totals.visits),
            ListedBy::LastPurchased => {
                customer.totals.last_purchased.map_or(Key::Missing, |at| Key::Number(at.millis()))
            }
            ListedBy::Id => Key::Missing,
        };
        let mut expected: Vec<_> = matching
            .iter()
            .filter(|customer| among.is_none_or(|some| some.contains(&customer.id)))
            .map(|customer| Place { key: key(customer), id: customer.id.get() })
            .collect();
        expected.sort_by_key(|place| match &place.key {
            Key::Text(text) => (text.to_string(), 0, place.id),
            Key::Number(number) => (String::new(), *number, place.id),
            Key::Missing => (String::new(), 0, place.id),
        });
        if descending {
            expected.reverse();
        }
        expected.sort_by_key(|place| place.key == Key::Missing);
        let (mut listed, mut after) = (Vec::new(), None);
        loop {
            let page = index.listed(question, among, &Listing { by, descending, after, limit: 7 });
            prop_assert_eq!(page.total, expected.len() as u64);
            after = page.places.last().cloned();
            if after.is_none() {
                break;
            }
            listed.extend(page.places);
        }
        prop_assert_eq!(&listed, &expected, "{:?}", by);
    }
    Ok(())
}

/// Fails unless the index knows the items that are in orders, and how the values of every field are spread.
pub(super) fn of_everybody(index: &Index, model: &Model, zone: &Zone) -> Result<(), TestCaseError> {
    let mut known = Shares::default();
    for order in model.orders.values() {
        known.add_each(order.items.iter().map(|item| item.name.as_str()));
    }
    let known: Vec<_> = known.most(3).into_iter().map(|shared| shared.value).collect();
    prop_assert_eq!(index.known_items(3), known);
    for field in NumberField::ALL {
        let numbers = model.customers.values().map(|customer| number(&customer.totals, *field));
        let found = index.distribution(&Field::Number(*field), zone, 9);
        let Spread::Numbers(buckets) = &found.spread else { panic!("{found:?}") };
        spread(&found, buckets, &numbers.collect::<Vec<_>>())?;
    }
    for field in DateField::ALL {
        let dates = model.customers.values().map(|customer| match field {
            DateField::FirstPurchased => customer.totals.first_purchased,
            DateField::LastPurchased => customer.totals.last_purchased,
            DateField::CreatedAt => Some(customer.created_at),
        });
        let found = index.distribution(&Field::Date(*field), zone, 9);
        let Spread::Dates(buckets) = &found.spread else { panic!("{found:?}") };
        spread(&found, buckets, &dates.collect::<Vec<_>>())?;
    }
    for field in TextField::ALL {
        let texts = |customer: &Customer| {
            let profile = &customer.profile;
            match field {
                TextField::City => profile.city.iter().map(|city| city.as_str().to_owned()).collect(),
                // Never told, only counted.
                TextField::Email => vec![String::new(); profile.email.iter().count()],
                TextField::Phone => vec![String::new(); profile.phone.iter().count()],
                TextField::Name => vec![String::new(); profile.name.iter().count()],
            }
        };
        let Distribution { missing, mut spread } = expected(model, 2, texts, Spread::Texts);
        if *field != TextField::City {
            spread = Spread::Texts(Vec::new());
        }
        let expected = Distribution { missing, spread };
        prop_assert_eq!(index.distribution(&Field::Text(*field), zone, 2), expected);
    }
    let tags =
        |customer: &Customer| customer.profile.tags.iter().map(|tag| tag.as_str().to_owned()).collect();
    let tagged = index.distribution(&Field::parse("tags").unwrap(), zone, 2);
    prop_assert_eq!(tagged, expected(model, 2, tags, Spread::Sets));
    ATTRIBUTES.iter().try_for_each(|name| attribute(index, model, zone, name))
}

fn number(totals: &Totals, field: NumberField) -> Option<f64> {
    let Totals { spend_minor, visits, .. } = *totals;
    match field {
        NumberField::TotalSpend => Some(spend_minor as f64 / 100.0),
        NumberField::Visits => Some(visits as f64),
        NumberField::AverageOrderValue => (visits > 0).then(|| spend_minor as f64 / (100.0 * visits as f64)),
    }
}

/// The distribution of texts, of which a customer may have several.
fn expected(
    model: &Model,
    most: usize,
    of: impl Fn(&Customer) -> Vec<String>,
    kind: impl Fn(Vec<Shared>) -> Spread,
) -> Distribution {
    let (mut missing, mut shares) = (0, Shares::default());
    for customer in model.customers.values() {
        let values = of(customer);
        missing += u64::from(values.is_empty());
        shares.add_each(values.iter().map(String::as_str));
    }
    Distribution { missing, spread: kind(shares.most(most)) }
}

/// Fails unless few buckets, one after the other, hold all values, each as many as lie in it.
fn spread<T: PartialOrd + Copy + std::fmt::Debug>(
    found: &Distribution,
    buckets: &[Bucket<T>],
    values: &[Option<T>],
) -> Result<(), TestCaseError> {
    let known: Vec<_> = values.iter().flatten().collect();
    prop_assert_eq!(found.missing, (values.len() - known.len()) as u64);
    prop_assert!(buckets.len() <= MOST_BUCKETS && buckets.is_empty() == known.is_empty());
    prop_assert!(buckets.windows(2).all(|pair| pair[0].to == pair[1].from));
    let mut held = 0;
    for bucket in buckets {
        prop_assert!(bucket.from.zip(bucket.to).is_none_or(|(from, to)| from < to));
        let inside = known.iter().filter(|value| {
            bucket.from.is_none_or(|from| ***value >= from) && bucket.to.is_none_or(|to| ***value < to)
        });
        prop_assert_eq!(bucket.customers, inside.count() as u64, "{:?} of {:?}", bucket, known);
        held += bucket.customers;
    }
    prop_assert_eq!(held, known.len() as u64);
    Ok(())
}

fn attribute(index: &Index, model: &Model, zone: &Zone, name: &str) -> Result<(), TestCaseError> {
    let values = || model.customers.values().map(|customer| customer.profile.attributes.get(name));
    let mut of_kind: BTreeMap<&str, u64> = BTreeMap::new();
    let (mut texts, mut numbers) = (BTreeSet::new(), Vec::new());
    for value in values() {
        match value {
            Some(AttributeValue::Number(number)) => {
                numbers.push(Some(*number));
                *of_kind.entry("number").or_default() += 1;
                continue;
            }
            Some(AttributeValue::Text(text)) => {
                texts.insert(&**text);
                *of_kind.entry("text").or_default() += 1;
            }
            Some(AttributeValue::Boolean(_)) => *of_kind.entry("boolean").or_default() += 1,
            None => {}
        }
        numbers.push(None);
    }
    let most = of_kind.values().copied().max().unwrap_or(0);
    let found = index.distribution(&Field::parse(&format!("attributes.{name}")).unwrap(), zone, 9);
    prop_assert_eq!(found.missing, model.customers.len() as u64 - most);
    let of = |kind: &str| of_kind.get(kind).copied().unwrap_or(0);
    match &found.spread {
        Spread::Numbers(buckets) => {
            prop_assert!(most > 0 && of("number") == most);
            spread(&found, buckets, &numbers)?;
        }
        Spread::Dates(buckets) => {
            prop_assert!(of("text") == most && texts.iter().all(|text| text.starts_with("1970")));
            let date = |text: &AttributeValue| match text {
                AttributeValue::Text(text) => zone.parse(text).ok(),
                _ => None,
            };
            let dates: Vec<Option<Timestamp>> = values().map(|value| value.and_then(date)).collect();
            spread(&found, buckets, &dates)?;
        }
        Spread::Texts(shared) => {
            prop_assert!(of("text") == most);
            prop_assert!(most == 0 || texts.iter().any(|text| !text.starts_with("1970")));
            let text = |customer: &Customer| match customer.profile.attributes.get(name) {
                Some(AttributeValue::Text(text)) => vec![text.to_string()],
                _ => Vec::new(),
            };
            prop_assert_eq!(Spread::Texts(shared.clone()), expected(model, 9, text, Spread::Texts).spread);
        }
        Spread::Booleans(shared) => {
            prop_assert!(of("boolean") == most);
            let boolean = |customer: &Customer| match customer.profile.attributes.get(name) {
                Some(AttributeValue::Boolean(value)) => vec![value.to_string()],
                _ => Vec::new(),
            };
            let expected = expected(model, 9, boolean, Spread::Booleans).spread;
            prop_assert_eq!(Spread::Booleans(shared.clone()), expected);
        }
        Spread::Sets(_) => panic!("an attribute is no set"),
    }
    Ok(())
}
