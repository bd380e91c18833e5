//! Customers to ask rules about.

use domain::customer::{AttributeValue, Customer, Email, Phone, Profile, Tag, Text, Totals};
use domain::segment::{Facts, Question, Rule};
use domain::{CustomerId, Timestamp, Zone};

/// The instant of every question that does not say otherwise.
pub(crate) const NOW: &str = "2024-06-15T12:00:00Z";

pub(crate) fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

/// Somebody with a value everywhere.
pub(crate) fn ann() -> Customer {
    let attribute = |name: &str, value| (Box::from(name), value);
    let text = |text: &str| AttributeValue::Text(text.into());
    Customer {
        id: CustomerId::from_i64(1).unwrap(),
        profile: Profile {
            email: Some(Email::parse("Ann@Shop.Example").unwrap()),
            phone: Some(Phone::parse("+49 30 12").unwrap()),
            name: Some(Text::parse("Ann München").unwrap()),
            city: Some(Text::parse("Rome").unwrap()),
            tags: ["VIP", "Été"].map(|tag| Tag::parse(tag).unwrap()).to_vec(),
            attributes: [
                attribute("age", AttributeValue::Number(41.5)),
                attribute("size", text("Large")),
                attribute("vip", AttributeValue::Boolean(true)),
                attribute("born", text("2024-06-10")),
                attribute("seen", text("2024-06-15T11:00:00+01:00")),
            ]
            .into(),
            ..Profile::default()
        },
        totals: Totals {
            spend_minor: 10_000,
            visits: 3,
            first_purchased: Some(at("2024-01-10T08:00:00Z")),
            last_purchased: Some(at("2024-06-10T12:00:00Z")),
        },
        created_at: at("2024-01-01T00:00:00Z"),
        updated_at: at("2024-06-10T12:00:00Z"),
    }
}

/// Somebody of whom nothing is known.
pub(crate) fn nobody() -> Customer {
    Customer {
        id: CustomerId::from_i64(2).unwrap(),
        profile: Profile::default(),
        totals: Totals::default(),
        created_at: at("2024-01-01T00:00:00Z"),
        updated_at: at("2024-01-01T00:00:00Z"),
    }
}

pub(crate) fn rule(json: &str) -> Rule {
    Rule::parse(json).unwrap_or_else(|errors| panic!("{json}: {errors:?}"))
}

pub(crate) fn matches(json: &str, customer: &Customer) -> bool {
    Question::new(&rule(json), at(NOW), &Zone::UTC).matches(&Facts::from(customer))
}
