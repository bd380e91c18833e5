//! People: their roles, invitations and sessions, over real HTTP.

use reqwest::Method;
use serde_json::{Value, json};

use super::app::{Answer, App, answer};

async fn ask(app: &App, cookie: &str, method: Method, path: &str, body: Value) -> Answer {
    let request = app.as_person(cookie, method, path);
    let request = if body.is_null() { request } else { request.json(&body) };
    answer(request.send().await.unwrap()).await
}

#[tokio::test]
async fn an_invitation_makes_a_member_whose_role_decides_what_they_may() {
    let app = App::start().await;
    let owner = app.owner().await;
    let analyst = app.invited(&owner, "bo@shop.example", "analyst").await;
    let (_, me) = ask(&app, &analyst, Method::GET, "/api/auth/me", Value::Null).await;
    assert_eq!((&me["role"], &me["user"]["email"]), (&json!("analyst"), &json!("bo@shop.example")));
    let campaign = json!({"name": "Hello", "channel": "email"});
    let (status, problem) = ask(&app, &analyst, Method::POST, "/api/campaigns", campaign.clone()).await;
    assert_eq!((status.as_u16(), &problem["code"]), (403, &json!("role_needed")));
    assert!(problem["detail"].as_str().unwrap().contains("owner or marketer"), "{problem}");

    let id = me["user"]["id"].as_str().unwrap();
    let path = format!("/api/members/{id}");
    let (status, member) = ask(&app, &owner, Method::PUT, &path, json!({"role": "marketer"})).await;
    assert_eq!((status.as_u16(), &member["role"]), (200, &json!("marketer")));
    assert_eq!(ask(&app, &analyst, Method::POST, "/api/campaigns", campaign).await.0, 201, "at once");
    assert_eq!(ask(&app, &owner, Method::PUT, &path, json!({"role": "king"})).await.0, 422);

    let (status, link) = ask(&app, &owner, Method::POST, &format!("{path}/link"), Value::Null).await;
    assert_eq!(status, 201, "{link}");
    let again = app.open_link(link["url"].as_str().unwrap()).await;
    assert_eq!(ask(&app, &owner, Method::DELETE, &path, Value::Null).await.0, 204);
    for cookie in [&analyst, &again] {
        assert_eq!(ask(&app, cookie, Method::GET, "/api/auth/me", Value::Null).await.0, 401, "out at once");
    }
}

#[tokio::test]
async fn the_last_owner_can_neither_leave_nor_be_demoted_nor_removed() {
    let app = App::start().await;
    let owner = app.owner().await;
    let (_, me) = ask(&app, &owner, Method::GET, "/api/auth/me", Value::Null).await;
    let path = format!("/api/members/{}", me["user"]["id"].as_str().unwrap());
    for (method, path, body) in [
        (Method::PUT, path.as_str(), json!({"role": "analyst"})),
        (Method::DELETE, path.as_str(), Value::Null),
        (Method::POST, "/api/workspace/leave", Value::Null),
    ] {
        let (status, problem) = ask(&app, &owner, method, path, body).await;
        assert_eq!((status.as_u16(), &problem["code"]), (409, &json!("last_owner")));
    }
    let second = app.invited(&owner, "bo@shop.example", "owner").await;
    assert_eq!(ask(&app, &owner, Method::POST, "/api/workspace/leave", Value::Null).await.0, 204);
    assert_eq!(ask(&app, &owner, Method::GET, "/api/auth/me", Value::Null).await.0, 401);
    let (_, members) = ask(&app, &second, Method::GET, "/api/members", Value::Null).await;
    assert_eq!(members["items"].as_array().unwrap().len(), 1);
    // The way back in is the command line: its link is for whoever owns the workspace now.
    let back = app.owner().await;
    let (_, me) = ask(&app, &back, Method::GET, "/api/auth/me", Value::Null).await;
    assert_eq!(me["user"]["email"], "bo@shop.example");
}

