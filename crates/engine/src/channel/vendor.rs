//! A vendor over HTTP: signed requests out, and what each answer means.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use domain::message::WireId;
use domain::receipt::Receipt;
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::{Client, Response, StatusCode, Url};
use store::timed;

use super::connection::{self, ConnectionError};
use super::protocol::{SendAnswer, SendRequest, StatusRequest, clip, receipts};
use super::{Delivery, Handover, Outgoing, SendError};
use crate::clock::now;
use crate::signature::{ID, SIGNATURE, Secret, TIMESTAMP, seconds};

/// The longest answer read: beyond any list of ids and reasons we could have asked for.
const LONGEST_ANSWER: usize = 16 << 20;
/// The longest a vendor can ask us to wait: a header must not stop a campaign for a day.
const LONGEST_WAIT: Duration = Duration::from_hours(1);

/// Where a vendor is and how we speak to it.
#[derive(Debug, Clone)]
pub struct VendorSettings {
    /// `send` and `status` are below this address.
    pub url: String,
    /// Signs what we send.
    pub secret: Secret,
    /// Where the vendor posts receipts.
    pub callback_url: String,
    /// How long an answer may take.
    pub timeout: Duration,
}

/// A vendor that speaks the vendor protocol.
#[derive(Debug)]
pub struct Vendor {
    client: Client,
    send: Url,
    status: Url,
    secret: Secret,
    callback_url: String,
    /// Names our requests, with the process's own random start.
    run: String,
    requests: AtomicU64,
}

impl Vendor {
    /// Makes the client; nothing is asked yet.
    pub fn new(settings: VendorSettings) -> Result<Self, ConnectionError> {
        let (client, url) = connection::client(&settings.url, settings.timeout)?;
        Ok(Self {
            client,
            send: connection::below(&url, "send"),
            status: connection::below(&url, "status"),
            secret: settings.secret,
            callback_url: settings.callback_url,
            run: format!("{:016x}", getrandom::u64().unwrap_or_default()),
            requests: AtomicU64::new(0),
        })
    }

    /// Posts a signed body; any answer is a success here.
    async fn post(&self, to: &Url, body: Vec<u8>) -> Result<Answer, SendError> {
        let id = format!("req_{}_{}", self.run, self.requests.fetch_add(1, Ordering::Relaxed));
        let at = now();
        let signature = timed("sign", || self.secret.sign(&id, at, &body));
        let request = self
            .client
            .post(to.clone())
            .header(CONTENT_TYPE, "application/json")
            .header(SIGNATURE, signature)
            .header(TIMESTAMP, seconds(at))
            .header(ID, id)
            .body(body);
        let response = request.send().await.map_err(|error| broken(&error))?;
        let (status, wait) = (response.status(), wait(response.headers()));
        Ok(Answer { status, wait, body: read(response).await? })
    }
}

/// What came back over HTTP.
struct Answer {
    status: StatusCode,
    wait: Option<Duration>,
    body: Vec<u8>,
}

impl Answer {
    /// The body of a success, or what the status means for the batch.
    fn success(self) -> Result<Vec<u8>, SendError> {
        let (status, after) = (self.status, self.wait);
        if status.is_success() {
            return Ok(self.body);
        }
        let said = clip(&String::from_utf8_lossy(&self.body));
        let why = match said.as_str() {
            "" => format!("the vendor answered {status}"),
            said => clip(&format!("the vendor answered {status}: {said}")),
        };
        Err(match status.as_u16() {
            413 => SendError::TooLarge { why },
            400 | 422 => SendError::Invalid { why },
            425 | 429 => SendError::Busy { after, why },
            408 | 500..=599 => SendError::Retry { after, why },
            status => SendError::Refused { status, why },
        })
    }
}

#[async_trait]
impl Delivery for Vendor {
    async fn send(&self, batch: &[Outgoing]) -> Result<Handover, SendError> {
        let request = SendRequest { messages: batch, callback_url: &self.callback_url };
        let text =
            |message: &Outgoing| 256 + message.body.len() + message.html.as_ref().map_or(0, String::len);
        let length = batch.iter().map(text).sum();
        let body = timed("write JSON", || json(&request, length))?;
        let body = self.post(&self.send, body).await?.success()?;
        timed("read the answer", || Ok(sort(batch, understood(&body)?)))
    }

