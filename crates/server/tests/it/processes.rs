//! What one process is: its role, its port, its folder, its settings.

use reqwest::Method;

use super::app::{App, answer};
use super::backends::Backends;

/// Starts `serve` with settings where it must refuse; what it says.
async fn refusal(settings: &[(&str, &str)]) -> String {
    let app = App::prepare(&Backends::default(), settings);
    let output = app.command(&["serve"]).output().await.unwrap();
    assert!(!output.status.success(), "{settings:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[tokio::test]
async fn a_role_of_its_own_is_refused_with_what_is_missing() {
    for role in ["api", "worker"] {
        let said = refusal(&[("ROLE", role)]).await;
        assert!(said.contains("REDIS_URL and MONGO_URI are not set"), "{said}");
        let said = refusal(&[("ROLE", role), ("REDIS_URL", "redis://127.0.0.1:1")]).await;
        assert!(said.contains("MONGO_URI is not set"), "{said}");
        let said = refusal(&[("ROLE", role), ("MONGO_URI", "mongodb://127.0.0.1:1")]).await;
        assert!(said.contains("REDIS_URL is not set"), "{said}");
    }
}

#[tokio::test]
async fn a_wrong_address_is_refused_at_once() {
    assert!(refusal(&[("REDIS_URL", "http://localhost")]).await.contains("REDIS_URL"));
    assert!(refusal(&[("MONGO_URI", "http://localhost")]).await.contains("MONGO_URI"));
}

#[tokio::test]
async fn a_second_server_in_the_same_folder_is_refused() {
    let app = App::start().await;
    let second = app.command(&["serve", "--port", "0"]).output().await.unwrap();
    let said = String::from_utf8(second.stderr).unwrap();
    assert!(!second.status.success() && said.contains("another Mini CRM is running"), "{said}");
}

#[tokio::test]
async fn with_port_zero_the_link_names_the_port_that_was_chosen() {
    let mut app = App::prepare(&Backends::default(), &[]);
    app.port = 0;
    app.run().await;
    let address = app.link.split_once("/sign-in").unwrap().0;
    app.port = address.rsplit(':').next().unwrap().parse().unwrap();
    assert_ne!(app.port, 0);
    let (status, health) = answer(app.anonymous(Method::GET, "/health/ready").send().await.unwrap()).await;
    assert_eq!((status.as_u16(), health["status"].as_str()), (200, Some("ok")));
}

#[tokio::test]
async fn what_is_set_to_nothing_is_not_set() {
    let help = App::prepare(&Backends::default(), &[]).command(&["serve", "--help"]).output().await.unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let names: Vec<&str> =
        help.split("[env: ").skip(1).map(|rest| rest.split(['=', ']']).next().unwrap()).collect();
    assert!(names.contains(&"VENDOR_URL") && names.len() > 10, "{names:?}");
    let empty: Vec<(&str, &str)> =
        names.iter().filter(|name| !["PORT", "DATA_DIR"].contains(*name)).map(|name| (*name, "")).collect();
    let app = App::start_with(&empty).await;
    assert_eq!(app.get("/api/customers").await.0, 200);
}

#[tokio::test]
async fn the_command_for_health_checks_says_whether_a_server_is_ready() {
    let mut app = App::start().await;
    let health = async |app: &App| {
        let output = app.command(&["health"]).env("HOST", "0.0.0.0").output().await.unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        (output.status.success(), said)
    };
    let (well, said) = health(&app).await;
    assert!(well && said.contains("log: ok, store: ok"), "{said}");
    app.kill().await;
    let (well, said) = health(&app).await;
    assert!(!well && said.contains("no Mini CRM answers"), "{said}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_redis_that_is_down_at_the_start_is_waited_for() {
    let Some(backends) = Backends::redis() else { return };
    let redis = backends.redis.as_ref().unwrap();
    redis.kill();
    let mut app = App::start_on(&backends, &[]).await;
    let (status, health) = app.get("/health/ready").await;
    assert_eq!(status, 503);
    assert_eq!((health["log"].as_str(), health["store"].as_str()), (Some("not reachable"), Some("ok")));
    let refused = app.request(Method::POST, "/api/customers").body("{\"email\":\"a@b.co\"}");
    let refused = refused.header("content-type", "application/json").send().await.unwrap();
    assert!(refused.headers().contains_key("retry-after"));
    let (status, problem) = answer(refused).await;
    assert_eq!((status.as_u16(), problem["code"].as_str()), (503, Some("log_unavailable")));
    redis.restart();
    app.until("/health/ready", |health| health["status"] == "ok").await;
    app.send("/api/customers", &serde_json::json!({"email": "a@b.co"})).await;
    app.stop().await;
}
