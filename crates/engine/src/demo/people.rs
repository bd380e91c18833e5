//! The customers of the demo shop.

use std::collections::BTreeMap;

use domain::Field;
use domain::customer::attributes::AttributesChange;
use domain::customer::consent::ConsentChange;
use domain::customer::{AttributeValue, ConsentState, CustomerRecord, Email, ExternalId, Phone, Tag, Text};

use super::Calendar;
use super::catalogue::Shelf;
use super::dice::Dice;
use super::names::{CULTURES, UNUSUAL, address_of};
use super::pattern::{LAST_DAY, Purchase};
use super::places::{PLACES, PhoneBook, Place};

/// People who signed up and never ordered.
const BROWSERS: u32 = 43;
/// What makes somebody a VIP, in cents.
const VIP_CENTS: u32 = 40_000;
/// What makes somebody a wholesale customer: so many things in one order.
const WHOLESALE_THINGS: u32 = 12;

const MAILBOXES: [&str; 6] = [
    "coffee-lovers.example",
    "teatime.example",
    "letterbox.example",
    "morning-post.example",
    "inbox.example",
    "kitchen-table.example",
];
const FAVOURITES: [(Shelf, &[&str]); 3] = [
    (Shelf::Coffee, &["light roast", "medium roast", "dark roast", "espresso", "decaf"]),
    (Shelf::Tea, &["black tea", "green tea", "oolong", "herbal tea", "chai"]),
    (Shelf::Gear, &["filter coffee", "home espresso", "loose leaf"]),
];

/// What a customer's purchases add up to.
#[derive(Debug, Default, Clone, Copy)]
struct History {
    cents: u32,
    orders: u32,
    most_things: u32,
    first_day: u32,
}

/// Every customer of the pattern, then those who never ordered.
pub(super) fn everybody(purchases: &[Purchase], calendar: &Calendar<'_>) -> Vec<CustomerRecord> {
    let mut histories: BTreeMap<u32, History> = BTreeMap::new();
    for purchase in purchases {
        let known = histories
            .entry(purchase.customer)
            .or_insert(History { first_day: purchase.day, ..History::default() });
        known.cents += purchase.cents;
        known.orders += 1;
        known.most_things = known.most_things.max(purchase.quantity);
    }
    let buyers = histories.len() as u32;
    for number in 0..BROWSERS {
        let first_day = LAST_DAY - 8 * number;
        histories.insert(buyers + 1 + number, History { first_day, ..History::default() });
    }
    let mut phones = PhoneBook::default();
    histories.iter().map(|(number, history)| somebody(*number, history, &mut phones, calendar)).collect()
}

/// The shop's own id of a customer.
pub(super) fn external_id(number: u32) -> Option<ExternalId> {
    ExternalId::parse(&format!("demo-{number:04}")).ok()
}

/// What a customer likes best.
pub(super) fn taste_of(number: u32) -> Shelf {
    match Dice::thrown_for("taste", number).below(10) {
        0..6 => Shelf::Coffee,
        6..9 => Shelf::Tea,
        _ => Shelf::Gear,
    }
}

fn somebody(
    number: u32,
    history: &History,
    phones: &mut PhoneBook,
    calendar: &Calendar<'_>,
) -> CustomerRecord {
    let mut dice = Dice::thrown_for("person", number);
    let place = place(&mut dice);
    let (name, address) = name(number, place, &mut dice);
    let email = format!("{address}.{number:04}@{}", dice.pick(&MAILBOXES));
    let phone = if dice.chance(88) { phones.number_in(place) } else { None };
    let consent = consent(&mut dice, phone.is_some());
    CustomerRecord {
        external_id: external_id(number),
        email: field(&email, Email::parse),
        phone: phone.map_or(Field::Absent, |phone| field(&phone, Phone::parse)),
        name: field(&name, Text::parse),
        city: if dice.chance(95) { field(place.city, Text::parse) } else { Field::Absent },
        tags: tags(number, history, consent, &mut dice),
        attributes: attributes(number, history, consent, calendar, &mut dice),
        consent,
    }
}

