//! The audit log, over real HTTP.

use reqwest::Method;
use serde_json::{Value, json};

use super::app::{App, answer};

/// Asks as a person, expects a success, and answers the body.
async fn done(app: &App, cookie: &str, method: Method, path: &str, body: Value) -> Value {
    let request = app.as_person(cookie, method, path);
    let request = if body.is_null() { request } else { request.json(&body) };
    let (status, body) = answer(request.send().await.unwrap()).await;
    assert!(status.is_success(), "{path}: {status} {body}");
    body
}

async fn lines(app: &App, cookie: &str, query: &str) -> Vec<Value> {
    let page = done(app, cookie, Method::GET, &format!("/api/audit?limit=200{query}"), Value::Null).await;
    page["items"].as_array().unwrap().iter().rev().cloned().collect()
}

fn words(lines: &[Value]) -> Vec<&str> {
    lines.iter().map(|line| line["deed"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn what_people_and_scripts_do_is_told_to_owners_with_who_and_from_where() {
    let app = App::start().await;
    let owner = app.owner().await;
    let begun = lines(&app, &owner, "").await;
    // The links of the start and of the owner's coming, and the key of the tests: made where the server is.
    assert_eq!(words(&begun), ["linkMade", "keyMade", "linkMade", "signedIn"]);
    assert!(begun[..3].iter().all(|line| line["by"]["kind"] == "commandLine" && line["address"].is_null()));
    assert_eq!((&begun[1]["on"]["name"], &begun[3]["detail"]), (&json!("test"), &json!("link")));

    done(&app, &owner, Method::PUT, "/api/auth/me", json!({"name": "Ana López 🌻"})).await;
    let bo = app.invited(&owner, "bo@shop.example", "marketer").await;
    let campaign = json!({"name": "Spring", "channel": "email"});
    let campaign = done(&app, &bo, Method::POST, "/api/campaigns", campaign).await;
    let path = format!("/api/campaigns/{}", campaign["id"].as_str().unwrap());
    for name in ["Spring", "Spring!"] {
        done(&app, &bo, Method::PUT, &path, json!({"name": name, "channel": "email"})).await;
    }
    done(&app, &bo, Method::DELETE, &path, Value::Null).await;
    let imported = app.anonymous(Method::POST, "/api/imports?kind=customers&fileName=people.csv");
    let imported = imported.bearer_auth(&app.key).header("content-type", "text/csv");
    let imported = imported.body("email\nana@shop.example\n").send().await.unwrap();
    assert_eq!(imported.status(), 202);
    done(&app, &bo, Method::POST, "/api/auth/logout", Value::Null).await;
    let members = done(&app, &owner, Method::GET, "/api/members", Value::Null).await;
    let member = members["items"].as_array().unwrap().iter().find(|member| member["role"] == "marketer");
    let member = member.unwrap()["id"].as_str().unwrap();
    done(&app, &owner, Method::DELETE, &format!("/api/members/{member}"), Value::Null).await;

    let all = lines(&app, &owner, "").await;
    let since = &all[begun.len()..];
    let expected = [
        "invitationMade",
        "memberJoined",
        "signedIn",
        "campaignCreated",
        "campaignEdited",
        "campaignDeleted",
        "importStarted",
        "signedOut",
        "memberRemoved",
    ];
    assert_eq!(words(since), expected);
    let who =
        |at: usize| (since[at]["by"]["kind"].as_str().unwrap(), since[at]["by"]["name"].as_str().unwrap());
    assert_eq!(who(0), ("person", "Ana López 🌻"));
    assert_eq!(who(3), ("person", "bo@shop.example"));
    assert_eq!(who(6), ("key", "test"));
    assert!(since.iter().all(|line| ["127.0.0.1", "::1"].contains(&line["address"].as_str().unwrap())));
    assert_eq!(since[0]["on"]["name"], "bo@shop.example");
    assert_eq!(since[0]["detail"], "marketer");
    assert_eq!(since[3]["on"], json!({"id": campaign["id"], "name": "Spring"}));
    assert_eq!(since[8]["on"], json!({"id": member, "name": "bo@shop.example"}), "the name outlives them");

    let theirs =
        lines(&app, &owner, &format!("&person={member}&deed=campaignCreated,signedOut,keyMade")).await;
    assert_eq!(words(&theirs), ["campaignCreated", "signedOut"]);
    for wrong in ["deed=everything", "person=1&key=1", "person=x", "from=yesterday", "cursor=x"] {
        let request = app.as_person(&owner, Method::GET, &format!("/api/audit?{wrong}"));
        assert_eq!(request.send().await.unwrap().status(), 422, "{wrong}");
    }
}

#[tokio::test]
async fn the_audit_log_holds_no_secret_and_no_customer() {
    let app = App::start().await;
    let owner = app.owner().await;
    let made = done(&app, &owner, Method::POST, "/api/api-keys", json!({"name": "till"})).await;
    let invitation = json!({"email": "bo@shop.example", "role": "analyst"});
    let invited = done(&app, &owner, Method::POST, "/api/invitations", invitation).await;
    let records = json!([{"externalId": "1", "email": "ana@shop.example"}, {"externalId": "2", "email": "cy@shop.example"}]);
    let two_people = json!([{"externalId": "1", "email": "cy@shop.example"}]);
    for records in [records, two_people] {
        let sent = app.anonymous(Method::POST, "/api/customers").bearer_auth(&app.key);
        let sent = sent.header("prefer", "wait=10").json(&records).send().await.unwrap();
        assert_eq!(sent.status(), 202);
    }
    let letters = done(&app, &owner, Method::GET, "/api/dead-letters", Value::Null).await;
    let letter = letters["items"][0]["id"].as_str().unwrap();
    done(&app, &owner, Method::DELETE, &format!("/api/dead-letters/{letter}"), Value::Null).await;
    let lines = lines(&app, &owner, "").await;
    assert_eq!(lines.last().unwrap()["on"], json!({"id": letter, "name": null}));
    let told = serde_json::to_string(&lines).unwrap();
    let token = invited["url"].as_str().unwrap().split_once('=').unwrap().1;
    let secrets = [made["key"].as_str().unwrap(), token, owner.as_str(), app.key.as_str()];
    for hidden in secrets.into_iter().chain(["ana@shop.example", "cy@shop.example"]) {
        assert!(!told.contains(hidden), "{hidden} in {told}");
    }
}
