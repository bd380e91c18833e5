//! The main job with real orders: CDNOW through the API, counted against figures computed elsewhere.

use serde_json::{Value, json};

use super::app::App;
use super::backends::Backends;

/// The one-in-ten CDNOW sample; its source and licence stand in `crates/engine/src/demo/README.md`.
const CDNOW: &str = include_str!("../../../engine/src/demo/cdnow.csv");

/// Customers and orders of the sample as records of the API.
pub(crate) fn cdnow() -> (Vec<Value>, Vec<Value>) {
    let first_day = jiff::civil::date(1997, 1, 1);
    let email = |customer: u32| format!("cdnow-{customer:04}@example.com");
    let rows = CDNOW.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let cells: Vec<u32> = line.split(',').map(|cell| cell.parse().unwrap()).collect();
        (cells[0], cells[1], cells[3])
    });
    let orders: Vec<Value> = rows
        .enumerate()
        .map(|(number, (customer, day, cents))| {
            let date = first_day.saturating_add(jiff::Span::new().days(i64::from(day)));
            json!({"externalId": format!("cdnow-{number}"), "email": email(customer), "amount": f64::from(cents) / 100.0, "orderDate": date.to_string()})
        })
        .collect();
    let customers = (1..=2_357)
        .map(|customer| json!({"email": email(customer), "name": format!("Customer {customer}")}))
        .collect();
    (customers, orders)
}

/// Loads the sample in bodies of a thousand.
pub(crate) async fn load(app: &App) {
    let (customers, orders) = cdnow();
    for part in customers.chunks(1_000) {
        app.send("/api/customers", &json!(part)).await;
    }
    for part in orders.chunks(1_000) {
        app.send("/api/orders", &json!(part)).await;
    }
}

fn is(metric: &str, operator: &str, value: impl Into<Value>) -> Value {
    json!({"metric": metric, "operator": operator, "value": value.into()})
}

fn group(logic: &str, rules: &[Value]) -> Value {
    json!({"logic": logic, "rules": rules})
}

/// The audience of the campaigns below.
pub(crate) fn big_spenders() -> Value {
    is("totalSpend", ">", 100)
}

async fn check_counts(app: &App) {
    let (_, dashboard) = app.get("/api/dashboard").await;
    assert_eq!((dashboard["customers"].as_u64(), dashboard["orders"].as_u64()), (Some(2_357), Some(6_919)));
    assert_eq!(dashboard["revenue"], 244_091.94);
    let rich = || is("totalSpend", ">", 100);
    let cases = [
        (rich(), 615),
        (is("visits", ">=", 3), 746),
        (is("lastPurchased", ">=", "1998-01-01"), 515),
        (group("AND", &[rich(), is("visits", "<", 3)]), 99),
        (group("OR", &[is("totalSpend", ">", 200), is("visits", ">=", 5)]), 441),
        (
            group(
                "AND",
                &[rich(), group("OR", &[is("visits", "<", 3), is("lastPurchased", "<", "1997-04-01")])],
            ),
            116,
        ),
        (json!({"logic": "AND", "not": true, "rules": [is("visits", "==", 1)]}), 1_152),
        (is("averageOrderValue", ">", 50), 351),
    ];
    for (rule, expected) in cases {
        assert_eq!(app.count(&rule).await, expected, "{rule}");
    }
}

/// Counts are exact, also when every batch is sent twice and the server starts again.
async fn counts_are_exact(mut app: App) {
    load(&app).await;
    check_counts(&app).await;
    load(&app).await;
    check_counts(&app).await;
    app.stop().await;
    app.run().await;
    check_counts(&app).await;
}

/// A campaign to real customers completes with one message each.
async fn a_campaign_completes(app: App) {
    load(&app).await;
    let message = json!({"subject": "Thank you", "body": "Hi {{ firstName | default(\"there\") }}, you spent {{ totalSpend | currency }}."});
    let plan =
        json!({"name": "Big spenders", "channel": "email", "rule": big_spenders(), "message": message});
    let (status, campaign) = app.post("/api/campaigns", &plan).await;
    assert_eq!(status, 201, "{campaign}");
    let path = format!("/api/campaigns/{}", campaign["id"].as_str().unwrap());
    let (status, launched) = app.post(&format!("{path}/launch"), &json!({})).await;
    assert_eq!((status.as_u16(), launched["enrolled"].as_u64()), (200, Some(615)), "{launched}");
    let done = app.until(&path, |campaign| campaign["state"] == "completed").await;
    let (sent, failed) = (done["stats"]["sent"].as_u64().unwrap(), done["stats"]["failed"].as_u64().unwrap());
    assert_eq!(sent + failed, 615, "{done}");
    assert!((524..=583).contains(&sent), "{sent} of 615 were sent");

    let (mut messages, mut cursor) = (Vec::new(), String::new());
    loop {
        let (_, page) = app.get(&format!("{path}/messages?limit=200&cursor={cursor}")).await;
        messages.extend(page["items"].as_array().unwrap().clone());
        match page["nextCursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => break,
        }
    }
    let mut addresses: Vec<&str> = messages.iter().map(|message| message["to"].as_str().unwrap()).collect();
    addresses.sort_unstable();
    addresses.dedup();
    assert_eq!((messages.len(), addresses.len()), (615, 615), "one message each");
    assert!(
        messages
            .iter()
            .all(|message| message["body"].as_str().unwrap().starts_with("Hi Customer, you spent $"))
    );
    let (_, reasons) = app.get(&format!("{path}/reasons")).await;
    let counted: u64 =
        reasons["items"].as_array().unwrap().iter().map(|reason| reason["count"].as_u64().unwrap()).sum();
    assert_eq!(counted, failed, "every failure has a reason");
}

#[tokio::test]
async fn cdnow_counts_are_exact_also_when_every_batch_is_sent_twice() {
    counts_are_exact(App::start().await).await;
}

#[tokio::test]
async fn a_campaign_to_real_customers_completes_with_one_message_each() {
    a_campaign_completes(App::start().await).await;
}

#[tokio::test]
async fn cdnow_counts_are_exact_with_the_log_on_redis() {
    let Some(backends) = Backends::redis() else { return };
    counts_are_exact(App::start_on(&backends, &[]).await).await;
}

#[tokio::test]
async fn a_campaign_completes_with_the_log_on_redis() {
    let Some(backends) = Backends::redis() else { return };
    a_campaign_completes(App::start_on(&backends, &[]).await).await;
}
