use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use domain::customer::record::RawCustomer;
use domain::customer::{ConsentState, Phone};
use domain::order::OrderStatus;
use domain::order::record::RawOrder;
use domain::{Field, Timestamp};
use jiff::civil::date;
use serde_json::Value;

use super::*;

fn today() -> Date {
    date(2026, 11, 23)
}

/// The shop of [`today`], made once.
fn made() -> &'static Shop {
    static MADE: LazyLock<Shop> = LazyLock::new(|| shop(today(), &Zone::UTC));
    &MADE
}

fn share<T>(of: &[T], which: impl Fn(&T) -> bool) -> f64 {
    of.iter().filter(|one| which(one)).count() as f64 / of.len() as f64
}

#[test]
fn the_same_day_makes_the_same_shop() {
    assert_eq!(*made(), shop(today(), &Zone::UTC));
}

#[test]
fn another_day_moves_the_dates_and_nothing_else() {
    let later = shop(date(2027, 3, 1), &Zone::named("Pacific/Auckland").unwrap());
    for (before, after) in made().orders.iter().zip(&later.orders) {
        assert!(after.order_date > before.order_date);
        assert_eq!(OrderRecord { order_date: before.order_date, ..after.clone() }, *before);
    }
}

#[test]
fn every_purchase_is_an_order_and_some_customers_have_none() {
    let shop = made();
    assert_eq!((shop.customers.len(), shop.orders.len()), (2_400, 6_919));
    assert_eq!(shop.orders.iter().map(|o| o.amount.minor()).sum::<i64>(), 24_409_194);
    let known: HashSet<_> = shop.customers.iter().map(|c| c.external_id.clone()).collect();
    let buying: HashSet<_> = shop.orders.iter().map(|o| o.customer_external_id.clone()).collect();
    assert!(buying.is_subset(&known));
    assert_eq!((known.len(), buying.len()), (2_400, 2_357));
}

#[test]
fn the_last_order_was_placed_yesterday_in_any_zone() {
    for name in ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin"] {
        let zone = Zone::named(name).unwrap();
        let orders = shop(today(), &zone).orders;
        assert!(orders.is_sorted_by_key(|order| order.order_date));
        let day = |order: &OrderRecord| zone.day_of(order.order_date);
        assert_eq!(orders.last().map(day), Some(date(2026, 11, 22)), "{name}");
        assert_eq!(orders.first().map(day), Some(date(2025, 5, 26)), "{name}");
        assert!(orders.last().unwrap().status.counts());
    }
}

#[test]
fn a_day_at_the_end_of_the_calendar_is_no_trouble() {
    for today in [Date::MIN, Date::MAX] {
        assert_eq!(shop(today, &Zone::UTC).orders.len(), 6_919);
    }
}

#[test]
fn ids_addresses_and_phones_are_unique() {
    let shop = made();
    let emails: HashSet<_> = shop.customers.iter().filter_map(|c| c.email.value()).collect();
    assert_eq!(emails.len(), shop.customers.len());
    assert!(emails.iter().all(|email| email.is_example()));
    assert!(emails.iter().all(|email| email.as_str().is_ascii()));
    let phones: Vec<_> = shop.customers.iter().filter_map(|c| c.phone.value()).map(Phone::digits).collect();
    assert_eq!(phones.iter().collect::<HashSet<_>>().len(), phones.len());
    let orders: HashSet<_> = shop.orders.iter().filter_map(|o| o.external_id.as_ref()).collect();
    assert_eq!(orders.len(), shop.orders.len());
    assert_eq!(shop.customers[0].external_id.as_ref().unwrap().as_str(), "demo-0001");
    assert_eq!(shop.orders[0].external_id.as_ref().unwrap().as_str(), "demo-order-00001");
}

#[test]
fn every_record_is_what_the_api_takes() {
    let shop = made();
    let now = Timestamp::from_millis(0).unwrap();
    for customer in &shop.customers {
        let json = serde_json::to_string(customer).unwrap();
        let taken = serde_json::from_str::<RawCustomer<'_>>(&json).unwrap().parse().unwrap();
        assert_eq!(taken, *customer, "{json}");
    }
    for order in &shop.orders {
        let json = serde_json::to_string(order).unwrap();
        let taken = serde_json::from_str::<RawOrder<'_>>(&json).unwrap().parse(&Zone::UTC, now).unwrap();
        assert_eq!(taken, *order, "{json}");
    }
}

