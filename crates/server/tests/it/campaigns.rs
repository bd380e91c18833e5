//! Campaigns from draft to end, and what is refused on the way.

use reqwest::Method;
use serde_json::{Value, json};

use super::app::{App, answer};
use super::vendor::{SECRET, Vendor};

fn plan(rule: &Value, body: &str) -> Value {
    json!({"name": "Test", "channel": "email", "rule": rule, "message": {"subject": "Hello", "body": body}})
}

fn everyone() -> Value {
    json!({"logic": "AND", "rules": []})
}

async fn create(app: &App, plan: &Value) -> String {
    let (status, campaign) = app.post("/api/campaigns", plan).await;
    assert_eq!(status, 201, "{campaign}");
    format!("/api/campaigns/{}", campaign["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_message_that_some_customer_would_break_is_refused_when_it_is_saved() {
    let app = App::start().await;
    let cases = [
        ("Hi {{ name }}", "needs_default"),
        ("Hi {{ nmae | default(\"x\") }}", "unknown_variable"),
        ("Hi {{ name", "syntax"),
    ];
    for (body, code) in cases {
        let (status, problem) = app.post("/api/campaigns", &plan(&everyone(), body)).await;
        assert_eq!(status, 422, "{body}");
        let error = &problem["errors"][0];
        assert_eq!(
            (error["path"].as_str(), error["code"].as_str()),
            (Some("message.body"), Some(code)),
            "{problem}"
        );
    }
    let (status, problem) = app
        .post("/api/campaigns", &plan(&json!({"metric": "visits", "operator": "~", "value": 1}), "Hi"))
        .await;
    assert_eq!(
        (status.as_u16(), problem["errors"][0]["path"].as_str()),
        (422, Some("operator")),
        "{problem}"
    );
    let (status, _) = app.post("/api/campaigns", &json!(["Test", null, "email"])).await;
    assert_eq!(status, 422, "an array is no campaign");
}

#[tokio::test]
async fn a_launch_to_everyone_needs_a_word_and_one_to_nobody_is_refused() {
    let app = App::start().await;
    let path = create(&app, &plan(&everyone(), "Hi")).await;
    let launch = format!("{path}/launch");
    let (status, problem) = app.post(&launch, &json!({"confirmEveryone": true})).await;
    assert_eq!((status.as_u16(), problem["code"].as_str()), (409, Some("nobody_reachable")));
    app.send("/api/customers", &json!({"email": "a@b.co"})).await;
    let (status, problem) = app.post(&launch, &json!({})).await;
    assert_eq!((status.as_u16(), problem["code"].as_str()), (409, Some("confirm_everyone")));
    let (status, _) = app.post(&launch, &json!({"confirmEveryone": true})).await;
    assert_eq!(status, 200);
    let (status, problem) = app.post(&launch, &json!({"confirmEveryone": true})).await;
    assert_eq!((status.as_u16(), problem["code"].as_str()), (409, Some("wrong_state")), "not twice");
    app.until(&path, |campaign| campaign["state"] == "completed").await;

    let empty = create(&app, &json!({"name": "Idea", "channel": "sms"})).await;
    let (status, problem) = app.post(&format!("{empty}/launch"), &json!({})).await;
    assert_eq!((status.as_u16(), problem["code"].as_str()), (422, Some("not_ready")));
    assert_eq!(problem["errors"].as_array().unwrap().len(), 2, "audience and message: {problem}");
    assert_eq!(app.request(Method::DELETE, &empty).send().await.unwrap().status(), 204);
    assert_eq!(app.get(&empty).await.0, 404);
}

#[tokio::test]
async fn pausing_and_resuming_in_the_middle_of_a_hand_over_holds_nothing_up() {
    let app = App::start().await;
    let customers: Vec<Value> = (0..4_000).map(|n| json!({"email": format!("c{n}@shop.com")})).collect();
    app.send("/api/customers", &json!(customers)).await;
    let path = create(&app, &plan(&everyone(), "Hi")).await;
    assert_eq!(app.post(&format!("{path}/launch"), &json!({"confirmEveryone": true})).await.0, 200);
    for _ in 0..60 {
        for action in ["pause", "resume"] {
            app.post(&format!("{path}/{action}"), &json!({})).await;
        }
    }
    // Sooner than a lease runs out that nobody gave back.
    let done = app.until(&path, |campaign| campaign["state"] == "completed").await;
    assert_eq!(done["stats"]["skipped"], 0);
}

#[tokio::test]
async fn whoever_cannot_be_written_to_stays_in_the_ledger_with_the_reason() {
    let app = App::start().await;
    let customers = json!([
        {"externalId": "1", "phone": "+49 30 111"},
        {"externalId": "2", "phone": "+49 (30) 111"},
        {"externalId": "3"},
        {"externalId": "4", "phone": "+49 30 222", "consent": {"sms": "withdrawn"}},
    ]);
    app.send("/api/customers", &customers).await;
    let (_, preview) = app.post("/api/campaigns/preview", &everyone()).await;
    assert_eq!(
        (
            preview["count"].as_u64(),
            preview["reachable"]["sms"].as_u64(),
            preview["reachable"]["email"].as_u64()
        ),
        (Some(4), Some(2), Some(0))
    );
    let path = create(
        &app,
        &json!({"name": "Text", "channel": "sms", "rule": everyone(), "message": {"body": "Hi"}}),
    )
    .await;
    assert_eq!(app.post(&format!("{path}/launch"), &json!({"confirmEveryone": true})).await.0, 200);
    let done = app.until(&path, |campaign| campaign["state"] == "completed").await;
    assert_eq!((done["enrolled"].as_u64(), done["stats"]["skipped"].as_u64()), (Some(4), Some(3)));
    let (_, messages) = app.get(&format!("{path}/messages")).await;
    let reasons: Vec<Option<&str>> =
        messages["items"].as_array().unwrap().iter().map(|message| message["reason"].as_str()).collect();
    assert_eq!(reasons[1..], [Some("same address twice"), Some("no address"), Some("opted out")]);
    let (_, skipped) = app.get(&format!("{path}/messages?state=skipped&reason=opted%20out")).await;
    assert_eq!(skipped["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_paused_campaign_hands_nothing_over_and_a_cancelled_one_skips_what_was_pending() {
    let vendor = Vendor::start().await;
    let app = App::start_with(&[("VENDOR_URL", &vendor.url), ("VENDOR_SECRET", SECRET)]).await;
    let customers: Vec<Value> = (0..100).map(|n| json!({"email": format!("c{n}@shop.com")})).collect();
    app.send("/api/customers", &json!(customers)).await;
    // The vendor refuses us at first, so that everything stays pending until we decide.
    vendor.refuse_with(&[axum::http::StatusCode::UNAUTHORIZED]);
    let path = create(&app, &plan(&everyone(), "Hi")).await;
    app.post(&format!("{path}/launch"), &json!({"confirmEveryone": true})).await;
    let stuck = app.until(&path, |campaign| campaign["problem"].is_string()).await;
    assert_eq!(stuck["stats"]["pending"], 100, "{stuck}");
    let (status, paused) = app.post(&format!("{path}/pause"), &json!({})).await;
    assert_eq!((status.as_u16(), paused["state"].as_str()), (200, Some("paused")));
    assert_eq!(app.post(&format!("{path}/pause"), &json!({})).await.0, 409);
    assert_eq!(app.post(&format!("{path}/resume"), &json!({})).await.1["state"], "sending");
    let (status, cancelled) = app.post(&format!("{path}/cancel"), &json!({})).await;
    assert_eq!((status.as_u16(), cancelled["state"].as_str()), (200, Some("cancelled")));
    let ended = app.until(&path, |campaign| campaign["stats"]["pending"] == 0).await;
    assert_eq!(ended["stats"]["skipped"], 100, "{ended}");
    assert!(vendor.messages().is_empty());
}

#[tokio::test]
async fn a_preview_shows_the_text_a_real_customer_would_get() {
    let app = App::start().await;
    app.send("/api/customers", &json!({"email": "a@b.co", "name": "<b>Ana</b> López"})).await;
    app.send("/api/orders", &json!({"email": "a@b.co", "amount": 1234.5})).await;
    let message = json!({"subject": "For {{ firstName | default(\"you\") }}", "body": "{{ name | default(\"you\") }}: {{ totalSpend | currency }}"});
    let (status, text) =
        app.post("/api/campaigns/render", &json!({"channel": "email", "message": message})).await;
    assert_eq!(status, 200);
    assert_eq!(text["body"], "<b>Ana</b> López: $1,234.50");
    assert!(text["html"].as_str().unwrap().contains("&lt;b&gt;Ana"), "{text}");
    let (_, text) = app
        .post("/api/campaigns/render", &json!({"channel": "sms", "message": {"body": "Hi {{ oops }}"}}))
        .await;
    assert_eq!(text["errors"][0]["code"], "unknown_variable");
    let (status, _) = app
        .post("/api/campaigns/render", &json!({"channel": "email", "message": message, "customerId": "999"}))
        .await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn suggestions_are_labelled_as_written_without_ai_and_pass_the_check_of_messages() {
    let app = App::start().await;
    for channel in ["email", "sms"] {
        let (status, suggestion) = app
            .post(
                "/api/ai/suggest",
                &json!({"objective": "Win back lapsed customers with 10% off", "channel": channel}),
            )
            .await;
        assert_eq!((status.as_u16(), suggestion["label"].as_str()), (200, Some("Written without AI")));
        let variants = suggestion["variants"].as_array().unwrap();
        assert_eq!(variants.len(), 3);
        for variant in variants {
            let message = json!({"subject": variant["subject"], "body": variant["body"]});
            create(&app, &json!({"name": "S", "channel": channel, "message": message})).await;
        }
    }
    let (status, problem) = app.post("/api/ai/suggest", &json!({"objective": " ", "channel": "fax"})).await;
    assert_eq!((status.as_u16(), problem["errors"].as_array().unwrap().len()), (422, 2));
}

#[tokio::test]
async fn a_forged_receipt_changes_nothing_and_an_unknown_one_spoils_nothing() {
    let app = App::start_with(&[("VENDOR_SECRET", SECRET)]).await;
    let receipts = json!([{"id": "1-0.1", "status": "sent", "at": "2026-05-31T09:30:00Z"}, {"id": "nonsense", "status": "sent"}]);
    let (status, problem) =
        answer(app.anonymous(Method::POST, "/api/vendor/receipt").json(&receipts).send().await.unwrap())
            .await;
    assert_eq!((status.as_u16(), problem["code"].as_str()), (401, Some("invalid_signature")));
    let secret = engine::signature::Secret::parse(SECRET).unwrap();
    let (body, at) = (serde_json::to_vec(&receipts).unwrap(), engine::clock::now());
    let signed =
        app.anonymous(Method::POST, "/api/vendor/receipt").header("content-type", "application/json");
    let signed =
        signed.header("webhook-id", "m1").header("webhook-timestamp", engine::signature::seconds(at));
    let signed = signed.header("webhook-signature", secret.sign("m1", at, &body)).body(body);
    let (status, taken) = answer(signed.send().await.unwrap()).await;
    assert_eq!(
        (status.as_u16(), taken["accepted"].as_u64(), taken["ignored"].as_u64()),
        (202, Some(0), Some(2))
    );
}
