//! Live: what happened reaches a listener without being asked for.

use reqwest::Method;
use serde_json::{Value, json};

use super::app::App;
use super::stream::Stream;

#[tokio::test]
async fn a_campaign_moves_before_the_listeners_eyes_until_it_completes() {
    let app = App::start().await;
    let customers: Vec<Value> = (0..300).map(|n| json!({"email": format!("c{n}@shop.com")})).collect();
    let mut stream = Stream::of(app.request(Method::GET, "/api/campaigns/events").send().await.unwrap());
    stream.until("pipeline", |pipeline| pipeline["state"] == "upToDate").await.unwrap();
    app.send("/api/customers", &json!(customers)).await;
    stream.until("dashboard", |_| true).await.unwrap();
    let rule = json!({"metric": "email", "operator": "contains", "value": "shop"});
    let (_, campaign) = app.post("/api/campaigns", &json!({"name": "Live", "channel": "email", "rule": rule, "message": {"subject": "S", "body": "B"}})).await;
    let id = campaign["id"].as_str().unwrap().to_owned();
    let mut close = Stream::of(
        app.request(Method::GET, &format!("/api/campaigns/events?campaign={id}")).send().await.unwrap(),
    );
    app.post(&format!("/api/campaigns/{id}/launch"), &json!({})).await;
    let own = |data: &Value| {
        data["items"].as_array().unwrap().iter().find(|item| item["id"] == id.as_str()).cloned()
    };
    stream.until("campaigns", |data| own(data).is_some_and(|item| item["state"] == "sending")).await.unwrap();
    close.until("campaign", |data| data["stats"]["submitted"].as_u64() > Some(0)).await.unwrap();
    let last = stream
        .until("campaigns", |data| own(data).is_some_and(|item| item["state"] == "completed"))
        .await
        .unwrap();
    assert_eq!(own(&last).unwrap()["stats"]["pending"], 0);
    close.until("campaign", |data| data["state"] == "completed").await.unwrap();
}

#[tokio::test]
async fn a_stream_ends_when_its_session_does() {
    let app = App::start().await;
    let token = app.link.split_once("#token=").unwrap().1;
    let signed_in =
        app.anonymous(Method::POST, "/api/auth/link").json(&json!({"token": token})).send().await.unwrap();
    let cookie = signed_in.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let with = |method, path: &str| app.anonymous(method, path).header("cookie", &cookie);
    let mut stream = Stream::of(with(Method::GET, "/api/campaigns/events").send().await.unwrap());
    stream.until("pipeline", |_| true).await.unwrap();
    with(Method::POST, "/api/auth/logout").send().await.unwrap();
    stream.until("end", |_| true).await.expect("it says that it ends");
}
