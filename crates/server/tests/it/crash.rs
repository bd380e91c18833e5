//! `kill -9` at every named place and at random: nothing lost, nothing doubled, counters equal to the rows.

use std::time::Duration;

use engine::crash::POINTS;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::app::{App, answer};
use super::books::{CUSTOMERS, app_with, campaign, check_books, customers, total};
use super::vendor::Vendor;

#[tokio::test]
async fn a_batch_survives_a_crash_at_each_point_of_ingest_and_counts_once() {
    for point in POINTS.iter().filter(|point| point.starts_with("ingest.")) {
        let mut app = App::start().await;
        app.send("/api/orders", &json!({"email": "a@b.co", "amount": 1})).await;
        app.stop().await;
        app.set("MINICRM_CRASH_AT", point);
        app.run().await;
        // Orders without an id of their own: only the key keeps them from counting twice.
        let orders: Vec<Value> =
            (0..100).map(|n| json!({"email": format!("c{}@shop.com", n % 7), "amount": n})).collect();
        let send = |app: &App| {
            app.request(Method::POST, "/api/orders")
                .header("idempotency-key", "once")
                .header("prefer", "wait=30")
                .json(&orders)
                .send()
        };
        let _ = send(&app).await;
        app.wait_for_death().await;
        app.set("MINICRM_CRASH_AT", "");
        app.run().await;
        let (status, body) = answer(send(&app).await.unwrap()).await;
        assert_eq!(
            (status, body["batch"]["applied"].as_u64()),
            (StatusCode::ACCEPTED, Some(100)),
            "{point}: {body}"
        );
        let (_, dashboard) = app.get("/api/dashboard").await;
        let figures =
            (dashboard["customers"].as_u64(), dashboard["orders"].as_u64(), dashboard["revenue"].as_f64());
        assert_eq!(figures, (Some(8), Some(101), Some(4_951.0)), "{point}");
    }
}

#[tokio::test]
async fn a_campaign_survives_a_crash_at_each_point_of_its_way() {
    for point in POINTS.iter().filter(|point| {
        !["ingest.", "erase.", "resend.", "schedule."].iter().any(|way| point.starts_with(way))
    }) {
        let vendor = Vendor::start().await;
        let mut app = app_with(&vendor).await;
        app.send("/api/customers", &json!(customers(CUSTOMERS))).await;
        let path = campaign(&app).await;
        app.stop().await;
        app.set("MINICRM_CRASH_AT", point);
        app.run().await;
        let _ = app.request(Method::POST, &format!("{path}/launch")).send().await;
        app.wait_for_death().await;
        app.set("MINICRM_CRASH_AT", "");
        app.run().await;
        let (_, found) = app.get(&path).await;
        assert_eq!(
            (total(&found["stats"]), found["enrolled"].as_u64()),
            (CUSTOMERS, Some(CUSTOMERS)),
            "{point}: {found}"
        );
        check_books(&app, &path, &vendor, CUSTOMERS).await;
    }
}

#[tokio::test]
async fn ingest_and_a_campaign_survive_being_killed_at_random() {
    let vendor = Vendor::start().await;
    let mut app = app_with(&vendor).await;
    let mut seed: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut random = |below: u64| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed % below
    };
    let all = customers(CUSTOMERS);
    for (number, part) in all.chunks(250).enumerate() {
        let key = format!("part-{number}");
        let (delay, kill) = (random(40), random(2) == 0);
        let request = app.request(Method::POST, "/api/customers").header("idempotency-key", &key).json(&part);
        let (sent, ()) = tokio::join!(request.send(), async {
            if kill {
                tokio::time::sleep(Duration::from_millis(delay)).await;
                app.kill().await;
                app.run().await;
            }
        });
        if sent.is_ok_and(|response| response.status() == StatusCode::ACCEPTED) {
            continue;
        }
        let again = app
            .request(Method::POST, "/api/customers")
            .header("idempotency-key", &key)
            .json(&part)
            .send()
            .await;
        assert_eq!(again.unwrap().status(), StatusCode::ACCEPTED);
    }
    app.until("/api/dashboard", |dashboard| dashboard["customers"] == CUSTOMERS).await;
    let path = campaign(&app).await;
    assert_eq!(app.post(&format!("{path}/launch"), &json!({})).await.0, 200);
    for _ in 0..6 {
        tokio::time::sleep(Duration::from_millis(random(300))).await;
        app.kill().await;
        app.run().await;
        let (_, found) = app.get(&path).await;
        assert_eq!(total(&found["stats"]), CUSTOMERS, "at every moment: {found}");
    }
    check_books(&app, &path, &vendor, CUSTOMERS).await;
}

#[tokio::test]
async fn a_vendor_that_fails_for_a_while_delays_a_campaign_and_loses_nothing() {
    let vendor = Vendor::start().await;
    let app = app_with(&vendor).await;
    app.send("/api/customers", &json!(customers(CUSTOMERS))).await;
    let path = campaign(&app).await;
    vendor.refuse_with(&[
        StatusCode::INTERNAL_SERVER_ERROR,
        StatusCode::TOO_MANY_REQUESTS,
        StatusCode::PAYLOAD_TOO_LARGE,
        StatusCode::BAD_REQUEST,
    ]);
    assert_eq!(app.post(&format!("{path}/launch"), &json!({})).await.0, 200);
    check_books(&app, &path, &vendor, CUSTOMERS).await;
    let (_, done) = app.get(&path).await;
    assert_eq!(done["problem"], Value::Null, "what is over is not complained about");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn logs_that_cannot_be_written_stop_nothing() {
    let mut app = App::start().await;
    app.stop().await;
    app.set("LOG", "debug");
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    assert!(app.try_run_logging_to(full.into()).await);
    let sent = app.send("/api/customers", &json!({"email": "a@b.co"})).await;
    assert_eq!(sent["batch"]["applied"], 1);
}
