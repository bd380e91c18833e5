//! A vendor of one's own, on a real socket: keeps every id and body it was offered, and reports by signed receipts.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use engine::signature::{ID, SIGNATURE, Secret, TIMESTAMP, seconds};
use reqwest::Client;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// The secret vendor and server share in tests.
pub(crate) const SECRET: &str = "whsec_dGhpcyBpcyBub3QgYSBzZWNyZXQgYXQgYWxs";

/// What a vendor has seen.
#[derive(Default)]
struct Seen {
    /// Every id with its message, as first offered.
    messages: BTreeMap<String, Value>,
    /// How often an id was offered.
    offers: HashMap<String, u32>,
    /// Ids that came again with another text.
    altered: Vec<String>,
    /// Answers to give instead of accepting, one for each call.
    refusals: Vec<StatusCode>,
}

/// A vendor that accepts everything; every tenth id fails.
#[derive(Clone)]
pub(crate) struct Vendor {
    seen: Arc<Mutex<Seen>>,
    client: Client,
    /// Where it listens.
    pub(crate) url: String,
}

impl Vendor {
    /// Starts a vendor.
    pub(crate) async fn start() -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let client = Client::builder().timeout(Duration::from_secs(5)).build().unwrap();
        let vendor = Self { seen: Arc::default(), client, url };
        let router = axum::Router::new()
            .route("/send", post(send))
            .route("/status", post(status))
            .with_state(vendor.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        vendor
    }

    /// Refuses the next calls with these answers.
    pub(crate) fn refuse_with(&self, answers: &[StatusCode]) {
        self.seen.lock().unwrap().refusals = answers.to_vec();
    }

    /// Every message it was offered, by id.
    pub(crate) fn messages(&self) -> BTreeMap<String, Value> {
        self.seen.lock().unwrap().messages.clone()
    }

    /// Ids that came again with another text: there must be none.
    pub(crate) fn altered(&self) -> Vec<String> {
        self.seen.lock().unwrap().altered.clone()
    }

    /// Posts receipts until the server takes them: it may be down.
    fn report(&self, callback: String, receipts: Vec<Value>) {
        let client = self.client.clone();
        tokio::spawn(async move {
            let secret = Secret::parse(SECRET).unwrap();
            let body = serde_json::to_vec(&receipts).unwrap();
            let mut beat = tokio::time::interval(Duration::from_millis(100));
            for attempt in 0..600 {
                beat.tick().await;
                let (id, at) = (format!("msg_{attempt}"), engine::clock::now());
                let request = client
                    .post(&callback)
                    .header("content-type", "application/json")
                    .header(SIGNATURE, secret.sign(&id, at, &body));
                let request = request.header(TIMESTAMP, seconds(at)).header(ID, id).body(body.clone());
                if request.send().await.is_ok_and(|response| response.status() == StatusCode::ACCEPTED) {
                    return;
                }
            }
        });
    }
}

/// What becomes of an id: the same for ever.
pub(crate) fn receipt(id: &str) -> Value {
    let ordinal: u32 = id.split(['-', '.']).nth(1).unwrap().parse().unwrap();
    if ordinal % 10 == 3 {
        json!({"id": id, "status": "failed", "reason": "mailbox full"})
    } else {
        json!({"id": id, "status": "sent"})
    }
}

async fn send(State(vendor): State<Vendor>, Json(request): Json<Value>) -> (StatusCode, Json<Value>) {
    let mut accepted = Vec::new();
    {
        let mut seen = vendor.seen.lock().unwrap();
        if !seen.refusals.is_empty() {
            return (seen.refusals.remove(0), Json(json!({})));
        }
        for message in request["messages"].as_array().unwrap() {
            let id = message["id"].as_str().unwrap().to_owned();
            *seen.offers.entry(id.clone()).or_default() += 1;
            if seen.messages.entry(id.clone()).or_insert_with(|| message.clone()) != message {
                seen.altered.push(id.clone());
            }
            accepted.push(id);
        }
    }
    let receipts = accepted.iter().map(|id| receipt(id)).collect();
    vendor.report(request["callbackUrl"].as_str().unwrap().to_owned(), receipts);
    (StatusCode::ACCEPTED, Json(json!({"accepted": accepted, "rejected": []})))
}

async fn status(State(vendor): State<Vendor>, Json(request): Json<Value>) -> Json<Value> {
    let seen = vendor.seen.lock().unwrap();
    let ids = request["ids"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .filter(|id| seen.messages.contains_key(*id));
    Json(json!(ids.map(receipt).collect::<Vec<_>>()))
}
