//! Rules about customers' past: their orders, what campaigns did for them, the segments they belong to.

use audience::{Bucket, Distribution, Shared, Spread};
use domain::receipt::Outcome;
use domain::segment::{Expansion, Field, Question, Rule};
use domain::{Channel, SegmentId, Zone};

use super::shop::{Shop, noon, receipt, two};
use crate::{Fate, Store};

const PEOPLE: &str = r#"[
    {"externalId":"1","email":"ana@shop.example","city":"Rome"},
    {"externalId":"2","email":"bob@shop.example","city":"Rome","consent":{"email":"withdrawn"}},
    {"externalId":"3","email":"cleo@shop.example","city":"Oslo"},
    {"externalId":"4","phone":"030 55 66 77"}
]"#;

/// It is noon on 1 March 2026.
const SALES: &str = r#"[
    {"externalId":"A","email":"ana@shop.example","amount":60,"orderDate":"2026-01-03","items":["Coffee",{"name":"Filter","sku":"F-1"}]},
    {"externalId":"B","email":"ana@shop.example","amount":40,"refundedAmount":30,"orderDate":"2026-02-28","items":["Tea"]},
    {"externalId":"C","email":"bob@shop.example","amount":0,"orderDate":"2026-02-01","items":["coffee"]},
    {"externalId":"D","email":"bob@shop.example","amount":500,"orderDate":"2026-02-20","status":"Cancelled","items":["Coffee"]},
    {"externalId":"E","email":"cleo@shop.example","amount":33.33,"orderDate":"2024-02-01"}
]"#;

