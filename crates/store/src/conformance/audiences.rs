//! Cases about who a rule matches, and what a rule builder can offer.

use audience::{AudienceProfile, Reachable, Shared, Tally};
use domain::Channel;
use domain::customer::ConsentMode;
use domain::message::MessageState;
use domain::segment::{Question, Rule};
use domain::workspace::{Settings, SettingsChange};

use super::shop::{EVERYONE, Shop, noon, shop_and_witness, time, two};
use crate::{KnownValues, Launch, ObservedAttribute, ObservedKinds, Store, StoreError};

const PEOPLE: &str = r#"[
    {"externalId":"1","email":"ana@shop.example","city":"Rome","tags":["vip","new"],"attributes":{"size":"M","age":41}},
    {"externalId":"2","email":"bob@shop.example","phone":"+49 30 1234567","city":"Rome","consent":{"email":"withdrawn"}},
    {"email":"cleo@shop.example","city":"Oslo","tags":["vip"],"attributes":{"size":4,"since":"2024-05-31","member":true}},
    {"externalId":"4","phone":"030 55 66 77","consent":{"sms":"withdrawn"}}
]"#;

const SALES: &str = r#"[
    {"email":"ana@shop.example","amount":100,"orderDate":"2026-01-03"},
    {"email":"bob@shop.example","amount":50,"orderDate":"2026-01-03"},
    {"email":"cleo@shop.example","amount":100,"orderDate":"2026-01-03","status":"Cancelled"}
]"#;

