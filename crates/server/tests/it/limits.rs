//! Floods: whoever knocks too often is refused and told when to come back; nobody else notices.

use std::time::Instant;

use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};

use super::app::{App, answer};

/// Seconds after which an answer says to come back.
fn retry_after(response: &Response) -> u64 {
    response.headers()["retry-after"].to_str().unwrap().parse().unwrap()
}

/// A try with a link nobody gave out, from an address as the proxy before the server tells it.
fn guess(app: &App, from: &str) -> RequestBuilder {
    let token = json!({"token": "a guess"});
    app.anonymous(Method::POST, "/api/auth/link").header("x-forwarded-for", from).json(&token)
}

/// A request with a key nobody has.
fn with_wrong_key(app: &App, from: &str) -> RequestBuilder {
    app.anonymous(Method::GET, "/api/customers").header("x-forwarded-for", from).bearer_auth("mcrm_guessed")
}

#[tokio::test]
async fn a_flood_of_guesses_is_refused_unseen_and_people_elsewhere_sign_in() {
    let app = App::start_with(&[("SIGN_IN_PER_MINUTE", "10"), ("PROXIES", "1")]).await;
    let begun = Instant::now();
    let (mut looked_at, mut refused) = (0, 0);
    for nth in 0..60 {
        let request =
            if nth % 2 == 0 { guess(&app, "203.0.113.1") } else { with_wrong_key(&app, "203.0.113.1") };
        let response = request.send().await.unwrap();
        if response.status() == 401 {
            looked_at += 1;
            continue;
        }
        assert!((1..=6).contains(&retry_after(&response)), "the next of ten a minute");
        let (status, problem) = answer(response).await;
        assert_eq!((status.as_u16(), &problem["code"]), (429, &json!("too_many_attempts")), "{problem}");
        refused += 1;
    }
    let came_back = begun.elapsed().as_secs() / 6 + 1;
    assert!(looked_at >= 10 && looked_at <= 10 + came_back, "{looked_at} were looked at");
    assert_eq!(looked_at + refused, 60);

    let token = app.link.split_once("#token=").unwrap().1;
    let sign_in = |from: &str| {
        let request = app.anonymous(Method::POST, "/api/auth/link").header("x-forwarded-for", from);
        request.json(&json!({"token": token})).send()
    };
    // What an address claims beyond our proxy's own word makes no other address of it.
    assert_eq!(sign_in("198.51.100.9, 203.0.113.1").await.unwrap().status(), 429);
    assert_eq!(sign_in("203.0.113.1, 203.0.113.2").await.unwrap().status(), 204, "a neighbour signs in");
    let (_, metrics) = metrics(&app).await;
    assert!(
        metrics.contains(&format!("minicrm_refused_total{{door=\"sign-in\"}} {}", refused + 1)),
        "{metrics}"
    );
}

#[tokio::test]
async fn a_good_key_goes_on_while_its_neighbours_guess() {
    let app = App::start_with(&[("SIGN_IN_PER_MINUTE", "3")]).await;
    assert_eq!(app.get("/api/customers").await.0, 200);
    let mut answers = Vec::new();
    for _ in 0..6 {
        answers.push(with_wrong_key(&app, "").send().await.unwrap().status().as_u16());
    }
    assert_eq!(answers, [401, 401, 401, 429, 429, 429]);
    // Forgotten as what was found a moment ago, not as what was good.
    app.send("/api/customers", &json!([{"email": "ana@shop.example"}])).await;
    let settings = json!({"name": "Shop", "currency": "EUR", "timeZone": "UTC"});
    let configured = app.request(Method::PUT, "/api/workspace").json(&settings).send().await.unwrap();
    assert_eq!(configured.status(), 200);
    assert_eq!(app.get("/api/customers").await.0, 200);
}

