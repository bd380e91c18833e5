//! The vendor simulator: another service for all we know, speaking the vendor protocol over HTTP.
//!
//! It delivers nothing. What it says became of a message is a hash of its id and a seed, so that it remembers
//! nothing that matters: a restart forgets receipts on their way, and `/status` still knows them.

mod answer;
mod fate;
mod pace;
mod postman;

use std::num::NonZeroU32;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::serve::ListenerExt as _;
use store::timed;
use tokio::net::TcpListener;
use tokio::sync::watch;

use self::answer::{Receipt, Rejection, SendAnswer, SendRequest, StatusRequest};
use self::pace::Pace;
use self::postman::{Office, Patience};
use crate::clock::now;
use crate::signature::{Headers, Secret};

/// The most messages, or ids, in one request.
const MOST: usize = 10_000;
/// The longest request, in bytes.
const LONGEST: usize = 64 << 20;

/// How the simulated vendor behaves. Shares are between 0 and 1, and each is drawn from a message's id.
#[derive(Debug, Clone, PartialEq)]
pub struct Behaviour {
    /// Another seed is another fate for every message.
    pub seed: u64,
    /// The share of messages that are delivered.
    pub success: f64,
    /// From taking a message to its receipt.
    pub latency: RangeInclusive<Duration>,
    /// Messages taken in a second; more are answered with 429 and the time to wait. `None`: as many as come.
    pub rate: Option<NonZeroU32>,
    /// The share of messages whose receipt is posted twice.
    pub duplicates: f64,
    /// The share of messages whose receipt is held back for one to two more of the longest latency (at least
    /// a tenth of a second), so that it comes after those of later messages.
    pub reordering: f64,
    /// The share of messages whose receipt is never posted; `/status` knows them.
    pub lost_receipts: f64,
    /// When nothing is taken, answered or posted.
    pub outage: Option<Outage>,
}

/// A vendor that is down for the last part of every so often: each request is answered with 503.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outage {
    /// From the end of one outage to the end of the next.
    pub every: Duration,
    /// How long each lasts.
    pub lasting: Duration,
}

impl Default for Behaviour {
    /// A calm day: nine in ten are delivered, within 0.2 to 1.5 seconds, so that a page can be watched moving.
    fn default() -> Self {
        Self {
            seed: 0,
            success: 0.9,
            latency: Duration::from_millis(200)..=Duration::from_millis(1_500),
            rate: None,
            duplicates: 0.0,
            reordering: 0.0,
            lost_receipts: 0.0,
            outage: None,
        }
    }
}

/// Serves the simulator until `shutdown`; receipts on their way are then forgotten.
pub async fn serve(
    listener: TcpListener,
    behaviour: Behaviour,
    secret: Secret,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    serve_patiently(listener, behaviour, secret, Patience::default(), shutdown).await
}

async fn serve_patiently(
    listener: TcpListener,
    behaviour: Behaviour,
    secret: Secret,
    patience: Patience,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let behaviour = Arc::new(behaviour);
    let pace = Arc::new(Pace::new(&behaviour, Instant::now()));
    let (open, closed) = watch::channel(());
    let office = Office::new(Arc::clone(&behaviour), Arc::clone(&pace), secret.clone(), patience, closed);
    let simulator = Arc::new(Simulator { behaviour, pace, secret, office: Arc::new(office) });
    let router = Router::new()
        .route("/send", post(send))
        .route("/status", post(status))
        .layer(DefaultBodyLimit::max(LONGEST))
        .with_state(simulator);
    // Answers are small and awaited: they must not wait for more to say.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    let served = axum::serve(listener, router).with_graceful_shutdown(shutdown).await;
    drop(open);
    served
}

#[derive(Debug)]
struct Simulator {
    behaviour: Arc<Behaviour>,
    pace: Arc<Pace>,
    secret: Secret,
    office: Arc<Office>,
}

