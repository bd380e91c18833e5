//! What a workspace decides about itself, and what follows from it.

use reqwest::Method;
use serde_json::{Value, json};

use super::app::{Answer, App, answer};

async fn put(app: &App, change: Value) -> Answer {
    answer(app.request(Method::PUT, "/api/workspace").json(&change).send().await.unwrap()).await
}

const EVERYONE: &str = r#"{"logic":"AND","rules":[]}"#;

async fn draft(app: &App, channel: &str) -> String {
    let rule: Value = serde_json::from_str(EVERYONE).unwrap();
    let subject = (channel == "email").then_some("Hello");
    let plan = json!({"name": "Test", "channel": channel, "rule": rule, "message": {"subject": subject, "body": "Hi"}});
    let (status, campaign) = app.post("/api/campaigns", &plan).await;
    assert_eq!(status, 201, "{campaign}");
    format!("/api/campaigns/{}", campaign["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_change_of_settings_touches_what_it_mentions_and_names_what_is_wrong() {
    let app = App::start().await;
    let (status, problem) = put(&app, json!({"voice": "Dry."})).await;
    assert_eq!(
        (status.as_u16(), problem["errors"].as_array().unwrap().len()),
        (422, 3),
        "first things first"
    );
    let first = json!({"name": "Kaffee & Söhne", "currency": "EUR", "timeZone": "Europe/Berlin"});
    let (status, mut expected) = put(&app, first).await;
    assert_eq!(status, 200, "{expected}");
    assert_eq!((&expected["voice"], &expected["consentMode"]), (&Value::Null, &json!("optOut")));
    let sender = json!({"name": "Anna", "email": "Hello@Shop.com", "replyTo": null, "postalAddress": "Hauptstraße 1\n10827 Berlin"});
    let (status, changed) =
        put(&app, json!({"voice": " Dry. ", "sender": sender, "mostRecipients": 50})).await;
    assert_eq!(status, 200, "{changed}");
    expected["voice"] = json!("Dry.");
    expected["sender"] = sender;
    expected["sender"]["email"] = json!("hello@shop.com");
    expected["mostRecipients"] = json!(50);
    assert_eq!(changed, expected);
    let (_, changed) = put(&app, json!({"sender": {"name": " "}, "consentMode": "optIn"})).await;
    expected["sender"]["name"] = Value::Null;
    expected["consentMode"] = json!("optIn");
    assert_eq!(changed, expected);
    for (wrong, path) in [
        (json!({"name": ""}), "name"),
        (json!({"voice": "é".repeat(1_001)}), "voice"),
        (json!({"sender": {"name": "Shop\r\nBcc: all@shop.com"}}), "sender.name"),
        (json!({"sender": {"replyTo": "nobody"}}), "sender.replyTo"),
        (json!({"consentMode": "never"}), "consentMode"),
        (json!({"mostRecipients": 0}), "mostRecipients"),
    ] {
        let (status, problem) = put(&app, wrong).await;
        assert_eq!((status.as_u16(), problem["errors"][0]["path"].as_str()), (422, Some(path)), "{problem}");
    }
    for nonsense in
        [json!({"mostRecipients": "many"}), json!({"sender": []}), json!({"vioce": "x"}), json!([])]
    {
        assert_eq!(put(&app, nonsense).await.0, 422);
    }
    assert_eq!(app.get("/api/workspace").await.1, expected);
}

#[tokio::test]
async fn where_opt_in_is_demanded_only_who_agreed_is_counted_launched_and_written_to() {
    let app = App::start().await;
    let people = json!([{"email": "yes@shop.com", "consent": {"email": "granted"}}, {"email": "silent@shop.com"},
        {"email": "no@shop.com", "consent": {"email": "withdrawn"}}]);
    app.send("/api/customers", &people).await;
    let settings = json!({"name": "Shop", "currency": "EUR", "timeZone": "UTC", "consentMode": "optIn"});
    assert_eq!(put(&app, settings).await.0, 200);
    let (_, preview) = app.post_text("/api/campaigns/preview", "application/json", EVERYONE).await;
    assert_eq!((&preview["count"], &preview["reachable"]["email"]), (&json!(3), &json!(1)));
    let path = draft(&app, "email").await;
    let (status, launched) = app.post(&format!("{path}/launch"), &json!({"confirmEveryone": true})).await;
    assert_eq!((status.as_u16(), &launched["enrolled"]), (200, &json!(3)));
    app.until(&path, |campaign| campaign["state"] == "completed").await;
    let (_, log) = app.get(&format!("{path}/messages?state=skipped")).await;
    let mut reasons: Vec<&str> =
        log["items"].as_array().unwrap().iter().map(|row| row["reason"].as_str().unwrap()).collect();
    reasons.sort_unstable();
    assert_eq!(reasons, ["has not opted in", "opted out"]);
}

#[tokio::test]
async fn a_launch_beyond_the_limit_of_the_workspace_sends_nothing_and_says_so() {
    let app = App::start().await;
    app.send("/api/customers", &json!([{"email": "a@shop.com"}, {"email": "b@shop.com"}])).await;
    let settings = json!({"name": "Shop", "currency": "EUR", "timeZone": "UTC", "mostRecipients": 1});
    assert_eq!(put(&app, settings).await.0, 200);
    let path = draft(&app, "email").await;
    let launch = format!("{path}/launch");
    let (status, problem) = app.post(&launch, &json!({"confirmEveryone": true})).await;
    assert_eq!((status.as_u16(), problem["code"].as_str()), (409, Some("too_many_recipients")));
    assert_eq!((&problem["reachable"], &problem["mostRecipients"]), (&json!(2), &json!(1)));
    assert_eq!(app.get(&path).await.1["state"], "draft");
    assert_eq!(put(&app, json!({"mostRecipients": 2})).await.0, 200);
    assert_eq!(app.post(&launch, &json!({"confirmEveryone": true})).await.0, 200);
}
