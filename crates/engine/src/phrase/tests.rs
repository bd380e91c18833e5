use domain::segment::vocabulary::{AttributeName, Kind, Operator};
use serde_json::Value;

use super::audiences::{Case, Expected, all};
use super::*;
use crate::ai::stand_in::{Reply, StandIn};
use crate::ai::{AiSettings, Key, Provider};
use crate::channel::loopback::install_tls;

fn vocabulary() -> Vocabulary {
    let values = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>();
    let attribute = |name: &str| AttributeName::parse(name).unwrap();
    Vocabulary::standard()
        .with_values("city", values(&["Berlin", "Rome", "Hamburg", "São Paulo"]))
        .with_values("tags", values(&["vip", "newsletter", "wholesale", "friend-of-ana@private.example"]))
        .with_attribute(attribute("size"), &[Kind::Number])
        .with_attribute(attribute("roast"), &[Kind::Text])
        .with_attribute(attribute("vipSince"), &[Kind::Date, Kind::Text])
        .with_attribute(attribute("loyalty"), &[Kind::Boolean])
}

fn ai(server: &StandIn, provider: Provider) -> Ai {
    install_tls();
    let version = if provider == Provider::Gemini { "" } else { "/v1" };
    let settings = AiSettings {
        provider,
        base_url: format!("{}{version}", server.url),
        key: Key::parse("secret"),
        model: "model-of-the-tests".to_owned(),
        patience: std::time::Duration::from_secs(20),
        per_minute: 1_000,
    };
    Ai::new(settings).unwrap()
}

async fn made(case: &Case, provider: Provider) -> (Result<Understood, AiError>, StandIn) {
    let server = StandIn::saying(case.answers.iter().cloned().map(Reply::Text)).await;
    let answer = ask(&ai(&server, provider), case.words).await;
    (answer, server)
}

async fn ask(ai: &Ai, words: &str) -> Result<Understood, AiError> {
    let vocabulary = vocabulary();
    let items = ["Coffee beans", "Grinder", "Tea"].map(str::to_owned);
    let phrase = Phrase {
        workspace: WorkspaceId::from_i64(1).unwrap(),
        words,
        vocabulary: &vocabulary,
        items: &items,
        currency: "EUR",
        zone: &Zone::UTC,
        at: Timestamp::parse("2026-11-23T10:00:00Z").unwrap(),
    };
    understand(ai, &phrase).await
}

#[tokio::test]
async fn audiences_in_words_become_the_rules_that_are_meant_or_none() {
    let cases = all();
    assert_eq!((cases.len(), cases.iter().filter(|case| case.hostile).count()), (56, 15));
    for case in &cases {
        for provider in [Provider::Gemini, Provider::OpenAi] {
            let (answer, server) = made(case, provider).await;
            let words = case.words;
            match (&case.expected, answer) {
                (Expected::Rule(rule, remarks), Ok(understood)) => {
                    let expected = Rule::parse(rule).unwrap().to_json();
                    let made = understood.rule.unwrap_or_else(|| panic!("{words}: no rule"));
                    assert_eq!(made.to_json(), expected, "{words}");
                    assert_eq!(understood.cannot.len(), *remarks, "{words}");
                }
                (Expected::Nothing(remarks), Ok(understood)) => {
                    assert_eq!((understood.rule, understood.cannot.len()), (None, *remarks), "{words}");
                    assert!(understood.cannot.iter().all(|remark| {
                        remark.chars().count() <= LONGEST_REMARK && !remark.chars().any(char::is_control)
                    }));
                }
                (Expected::Refused, Err(error)) => {
                    assert_eq!(error.trouble, Trouble::Nonsense, "{words}");
                    assert!(error.why.contains("could not make a rule"), "{words}: {error}");
                }
                (expected, answer) => panic!("{words}: {expected:?}, got {answer:?}"),
            }
            let asked = server.asked();
            assert_eq!(asked.len(), case.answers.len(), "{words}: asked as often as there are answers");
            assert!(asked.len() <= 1 + REPAIRS);
        }
    }
}

