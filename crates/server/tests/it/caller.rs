//! Asking a server over HTTP, with a key.

use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::Value;
use tokio::time::{Instant, interval};

/// How long anything may take that a test waits for.
pub(crate) const PATIENCE: Duration = Duration::from_mins(3);

/// An answer: status and body, `Null` if it is no JSON.
pub(crate) type Answer = (StatusCode, Value);

/// Whoever asks a server.
#[derive(Clone)]
pub(crate) struct Caller {
    /// Where the server listens.
    pub(crate) port: u16,
    /// A key to its first workspace.
    pub(crate) key: String,
    client: Client,
}

impl Caller {
    /// Somebody without a key.
    pub(crate) fn new(port: u16) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().timeout(PATIENCE).build().unwrap();
        Self { port, key: String::new(), client }
    }

    /// A request without any key.
    pub(crate) fn anonymous(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("http://localhost:{}{path}", self.port))
    }

    /// A request with the key.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.anonymous(method, path).bearer_auth(&self.key)
    }

    /// Asks and answers.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        answer(self.request(Method::GET, path).send().await.unwrap()).await
    }

    /// Sends JSON.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        answer(self.request(Method::POST, path).json(body).send().await.unwrap()).await
    }

    /// Sends text as JSON, right or wrong.
    pub(crate) async fn post_text(&self, path: &str, media: &str, body: impl Into<reqwest::Body>) -> Answer {
        let request = self.request(Method::POST, path).header("content-type", media).body(body);
        answer(request.send().await.unwrap()).await
    }

    /// Sends records and waits until they are applied.
    pub(crate) async fn send(&self, path: &str, records: &Value) -> Value {
        let request = self.request(Method::POST, path).header("prefer", "wait=30").json(records);
        let (status, body) = answer(request.send().await.unwrap()).await;
        assert_eq!(status, 202, "{body}");
        if body["batch"]["state"] == "applied" {
            return body;
        }
        let path = format!("/api/batches/{}", body["batchId"].as_str().unwrap());
        let batch = self.until(&path, |batch| batch["state"] != "queued").await;
        assert_eq!(batch["state"], "applied", "{batch}");
        serde_json::json!({"batchId": batch["id"], "batch": batch})
    }

    /// How many a rule matches.
    pub(crate) async fn count(&self, rule: &Value) -> u64 {
        let (status, body) = self.post("/api/campaigns/preview", rule).await;
        assert_eq!(status, 200, "{rule}: {body}");
        body["count"].as_u64().unwrap()
    }

    /// Asks again until the answer is as wanted.
    pub(crate) async fn until(&self, path: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let deadline = Instant::now() + PATIENCE;
        let mut beat = interval(Duration::from_millis(50));
        loop {
            beat.tick().await;
            let (_, body) = self.get(path).await;
            if wanted(&body) {
                return body;
            }
            assert!(Instant::now() < deadline, "{path} stays {body}");
        }
    }
}

/// Status and body of a response.
pub(crate) async fn answer(response: Response) -> Answer {
    let status = response.status();
    let body = response.bytes().await.unwrap();
    (status, serde_json::from_slice(&body).unwrap_or_default())
}
