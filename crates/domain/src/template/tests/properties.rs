//! Whatever passes the check renders, for any customer.

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;

use super::*;
use crate::customer::Attributes;

/// Texts people and their enemies have as names.
fn any_text() -> impl Strategy<Value = String> {
    let nasty = prop::sample::select(vec![
        "{{ 7 * 7 }}",
        "{% if x %}",
        "{#",
        "<script>alert(1)</script>",
        "https://evil.example",
        "a\n\nb",
        "\u{200b}",
        "\u{202e}abc",
        "\u{fdd0}x\u{fdd1}",
        "none",
        "null",
        "İ ŉ ΐ ß",
        "👩‍👩‍👧",
    ]);
    prop_oneof![nasty.prop_map(str::to_owned), any::<String>(), "\\PC{0,12}"]
}

fn name() -> impl Strategy<Value = Option<Text>> {
    option::of(any_text()).prop_map(|text| text.and_then(|text| Text::parse(&text).ok()))
}

fn attribute() -> impl Strategy<Value = AttributeValue> {
    prop_oneof![
        any::<f64>().prop_map(AttributeValue::Number),
        any::<i32>().prop_map(|n| AttributeValue::Number(f64::from(n))),
        any::<bool>().prop_map(AttributeValue::Boolean),
        any_text().prop_map(|text| AttributeValue::Text(text.into())),
        Just(AttributeValue::Text("2024-05-31".into())),
    ]
}

fn instant() -> impl Strategy<Value = Option<Timestamp>> {
    option::of(
        (-62_135_596_800_000..253_402_300_799_999i64).prop_map(|at| Timestamp::from_millis(at).unwrap()),
    )
}

pub(super) fn customer() -> impl Strategy<Value = Customer> {
    let attributes = btree_map(prop::sample::select(vec!["a", "b", "shoe size"]), attribute(), 0..3);
    let address = (any::<bool>(), any::<bool>());
    let totals = (any::<i64>(), 0..1_000i64, instant(), instant());
    (name(), name(), address, attributes, totals).prop_map(
        |(name, city, (email, phone), attributes, totals)| Customer {
            profile: Profile {
                name,
                city,
                email: email.then(|| Email::parse("ana@shop.example").unwrap()),
                phone: phone.then(|| Phone::parse("+49 30 1234567").unwrap()),
                attributes: attributes
                    .into_iter()
                    .map(|(name, value)| (name.into(), value))
                    .collect::<Attributes>(),
                ..Profile::default()
            },
            totals: Totals {
                spend_minor: totals.0,
                visits: totals.1,
                first_purchased: totals.2,
                last_purchased: totals.3,
            },
            ..ana()
        },
    )
}

fn choose(words: &'static [&'static str]) -> impl Strategy<Value = String> + Clone {
    prop::sample::select(words).prop_map(str::to_owned)
}

/// The values conditions and output have in common: few, so that what one asks the other often prints.
fn optional() -> impl Strategy<Value = String> + Clone {
    choose(&["name", "firstName", "city", "attributes.a", "attributes['shoe size']"])
}

fn filters() -> impl Strategy<Value = String> + Clone {
    choose(&["", "", "", " | upper", " | title | trim", " | capitalize", " | lower"])
}

fn fallback() -> impl Strategy<Value = String> + Clone {
    choose(&[
        "'there'",
        "'there'",
        "'friend' | upper",
        "name",
        "city | default(firstName)",
        "attributes.a",
        "3",
    ])
}

/// Something to print; what may be missing has a default more often than not.
fn value() -> impl Strategy<Value = String> + Clone {
    prop_oneof![
        4 => (optional(), filters(), fallback()).prop_map(|(path, filter, text)| format!("{path}{filter} | default({text})")),
        3 => (optional(), filters()).prop_map(|(path, filter)| path + &filter),
        2 => choose(&[
            "totalSpend | currency", "visits", "workspace | upper", "'literally'", "2.5", "attributes.b | date | default('x')",
            "attributes.b | currency | default('x')", "firstPurchased | date | default('once')",
            "lastPurchased | default('once') | date", "averageOrderValue | currency | default('x')",
        ]),
        1 => choose(&["lastPurchased", "lastPurchased | date", "averageOrderValue | currency", "totalSpend", "'\\n'", "name | date"]),
    ]
}