    async fn status(&self, ids: &[WireId]) -> Result<Option<Vec<Receipt>>, SendError> {
        let answer = self.post(&self.status, json(&StatusRequest { ids }, ids.len() * 32)?).await?;
        if matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED) {
            return Ok(None);
        }
        let body = answer.success()?;
        let mut known = receipts(&body, now()).map_err(|_| not_understood())?.known;
        let asked: HashSet<WireId> = ids.iter().copied().collect();
        known.retain(|receipt| asked.contains(&receipt.id));
        Ok(Some(known))
    }

    fn is_local(&self) -> bool {
        self.send.host_str().is_some_and(names_this_machine)
    }
}

/// True for the loopback addresses and their common name.
fn names_this_machine(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Puts each message of a batch into one list. Accepted wins over rejected, since it may be delivered; ids that
/// were not in the batch are nobody's.
fn sort(batch: &[Outgoing], answer: SendAnswer) -> Handover {
    let in_order = batch.iter().map(|message| Some(message.id));
    if answer.accepted.len() == batch.len() && answer.accepted.iter().map(|id| id.0).eq(in_order) {
        return Handover {
            accepted: batch.iter().map(|message| message.id).collect(),
            ..Handover::default()
        };
    }
    let accepted: HashSet<WireId> = answer.accepted.into_iter().filter_map(|id| id.0).collect();
    let mut handover = Handover::default();
    let mut reasons: HashMap<WireId, Option<String>> =
        answer.rejected.into_iter().filter_map(|line| Some((line.id.0?, line.reason))).collect();
    for message in batch {
        if accepted.contains(&message.id) {
            handover.accepted.push(message.id);
        } else if let Some(reason) = reasons.remove(&message.id) {
            let reason = reason.map(|reason| clip(&reason)).filter(|reason| !reason.is_empty());
            handover.rejected.push((message.id, reason.unwrap_or_else(|| "rejected by the vendor".into())));
        } else {
            handover.unanswered.push(message.id);
        }
    }
    handover
}

/// Writes a body; `length` is about what it takes, so that it need not grow.
fn json(body: &impl serde::Serialize, length: usize) -> Result<Vec<u8>, SendError> {
    let mut json = Vec::with_capacity(length);
    serde_json::to_writer(&mut json, body).map_err(|error| SendError::Invalid { why: error.to_string() })?;
    Ok(json)
}

fn understood(body: &[u8]) -> Result<SendAnswer, SendError> {
    serde_json::from_slice(body).map_err(|_| not_understood())
}

/// The messages may have been taken; offering them again is safe, failing them is not.
fn not_understood() -> SendError {
    SendError::Retry { after: None, why: "the vendor's answer is not what the protocol says".into() }
}

/// Reads an answer up to [`LONGEST_ANSWER`].
async fn read(mut response: Response) -> Result<Vec<u8>, SendError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| broken(&error))? {
        if body.len() + chunk.len() > LONGEST_ANSWER {
            return Err(not_understood());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// A request without an answer, in words for people and without the address, which may hold a key.
fn broken(error: &reqwest::Error) -> SendError {
    if error.is_connect() {
        return SendError::Busy { after: None, why: "no connection to the vendor".into() };
    }
    let why = if error.is_timeout() {
        "the vendor did not answer in time"
    } else {
        "the connection to the vendor broke"
    };
    SendError::Retry { after: None, why: why.into() }
}

/// `Retry-After`, in seconds or as a date.
pub(crate) fn wait(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = if let Ok(seconds) = text.parse() {
        Duration::from_secs(seconds)
    } else {
        // HTTP writes GMT where RFC 2822 has an offset.
        let date = jiff::fmt::rfc2822::parse(&text.replace("GMT", "+0000")).ok()?;
        let millis = date.timestamp().as_millisecond().saturating_sub(now().millis());
        Duration::from_millis(u64::try_from(millis).unwrap_or(0))
    };
    Some(wait.min(LONGEST_WAIT))
}
