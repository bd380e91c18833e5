//! Chaos: the servers that log and store are kept on are killed, frozen and restarted while data flows. No accepted
//! record is lost, none is applied twice, and whoever asks is told soon.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use tokio::time::sleep;

use super::app::{App, answer};
use super::backends::Backends;
use super::books::{CUSTOMERS, campaign, check_books, customers, settings_for, total};
use super::tap::Tap;
use super::vendor::Vendor;

/// Long enough for every wait to run out.
const OUTAGE: Duration = Duration::from_secs(5);
/// Long enough for work to begin.
const MOMENT: Duration = Duration::from_millis(400);

/// A server is killed, frozen, killed again in the middle of its start, and each time comes back with what it had.
async fn disturb(kill: impl Fn(), freeze: impl Fn(), thaw: impl Fn(), restart: impl Fn()) {
    for outage in [Duration::ZERO, OUTAGE] {
        sleep(MOMENT).await;
        kill();
        sleep(outage).await;
        restart();
        sleep(MOMENT).await;
        freeze();
        sleep(OUTAGE).await;
        thaw();
    }
    sleep(MOMENT).await;
}

/// Outages are meant: what is logged about them is not worth reading.
const QUIET: (&str, &str) = ("LOG", "off");

async fn disturb_redis(backends: &Backends) {
    let redis = backends.redis.as_ref().unwrap();
    disturb(|| redis.kill(), || redis.freeze(), || redis.thaw(), || redis.restart()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_that_pour_in_while_redis_dies_and_freezes_count_once() {
    let Some(backends) = Backends::redis() else { return };
    let app = App::start_on(&backends, &[QUIET]).await;
    let tap = Tap::default();
    tokio::join!(tap.pour(&app, "a"), tap.pour(&app, "b"), tap.during(disturb_redis(&backends)));
    assert!(tap.refused() > 0, "nobody noticed that Redis was gone");
    tap.check(&app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_that_is_under_way_while_redis_dies_and_freezes_keeps_its_books() {
    let Some(backends) = Backends::redis() else { return };
    let vendor = Vendor::start().await;
    let app = App::start_on(&backends, &[&settings_for(&vendor)[..], &[QUIET]].concat()).await;
    app.send("/api/customers", &json!(customers())).await;
    let path = campaign(&app).await;
    assert_eq!(app.post(&format!("{path}/launch"), &json!({})).await.0, 200);
    disturb_redis(&backends).await;
    let (_, found) = app.get(&path).await;
    assert_eq!(total(&found["stats"]), CUSTOMERS, "at every moment: {found}");
    check_books(&app, &path, &vendor).await;
}

#[tokio::test]
async fn while_redis_is_gone_what_needs_no_log_works_and_nobody_is_signed_out() {
    let Some(backends) = Backends::redis() else { return };
    let app = App::start_on(&backends, &[QUIET]).await;
    let cookie = app.sign_in().await;
    app.send("/api/customers", &json!({"email": "a@b.co"})).await;
    backends.redis.as_ref().unwrap().freeze();
    let with = |path: &str| app.anonymous(Method::GET, path).header("cookie", &cookie).send();
    assert_eq!(with("/api/auth/me").await.unwrap().status(), 200);
    assert_eq!(with("/api/customers").await.unwrap().status(), 200);
    let (status, health) = answer(with("/health/ready").await.unwrap()).await;
    assert_eq!((status.as_u16(), &health["log"]), (503, &json!("not reachable")));
    let (status, problem) = app.post("/api/customers", &json!({"email": "c@d.co"})).await;
    assert_eq!((status.as_u16(), problem["code"].as_str()), (503, Some("log_unavailable")));
    backends.redis.as_ref().unwrap().thaw();
    assert_eq!(with("/api/auth/me").await.unwrap().status(), 200);
    app.until("/health/ready", |health| health["status"] == "ok").await;
    // What was refused may have been written when the server thawed: then it is applied, once, like anything accepted.
    app.send("/api/customers", &json!({"email": "e@f.co"})).await;
    let (_, found) = app.get("/api/dashboard").await;
    assert!(matches!(found["customers"].as_u64(), Some(2 | 3)), "{found}");
}