#[tokio::test]
async fn sessions_are_listed_and_end_one_by_one_or_all_at_once() {
    let app = App::start().await;
    let (first, second) = (app.owner().await, app.owner().await);
    let third = app.owner().await;
    let other = app.invited(&first, "bo@shop.example", "owner").await;
    let (_, sessions) = ask(&app, &first, Method::GET, "/api/auth/sessions", Value::Null).await;
    let sessions = sessions["items"].as_array().unwrap();
    assert_eq!(sessions.len(), 3, "one's own only");
    assert_eq!(sessions.iter().filter(|session| session["current"] == true).count(), 1);
    assert!(sessions.iter().all(|session| session["address"] == "127.0.0.1" || session["address"] == "::1"));
    let id = sessions[0]["id"].as_str().unwrap();
    let path = format!("/api/auth/sessions/{id}");
    assert_eq!(ask(&app, &other, Method::DELETE, &path, Value::Null).await.0, 404, "not another person's");
    assert_eq!(ask(&app, &first, Method::DELETE, &path, Value::Null).await.0, 204);
    assert_eq!(ask(&app, &third, Method::GET, "/api/auth/me", Value::Null).await.0, 401);
    assert_eq!(ask(&app, &second, Method::DELETE, "/api/auth/sessions", Value::Null).await.0, 204);
    for ended in [&first, &second] {
        assert_eq!(ask(&app, ended, Method::GET, "/api/auth/me", Value::Null).await.0, 401);
    }
    assert_eq!(ask(&app, &other, Method::GET, "/api/auth/me", Value::Null).await.0, 200);
}

#[tokio::test]
async fn a_key_is_good_for_its_scopes_and_says_which() {
    let app = App::start().await;
    let owner = app.owner().await;
    let key = app.key_with(&owner, &["ingest"]).await;
    let with = |method, path: &str| app.anonymous(method, path).bearer_auth(&key);
    let sent = with(Method::POST, "/api/customers").json(&json!({"email": "ana@shop.example"}));
    let (status, sent) = answer(sent.send().await.unwrap()).await;
    assert_eq!(status, 202, "{sent}");
    let batch = format!("/api/batches/{}", sent["batchId"].as_str().unwrap());
    assert_eq!(with(Method::GET, &batch).send().await.unwrap().status(), 200, "it follows what it sent");
    let (status, problem) = answer(with(Method::GET, "/api/customers").send().await.unwrap()).await;
    assert_eq!((status.as_u16(), &problem["code"]), (403, &json!("scope_needed")));
    let (_, me) = answer(with(Method::GET, "/api/auth/me").send().await.unwrap()).await;
    assert_eq!((&me["scopes"], &me["role"]), (&json!(["ingest"]), &Value::Null));
    for body in [
        json!({"name": "x", "scopes": []}),
        json!({"name": "x", "scopes": ["everything"]}),
        json!({"name": "x", "expiresAt": "2020-01-01T00:00:00Z"}),
        json!({"name": " "}),
    ] {
        assert_eq!(ask(&app, &owner, Method::POST, "/api/api-keys", body.clone()).await.0, 422, "{body}");
    }
    let (_, plain) = ask(&app, &owner, Method::POST, "/api/api-keys", json!({"name": "x"})).await;
    assert_eq!(plain["scopes"], json!(["ingest", "read", "campaigns"]));
}

#[tokio::test]
async fn a_name_is_kept_as_its_person_wrote_it() {
    let app = App::start().await;
    let owner = app.owner().await;
    let (status, user) =
        ask(&app, &owner, Method::PUT, "/api/auth/me", json!({"name": " Ana López 🌻 "})).await;
    assert_eq!((status.as_u16(), &user["name"]), (200, &json!("Ana López 🌻")));
    assert_eq!(ask(&app, &owner, Method::PUT, "/api/auth/me", json!({"name": "é".repeat(257)})).await.0, 422);
    let (_, user) = ask(&app, &owner, Method::PUT, "/api/auth/me", json!({"name": ""})).await;
    assert_eq!(user["name"], Value::Null);
}
