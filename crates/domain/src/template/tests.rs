use super::*;
use crate::campaign::{Body, Subject};
use crate::customer::{AttributeValue, Email, Phone, Profile, Text, Totals};
use crate::{CustomerId, Timestamp};

mod properties;

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn settings() -> Settings {
    Settings::parse("Northwind Coffee", "USD", "Europe/Berlin").unwrap()
}

/// A customer of whom everything is known.
fn ana() -> Customer {
    let attributes = [
        ("size", AttributeValue::Text("M".into())),
        ("age", AttributeValue::Number(41.0)),
        ("credit", AttributeValue::Number(12.5)),
        ("vip", AttributeValue::Boolean(true)),
        ("shoe-size", AttributeValue::Number(38.5)),
        ("birthday", AttributeValue::Text("1983-04-02".into())),
    ];
    Customer {
        id: CustomerId::from_i64(1).unwrap(),
        profile: Profile {
            email: Some(Email::parse("ana@shop.example").unwrap()),
            phone: Some(Phone::parse("+49 30 1234567").unwrap()),
            name: Some(Text::parse("Ana López").unwrap()),
            city: Some(Text::parse("Berlin").unwrap()),
            attributes: attributes.into_iter().map(|(name, value)| (name.into(), value)).collect(),
            ..Profile::default()
        },
        totals: Totals {
            spend_minor: 123_450,
            visits: 7,
            first_purchased: Some(at("2024-05-31T22:30:00Z")),
            last_purchased: Some(at("2026-11-01T09:00:00Z")),
        },
        created_at: at("2024-01-01T00:00:00Z"),
        updated_at: at("2024-01-01T00:00:00Z"),
    }
}

/// A customer of whom nothing is known.
fn nobody() -> Customer {
    Customer { profile: Profile::default(), totals: Totals::default(), ..ana() }
}

fn named(name: &str) -> Customer {
    let mut customer = nobody();
    customer.profile.name = Some(Text::parse(name).unwrap());
    customer
}

fn message(subject: Option<&str>, body: &str) -> MessageText {
    MessageText {
        subject: subject.map(|subject| Subject::parse(subject).unwrap()),
        body: Body::parse(body).unwrap(),
    }
}

fn sms(body: &str) -> Result<Template, Vec<FieldError>> {
    Template::parse(&message(None, body), Channel::Sms)
}

fn render(body: &str, customer: &Customer) -> String {
    sms(body).unwrap().render(customer, &settings()).unwrap().body
}

/// The codes and messages of what is wrong with a body.
fn wrong(body: &str) -> Vec<(String, String)> {
    sms(body).unwrap_err().into_iter().map(|error| (error.code, error.message)).collect()
}

fn code(body: &str) -> String {
    match sms(body) {
        Ok(_) => "fine".to_owned(),
        Err(errors) => errors[0].code.clone(),
    }
}

#[test]
fn every_variable_prints_as_people_write_it() {
    let body = "{{ firstName | default('x') }}|{{ name | default('x') }}|{{ email | default('x') }}|\
                {{ phone | default('x') }}|{{ city | default('x') }}|{{ totalSpend | currency }}|{{ visits }}|\
                {{ averageOrderValue | currency | default('x') }}|{{ firstPurchased | date | default('x') }}|\
                {{ lastPurchased | default('x') | date }}|{{ attributes.size | default('x') }}|{{ workspace }}";
    assert_eq!(
        render(body, &ana()),
        "Ana|Ana López|ana@shop.example|+49 30 1234567|Berlin|$1,234.50|7|$176.36|1 June 2024|1 November 2026|M|\
         Northwind Coffee"
    );
    assert_eq!(render(body, &nobody()), "x|x|x|x|x|$0.00|0|x|x|x|x|Northwind Coffee");
}

#[test]
fn what_the_table_offers_to_insert_can_be_saved_as_it_is() {
    for variable in VARIABLES {
        assert_eq!(code(variable.insert), "fine", "{}", variable.insert);
        let written = variable.insert.contains("default");
        assert_eq!(written, variable.optional, "{}", variable.name);
        if !variable.name.starts_with("attributes") {
            assert!(!render(variable.insert, &nobody()).is_empty());
        }
    }
}

