//! Cases about who a rule matches, and what a rule builder can offer.

use audience::Tally;

use super::shop::{EVERYONE, Shop, shop_and_witness, two};
use crate::{KnownValues, ObservedAttribute, ObservedKinds, Store};

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
