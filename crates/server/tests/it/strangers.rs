//! Every operation of the API's document refuses strangers.

use reqwest::{Method, StatusCode};
use serde_json::Value;

use super::app::{App, answer};

/// Operations that everyone may call, with the reason.
const OPEN: [(&str, &str); 6] = [
    ("signInByLink", "the link is the proof"),
    ("receiveReceipts", "the signature is the proof"),
    ("isLive", "for probes"),
    ("isReady", "for probes"),
    ("getHealth", "for probes"),
    ("getMetrics", "for scrapers"),
];

fn operations() -> Vec<(Method, String, String)> {
    let document: Value = serde_json::from_str(include_str!("../../../../openapi.json")).unwrap();
    let mut operations = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let method = method.to_uppercase().parse().unwrap();
            operations.push((
                method,
                path.replace("{id}", "1"),
                operation["operationId"].as_str().unwrap().to_owned(),
            ));
        }
    }
    operations
}

#[tokio::test]
async fn every_operation_refuses_whoever_shows_no_key_a_wrong_key_or_a_forged_session() {
    let app = App::start().await;
    let operations = operations();
    assert!(operations.len() > 40, "the document lists every route");
    for (method, path, name) in operations {
        if OPEN.iter().any(|(open, _)| *open == name) {
            continue;
        }
        let nothing = app.anonymous(method.clone(), &path);
        let wrong_key = app
            .anonymous(method.clone(), &path)
            .bearer_auth("mcrm_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        let forged = app
            .anonymous(method.clone(), &path)
            .header("cookie", "minicrm_session=eyJhbGciOiJub25lIn0.eyJzaWQiOiIxIiwiZXhwIjo5OTk5OTk5OTk5fQ.");
        for request in [nothing, wrong_key, forged] {
            let (status, problem) =
                answer(request.header("content-type", "application/json").send().await.unwrap()).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{name} answers {problem}");
        }
    }
}

#[tokio::test]
async fn what_does_not_exist_is_not_found_and_never_an_error_of_ours() {
    let app = App::start().await;
    for (method, path, name) in operations().into_iter().filter(|(_, path, _)| path.contains("/1")) {
        for id in ["999", "0", "-1", "9999999999999999999999", "%00", "ä"] {
            let path = path.replace("/1", &format!("/{id}"));
            let request =
                app.request(method.clone(), &path).header("content-type", "application/json").body("{}");
            let (status, problem) = answer(request.send().await.unwrap()).await;
            assert!(status.is_client_error(), "{name} {id}: {status} {problem}");
        }
    }
}

#[tokio::test]
async fn a_link_works_once_and_a_session_ends_when_its_person_signs_out() {
    let app = App::start().await;
    let token = app.link.split_once("#token=").unwrap().1;
    let sign_in =
        || app.anonymous(Method::POST, "/api/auth/link").json(&serde_json::json!({"token": token})).send();
    let foreign = app.anonymous(Method::POST, "/api/auth/link").header("origin", "https://evil.example");
    assert_eq!(foreign.json(&serde_json::json!({"token": token})).send().await.unwrap().status(), 403);
    let first = sign_in().await.unwrap();
    assert_eq!(first.status(), 204);
    let cookie = first.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    let (status, problem) = answer(sign_in().await.unwrap()).await;
    assert_eq!((status.as_u16(), problem["code"].as_str()), (401, Some("link_invalid")));

    let cookie = cookie.split(';').next().unwrap();
    let with = |method, path: &str| app.anonymous(method, path).header("cookie", cookie);
    assert_eq!(with(Method::GET, "/api/auth/me").send().await.unwrap().status(), 200);
    let foreign =
        with(Method::POST, "/api/auth/logout").header("origin", "https://evil.example").send().await.unwrap();
    assert_eq!(foreign.status(), 403, "a foreign page cannot act with the cookie");
    let rebound = with(Method::GET, "/api/auth/me").header("host", "evil.example").send().await.unwrap();
    assert_eq!(rebound.status(), 403, "nor can ours under a foreign name");
    assert_eq!(with(Method::POST, "/api/auth/logout").send().await.unwrap().status(), 204);
    assert_eq!(with(Method::GET, "/api/auth/me").send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn a_key_stops_working_when_it_is_revoked() {
    let app = App::start().await;
    assert_eq!(app.get("/api/api-keys").await.0, 403, "a key cannot see keys");
    let token = app.link.split_once("#token=").unwrap().1;
    let signed_in = app
        .anonymous(Method::POST, "/api/auth/link")
        .json(&serde_json::json!({"token": token}))
        .send()
        .await
        .unwrap();
    let cookie = signed_in.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let with = |method, path: &str| app.anonymous(method, path).header("cookie", &cookie);
    let (_, keys) = answer(with(Method::GET, "/api/api-keys").send().await.unwrap()).await;
    assert!(!keys.to_string().contains(&app.key), "only the first letters are kept");
    let path = format!("/api/api-keys/{}", keys["items"][0]["id"].as_str().unwrap());
    assert_eq!(with(Method::DELETE, &path).send().await.unwrap().status(), 204);
    assert_eq!(app.get("/api/customers").await.0, 401);
}