/// Conditions that ask for what is printed, alone and joined in every way.
fn condition() -> impl Strategy<Value = String> + Clone {
    let leaf = prop_oneof![
        3 => optional(),
        2 => (optional(), choose(&["is defined", "is not defined", "is undefined"])).prop_map(|(path, test)| format!("{path} {test}")),
        2 => (optional(), filters(), choose(&["==", "!="]), choose(&["'Rome'", "'there'", "name", "city | default('Rome')"]))
            .prop_map(|(path, filter, op, other)| format!("({path}{filter}) {op} ({other})")),
        1 => (optional(), choose(&["in", "not in"])).prop_map(|(path, op)| format!("{path} {op} ['Rome', 'a', 3]")),
        1 => choose(&[
            "visits > 3", "totalSpend <= 100.5", "visits == 0", "attributes.a is number", "true", "lastPurchased",
            "attributes.a is number and attributes.a >= 1", "averageOrderValue and averageOrderValue < 50",
            "averageOrderValue > 50", "attributes.a > 1", "(name | default(city)) == 'Rome'", "name | default(city)",
        ]),
    ];
    leaf.prop_recursive(2, 4, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} and {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} or {b})")),
            inner.prop_map(|a| format!("not ({a})")),
        ]
    })
}

fn block() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        2 => choose(&["Hi ", "x\n", " ", "https://a.b/", "? ", "<b>"]),
        3 => value().prop_map(|value| format!("{{{{ {value} }}}}")),
        1 => (value(), condition(), value()).prop_map(|(a, b, c)| format!("{{{{ ({a}) if {b} else ({c}) }}}}")),
    ];
    piece.prop_recursive(3, 6, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| a + &b),
            (condition(), inner.clone(), inner.clone())
                .prop_map(|(test, yes, no)| format!("{{% if {test} %}}{yes}{{% else %}}{no}{{% endif %}}")),
            (condition(), inner.clone(), condition(), inner.clone(), inner).prop_map(|(a, b, c, d, e)| {
                format!("{{% if {a} %}}{b}{{% elif {c} %}}{d}{{% else %}}{e}{{% endif %}}")
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_text_that_passes_the_check_renders_for_any_customer(
        body in block(),
        customers in vec(customer(), 1..4),
    ) {
        let Ok(body) = Body::parse(&body) else { return Ok(()) };
        let text = MessageText { subject: Some(Subject::parse("x").unwrap()), body };
        let Ok(template) = Template::parse(&text, Channel::Email) else { return Ok(()) };
        for customer in customers.iter().chain([&nobody(), &ana()]) {
            let rendered = template.render(customer, &settings());
            let rendered = rendered.map_err(|error| TestCaseError::fail(format!("{error}: {}", text.body)))?;
            prop_assert!(rendered.body.chars().any(presentable::shows), "{}", text.body);
            prop_assert!(rendered.body.len() <= 3 * check::LONGEST_TEXT);
            prop_assert!(!rendered.body.contains(presentable::marks));
            prop_assert!(!rendered.html.unwrap_or_default().contains("<script"));
        }
    }

    #[test]
    fn no_text_makes_the_parser_panic(body in "[{}%# a-z|()'\"\\[\\].,<>=!\n]{0,80}") {
        if let Ok(body) = Body::parse(&body) {
            let _ = Template::parse(&MessageText { subject: None, body }, Channel::Sms);
        }
    }

    #[test]
    fn what_a_customer_is_called_reaches_the_text_and_nothing_else(name in any_text()) {
        let Ok(parsed) = Text::parse(&name) else { return Ok(()) };
        let mut customer = nobody();
        customer.profile.name = Some(parsed);
        let shown = presentable::presentable(&name).map_or("there".to_owned(), std::borrow::Cow::into_owned);
        prop_assert_eq!(render("Hi {{ name | default('there') }}!", &customer), format!("Hi {shown}!"));
    }
}

/// A property over texts that hardly ever pass would prove nothing.
#[test]
fn enough_of_the_texts_tried_pass_the_check() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let texts = std::iter::repeat_with(|| block().new_tree(&mut runner).unwrap().current()).take(1_000);
    let passing: Vec<String> = texts.filter(|text| Body::parse(text).is_ok() && sms(text).is_ok()).collect();
    let choosing = passing.iter().filter(|text| text.contains(" if ")).count();
    assert!(passing.len() > 100 && choosing > 60, "{} of 1,000, {choosing} with a condition", passing.len());
}
