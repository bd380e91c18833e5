//! What every answer carries, and what measurements tell to whom.

use std::fs;
use std::path::Path;

use reqwest::Method;
use serde_json::json;

use super::app::App;

#[tokio::test]
async fn every_answer_tells_the_browser_what_it_may_do_with_it() {
    let https = [("BASE_URL_BACKEND", "https://crm.shop.example")];
    for (settings, by_https) in [(&[][..], false), (&https[..], true)] {
        let app = App::start_with(settings).await;
        for path in [
            "/",
            "/customers",
            "/no/such.css",
            "/api/customers",
            "/api/nothing",
            "/api-docs/",
            "/health",
            "/metrics",
        ] {
            let answer = app.request(Method::GET, path).send().await.unwrap();
            let header =
                |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
            assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(header("x-frame-options"), "DENY", "{path}");
            assert_eq!(header("referrer-policy"), "same-origin", "{path}");
            assert_eq!(header("cross-origin-opener-policy"), "same-origin", "{path}");
            assert!(header("permissions-policy").contains("camera=()"), "{path}");
            assert_eq!(!header("strict-transport-security").is_empty(), by_https, "{path}");
            let policy = header("content-security-policy");
            assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{path}: {policy}");
            assert!(policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
            if path.starts_with("/api/") {
                assert_eq!(header("cache-control"), "no-store", "{path}");
            }
        }
    }
}

#[tokio::test]
async fn measurements_are_closed_by_a_token() {
    let app = App::start_with(&[("METRICS_TOKEN", "a-token-for-scrapers")]).await;
    let scrape = |token: &str| app.anonymous(Method::GET, "/metrics").bearer_auth(token).send();
    assert_eq!(app.anonymous(Method::GET, "/metrics").send().await.unwrap().status(), 401);
    assert_eq!(app.request(Method::GET, "/metrics").send().await.unwrap().status(), 401, "a key is no token");
    for wrong in ["", "a-token-for-scraper", "a-token-for-scrapers-", "A-token-for-scrapers"] {
        assert_eq!(scrape(wrong).await.unwrap().status(), 401, "{wrong}");
    }
    let scraped = scrape("a-token-for-scrapers").await.unwrap();
    assert_eq!(scraped.status(), 200);
    assert!(scraped.text().await.unwrap().contains("minicrm_http_requests_total"));
}

#[tokio::test]
async fn measurements_name_nobody_and_each_is_explained() {
    let app = App::start().await;
    let names = json!({"name": "Tattletale Shop", "currency": "EUR", "timeZone": "UTC"});
    let configured = app.request(Method::PUT, "/api/workspace").json(&names).send().await.unwrap();
    assert_eq!(configured.status(), 200);
    let customer =
        json!([{"email": "tattletale@shop.example", "name": "Tattletale", "attributes": {"tattletale": 1}}]);
    app.send("/api/customers", &customer).await;
    let strange = Method::from_bytes(b"TATTLETALE").unwrap();
    for path in ["/api/customers?search=tattletale", "/api/customers/tattletale", "/tattletale"] {
        for method in [Method::GET, strange.clone()] {
            let _ = app.request(method, path).send().await.unwrap();
        }
    }
    let text = app.anonymous(Method::GET, "/metrics").send().await.unwrap().text().await.unwrap();
    let told = text.lines().find(|line| line.to_lowercase().contains("tattletale"));
    assert!(told.is_none(), "{told:?}");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let explained = fs::read_to_string(root.join("docs/operations.md")).unwrap();
    let families = text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next());
    let mut known = 0;
    for family in families {
        assert!(explained.contains(&format!("`{family}`")), "docs/operations.md does not explain {family}");
        known += 1;
    }
    assert!(known >= 3, "{text}");
}