#[tokio::test]
async fn words_stay_in_their_place_whatever_they_say() {
    let first = |case: &Case| Case {
        answers: vec![case.answers[0].clone()],
        words: case.words,
        expected: Expected::Refused,
        hostile: true,
    };
    let mut plain: Option<(String, String)> = None;
    for case in all() {
        let (_, server) = made(&first(&case), Provider::Gemini).await;
        let request = &server.asked()[0];
        let mut told: Value = serde_json::from_str(&request.turns()[0]).unwrap();
        let words = told["words"].take();
        assert_eq!(words.as_str().unwrap(), crate::ai::veil::Veil::default().cover(case.words));
        // All the rest is the same for every audience, but for how many addresses were covered before the tag's.
        let told = told.to_string().replace("[[email-2]]", "[[email-1]]");
        let rest = (request.instructions(), told);
        assert!(plain.get_or_insert(rest.clone()) == &rest, "{}", case.words);
    }
}

#[tokio::test]
async fn a_rule_that_makes_no_sense_goes_back_with_the_parsers_own_words_and_nothing_personal() {
    let wrong = r#"{"rule": {"logic": "AND", "rules": [{"metric": "email", "operator": "~", "value": "[[email-1]]"},
        {"metric": "email", "operator": ">", "value": "[[email-1]]"}]}, "cannot": []}"#;
    let right = r#"{"rule": {"logic": "AND", "rules": [{"metric": "email", "operator": "==", "value": "[[email-1]]"}]}, "cannot": []}"#;
    let server = StandIn::saying([Reply::Text(wrong.to_owned()), Reply::Text(right.to_owned())]).await;
    let made = ask(&ai(&server, Provider::Gemini), "only ana@mail.example").await.unwrap();
    assert!(made.rule.unwrap().to_json().contains("ana@mail.example"));
    let asked = server.asked();
    let turns = asked[1].turns();
    assert_eq!((turns.len(), turns[1].as_str()), (3, wrong), "what it said, and what is wrong with it");
    assert!(turns[2].contains("rules[0].operator") && turns[2].contains("expected one of"), "{}", turns[2]);
    for request in &asked {
        let sent = request.everything();
        assert!(!sent.contains("ana@") && !sent.contains("private.example"), "{sent}");
    }
}

#[tokio::test]
async fn a_value_nobody_has_is_pointed_out() {
    let rule = r#"{"rule": {"logic": "OR", "rules": [{"metric": "city", "operator": "in", "value": ["ROME", "Atlantis"]},
        {"metric": "tags", "operator": "has", "value": "gold"},
        {"metric": "orders", "measure": "count", "operator": ">", "value": 0, "where": [{"metric": "item", "operator": "==", "value": "Shoes"},
            {"metric": "item", "operator": "==", "value": "TEA"}]}, {"metric": "city", "operator": "contains", "value": "burg"}]}, "cannot": []}"#;
    let server = StandIn::saying([Reply::Text(rule.to_owned())]).await;
    let made = ask(&ai(&server, Provider::Gemini), "Romans, Atlanteans and gold members").await.unwrap();
    assert_eq!(
        made.notes,
        [
            "No customer has “Atlantis” as city now.",
            "No customer has “gold” as tags now.",
            "No item of an order is called “Shoes” now."
        ]
    );
}

#[tokio::test]
async fn trouble_of_the_service_is_said_and_no_rule_is_made() {
    for (reply, trouble) in [
        (Reply::PromptBlocked, Trouble::Blocked),
        (Reply::CutOff("{\"rule\": {\"logic\": \"AND\", \"rules\": [".into()), Trouble::CutOff),
        (Reply::Raw("<html>"), Trouble::Nonsense),
        (Reply::Status(429, Some("3600"), serde_json::json!({})), Trouble::Busy),
    ] {
        let server = StandIn::saying([reply]).await;
        let error = ask(&ai(&server, Provider::Gemini), "Romans").await.unwrap_err();
        assert_eq!(error.trouble, trouble, "{error}");
    }
}

#[test]
fn the_schema_names_every_field_and_every_operator() {
    let schema = prompt::schema(&vocabulary());
    let condition = &schema["$defs"]["condition"]["properties"];
    let metrics = condition["metric"]["enum"].as_array().unwrap();
    assert!(metrics.contains(&"attributes.vipSince".into()) && metrics.len() == 15, "{metrics:?}");
    assert_eq!(condition["operator"]["enum"].as_array().unwrap().len(), Operator::ALL.len());
    let of = |name: &str| &schema["$defs"][name]["properties"];
    assert_eq!(of("orders")["measure"]["enum"], serde_json::json!(["count", "sum", "average", "min", "max"]));
    let filter = &of("orders")["where"]["items"]["properties"]["metric"]["enum"];
    assert_eq!(filter, &serde_json::json!(["item", "amount", "status"]));
    assert_eq!(of("campaign")["operator"]["enum"], serde_json::json!(["is", "isNot"]));
}