#[test]
fn an_attribute_prints_whatever_type_it_has() {
    let printed = |body: &str| render(body, &ana());
    assert_eq!(printed("{{ attributes.age | default(1) }}"), "41");
    assert_eq!(printed("{{ attributes['shoe-size'] | default(1) }}"), "38.5");
    assert_eq!(printed("{{ attributes.vip | default('no') }}"), "true");
    assert_eq!(printed("{{ attributes.credit | currency | default('none') }}"), "$12.50");
    assert_eq!(printed("{{ attributes.size | currency | default('none') }}"), "M");
    assert_eq!(printed("{{ attributes.birthday | date | default('soon') }}"), "2 April 1983");
    assert_eq!(printed("{{ attributes.size | date | default('soon') }}"), "M");
    assert_eq!(printed("{{ attributes.age | date | upper | default('soon') }}"), "41");
}

#[test]
fn amounts_are_exact_to_the_cent() {
    let template = sms("{{ totalSpend | currency }}").unwrap();
    let mut customer = nobody();
    for minor in (0..2_000_000).step_by(7).chain([crate::money::LIMIT, 2_251_799_813_685_247, -7, -105]) {
        customer.totals.spend_minor = minor;
        let shown = template.render(&customer, &settings()).unwrap().body;
        assert_eq!(shown, format::money(minor, settings().currency));
    }
}

#[test]
fn an_optional_value_needs_a_default_and_the_message_says_which() {
    assert_eq!(
        wrong("Hi {{ firstName }}"),
        [(
            "needs_default".to_owned(),
            "line 1: some customers have no firstName: write {{ firstName | default(\"there\") }}".to_owned()
        )]
    );
    let message = &wrong("a\n\n{{ attributes['shoe size'] | upper }}")[0].1;
    assert_eq!(
        message,
        "line 3: some customers have no attributes[\"shoe size\"]: write {{ attributes[\"shoe size\"] | default(\"…\") }}"
    );
    for body in [
        "{{ lastPurchased | date }}",
        "{{ averageOrderValue | currency }}",
        "{{ attributes.x }}",
        "{{ firstName | default(name) }}",
        "{{ name | default(city) }}",
        "{{ name if visits > 3 else 'there' }}",
        "{{ 'there' if name else city }}",
        "{{ 'there' if name }}",
        "{{ name | upper | trim }}",
    ] {
        assert_eq!(code(body), "needs_default", "{body}");
    }
}

#[test]
fn inside_an_if_that_asks_for_it_a_value_needs_no_default() {
    for body in [
        "{% if name %}{{ name }}{% else %}x{% endif %}",
        "{% if name %}{{ firstName }}{% else %}x{% endif %}",
        "{% if firstName %}{{ name }}{% else %}x{% endif %}",
        "{% if not name %}x{% else %}{{ name }}{% endif %}",
        "{% if name is defined %}{{ name }}{% else %}x{% endif %}",
        "{% if name is undefined %}x{% else %}{{ name }}{% endif %}",
        "{% if name is not defined %}x{% else %}{{ name }}{% endif %}",
        "{% if name and city %}{{ name }} {{ city }}{% else %}x{% endif %}",
        "{% if name and visits > 3 %}{{ name }}{% else %}x{% endif %}",
        "{% if not name or not city %}x{% else %}{{ name }} {{ city }}{% endif %}",
        "{% if not name %}x{% elif city %}{{ name }} {{ city }}{% else %}{{ name }}{% endif %}",
        "{% if city == 'Rome' %}{{ city }}{% else %}x{% endif %}",
        "{% if city != 'Rome' %}x{% else %}{{ city }}{% endif %}",
        "{% if city in ['Rome', 'Paris'] %}{{ city }}{% else %}y{% endif %}",
        "{% if city not in ['Rome', 'Paris'] %}x{% else %}{{ city }}{% endif %}",
        "{% if name %}{% if visits > 1 %}{{ name }}{% else %}y{% endif %}{% else %}x{% endif %}",
        "{% if lastPurchased %}{{ lastPurchased | date }}{% else %}x{% endif %}",
        "{% if attributes.vip %}{{ attributes.vip }}{% else %}x{% endif %}",
        "{% if attributes['a b'] | upper %}{{ attributes['a b'] }}{% else %}x{% endif %}",
        "{{ name if name else 'there' }}",
        "{{ name if name and visits else 'there' }}",
        "{% if averageOrderValue and averageOrderValue > 50 %}{{ averageOrderValue | currency }}{% else %}x{% endif %}",
        "{% if attributes.age is number and attributes.age >= 18 %}{{ attributes.age }}{% else %}x{% endif %}",
    ] {
        let template = sms(body).unwrap_or_else(|errors| panic!("{body}: {errors:?}"));
        for customer in [ana(), nobody()] {
            template.render(&customer, &settings()).unwrap_or_else(|error| panic!("{body}: {error}"));
        }
    }
}

