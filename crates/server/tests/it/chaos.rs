//! Chaos: the servers that log and store are kept on are killed, frozen and restarted while data flows. No accepted
//! record is lost, none is applied twice, and whoever asks is told soon.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use store::mongo::testing::Server as Mongo;
use tokio::time::sleep;

use super::app::{App, answer};
use super::backends::Backends;
use super::books::{CUSTOMERS, campaign, check_books, customers, settings_for, total};
use super::tap::{GENTLY, Tap};
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

async fn disturb_mongo(backends: &Backends) {
    let mongo = backends.mongo.as_ref().unwrap();
    let with = |act: fn(&mut Mongo)| act(&mut mongo.lock().unwrap());
    disturb(
        || with(Mongo::kill),
        || with(|mongo| mongo.freeze()),
        || with(|mongo| mongo.thaw()),
        || with(Mongo::restart),
    )
    .await;
}

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
    app.send("/api/customers", &json!(customers(CUSTOMERS))).await;
    let path = campaign(&app).await;
    assert_eq!(app.post(&format!("{path}/launch"), &json!({})).await.0, 200);
    disturb_redis(&backends).await;
    let (_, found) = app.get(&path).await;
    assert_eq!(total(&found["stats"]), CUSTOMERS, "at every moment: {found}");
    check_books(&app, &path, &vendor, CUSTOMERS).await;
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

#[tokio::test(flavor = "multi_thread")]
async fn orders_that_pour_in_while_mongodb_dies_and_freezes_count_once() {
    let Some(backends) = Backends::both_to_be_killed() else { return };
    let app = App::start_on(&backends, &[QUIET]).await;
    let tap = Tap::default();
    tap.turn_down(GENTLY);
    tokio::join!(tap.pour(&app, "a"), tap.pour(&app, "b"), tap.during(disturb_mongo(&backends)));
    assert!(tap.refused() > 0, "nobody noticed that MongoDB was gone");
    tap.check(&app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_that_is_under_way_while_both_die_and_freeze_keeps_its_books() {
    const CROWD: u64 = 300;
    let Some(backends) = Backends::both_to_be_killed() else { return };
    let vendor = Vendor::start().await;
    let app = App::start_on(&backends, &[&settings_for(&vendor)[..], &[QUIET]].concat()).await;
    app.send("/api/customers", &json!(customers(CROWD))).await;
    let path = campaign(&app).await;
    assert_eq!(app.post(&format!("{path}/launch"), &json!({})).await.0, 200);
    tokio::join!(disturb_mongo(&backends), disturb_redis(&backends));
    let found = app.until(&path, |campaign| campaign["stats"].is_object()).await;
    assert_eq!(total(&found["stats"]), CROWD, "at every moment: {found}");
    check_books(&app, &path, &vendor, CROWD).await;
}

#[tokio::test]
async fn while_mongodb_is_gone_everybody_is_told_to_come_back_and_nobody_is_signed_out() {
    let Some(backends) = Backends::both_to_be_killed() else { return };
    let mut app = App::start_on(&backends, &[QUIET]).await;
    let cookie = app.sign_in().await;
    let mongo = backends.mongo.as_ref().unwrap();
    mongo.lock().unwrap().freeze();
    let with = |path: &str| app.anonymous(Method::GET, path).header("cookie", &cookie).send();
    for path in ["/api/auth/me", "/api/customers", "/api/dashboard", "/api/auth/me"] {
        let began = std::time::Instant::now();
        let refused = with(path).await.unwrap();
        assert!(began.elapsed() < Duration::from_secs(4), "{path} took {:?}", began.elapsed());
        assert_eq!(refused.status(), 503, "{path}");
        assert!(refused.headers().contains_key("retry-after"), "{path}");
    }
    let (status, health) = answer(with("/health/ready").await.unwrap()).await;
    assert_eq!(
        (status.as_u16(), &health["store"], &health["log"]),
        (503, &json!("not reachable"), &json!("ok"))
    );
    mongo.lock().unwrap().thaw();
    app.until("/health/ready", |health| health["status"] == "ok").await;
    let me = app.anonymous(Method::GET, "/api/auth/me").header("cookie", &cookie).send().await.unwrap();
    assert_eq!(me.status(), 200, "still signed in");

    // A server that is started before its database waits for it.
    mongo.lock().unwrap().kill();
    app.kill().await;
    let (started, ()) = tokio::join!(app.try_run(), async {
        sleep(Duration::from_secs(2)).await;
        mongo.lock().unwrap().restart();
    });
    assert!(started);
    let me = app.anonymous(Method::GET, "/api/auth/me").header("cookie", &cookie).send().await.unwrap();
    assert_eq!(me.status(), 200, "secrets are kept in the store");
}