#[test]
fn batches_hold_everything_in_at_most_a_thousand() {
    let shop = made();
    assert_eq!(shop.customer_batches().map(<[_]>::len).collect::<Vec<_>>(), [1_000, 1_000, 400]);
    assert_eq!(shop.order_batches().map(<[_]>::len).sum::<usize>(), 6_919);
    assert!(shop.order_batches().all(|batch| batch.len() <= BATCH));
}

#[test]
fn items_add_up_to_the_amount_of_their_order() {
    for order in &made().orders {
        let sum: f64 =
            order.items.iter().map(|item| item.quantity.unwrap() * item.price.unwrap().minor() as f64).sum();
        assert_eq!(sum as i64, order.amount.minor(), "{order:?}");
        assert!(!order.items.is_empty());
        let free = order.items.iter().any(|item| item.name.as_str() == "Tasting sample");
        assert_eq!(free, order.amount.minor() == 0);
    }
}

#[test]
fn few_orders_are_cancelled_or_refunded_and_the_newest_are_open() {
    let orders = &made().orders;
    let cancelled = share(orders, |o| o.status == OrderStatus::Cancelled);
    let refunded = share(orders, |o| o.refunded_amount.minor() > 0);
    assert!((0.005..0.03).contains(&cancelled), "{cancelled}");
    assert!((0.005..0.04).contains(&refunded), "{refunded}");
    assert!(orders.iter().all(|o| o.refunded_amount <= o.amount));
    let days_ago = |o: &OrderRecord| (today() - Zone::UTC.day_of(o.order_date)).get_days();
    assert!(orders.iter().all(|o| (o.status == OrderStatus::Placed) == (days_ago(o) <= 3)));
    assert!(share(orders, |o| o.status == OrderStatus::Completed) > 0.9);
}

#[test]
fn people_differ_in_what_is_known_about_them() {
    let people = &made().customers;
    let without_phone = share(people, |c| c.phone.is_absent());
    assert!((0.05..0.25).contains(&without_phone), "{without_phone}");
    let granted = share(people, |c| c.consent.email == Some(ConsentState::Granted));
    let withdrawn = share(people, |c| c.consent.email == Some(ConsentState::Withdrawn));
    assert!((0.2..0.5).contains(&granted) && (0.01..0.08).contains(&withdrawn), "{granted} {withdrawn}");
    let with_tag = |tag: &str| {
        share(people, |c| c.tags.value().is_some_and(|tags| tags.iter().any(|t| t.as_str() == tag)))
    };
    for tag in ["vip", "wholesale", "newsletter", "tea-lover", "gift-buyer", "coffee-club", "local-pickup"] {
        assert!((0.005..0.5).contains(&with_tag(tag)), "{tag}: {}", with_tag(tag));
    }
    let names: HashSet<_> = people.iter().filter_map(|c| c.name.value()).collect();
    assert!(names.len() > 1_500, "{} different names", names.len());
    let cities: HashSet<_> = people.iter().filter_map(|c| c.city.value()).collect();
    assert!(cities.len() > 30);
}

#[test]
fn attributes_are_of_every_kind() {
    let mut kinds: HashMap<String, BTreeSet<&str>> = HashMap::new();
    for customer in &made().customers {
        let Value::Object(attributes) = serde_json::to_value(customer).unwrap()["attributes"].take() else {
            continue;
        };
        for (name, value) in attributes {
            let kind = match value {
                Value::Number(_) => "number",
                Value::Bool(_) => "boolean",
                Value::String(text) if Zone::UTC.parse(&text).is_ok() => "date",
                Value::String(_) => "text",
                other => panic!("{other} is no attribute"),
            };
            kinds.entry(name).or_default().insert(kind);
        }
    }
    let of = |name: &str| kinds[name].iter().copied().collect::<Vec<_>>();
    assert_eq!(of("favourite"), ["text"]);
    assert_eq!(of("grindsAtHome"), ["boolean"]);
    assert_eq!(of("bagsPerMonth"), ["number"]);
    assert_eq!(of("birthday"), ["date"]);
    assert_eq!(of("subscribedSince"), ["date"]);
    assert_eq!(kinds.len(), 5);
}

#[test]
fn names_that_are_hard_on_software_are_among_them() {
    let people = &made().customers;
    let name = |number: usize| match &people[number - 1].name {
        Field::Set(name) => name.as_str().to_owned(),
        _ => String::new(),
    };
    assert!(name(7).chars().count() > 60);
    assert_eq!(name(12), "نور الهدى حداد");
    assert_eq!(name(19), "Luna 🌙 Fischer");
    assert!(people[18].email.value().unwrap().as_str().starts_with("luna.fischer.0019@"));
}