#[test]
fn an_if_that_asks_for_something_else_does_not_help() {
    for body in [
        "{% if city %}{{ name }}{% else %}x{% endif %}",
        "{% if name or city %}{{ name }}{% else %}x{% endif %}",
        "{% if name %}x{% else %}{{ name }}{% endif %}",
        "{% if not name %}{{ name }}{% else %}x{% endif %}",
        "{% if not (name and city) %}x{{ name }}{% else %}x{% endif %}",
        "{% if name %}x{% endif %}{{ name }}",
        "{% if name | default('x') %}{{ name }}{% else %}x{% endif %}",
        "{% if city != 'Rome' %}{{ city }}{% else %}x{% endif %}",
        "{% if name is undefined %}{{ name }}{% else %}x{% endif %}",
        "{% if (firstName | default(city)) == 'Rome' %}{{ city }}{% else %}x{% endif %}",
        "{% if attributes.a %}{{ attributes.b }}{% else %}x{% endif %}",
        "{% if averageOrderValue > 50 %}x{% else %}y{% endif %}",
        "{% if city not in ['Rome', 'Paris'] %}{{ city }}{% else %}y{% endif %}",
        "{% if attributes.age is number %}x{% else %}{{ attributes.age }}{% endif %}",
    ] {
        assert_eq!(code(body), "needs_default", "{body}");
    }
}

#[test]
fn conditions_choose_the_words() {
    let body = "{% if totalSpend > 1000 %}gold{% elif visits >= 3 %}silver{% else %}new{% endif %}";
    let mut customer = ana();
    assert_eq!(render(body, &customer), "gold");
    customer.totals.spend_minor = 100_000;
    assert_eq!(render(body, &customer), "silver");
    assert_eq!(render(body, &nobody()), "new");
    let lists = "{% if city in ['Rome', 'Berlin'] %}a{% elif city not in ['Oslo'] %}b{% else %}c{% endif %}";
    assert_eq!((render(lists, &ana()), render(lists, &nobody())), ("a".to_owned(), "b".to_owned()));
    assert_eq!(render("{% if attributes.vip == true %}a{% else %}b{% endif %}", &ana()), "a");
    assert_eq!(render("{% if city == 'Rome' %}a{% else %}b{% endif %}", &nobody()), "b");
    assert_eq!(render("{% if true and not false %}a{% else %}b{% endif %}", &nobody()), "a");
    assert_eq!(render("{% if totalSpend == 1234.5 %}a{% else %}b{% endif %}", &ana()), "a");
}