#[tokio::test]
async fn many_addresses_together_are_limited_too() {
    let app = App::start_with(&[
        ("SIGN_IN_PER_MINUTE", "5"),
        ("SIGN_IN_PER_MINUTE_OVERALL", "20"),
        ("PROXIES", "1"),
    ])
    .await;
    let begun = Instant::now();
    let mut looked_at = 0;
    for nth in 0..60 {
        let response = guess(&app, &format!("203.0.113.{nth}")).send().await.unwrap();
        looked_at += u64::from(response.status() == 401);
    }
    let came_back = begun.elapsed().as_secs() / 3 + 1;
    assert!(looked_at >= 20 && looked_at <= 20 + came_back, "{looked_at} were looked at");
}

#[tokio::test]
async fn a_flood_of_records_is_refused_and_what_was_accepted_is_there() {
    let app = App::start_with(&[("INGEST_REQUESTS_PER_SECOND", "5")]).await;
    let (_, other) = app.another_workspace("Second").await;
    let begun = Instant::now();
    let flood = (0..80).map(|nth| {
        let record = json!({"email": format!("{nth}@shop.example")});
        app.request(Method::POST, "/api/customers").header("prefer", "wait=30").json(&record).send()
    });
    let mut accepted = 0;
    for response in futures_util::future::join_all(flood).await {
        let response = response.unwrap();
        if response.status() == 202 {
            accepted += 1;
            continue;
        }
        assert_eq!(retry_after(&response), 1);
        let (status, problem) = answer(response).await;
        assert_eq!((status.as_u16(), &problem["code"]), (429, &json!("too_many_records")), "{problem}");
    }
    let came_back = begun.elapsed().as_secs() * 5 + 5;
    assert!(accepted >= 5 && accepted <= 5 + came_back, "{accepted} were accepted");
    let theirs = app.anonymous(Method::POST, "/api/customers").bearer_auth(&other);
    let theirs = theirs.json(&json!({"email": "cy@shop.example"})).send().await.unwrap();
    assert_eq!(theirs.status(), 202, "another workspace has an allowance of its own");
    let all = app.until("/api/customers", |list| list["total"] == accepted).await;
    assert_eq!(all["total"], accepted);
}

#[tokio::test]
async fn a_body_larger_than_the_allowance_is_taken_and_paid_back_by_waiting() {
    let app = App::start_with(&[("INGEST_RECORDS_PER_SECOND", "10")]).await;
    let many: Vec<Value> = (0..500).map(|nth| json!({"email": format!("{nth}@shop.example")})).collect();
    let send = |path: &str| app.request(Method::POST, path).json(&many).send();
    assert_eq!(send("/api/customers").await.unwrap().status(), 202);
    for path in ["/api/customers", "/api/orders", "/api/imports?kind=customers"] {
        let response = send(path).await.unwrap();
        assert!(retry_after(&response) > 10, "fifty seconds' worth was sent");
        assert_eq!(answer(response).await.0, 429, "{path}");
    }
    app.until("/api/customers", |list| list["total"] == 500).await;
}

#[tokio::test]
async fn the_rows_of_a_file_count_when_it_was_read() {
    let app = App::start_with(&[("INGEST_RECORDS_PER_SECOND", "10")]).await;
    let file = (0..500).fold("email\n".to_owned(), |file, nth| file + &format!("{nth}@shop.example\n"));
    let (status, import) = app.post_text("/api/imports?kind=customers", "text/csv", file).await;
    assert_eq!(status, 202, "{import}");
    let path = format!("/api/imports/{}", import["id"].as_str().unwrap());
    app.until(&path, |import| import["applied"] == true).await;
    let (status, problem) = app.post("/api/customers", &json!({"email": "late@shop.example"})).await;
    assert_eq!((status.as_u16(), &problem["code"]), (429, &json!("too_many_records")));
}

async fn metrics(app: &App) -> (u16, String) {
    let response = app.anonymous(Method::GET, "/metrics").send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}