/// Matching, reachable and total, with the first of them as a sample.
pub async fn an_answer_counts_who_matches_and_who_can_be_reached(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, SALES).await;
    let cases = [
        (EVERYONE, 4, 2, 1),
        (r#"{"logic":"OR","rules":[]}"#, 0, 0, 0),
        (r#"{"metric":"city","operator":"==","value":"ROME"}"#, 2, 1, 1),
        (r#"{"metric":"totalSpend","operator":">=","value":50}"#, 2, 1, 1),
        (r#"{"metric":"visits","operator":"==","value":0}"#, 2, 1, 0),
        (r#"{"metric":"tags","operator":"has","value":"vip"}"#, 2, 2, 0),
        (r#"{"metric":"attributes.age","operator":">","value":40}"#, 1, 1, 0),
        (r#"{"metric":"lastPurchased","operator":"<","value":"2026-02-01"}"#, 2, 1, 1),
        (r#"{"metric":"phone","operator":"isNotEmpty"}"#, 2, 0, 1),
    ];
    for (rule, count, email, sms) in cases {
        let answer = store.answer(shop.id, Shop::question(rule), 2).await.unwrap();
        let counts = (answer.count, answer.reachable.email, answer.reachable.sms, answer.total);
        assert_eq!(counts, (count, email, sms, 4), "{rule}");
        assert_eq!(answer.sample.len() as u64, count.min(2), "{rule}");
    }
    for (rule, ..) in cases {
        let mut tally = Tally::new(Shop::question(rule), 2);
        for customer in shop.everyone().await {
            tally.fold(&customer);
        }
        assert_eq!(store.answer(shop.id, Shop::question(rule), 2).await.unwrap(), tally.finish(), "{rule}");
    }
    let answer = store.answer(shop.id, Shop::question(EVERYONE), 9).await.unwrap();
    assert_eq!(answer.sample, shop.everyone().await);
    witness.is_untouched().await;
}

/// Who said nothing matches all the same; an answer and a launch count the same people as reachable.
pub async fn where_opt_in_is_demanded_silence_reaches_nobody(store: &dyn Store) {
    let people = r#"[
        {"email":"ana@shop.example","phone":"+49 30 1","consent":{"email":"granted"}},
        {"email":"bob@shop.example","phone":"+49 30 2","consent":{"email":"unknown","sms":"granted"}},
        {"email":"cleo@shop.example","consent":{"email":"withdrawn","sms":"granted"}},
        {"email":"dan@shop.example"}
    ]"#;
    let (shop, witness) = shop_and_witness(store, people, "").await;
    let demanding =
        Settings { consent: ConsentMode::OptIn, ..Settings::parse("Shop", "EUR", "UTC").unwrap() };
    let rule = Rule::parse(EVERYONE).unwrap();
    let question = Question::of_workspace(&rule, noon(), &demanding);
    let answer = store.answer(shop.id, question.clone(), 9).await.unwrap();
    assert_eq!((answer.count, answer.reachable), (4, Reachable { email: 1, sms: 1 }));
    let mut tally = Tally::new(question.clone(), 9);
    for customer in shop.everyone().await {
        tally.fold(&customer);
    }
    assert_eq!(answer, tally.finish());
    let silent = store.answer(shop.id, Shop::question(EVERYONE), 0).await.unwrap();
    assert_eq!((silent.count, silent.reachable), (4, Reachable { email: 3, sms: 2 }));
    let draft = shop.draft("Draft", Channel::Email).await;
    let nobody = Rule::parse(r#"{"metric":"email","operator":"startsWith","value":"dan"}"#).unwrap();
    let launch = |rule: &Rule| {
        let question = Question::of_workspace(rule, noon(), &demanding);
        Launch { question, at: noon(), simulated: true, most_recipients: None, scheduled: None }
    };
    let refused = store.launch_campaign(shop.id, draft.id, launch(&nobody)).await;
    assert!(matches!(refused, Err(StoreError::NobodyReachable { matching: 1 })));
    let launched = store.launch_campaign(shop.id, draft.id, launch(&rule)).await.unwrap();
    assert_eq!(launched.enrolled, 4, "who cannot be reached stays in the ledger");
    witness.is_untouched().await;
}

/// Not of the first of them: what the last have makes a difference, and an item counts once for a customer.
pub async fn a_profile_is_of_everybody_who_matches(store: &dyn Store) {
    let people: Vec<_> = (0..1_010)
        .map(|n| {
            let (city, tag) = if n < 400 { ("Rome", "early") } else { ("Oslo", "late") };
            format!(r#"{{"externalId":"{n}","city":"{city}","tags":["{tag}","own-{n}"]}}"#)
        })
        .collect();
    let order = |customer: u32, items: &str, more: &str| {
        let order =
            r#"{"customerExternalId":"CUSTOMER","amount":2.5,"orderDate":"2026-01-03","items":ITEMSMORE}"#;
        order.replace("CUSTOMER", &customer.to_string()).replace("ITEMS", items).replace("MORE", more)
    };
    let orders = [
        order(1, r#"["Coffee","Coffee"]"#, ""),
        order(1, r#"["Coffee"]"#, ""),
        order(1_008, r#"[{"name":"Tea","quantity":3}]"#, ""),
        order(1_009, r#"["Tea","Mug"]"#, ""),
        order(2, r#"["Gift card","Tea"]"#, r#","status":"Cancelled""#),
        order(3, "[]", ""),
    ];
    let sales = format!("[{}]", orders.join(","));
    let (shop, witness) = shop_and_witness(store, &format!("[{}]", people.join(",")), &sales).await;
    let shared = |value: &str, customers| Shared { value: value.into(), customers };
    let profile = store.profile(shop.id, Shop::question(EVERYONE), 2).await.unwrap();
    let january = i128::from(time("2026-01-03").millis());
    let expected = AudienceProfile {
        count: 1_010,
        total: 1_010,
        buyers: 4,
        spend_minor: 1_250,
        visits: 5,
        last_purchases_millis: 4 * january,
        cities: vec![shared("Oslo", 610), shared("Rome", 400)],
        tags: vec![shared("late", 610), shared("early", 400)],
    };
    assert_eq!(profile, expected);
    let bought = store.items_bought(shop.id, Shop::question(EVERYONE), 9).await.unwrap();
    assert_eq!(bought, [shared("Tea", 2), shared("Coffee", 1), shared("Mug", 1)]);
    let romans = r#"{"metric":"city","operator":"==","value":"Rome"}"#;
    let profile = store.profile(shop.id, Shop::question(romans), 1).await.unwrap();
    assert_eq!((profile.count, profile.total, profile.buyers), (400, 1_010, 2));
    assert_eq!((profile.cities, profile.tags), (vec![shared("Rome", 400)], vec![shared("early", 400)]));
    let bought = store.items_bought(shop.id, Shop::question(romans), 9).await.unwrap();
    assert_eq!(bought, [shared("Coffee", 1)]);
    let nobody = Shop::question(r#"{"logic":"OR","rules":[]}"#);
    let profile = store.profile(shop.id, nobody.clone(), 9).await.unwrap();
    assert_eq!(profile, AudienceProfile { total: 1_010, ..AudienceProfile::default() });
    assert!(store.items_bought(shop.id, nobody, 9).await.unwrap().is_empty());
    witness.is_untouched().await;
}

/// Who never agreed takes nobody's place where the workspace demands opt-in.
pub async fn a_phone_number_is_for_who_agreed_where_opt_in_is_demanded(store: &dyn Store) {
    let people = r#"[
        {"externalId":"1","phone":"+49 30 1234"},
        {"externalId":"2","phone":"+49 (30) 12-34","consent":{"sms":"granted"}},
        {"externalId":"3","phone":"+49301234","consent":{"sms":"granted"}}
    ]"#;
    let (shop, witness) = shop_and_witness(store, people, "").await;
    let demand = SettingsChange { consent: Some(ConsentMode::OptIn), ..SettingsChange::default() };
    store.configure(shop.id, demand).await.unwrap();
    let campaign = shop.sending("One", Channel::Sms).await.id;
    let lease = shop.lease().await;
    let ordinals: Vec<_> = shop.due(&lease).await.iter().map(|id| id.message.ordinal).collect();
    assert_eq!(ordinals, [0, 1], "the first is due, to be skipped for their own reason");
    let third = &shop.messages(campaign).await[2];
    assert_eq!((third.state, third.reason.as_deref()), (MessageState::Skipped, Some("same address twice")));
    shop.ledger_agrees(campaign).await;
    witness.is_untouched().await;
}

fn names(known: &KnownValues) -> Vec<(&str, ObservedKinds)> {
    known.attributes.iter().map(|ObservedAttribute { name, kinds }| (name.as_str(), *kinds)).collect()
}

/// Most frequent first, and right after every change.
pub async fn known_values_follow_every_change(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let known = store.known_values(shop.id).await.unwrap();
    assert_eq!(
        (known.cities.clone(), known.tags.clone()),
        (vec!["Rome".into(), "Oslo".into()], vec!["vip".into(), "new".into()])
    );
    let kinds = |number, text, date, boolean| ObservedKinds { number, text, date, boolean };
    assert_eq!(
        names(&known),
        [
            ("age", kinds(true, false, false, false)),
            ("member", kinds(false, false, false, true)),
            ("since", kinds(false, true, true, false)),
            ("size", kinds(true, true, false, false)),
        ]
    );
    shop.customers(
        r#"[{"externalId":"1","city":"Oslo","tags":["b"],"attributes":{"size":null}},
            {"externalId":"2","city":null},
            {"email":"cleo@shop.example","tags":null,"attributes":{"size":5,"since":"someday"}},
            {"email":"dan@shop.example","city":"Oslo","tags":["b","a"],"attributes":{"at":"2024-05-31T09:00:00Z"}}]"#,
    )
    .await;
    let known = store.known_values(shop.id).await.unwrap();
    assert_eq!(
        (known.cities.clone(), known.tags.clone()),
        (vec!["Oslo".to_owned()], vec!["b".to_owned(), "a".to_owned()])
    );
    assert_eq!(
        names(&known),
        [
            ("age", kinds(true, false, false, false)),
            ("at", kinds(false, true, true, false)),
            ("member", kinds(false, false, false, true)),
            ("since", kinds(false, true, false, false)),
            ("size", kinds(true, false, false, false)),
        ]
    );
    witness.is_untouched().await;
}

/// A rule builder is offered the two hundred most frequent, not everything.
pub async fn at_most_two_hundred_values_are_offered(store: &dyn Store) {
    let [shop, other] = two(store).await;
    let records: Vec<_> = (0..300)
        .map(|n| {
            format!(r#"{{"externalId":"{n}","city":"City {n}","tags":["t{n}"],"attributes":{{"a{n}":{n}}}}}"#)
        })
        .collect();
    shop.customers(&format!("[{}]", records.join(","))).await;
    shop.customers(r#"[{"externalId":"x","city":"City 299","tags":["t299"],"attributes":{"a299":"text"}}]"#)
        .await;
    let known = store.known_values(shop.id).await.unwrap();
    assert_eq!((known.cities.len(), known.tags.len(), known.attributes.len()), (200, 200, 200));
    assert_eq!((known.cities[0].as_str(), known.tags[0].as_str()), ("City 299", "t299"));
    assert_eq!(store.known_values(other.id).await.unwrap(), KnownValues::default());
}