#[test]
fn an_unknown_variable_is_named_with_the_nearest_one() {
    let said = |body: &str| {
        let (code, message) = wrong(body).remove(0);
        assert_eq!(code, "unknown_variable", "{body}");
        message
    };
    assert!(said("{{ fristName }}").ends_with("there is no variable fristName; did you mean firstName?"));
    assert!(said("{{ customer.first_name }}").ends_with("customer.first_name; did you mean firstName?"));
    assert!(said("{{ colour }}").ends_with("a field of your own is written attributes.colour"));
    assert!(said("{{ attributes }}").contains("attributes.NAME"));
    assert!(said("{{ attributes.a.b | default('x') }}").contains("attributes.NAME"));
    assert!(said("{{ attributes[name] | default('x') }}").contains("attributes.NAME"));
    assert!(said("{% if nmae %}x{% else %}y{% endif %}").ends_with("did you mean name?"));
    for body in ["{{ loop }}", "{{ self }}", "{{ settings }}", "{{ __class__ }}", "{{ name.__class__ }}"] {
        said(body);
    }
}

#[test]
fn what_is_not_output_if_or_filter_is_not_possible() {
    for body in [
        "{% for x in [1, 2] %}x{% endfor %}",
        "{% for x in range(1000000000) %}x{% endfor %}",
        "{% set x = 1 %}x",
        "{% set x %}a{% endset %}x",
        "{% macro x() %}a{% endmacro %}x",
        "{% include 'x' %}",
        "{% with x = 1 %}x{% endwith %}",
        "{% filter upper %}x{% endfilter %}",
        "{% autoescape false %}x{% endautoescape %}",
        "{% do x() %}x",
        "{% call x() %}x{% endcall %}",
        "{{ range(3) }}",
        "{{ debug() }}",
        "{{ name.upper() }}",
        "{{ 1 + 1 }}",
        "{{ 'a' * 1000000000 }}",
        "{{ 2 ** 100 }}",
        "{{ 'a' ~ 'b' }}",
        "{{ name or 'there' }}",
        "{{ name and 'there' }}",
        "{{ visits > 3 }}",
        "{{ name is defined }}",
        "{{ not name }}",
        "{{ [1, 2] }}",
        "{{ {'a': 1} }}",
        "{{ (1, 2) }}",
        "{{ workspace[0:2] }}",
        "{{ none }}",
        "{{ -visits }}",
        "{% if 1 < visits < 3 %}x{% else %}y{% endif %}",
        "{% if visits + 1 %}x{% else %}y{% endif %}",
        "{% if visits in visits %}x{% else %}y{% endif %}",
        "{% if 'a' in workspace %}x{% else %}y{% endif %}",
        "{% if visits is divisibleby(2) %}x{% else %}y{% endif %}",
        "{% if visits is odd %}x{% else %}y{% endif %}",
    ] {
        assert_eq!(code(body), "not_allowed", "{body}");
    }
}

#[test]
fn a_filter_must_exist_and_fit() {
    for (body, expected) in [
        ("{{ workspace | safe }}", "unknown_filter"),
        ("{{ workspace | tojson }}", "unknown_filter"),
        ("{{ workspace | currency }}", "wrong_filter"),
        ("{{ visits | currency }}", "wrong_filter"),
        ("{{ totalSpend | date }}", "wrong_filter"),
        ("{{ totalSpend | upper }}", "wrong_filter"),
        ("{{ totalSpend | currency(2) }}", "wrong_filter"),
        ("{{ name | default }}", "wrong_filter"),
        ("{{ name | default('a', 'b') }}", "wrong_filter"),
        ("{{ name | default(value='a') }}", "wrong_filter"),
        ("{{ totalSpend }}", "needs_filter"),
        ("{{ averageOrderValue | default('none') }}", "needs_filter"),
        ("{{ averageOrderValue | default(0) | currency }}", "wrong_type"),
        ("{{ firstPurchased | default(totalSpend) | date }}", "wrong_type"),
        ("{{ true }}", "wrong_type"),
        ("{{ name | default('') }}", "empty_text"),
        ("{{ name | default(' ') }}", "empty_text"),
        ("{{ name | default('\u{200b}') }}", "empty_text"),
        ("{{ '' }}", "empty_text"),
        ("{{ name | default(none) }}", "not_allowed"),
    ] {
        assert_eq!(code(body), expected, "{body}");
    }
    assert!(wrong("{{ totalSpend }}")[0].1.contains("{{ totalSpend | currency }}"));
    assert!(wrong("{{ workspace | safe }}")[0].1.contains("there are default, currency, date"));
}

