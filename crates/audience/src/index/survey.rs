//! What is true of an audience as a whole, and how the values of a field are spread over everybody.

use std::collections::HashMap;

use domain::customer::{AttributeValue, Tag};
use domain::segment::vocabulary::{AttributeName, DateField, NumberField, TextField};
use domain::segment::{Field, Question};
use domain::time::parse_date;
use domain::{Timestamp, Zone};

use super::answer::gather;
use super::column::Column;
use super::dictionary::Coded;
use super::people::{HAS_EMAIL, HAS_NAME, HAS_PHONE, People, Value};
use super::plan::Plan;
use super::{Everyone, Index};
use crate::distribution::{ANY, Distribution, MONEY, Spread, of_dates, of_numbers};
use crate::profile::{AudienceProfile, Shared, Shares};

impl Index {
    /// Everybody who matches as a whole, with at most `most` values of each kind.
    pub fn profile(&self, question: &Question, most: usize) -> AudienceProfile {
        let Everyone { count, rows, .. } = gather(self, &Plan::of(self, question));
        let people = &self.people;
        let mut profile = AudienceProfile { count, total: self.len(), ..AudienceProfile::default() };
        let (mut cities, mut tags) = (HashMap::new(), HashMap::new());
        let code = |column: &Column, row| column.get(row);
        for row in rows {
            let (spend, visits) = (people.spend.get(row), people.visits.get(row));
            profile.spend_minor += i128::from(spend.unwrap_or(0));
            profile.visits += i128::from(visits.unwrap_or(0));
            if let Some(last) = people.last.get(row) {
                profile.buyers += 1;
                profile.last_purchases_millis += i128::from(last);
            }
            for (counts, code) in
                [(&mut cities, code(people.city.column(), row)), (&mut tags, code(people.tags.column(), row))]
            {
                if let Some(code) = code {
                    *counts.entry(code).or_insert(0_u64) += 1;
                }
            }
        }
        let mut shares = Shares::default();
        each(&people.city, &cities, |city, customers| shares.add_many(city, customers));
        profile.cities = shares.most(most);
        profile.tags = shared_tags(|take| each(&people.tags, &tags, take)).most(most);
        profile
    }

    /// What everybody who matches bought with orders that count: at most `most` items by name, those of most customers
    /// first.
    pub fn items_bought(&self, question: &Question, most: usize) -> Vec<Shared> {
        let Everyone { rows, .. } = gather(self, &Plan::of(self, question));
        Shares::of(self.orders.bought(&rows)).most(most)
    }

    /// Names of items that orders hold, whatever became of those: at most `most`, those of most orders first.
    pub fn known_items(&self, most: usize) -> Vec<String> {
        let most = Shares::of(self.orders.known_items()).most(most);
        most.into_iter().map(|shared| shared.value).collect()
    }

    /// How the values of a field are spread over all customers, with at most `most` texts. Dates without time stand for
    /// the start of that day in `zone`.
    pub fn distribution(&self, field: &Field, zone: &Zone, most: usize) -> Distribution {
        let people = &self.people;
        let known = |spread, customers| Distribution { missing: self.len() - customers, spread };
        match field {
            Field::Number(field) => {
                let numbers = people.present().filter_map(|row| number(people, *field, row));
                let buckets = of_numbers(numbers, MONEY);
                let customers = buckets.iter().map(|bucket| bucket.customers).sum();
                known(Spread::Numbers(buckets), customers)
            }
            Field::Date(field) => {
                let column = match field {
                    DateField::FirstPurchased => &people.first,
                    DateField::LastPurchased => &people.last,
                    DateField::CreatedAt => &people.created,
                };
                let dates = people.present().filter_map(|row| Timestamp::from_millis(column.get(row)?));
                let buckets = of_dates(dates.map(|date| (date, 1)), zone);
                let customers = buckets.iter().map(|bucket| bucket.customers).sum();
                known(Spread::Dates(buckets), customers)
            }
            Field::Text(TextField::City) => {
                let cities = Shares::of(people.city.values().map(|(city, customers)| (&**city, customers)));
                known(Spread::Texts(cities.most(most)), people.city.customers())
            }
            Field::Text(field) => {
                let flag = match field {
                    TextField::Email => HAS_EMAIL,
                    TextField::Phone => HAS_PHONE,
                    TextField::Name | TextField::City => HAS_NAME,
                };
                known(Spread::Texts(Vec::new()), people.with(flag))
            }
            Field::Set(_) => {
                let tags = shared_tags(|take| {
                    people.tags.values().for_each(|(tags, customers)| take(tags, customers));
                });
                known(Spread::Sets(tags.most(most)), people.tags.customers())
            }
            Field::Attribute(name) => {
                let (spread, customers) = attribute(people, name, zone, most);
                known(spread, customers)
            }
        }
    }
}

/// The number in a row, as rules name it.
fn number(people: &People, field: NumberField, row: u32) -> Option<(f64, u64)> {
    let column = |column: &Column| column.get(row).unwrap_or(0) as f64;
    let number = match field {
        NumberField::TotalSpend => column(&people.spend) / 100.0,
        NumberField::Visits => column(&people.visits),
        NumberField::AverageOrderValue => {
            let visits = column(&people.visits);
            if visits == 0.0 {
                return None;
            }
            column(&people.spend) / (100.0 * visits)
        }
    };
    Some((number, 1))
}

/// The values of an attribute of the kind that most customers have it as, and how many do. Texts are dates if all are.
fn attribute(people: &People, name: &AttributeName, zone: &Zone, most: usize) -> (Spread, u64) {
    let (mut numbers, mut dates, mut texts, mut booleans) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut of_kind = [0_u64; 3];
    let values = people.attributes.get(name.as_str()).into_iter().flat_map(Coded::values);
    for (Value(value), customers) in values {
        let kind = match value {
            AttributeValue::Number(number) => {
                numbers.push((*number, customers));
                0
            }
            AttributeValue::Text(text) => {
                texts.push((&**text, customers));
                let date = parse_date(text).map(|day| zone.start_of(day));
                dates.extend(date.or_else(|| Timestamp::parse(text).ok()).map(|date| (date, customers)));
                1
            }
            AttributeValue::Boolean(value) => {
                booleans.push((if *value { "true" } else { "false" }, customers));
                2
            }
        };
        of_kind[kind] += customers;
    }
    let [number, text, boolean] = of_kind;
    if number > 0 && number >= text && number >= boolean {
        (Spread::Numbers(of_numbers(numbers.into_iter(), ANY)), number)
    } else if boolean > text {
        (Spread::Booleans(Shares::of(booleans).most(most)), boolean)
    } else if !texts.is_empty() && dates.len() == texts.len() {
        (Spread::Dates(of_dates(dates.into_iter(), zone)), text)
    } else {
        (Spread::Texts(Shares::of(texts).most(most)), text)
    }
}

/// Hands over the values that codes stand for, with what was counted of each.
fn each<T>(coded: &Coded<T>, counts: &HashMap<i64, u64>, mut take: impl FnMut(&T, u64)) {
    for (code, customers) in counts {
        if let Some(value) = coded.value(*code) {
            take(value, *customers);
        }
    }
}

/// Tags by how many customers have them, of sets of tags that are handed over with how many have each.
fn shared_tags(each: impl FnOnce(&mut dyn FnMut(&Box<[Tag]>, u64))) -> Shares {
    let mut shares = Shares::default();
    each(&mut |tags, customers| {
        tags.iter().for_each(|tag| shares.add_many(tag.as_str(), customers));
    });
    shares
}