fn field<T, E>(text: &str, parse: impl Fn(&str) -> Result<T, E>) -> Field<T> {
    parse(text).map_or(Field::Absent, Field::Set)
}

/// Larger cities come first in each country, and come up more often.
fn place(dice: &mut Dice) -> &'static Place {
    let one = dice.below(PLACES.len());
    let other = if dice.chance(30) { dice.below(PLACES.len()) } else { one };
    &PLACES[one.min(other)]
}

fn name(number: u32, place: &Place, dice: &mut Dice) -> (String, String) {
    if let Some((_, name, address)) = UNUSUAL.iter().find(|(whose, ..)| *whose == number) {
        return ((*name).to_owned(), (*address).to_owned());
    }
    let culture = if dice.chance(70) { &CULTURES[*dice.pick(place.cultures)] } else { dice.pick(&CULTURES) };
    let (given, family) = (*dice.pick(culture.given), *dice.pick(culture.family));
    let name = format!("{given} {family}");
    let address = address_of(&name);
    (name, address)
}

/// Mostly never asked, many who agreed, a few who declined.
fn consent(dice: &mut Dice, has_phone: bool) -> ConsentChange {
    let mut on = |granted: usize, withdrawn: usize| match dice.below(100) {
        throw if throw < granted => Some(ConsentState::Granted),
        throw if throw < granted + withdrawn => Some(ConsentState::Withdrawn),
        _ => None,
    };
    let (email, sms) = (on(38, 4), on(18, 3));
    ConsentChange { email, sms: sms.filter(|_| has_phone) }
}

fn tags(number: u32, history: &History, consent: ConsentChange, dice: &mut Dice) -> Field<Vec<Tag>> {
    let wanted = [
        ("vip", history.cents >= VIP_CENTS),
        ("wholesale", history.most_things >= WHOLESALE_THINGS),
        ("newsletter", consent.email == Some(ConsentState::Granted)),
        ("tea-lover", taste_of(number) == Shelf::Tea && dice.chance(60)),
        ("gift-buyer", dice.chance(7)),
        ("coffee-club", history.orders >= 3 && dice.chance(25)),
        ("local-pickup", dice.chance(6)),
    ];
    let tags: Vec<Tag> =
        wanted.iter().filter(|(_, has)| *has).filter_map(|(tag, _)| Tag::parse(tag).ok()).collect();
    if tags.is_empty() { Field::Absent } else { Field::Set(tags) }
}

fn attributes(
    number: u32,
    history: &History,
    consent: ConsentChange,
    calendar: &Calendar<'_>,
    dice: &mut Dice,
) -> AttributesChange {
    let mut known: Vec<(Box<str>, Option<AttributeValue>)> = Vec::new();
    let mut note = |name: &str, value| known.push((name.into(), Some(value)));
    if dice.chance(75) {
        let taste = taste_of(number);
        if let Some((_, favourites)) = FAVOURITES.iter().find(|(shelf, _)| *shelf == taste) {
            note("favourite", AttributeValue::Text((*dice.pick(favourites)).into()));
        }
    }
    if dice.chance(60) {
        note("grindsAtHome", AttributeValue::Boolean(dice.chance(45)));
    }
    if history.orders > 0 && dice.chance(50) {
        let halves = 1 + dice.below(2 + history.orders.min(10) as usize);
        note("bagsPerMonth", AttributeValue::Number(halves as f64 / 2.0));
    }
    if dice.chance(40) {
        let (year, month, day) = (1948 + dice.below(58), 1 + dice.below(12), 1 + dice.below(28));
        note("birthday", AttributeValue::Text(format!("{year}-{month:02}-{day:02}").into()));
    }
    if consent.email == Some(ConsentState::Granted) {
        let minute = 540 + dice.below(600) as u32;
        let since = calendar.at(history.first_day, minute).to_string();
        note("subscribedSince", AttributeValue::Text(since.into()));
    }
    if known.is_empty() { AttributesChange::Absent } else { AttributesChange::Merge(known) }
}