#[test]
fn unlike_things_are_not_compared() {
    for body in [
        "{% if workspace > 3 %}x{% else %}y{% endif %}",
        "{% if workspace == 3 %}x{% else %}y{% endif %}",
        "{% if visits == 'three' %}x{% else %}y{% endif %}",
        "{% if lastPurchased > '2024-01-01' %}x{% else %}y{% endif %}",
        "{% if lastPurchased == '2024-01-01' %}x{% else %}y{% endif %}",
        "{% if attributes.age > 18 %}x{% else %}y{% endif %}",
        "{% if name == city %}{{ city }}{% else %}y{% endif %}",
        "{% if (averageOrderValue | default('none')) > 3 %}x{% else %}y{% endif %}",
    ] {
        assert_eq!(code(body), "wrong_type", "{body}");
    }
}

#[test]
fn something_is_left_to_read_for_everybody() {
    for body in [
        "{% if name %}Hi {{ name }}{% endif %}",
        "{% if name %}{% else %}x{% endif %}",
        "{# nothing #}",
        "\u{200b}",
    ] {
        assert_eq!(code(body), "may_be_empty", "{body}");
    }
    assert_eq!(code("{% if name %}Hi {{ name }}{% else %}Hello{% endif %}"), "fine");
    let errors =
        Template::parse(&message(Some("{% if name %}x{% endif %}"), "x"), Channel::Email).unwrap_err();
    assert_eq!((errors[0].field.as_str(), errors[0].code.as_str()), ("message.subject", "may_be_empty"));
}

#[test]
fn a_text_that_could_grow_too_long_is_refused_when_it_is_saved() {
    assert_eq!(code(&"{{ attributes.a | default('x') }}".repeat(24)), "fine");
    assert_eq!(code(&"{{ attributes.a | default('x') }}".repeat(26)), "too_long");
    assert_eq!(code(&"{{ name | default('x') | upper }}".repeat(40)), "too_long");
}

#[test]
fn an_email_needs_a_subject_and_a_text_message_has_none() {
    let errors = Template::parse(&message(None, "x"), Channel::Email).unwrap_err();
    assert_eq!((errors[0].field.as_str(), errors[0].code.as_str()), ("message.subject", "missing_subject"));
    let errors = Template::parse(&message(Some("x"), "x"), Channel::Sms).unwrap_err();
    assert_eq!(
        (errors[0].field.as_str(), errors[0].code.as_str()),
        ("message.subject", "unexpected_subject")
    );
}

#[test]
fn every_error_is_named_in_the_order_of_the_text() {
    let text = message(Some("{{ nmae }}"), "{{ name }}\n{{ city }}\n{{ city }}\n{{ x | y }}");
    let errors = Template::parse(&text, Channel::Email).unwrap_err();
    let shown: Vec<_> = errors
        .iter()
        .map(|e| (e.field.as_str(), e.code.as_str(), e.message.split(':').next().unwrap_or_default()))
        .collect();
    assert_eq!(
        shown,
        [
            ("message.subject", "unknown_variable", "there is no variable nmae; did you mean name?"),
            ("message.body", "needs_default", "line 1"),
            ("message.body", "needs_default", "line 2"),
            ("message.body", "needs_default", "line 3"),
            ("message.body", "unknown_variable", "line 4"),
            ("message.body", "unknown_filter", "line 4"),
        ]
    );
}

