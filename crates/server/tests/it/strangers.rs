//! Every operation of the API's document refuses strangers.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::app::{App, answer};
use super::backends::Backends;

/// Operations that everyone may call, with the reason.
const OPEN: [(&str, &str); 10] = [
    ("getSignInMethods", "whoever signs in must know how"),
    ("startGoogleSignIn", "leads to the provider, and with `connect` only for people"),
    ("finishGoogleSignIn", "the provider's code is the proof"),
    ("signInWithGoogle", "the provider's token is the proof"),
    ("signInByLink", "the link is the proof"),
    ("receiveReceipts", "the signature is the proof"),
    ("isLive", "for probes"),
    ("isReady", "for probes"),
    ("getHealth", "for probes"),
    ("getMetrics", "for scrapers"),
];

/// An operation of the API's document.
struct Operation {
    method: Method,
    path: String,
    name: String,
    /// Roles of people who may.
    roles: Vec<String>,
    /// Scopes of keys of which one is enough.
    scopes: Vec<String>,
}

impl Operation {
    fn is_open(&self) -> bool {
        OPEN.iter().any(|(open, _)| *open == self.name)
    }
}

fn operations() -> Vec<Operation> {
    let document: Value = serde_json::from_str(include_str!("../../../../openapi.json")).unwrap();
    let mut operations = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let words = |scheme: &str| -> Vec<String> {
                let requirements = operation["security"].as_array().into_iter().flatten();
                let words = requirements.filter_map(|requirement| requirement.get(scheme)?.as_array());
                words.flatten().map(|word| word.as_str().unwrap().to_owned()).collect()
            };
            // What a query must say, it says as the document's example does.
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let needed = parameters.filter(|one| one["in"] == "query" && one["required"] == true);
            let query: Vec<String> = needed
                .filter_map(|one| Some(format!("{}={}", one["name"].as_str()?, one["example"].as_str()?)))
                .collect();
            let asked = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
            operations.push(Operation {
                method: method.to_uppercase().parse().unwrap(),
                path: format!("{path}{asked}"),
                name: operation["operationId"].as_str().unwrap().to_owned(),
                roles: words("session"),
                scopes: words("key"),
            });
        }
    }
    assert!(operations.len() > 50, "the document lists every route");
    operations
}

