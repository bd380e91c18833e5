//! A customer who asks to be told everything, and to be forgotten.

use engine::crash::POINTS;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::app::{App, answer};
use super::books::{app_with, campaign, customers, total};
use super::caller::Caller;
use super::vendor::Vendor;

async fn erase(app: &Caller, id: &str) -> (StatusCode, Value) {
    answer(app.request(Method::DELETE, &format!("/api/customers/{id}")).send().await.unwrap()).await
}

async fn id_of(app: &Caller, search: &str) -> Option<String> {
    let (_, found) = app.get(&format!("/api/customers?search={search}")).await;
    found["items"][0]["id"].as_str().map(str::to_owned)
}

fn figures(dashboard: &Value) -> (u64, u64, f64) {
    let count = |name: &str| dashboard[name].as_u64().unwrap();
    (count("customers"), count("orders"), dashboard["revenue"].as_f64().unwrap())
}

#[tokio::test]
async fn an_erased_customer_is_nowhere_and_comes_back_only_when_sent_again() {
    let vendor = Vendor::start().await;
    let app = app_with(&vendor).await;
    app.send(
        "/api/customers",
        &json!([{"externalId": "1", "email": "zoe@shop.com", "name": "Zoe", "city": "Zoetown", "consent": {"sms": "withdrawn"}, "phone": "+49 30 7654321"},
                {"externalId": "2", "email": "bo@shop.com", "name": "Bo"}]),
    )
    .await;
    app.send(
        "/api/orders",
        &json!([{"externalId": "O-1", "email": "zoe@shop.com", "amount": 10, "items": ["Zoecake"]},
                {"externalId": "O-2", "email": "bo@shop.com", "amount": 5}]),
    )
    .await;
    let both = json!([{"externalId": "2", "email": "zoe@shop.com"}]);
    app.request(Method::POST, "/api/customers").header("prefer", "wait=30").json(&both).send().await.unwrap();
    let rule = json!({"metric": "name", "operator": "isNotEmpty"});
    let message = json!({"subject": "Hello", "body": "Dear {{ name | default(\"you\") }}"});
    let plan = json!({"name": "All", "channel": "email", "rule": rule, "message": message});
    let (_, campaign) = app.post("/api/campaigns", &plan).await;
    let path = format!("/api/campaigns/{}", campaign["id"].as_str().unwrap());
    let (status, launched) = app.post(&format!("{path}/launch"), &json!({})).await;
    assert_eq!(status, 200, "{launched}");
    app.until(&path, |campaign| campaign["state"] == "completed").await;

    let zoe = id_of(&app, "zoe").await.unwrap();
    let (_, held) = app.get(&format!("/api/customers/{zoe}/export")).await;
    assert_eq!(held["customer"]["email"], "zoe@shop.com");
    assert_eq!(held["customer"]["consent"]["sms"]["state"], "withdrawn");
    assert_eq!(held["orders"][0]["items"][0]["name"], "Zoecake");
    assert_eq!(held["messages"][0]["message"]["body"], "Dear Zoe");
    assert_eq!(
        (&held["messages"][0]["campaignName"], &held["messages"][0]["channel"]),
        (&json!("All"), &json!("email"))
    );
    assert_eq!(held["deadLetters"][0]["record"]["email"], "zoe@shop.com");
    assert_eq!(held["suppressions"], json!([]));

    let (status, erased) = erase(&app, &zoe).await;
    assert_eq!((status.as_u16(), erased), (200, json!({"orders": 1, "messages": 1, "deadLetters": 1})));
    assert_eq!(erase(&app, &zoe).await.0, 404);
    for path in [format!("/api/customers/{zoe}"), format!("/api/customers/{zoe}/export")] {
        assert_eq!(app.get(&path).await.0, 404, "{path}");
    }
    let messages = format!("{path}/messages");
    let orders = format!("/api/orders?customerId={zoe}");
    for path in [
        "/api/customers",
        "/api/customers?search=zoe",
        "/api/orders",
        &orders,
        "/api/dead-letters",
        "/api/segments/vocabulary",
        "/api/dashboard",
        &messages,
    ] {
        let (status, body) = app.get(path).await;
        assert_eq!(status, 200);
        assert!(!body.to_string().to_lowercase().contains("zoe"), "{path}: {body}");
    }
    assert_eq!(figures(&app.get("/api/dashboard").await.1), (1, 1, 5.0));
    let (_, after) = app.get(&path).await;
    assert_eq!((after["enrolled"].as_u64(), after["stats"]["sent"].as_u64()), (Some(2), Some(2)));
    let (_, log) = app.get(&messages).await;
    let row = log["items"].as_array().unwrap().iter().find(|row| row["customerId"] == zoe.as_str()).unwrap();
    assert_eq!(
        (&row["customerErased"], &row["state"], &row["body"]),
        (&json!(true), &json!("sent"), &Value::Null)
    );

    app.send("/api/customers", &json!({"email": "zoe@shop.com", "phone": "+49 (30) 765-4321"})).await;
    let again = id_of(&app, "zoe").await.unwrap();
    assert_ne!(again, zoe);
    let (_, again) = app.get(&format!("/api/customers/{again}")).await;
    assert_eq!((&again["name"], &again["visits"]), (&Value::Null, &json!(0)));
    assert_eq!(again["consent"]["sms"]["state"], "withdrawn", "that is remembered, without the number");
}

