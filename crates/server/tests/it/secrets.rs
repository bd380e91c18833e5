//! No secret in a log or an error, however much is logged.

use std::fs;
use std::process::Stdio;

use reqwest::Method;
use serde_json::json;
use tempfile::NamedTempFile;
use tokio::io::{AsyncBufReadExt, BufReader};

use super::app::{App, free_port};
use super::backends::Backends;
use super::stand_in::{Reply, StandIn};

const AI_KEY: &str = "AIza-hush-of-the-model";
const JWT_SECRET: &str = "hush-hush-hush-hush-hush-hush-hush-jwt";
const VENDOR_SECRET: &str = "whsec_aHVzaC1odXNoLWh1c2gtaHVzaC12ZW5kb3I=";
const CLIENT_SECRET: &str = "hush-of-the-client";
const METRICS_TOKEN: &str = "hush-hush-for-scrapers";

/// Nothing of these is in what was said.
fn assert_hushed(said: &str, secrets: &[&str]) {
    for secret in secrets {
        let line = said.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{secret} is in {line:?}");
    }
}

#[tokio::test]
async fn no_secret_is_in_the_log_after_a_journey_however_much_is_logged() {
    for format in ["text", "json"] {
        let gemini = StandIn::saying([
            Reply::Status(400, None, json!({"error": {"message": format!("the key {AI_KEY} is wrong")}})),
            Reply::Text("nonsense".into()),
        ])
        .await;
        let provider = format!("http://127.0.0.1:{}", free_port());
        let mut settings = vec![
            ("LOG", "trace"),
            ("LOG_FORMAT", format),
            ("GEMINI_API_KEY", AI_KEY),
            ("GEMINI_BASE_URL", gemini.url.as_str()),
            ("JWT_SECRET", JWT_SECRET),
            ("VENDOR_SECRET", VENDOR_SECRET),
            ("METRICS_TOKEN", METRICS_TOKEN),
        ];
        if format == "json" {
            settings.extend([
                ("GOOGLE_CLIENT_ID", "shop"),
                ("GOOGLE_CLIENT_SECRET", CLIENT_SECRET),
                ("OIDC_ISSUER", &provider),
            ]);
        }
        let mut app = App::prepare(&Backends::default(), &settings);
        let log = NamedTempFile::new().unwrap();
        assert!(app.try_run_logging_to(log.reopen().unwrap().into()).await);
        app.make_key().await;
        let link = app.link.split_once("#token=").unwrap().1.to_owned();
        let cookie = app.sign_in().await;
        let session = cookie.split_once('=').unwrap().1.to_owned();
        let key = app.key_with(&cookie, &["ingest"]).await;
        let invitation = json!({"email": "bo@shop.example", "role": "analyst"});
        let invited = app.as_person(&cookie, Method::POST, "/api/invitations").json(&invitation);
        let invited: serde_json::Value = invited.send().await.unwrap().json().await.unwrap();
        // Where there is a provider, an invitation carries no token.
        let invited = invited["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        let invited = invited.strip_prefix("sign-in#token=").unwrap_or("hush: no token");
        // Right and wrong ones, in every place where one can stand.
        let again = json!({"token": link});
        let _ = app.anonymous(Method::POST, "/api/auth/link").json(&again).send().await.unwrap();
        let wrong = "mcrm_hush-wrong-key";
        for path in ["/api/customers", "/metrics", &format!("/api/nothing?key={wrong}")] {
            let _ = app.anonymous(Method::GET, path).bearer_auth(wrong).send().await.unwrap();
        }
        let token = json!({"idToken": "eyJhbGciOiJSUzI1NiJ9.hush-claims.hush-signature"});
        let by_token = app.anonymous(Method::POST, "/api/auth/google").json(&token).send().await.unwrap();
        assert!(!by_token.status().is_success());
        let back = "/api/auth/google/callback?code=hush-of-the-code&state=hush-of-the-state";
        for path in ["/api/auth/google/start", back] {
            let _ = app.anonymous(Method::GET, path).send().await.unwrap();
        }
        let scraped = app.anonymous(Method::GET, "/metrics").bearer_auth(METRICS_TOKEN).send().await.unwrap();
        assert_eq!(scraped.status(), 200);
        for _ in 0..2 {
            let asked = json!({"objective": "Win back", "channel": "sms"});
            let (_, answer) = app.post("/api/ai/suggest", &asked).await;
            assert_hushed(&answer.to_string(), &[AI_KEY]);
        }
        app.send("/api/customers", &json!([{"email": "ana@shop.example", "phone": "+49301234567"}])).await;
        let signed_out = app.as_person(&cookie, Method::POST, "/api/auth/logout").send().await.unwrap();
        assert_eq!(signed_out.status(), 204);
        app.kill().await;

        let said = fs::read_to_string(log.path()).unwrap();
        let everything = ["TRACE", "/api/auth/link", "/api/customers", "/metrics"];
        assert!(everything.iter().all(|told| said.contains(told)), "the log says little: {said}");
        let secrets = [
            "hush-claims",
            "hush-of-the-code",
            "hush-of-the-state",
            CLIENT_SECRET,
            AI_KEY,
            JWT_SECRET,
            VENDOR_SECRET,
            METRICS_TOKEN,
            &link,
            &session,
            &key,
            invited,
            wrong,
            &app.key,
        ];
        assert_hushed(&said, &secrets);
        assert_hushed(&said, &["ana@shop.example", "+49301234567"]);
    }
}

#[tokio::test]
async fn no_password_of_a_server_is_in_the_log_while_it_cannot_be_reached() {
    let (redis, mongo) = (free_port(), free_port());
    let redis = format!("redis://shop:hush-of-redis@127.0.0.1:{redis}");
    let mongo = format!("mongodb://shop:hush-of-mongo@127.0.0.1:{mongo}/minicrm");
    let settings = [("REDIS_URL", redis.as_str()), ("MONGO_URI", mongo.as_str()), ("LOG", "trace")];
    let app = App::prepare(&Backends::default(), &settings);
    let mut server = app
        .command(&["serve"])
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(server.stderr.take().unwrap()).lines();
    let mut said = String::new();
    let mut tries = 0;
    while tries < 2 {
        let line = lines.next_line().await.unwrap().expect("it waits for its database");
        tries += u32::from(line.contains("the database cannot be reached"));
        said = said + &line + "\n";
        let _ = app.anonymous(Method::GET, "/health").send().await;
    }
    server.kill().await.unwrap();
    assert_hushed(&said, &["hush-of-redis", "hush-of-mongo"]);
}

#[tokio::test]
async fn a_wrong_setting_is_named_and_its_secret_is_not_repeated() {
    for (setting, value, named) in [
        ("MONGO_URI", "postgres://shop:hush@localhost/minicrm", "MONGO_URI"),
        ("MONGO_URI", "mongodb://shop:hush@localhost:port/minicrm", "MONGO_URI"),
        ("MONGO_URI", "mongodb://shop:hush/hush@localhost", "MONGO_URI"),
        ("MONGO_URI", "mongodb://shop:hush@hush@localhost", "MONGO_URI"),
        ("REDIS_URL", "http://shop:hush@localhost", "REDIS_URL"),
        ("REDIS_URL", "redis://shop:hush/hush@localhost", "REDIS_URL"),
        ("REDIS_URL", "redis://shop:hush@localhost:port", "REDIS_URL"),
        ("JWT_SECRET", "hush", "JWT_SECRET"),
        ("VENDOR_SECRET", "whsec_hush!", "VENDOR_SECRET"),
        ("METRICS_TOKEN", "hush", "METRICS_TOKEN"),
        ("GEMINI_API_KEY", "hush\nhush", "GEMINI_API_KEY"),
    ] {
        let app = App::prepare(&Backends::default(), &[(setting, value), ("LOG", "trace")]);
        let ended = app.command(&["serve"]).output().await.unwrap();
        let said = [ended.stdout, ended.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert!(!ended.status.success() && said.contains(named), "{setting}={value}: {said}");
        assert_hushed(&said, &["hush"]);
    }
    let app = App::prepare(&Backends::default(), &[]);
    let mut command = app.command(&["serve"]);
    let folder = command.as_std().get_current_dir().unwrap().join(".env");
    fs::write(folder, "PORT=1\nJWT_SECRET='hush hush\n").unwrap();
    let ended = command.output().await.unwrap();
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(!ended.status.success() && said.contains("JWT_SECRET"), "{said}");
    assert_hushed(&said, &["hush"]);
}