#[tokio::test]
async fn every_operation_refuses_whoever_shows_no_key_a_wrong_key_or_a_forged_session() {
    // So many wrong keys would not be looked at any more.
    let app = App::start_with(&[("SIGN_IN_PER_MINUTE", "0")]).await;
    for Operation { method, path, name, .. } in operations().into_iter().filter(|one| !one.is_open()) {
        let path = path.replace("{id}", "1");
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
async fn every_operation_refuses_the_wrong_role_and_the_wrong_scope() {
    let app = App::start().await;
    let owner = app.owner().await;
    let mut people = vec![("owner", owner.clone())];
    for role in ["marketer", "analyst"] {
        people.push((role, app.invited(&owner, &format!("{role}@shop.example"), role).await));
    }
    let mut keys = Vec::new();
    for scope in ["ingest", "read", "campaigns", "settings"] {
        keys.push((scope, app.key_with(&owner, &[scope]).await));
    }
    let mut refused = 0;
    for Operation { method, path, name, roles, scopes } in
        operations().into_iter().filter(|one| !one.is_open())
    {
        assert!(!roles.is_empty(), "{name} says nowhere who may");
        let path = path.replace("{id}", "1");
        let ask = || app.anonymous(method.clone(), &path).header("content-type", "application/json");
        for (role, cookie) in &people {
            let may = roles.iter().any(|known| known == role);
            // What may be done is tried only where it changes nothing; streams do not end by themselves.
            if may && (method != Method::GET || name == "followEvents") {
                continue;
            }
            let (status, problem) = answer(ask().header("cookie", cookie).send().await.unwrap()).await;
            if may {
                assert!(status.is_success() || status == 404, "{name} refuses {role}: {status} {problem}");
            } else {
                assert_eq!(
                    (status.as_u16(), &problem["code"]),
                    (403, &"role_needed".into()),
                    "{name}, {role}"
                );
                refused += 1;
            }
        }
        for (scope, key) in &keys {
            let may = scopes.iter().any(|known| known == scope);
            if may && (method != Method::GET || name == "followEvents") {
                continue;
            }
            let (status, problem) = answer(ask().bearer_auth(key).send().await.unwrap()).await;
            if may {
                assert!(status.is_success() || status == 404, "{name} refuses {scope}: {status} {problem}");
            } else {
                let code = problem["code"].as_str().unwrap_or_default();
                assert_eq!(status, 403, "{name} with {scope}: {problem}");
                assert!(["scope_needed", "person_needed"].contains(&code), "{name} with {scope}: {problem}");
                refused += 1;
            }
        }
    }
    assert!(refused > 100, "only {refused} refusals were seen");
}

/// Something of each kind in the app's first workspace: where its operations begin, and its id.
async fn one_of_each(app: &App, owner: &str) -> Vec<(&'static str, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let batch = app
        .send(
            "/api/customers",
            &json!([{"externalId": "1", "email": "ana@shop.example"}, {"externalId": "2", "email": "bo@shop.example"}]),
        )
        .await;
    let two_people = json!([{"externalId": "1", "email": "bo@shop.example"}]);
    app.request(Method::POST, "/api/customers")
        .header("prefer", "wait=30")
        .json(&two_people)
        .send()
        .await
        .unwrap();
    let (_, letters) = app.get("/api/dead-letters").await;
    let (_, customers) = app.get("/api/customers").await;
    let (_, campaign) = app.post("/api/campaigns", &json!({"name": "Hello", "channel": "email"})).await;
    let everyone = json!({"logic": "AND", "rules": []});
    let (_, segment) = app.post("/api/segments", &json!({"name": "Everyone", "rule": everyone})).await;
    let (_, import) =
        app.post_text("/api/imports?kind=customers", "text/csv", "email\ncy@shop.example").await;
    let as_owner = async |method, path: &str, body: Value| {
        answer(app.anonymous(method, path).header("cookie", owner).json(&body).send().await.unwrap()).await.1
    };
    let keys = as_owner(Method::GET, "/api/api-keys", json!({})).await;
    let members = as_owner(Method::GET, "/api/members", json!({})).await;
    let sessions = as_owner(Method::GET, "/api/auth/sessions", json!({})).await;
    let invitation = json!({"email": "cy@shop.example", "role": "analyst"});
    let invitation = as_owner(Method::POST, "/api/invitations", invitation).await;
    vec![
        ("/api/batches/", text(&batch["batchId"])),
        ("/api/dead-letters/", text(&letters["items"][0]["id"])),
        ("/api/customers/", text(&customers["items"][0]["id"])),
        ("/api/campaigns/", text(&campaign["id"])),
        ("/api/segments/", text(&segment["id"])),
        ("/api/imports/", text(&import["id"])),
        ("/api/api-keys/", text(&keys["items"][0]["id"])),
        ("/api/members/", text(&members["items"][0]["id"])),
        ("/api/invitations/", text(&invitation["id"])),
        ("/api/auth/sessions/", text(&sessions["items"][0]["id"])),
    ]
}

#[tokio::test]
async fn what_exists_in_another_workspace_is_not_found() {
    not_found_from_another_workspace(App::start().await).await;
}

#[tokio::test]
async fn what_exists_in_another_workspace_is_not_found_on_mongodb_and_redis() {
    let Some(backends) = Backends::both() else { return };
    not_found_from_another_workspace(App::start_on(&backends, &[]).await).await;
}

async fn not_found_from_another_workspace(app: App) {
    let owner = app.owner().await;
    let things = one_of_each(&app, &owner).await;
    let (stranger, strangers_key) = app.another_workspace("Second").await;
    let plan = json!({"name": "Mine now", "channel": "email"});
    let mut asked = 0;
    // Reading first: what changes something would hide it from its own people, too.
    let mut operations = operations();
    operations.sort_by_key(|one| one.method != Method::GET);
    for Operation { method, path, name, scopes, .. } in operations {
        if !path.contains("{id}") {
            continue;
        }
        let (_, id) = things
            .iter()
            .find(|(begins, _)| path.starts_with(begins))
            .unwrap_or_else(|| panic!("{name} has no case: make one of its kind in one_of_each"));
        let real = path.replace("{id}", id);
        let body = match path.as_str() {
            path if path.starts_with("/api/members/") => json!({"role": "analyst"}),
            path if path.starts_with("/api/segments/") => json!({"name": "Mine now"}),
            _ => plan.clone(),
        };
        let ask = || {
            let request = app.anonymous(method.clone(), &real);
            if matches!(method, Method::PUT | Method::PATCH) { request.json(&body) } else { request }
        };
        if method == Method::GET {
            let (status, found) = answer(ask().header("cookie", &owner).send().await.unwrap()).await;
            assert_eq!(status, 200, "{name} does not find its own: {found}");
        }
        let (status, problem) = answer(ask().header("cookie", &stranger).send().await.unwrap()).await;
        assert_eq!((status.as_u16(), &problem["code"]), (404, &"not_found".into()), "{name}: {problem}");
        if !scopes.is_empty() {
            let (status, problem) = answer(ask().bearer_auth(&strangers_key).send().await.unwrap()).await;
            assert_eq!(status, 404, "{name} with a key: {problem}");
        }
        asked += 1;
    }
    assert!(asked > 15, "only {asked} operations name something");
    let (_, campaign) = things.iter().find(|(begins, _)| *begins == "/api/campaigns/").unwrap();
    let (_, customer) = things.iter().find(|(begins, _)| *begins == "/api/customers/").unwrap();
    let events = app.anonymous(Method::GET, &format!("/api/campaigns/events?campaign={campaign}"));
    assert_eq!(events.header("cookie", &stranger).send().await.unwrap().status(), 404);
    let message =
        json!({"channel": "email", "message": {"subject": "Hi", "body": "Hi"}, "customerId": customer});
    let render =
        app.anonymous(Method::POST, "/api/campaigns/render").header("cookie", &stranger).json(&message);
    assert_eq!(render.send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn what_does_not_exist_is_not_found_and_never_an_error_of_ours() {
    let app = App::start().await;
    let owner = app.owner().await;
    for Operation { method, path, name, .. } in
        operations().into_iter().filter(|one| one.path.contains("{id}"))
    {
        for id in ["999", "0", "-1", "9999999999999999999999", "%00", "ä"] {
            let path = path.replace("{id}", id);
            for request in [app.request(method.clone(), &path), app.as_person(&owner, method.clone(), &path)]
            {
                let request = request.header("content-type", "application/json").body("{}");
                let (status, problem) = answer(request.send().await.unwrap()).await;
                assert!(status.is_client_error(), "{name} {id}: {status} {problem}");
            }
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