fn orders(measure: &str, compared: &str, more: &str) -> String {
    format!(r#"{{"metric":"orders","measure":"{measure}",{compared}{more}}}"#)
}

fn counted(operator: &str, number: f64) -> String {
    format!(r#""operator":"{operator}","value":{number}"#)
}

/// Who matches, by the last letter of the external id.
async fn matching(shop: &Shop<'_>, rule: &str) -> Vec<String> {
    let answer = shop.store.answer(shop.id, Shop::question(rule), 9).await.unwrap();
    assert_eq!((answer.sample.len() as u64, answer.total), (answer.count, 4), "{rule}");
    let names = answer.sample.into_iter().filter_map(|customer| customer.profile.external_id);
    names.map(|name| name.as_str().to_owned()).collect()
}

/// By number, sums and ends of amounts, of those within a time and with an item; also when they were sent again.
pub async fn orders_are_measured_as_they_stand_now(store: &dyn Store) {
    let [other, shop] = two(store).await;
    for shop in [other, shop] {
        shop.customers(PEOPLE).await;
        shop.orders(SALES).await;
    }
    let coffee = r#","where":[{"metric":"item","operator":"==","value":"COFFEE"}]"#;
    let filter = r#","where":[{"metric":"item","operator":"==","value":"f-1"}]"#;
    let cancelled = r#","where":[{"metric":"status","operator":"==","value":"Cancelled"}]"#;
    let lately = r#","within":{"days":30}"#;
    for (rule, expected) in [
        (orders("count", &counted(">=", 2.0), ""), vec!["1"]),
        (orders("count", &counted("==", 0.0), ""), vec!["4"]),
        (orders("count", &counted("==", 1.0), coffee), vec!["1", "2"]),
        (orders("count", &counted(">", 0.0), filter), vec!["1"]),
        (orders("sum", &counted("==", 70.0), ""), vec!["1"]),
        (orders("sum", &counted("==", 10.0), lately), vec!["1"]),
        (orders("max", &counted("==", 500.0), cancelled), vec!["2"]),
        (orders("average", &counted("==", 35.0), ""), vec!["1"]),
        (orders("min", &counted("<=", 10.0), ""), vec!["1", "2"]),
        (orders("min", r#""operator":"isEmpty""#, lately), vec!["3", "4"]),
    ] {
        assert_eq!(matching(&shop, &rule).await, expected, "{rule}");
    }
    // Cancelled, moved to somebody else, and sent again as it was.
    shop.orders(
        r#"[{"externalId":"A","email":"ana@shop.example","amount":60,"orderDate":"2026-01-03","status":"Cancelled"},
            {"externalId":"B","email":"cleo@shop.example","amount":40,"refundedAmount":30,"orderDate":"2026-02-28","items":["Tea"]},
            {"externalId":"C","email":"bob@shop.example","amount":0,"orderDate":"2026-02-01","items":["coffee"]}]"#,
    )
    .await;
    assert_eq!(matching(&shop, &orders("count", &counted("==", 0.0), "")).await, ["1", "4"]);
    assert_eq!(matching(&shop, &orders("sum", &counted("==", 43.33), "")).await, ["3"]);
    assert_eq!(matching(&shop, &orders("count", &counted("==", 1.0), coffee)).await, ["2"]);
    assert_eq!(matching(&other, &orders("count", &counted(">=", 2.0), "")).await, ["1"], "another workspace");
}

/// Enrolled at the launch; sent or failed when the vendor has said so.
pub async fn a_campaign_knows_whom_it_was_for_and_what_became_of_it(store: &dyn Store) {
    let [_, shop] = two(store).await;
    shop.customers(PEOPLE).await;
    shop.orders(SALES).await;
    let buyers = orders("count", &counted(">=", 1.0), "");
    let draft = shop.draft("To buyers", Channel::Email).await;
    let campaign = shop.launch(draft.id, &buyers).await.unwrap();
    assert_eq!(campaign.enrolled, 3);
    let lease = shop.lease().await;
    let handed = shop.hand_over(&lease, &Fate::Submitted).await;
    let outcomes = [Outcome::Sent, Outcome::Failed];
    let receipts =
        handed.iter().zip(outcomes).map(|(id, outcome)| receipt(campaign.id, id.message.ordinal, 1, outcome));
    shop.receipts(receipts.collect()).await;
    let asks = |measure: &str, operator: &str, value: &str, more: &str| {
        format!(
            r#"{{"metric":"campaign","measure":"{measure}","operator":"{operator}","value":"{value}"{more}}}"#
        )
    };
    let own = campaign.id.to_string();
    for (rule, expected) in [
        (asks("enrolled", "is", &own, ""), vec!["1", "2", "3"]),
        (asks("enrolled", "isNot", "any", ""), vec!["4"]),
        (asks("enrolled", "is", &own, r#","within":{"before":"2026-03-01"}"#), vec![]),
        (asks("enrolled", "is", &own, r#","within":{"days":1}"#), vec!["1", "2", "3"]),
        (asks("sent", "is", &own, ""), vec!["1"]),
        (asks("sent", "is", &own, r#","within":{"hours":1}"#), vec!["1"]),
        (asks("sent", "is", &own, r#","within":{"after":"2026-03-01"}"#), vec![]),
        (asks("failed", "is", "any", ""), vec!["2"]),
        (asks("sent", "is", "99", ""), vec![]),
    ] {
        assert_eq!(matching(&shop, &rule).await, expected, "{rule}");
    }
}

/// What they bought and share, what items there are, and how fields are spread.
pub async fn an_audience_with_a_past_is_described_as_a_whole(store: &dyn Store) {
    let [_, shop] = two(store).await;
    shop.customers(PEOPLE).await;
    shop.orders(SALES).await;
    let tea =
        orders("count", &counted(">", 0.0), r#","where":[{"metric":"item","operator":"==","value":"tea"}]"#);
    let profile = store.profile(shop.id, Shop::question(&tea), 9).await.unwrap();
    assert_eq!((profile.count, profile.total, profile.spend_minor), (1, 4, 7_000));
    let shared = |value: &str, customers| Shared { value: value.into(), customers };
    let bought = store.items_bought(shop.id, Shop::question(&tea), 9).await.unwrap();
    assert_eq!(bought, [shared("Coffee", 1), shared("Filter", 1), shared("Tea", 1)]);
    assert_eq!(store.known_items(shop.id, 2).await.unwrap(), ["Coffee", "Filter"]);
    let spread = async |field: &str| {
        let field = Field::parse(field).unwrap();
        store.distribution(shop.id, field, Zone::UTC, 9).await.unwrap()
    };
    let cities = Spread::Texts(vec![shared("Rome", 2), shared("Oslo", 1)]);
    assert_eq!(spread("city").await, Distribution { missing: 1, spread: cities });
    let bucket = |from: f64, customers| Bucket { from: Some(from), to: Some(from + 1.0), customers };
    let visits = Spread::Numbers(vec![bucket(0.0, 1), bucket(1.0, 2), bucket(2.0, 1)]);
    assert_eq!(spread("visits").await, Distribution { missing: 0, spread: visits });
}

/// A saved segment may ask about the past, too.
pub async fn a_segment_is_part_of_a_rule(store: &dyn Store) {
    let [_, shop] = two(store).await;
    shop.customers(PEOPLE).await;
    shop.orders(SALES).await;
    let in_rome = r#"{"metric":"city","operator":"==","value":"Rome"}"#;
    let buyers = orders("sum", &counted(">", 0.0), "");
    for (segment, operator, expected) in
        [(in_rome, "in", 2), (in_rome, "notIn", 2), (&buyers, "in", 2), (&buyers, "notIn", 2)]
    {
        let rule = format!(r#"{{"metric":"segment","operator":"{operator}","value":"7"}}"#);
        let known = |id: SegmentId| (id.get() == 7).then(|| Rule::parse(segment).unwrap());
        let expansion = Expansion::of(&Rule::parse(&rule).unwrap(), known).unwrap();
        let answer = store.answer(shop.id, Question::over(&expansion, noon(), &Zone::UTC), 0).await.unwrap();
        assert_eq!((answer.count, answer.total), (expected, 4), "{rule} {segment}");
    }
}