#[tokio::test]
async fn a_long_history_is_exported_to_its_end() {
    let app = App::start().await;
    let orders: Vec<Value> = (0..450)
        .map(|n| json!({"externalId": format!("O-{n}"), "email": "ana@shop.com", "amount": n}))
        .collect();
    app.send("/api/orders", &json!(orders)).await;
    let ana = id_of(&app, "ana").await.unwrap();
    let response = app.request(Method::GET, &format!("/api/customers/{ana}/export")).send().await.unwrap();
    let file = format!("attachment; filename=\"customer-{ana}.json\"");
    assert_eq!(response.headers()["content-disposition"], file.as_str());
    assert_eq!(response.headers()["cache-control"], "no-store");
    let (_, held) = answer(response).await;
    let mut ids: Vec<_> =
        held["orders"].as_array().unwrap().iter().map(|order| order["externalId"].to_string()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 450);
    assert_eq!(held["messages"], json!([]));
    assert_eq!(held["customer"]["visits"], 450);
}

#[tokio::test]
async fn an_erasure_is_whole_or_undone_when_the_process_dies_in_it() {
    for point in POINTS.iter().filter(|point| point.starts_with("erase.")) {
        let mut app = App::start().await;
        app.send(
            "/api/orders",
            &json!([{"email": "ana@shop.com", "amount": 3}, {"email": "bo@shop.com", "amount": 4}]),
        )
        .await;
        let ana = id_of(&app, "ana").await.unwrap();
        app.stop().await;
        app.set("MINICRM_CRASH_AT", point);
        app.run().await;
        let path = format!("/api/customers/{ana}");
        assert!(app.request(Method::DELETE, &path).send().await.is_err(), "nobody was answered");
        app.wait_for_death().await;
        app.set("MINICRM_CRASH_AT", "");
        app.run().await;
        let (status, _) = app.get(&path).await;
        let (expected, left) = if *point == "erase.asked" { (200, (2, 2, 7.0)) } else { (404, (1, 1, 4.0)) };
        assert_eq!(status.as_u16(), expected, "{point}");
        assert_eq!(figures(&app.get("/api/dashboard").await.1), left, "{point}");
        assert_eq!(erase(&app, &ana).await.0.as_u16(), expected, "{point}");
    }
}

#[tokio::test]
async fn customers_erased_while_a_campaign_runs_leave_its_books_in_order() {
    const CROWD: u64 = 1_200;
    let vendor = Vendor::start().await;
    let app = app_with(&vendor).await;
    app.send("/api/customers", &json!(customers(CROWD))).await;
    let (_, page) = app.get("/api/customers?limit=60&sort=name").await;
    let path = campaign(&app).await;
    assert_eq!(app.post(&format!("{path}/launch"), &json!({})).await.0, 200);
    let ids = page["items"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap());
    for id in ids.clone() {
        assert_eq!(erase(&app, id).await.0, 200);
        let (_, campaign) = app.get(&path).await;
        assert_eq!(total(&campaign["stats"]), CROWD, "at every moment: {campaign}");
    }
    let done = app.until(&path, |campaign| campaign["state"] == "completed").await;
    assert_eq!(total(&done["stats"]), CROWD);
    let (_, log) = app.get(&format!("{path}/messages?state=skipped&reason=erased&limit=200")).await;
    let offered = vendor.messages();
    for row in log["items"].as_array().unwrap() {
        let id = format!("{}.1", row["id"].as_str().unwrap());
        assert!(!offered.contains_key(&id), "{id} was skipped and offered");
    }
}