#[test]
fn an_email_has_a_subject_of_one_line_a_text_and_html() {
    let text = message(
        Some("{{ firstName | default('there') }}, 20% off"),
        "Hi {{ firstName | default('there') }},\r\n\r\nsee https://shop.example/?c={{ city | default('here') }}.\r\nBye",
    );
    let template = Template::parse(&text, Channel::Email).unwrap();
    let mut customer = named("Ana\r\nBcc:everybody@shop.example");
    customer.profile.city = Some(Text::parse("New York & co").unwrap());
    let rendered = template.render(&customer, &settings()).unwrap();
    assert_eq!(rendered.subject.as_deref(), Some("Ana, 20% off"));
    assert_eq!(rendered.body, "Hi Ana,\n\nsee https://shop.example/?c=New%20York%20%26%20co.\nBye");
    assert_eq!(
        rendered.html.as_deref(),
        Some(
            "<p>Hi Ana,</p>\n<p>see <a href=\"https://shop.example/?c=New%20York%20%26%20co\">\
             https://shop.example/?c=New York &amp; co</a>.<br>\nBye</p>"
        )
    );
    let full = Template::parse(&message(Some("{{ name | default('x') }}"), "x"), Channel::Email).unwrap();
    let subject = full.render(&customer, &settings()).unwrap().subject;
    assert_eq!(subject.as_deref(), Some("Ana Bcc:everybody@shop.example"));
}

#[test]
fn what_a_customer_is_called_is_never_run_and_never_markup() {
    let text = message(Some("{{ name | default('x') }}"), "Hi {{ name | default('x') }}!\nBye");
    let template = Template::parse(&text, Channel::Email).unwrap();
    for name in [
        "{{ 7 * 7 }}",
        "{% for x in range(9) %}x{% endfor %}",
        "{{ totalSpend }}",
        "{# gone #}",
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "https://evil.example/login",
        "</p><a href='https://evil.example'>",
        "&lt;b&gt;",
        "\u{202e}txt.exe",
        "a\n\nb\r\nSubject: c",
        "\u{fdd1}https://evil.example\u{fdd0}",
    ] {
        let rendered = template.render(&named(name), &settings()).unwrap();
        let shown = presentable::presentable(name).unwrap().into_owned();
        assert_eq!(rendered.body, format!("Hi {shown}!\nBye"));
        assert_eq!(rendered.subject.as_deref(), Some(shown.as_str()));
        let html = rendered.html.unwrap();
        let inside = html.strip_prefix("<p>Hi ").and_then(|html| html.strip_suffix("!<br>\nBye</p>"));
        let inside = inside.unwrap_or_else(|| panic!("{html}"));
        assert!(!inside.contains(['<', '>', '"', '\'', '\n']), "{html}");
        assert!(!html.contains("<a "), "{html}");
    }
}

#[test]
fn a_blank_or_invisible_name_is_no_name() {
    for name in ["\u{200b}", "\u{3164}\u{2800}", "\u{202e} \u{ad}"] {
        assert_eq!(render("Hi {{ firstName | default('there') }}!", &named(name)), "Hi there!");
        assert_eq!(render("Hi {{ name | upper | default('there') }}!", &named(name)), "Hi there!");
    }
    assert_eq!(render("Hi {{ firstName | default('there') }}!", &named("\u{200b} Ana \u{200b}")), "Hi Ana!");
}

#[test]
fn a_character_that_marks_values_is_refused_in_a_message() {
    assert_eq!(code("a\n\u{fdd0}b\u{fdd1}"), "invalid_text");
    assert_eq!(render("{{ '\\ufdd1a\\ufdd0' }}", &nobody()), "a");
}

#[test]
fn the_deepest_text_that_is_allowed_is_parsed_and_rendered() {
    let nested = format!("{}x{}", "{% if visits %}".repeat(50), "{% else %}y{% endif %}".repeat(50));
    assert_eq!((render(&nested, &ana()), render(&nested, &nobody())), ("x".to_owned(), "y".to_owned()));
    let chain =
        format!("{{% if name == 'a' %}}x{}{{% else %}}y{{% endif %}}", "{% elif name == 'b' %}x".repeat(49));
    assert_eq!(render(&chain, &ana()), "y");
    let wide = format!("{{% if {}name %}}x{{% else %}}y{{% endif %}}", "not ".repeat(98));
    assert_eq!(render(&wide, &ana()), "x");
    let many = "{{ visits }}".repeat(500);
    assert_eq!(render(&many, &ana()).len(), 500);
}

#[test]
fn a_template_is_shared_between_threads() {
    const fn shared<T: Send + Sync>() {}
    const { shared::<Template>() }
}