impl Simulator {
    /// Refuses everybody during an outage, and strangers always.
    fn admit(&self, headers: &HeaderMap, body: &[u8]) -> Result<(), Refusal> {
        if self.pace.down(Instant::now()).is_some() {
            return Err(Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "down for a while"));
        }
        let signed = Headers::find(|name| headers.get(name)?.to_str().ok());
        let verified = signed.and_then(|signed| self.secret.verify(signed, body, now()));
        verified.map_err(|forged| Refusal::new(StatusCode::UNAUTHORIZED, forged.to_string()))
    }
}

async fn send(State(simulator): State<Arc<Simulator>>, headers: HeaderMap, body: Bytes) -> Response {
    timed("simulator takes", || simulator.take(&headers, &body)).unwrap_or_else(IntoResponse::into_response)
}

async fn status(State(simulator): State<Arc<Simulator>>, headers: HeaderMap, body: Bytes) -> Response {
    simulator.tell(&headers, &body).unwrap_or_else(IntoResponse::into_response)
}

impl Simulator {
    /// Takes messages: a well-formed address is all it asks, and a repeated id is taken again.
    fn take(&self, headers: &HeaderMap, body: &[u8]) -> Result<Response, Refusal> {
        self.admit(headers, body)?;
        let request: SendRequest<'_> =
            serde_json::from_slice(body).map_err(|error| not_understood(&error))?;
        if request.messages.len() > MOST {
            return Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "too many messages at once"));
        }
        if self.office.is_full() {
            return Err(Refusal::later(
                Duration::from_secs(1),
                "receipts wait for the callback to take them",
            ));
        }
        self.pace
            .take(request.messages.len(), Instant::now())
            .map_err(|wait| Refusal::later(wait, "too fast"))?;
        let mut answer = SendAnswer::default();
        for message in &request.messages {
            if message.is_addressed() {
                answer.accepted.push(&message.id);
            } else {
                answer.rejected.push(Rejection { id: &message.id, reason: "malformed address" });
            }
        }
        self.office
            .keep(&request.callback_url, answer.accepted.iter().copied())
            .map_err(|error| Refusal::new(StatusCode::FORBIDDEN, format!("callbackUrl: {error}")))?;
        Ok(json(StatusCode::ACCEPTED, &answer))
    }

    /// Tells what became of messages: of any, since it is decided by their ids.
    fn tell(&self, headers: &HeaderMap, body: &[u8]) -> Result<Response, Refusal> {
        self.admit(headers, body)?;
        let request: StatusRequest<'_> =
            serde_json::from_slice(body).map_err(|error| not_understood(&error))?;
        if request.ids.len() > MOST {
            return Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "too many ids at once"));
        }
        let at = now().to_string();
        let receipts: Vec<_> =
            request.ids.iter().map(|id| Receipt::of(&id.0, &self.behaviour, &at)).collect();
        Ok(json(StatusCode::OK, &receipts))
    }
}

/// A request that is not taken.
#[derive(Debug)]
struct Refusal {
    status: StatusCode,
    why: String,
    wait: Option<Duration>,
}

impl Refusal {
    fn new(status: StatusCode, why: impl Into<String>) -> Self {
        Self { status, why: why.into(), wait: None }
    }

    fn later(wait: Duration, why: &str) -> Self {
        Self { wait: Some(wait), ..Self::new(StatusCode::TOO_MANY_REQUESTS, why) }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let answer = json(self.status, &serde_json::json!({ "error": self.why }));
        match self.wait {
            None => answer,
            Some(wait) => {
                let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
                ([(RETRY_AFTER, seconds.to_string())], answer).into_response()
            }
        }
    }
}

fn not_understood(error: &serde_json::Error) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, error.to_string())
}

fn json(status: StatusCode, body: &impl serde::Serialize) -> Response {
    // Texts and lists of them: this cannot fail.
    let body = serde_json::to_vec(body).unwrap_or_default();
    (status, [(CONTENT_TYPE, "application/json")], body).into_response()
}

#[cfg(test)]
mod tests;
