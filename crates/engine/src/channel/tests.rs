//! A vendor's every answer, over real HTTP.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use domain::Channel;
use domain::message::WireId;
use serde_json::value::RawValue;

use super::loopback::{install_tls, nobody, serve};
use super::*;
use crate::clock::now;
use crate::signature::{Headers, Secret};

const SECRET: &[u8] = b"a secret of more than 24 bytes";

/// What a vendor written for one test answers a batch of ids with.
type Answer = Box<dyn Fn(&[String]) -> Response + Send + Sync>;

struct Scripted {
    answer: Answer,
    /// Every request's messages: id and the JSON they came as.
    seen: Mutex<Vec<Vec<(String, String)>>>,
}

impl Scripted {
    /// How many messages each request held.
    fn sizes(&self) -> Vec<usize> {
        self.seen.lock().unwrap().iter().map(Vec::len).collect()
    }
}

/// A vendor that checks signatures and answers by a function; its address, and what it has seen.
async fn vendor(answer: impl Fn(&[String]) -> Response + Send + Sync + 'static) -> (Vendor, Arc<Scripted>) {
    let scripted = Arc::new(Scripted { answer: Box::new(answer), seen: Mutex::default() });
    let router = Router::new().route("/send", post(take)).route("/status", post(status));
    let url = serve(router.with_state(Arc::clone(&scripted))).await;
    (client(&url), scripted)
}

fn client(url: &str) -> Vendor {
    install_tls();
    let callback_url = "http://localhost/receipt".to_owned();
    let secret = Secret::from_bytes(SECRET);
    Vendor::new(VendorSettings { url: url.into(), secret, callback_url, timeout: Duration::from_secs(5) })
        .unwrap()
}

async fn take(State(scripted): State<Arc<Scripted>>, headers: HeaderMap, body: Bytes) -> Response {
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Request<'a> {
        #[serde(borrow)]
        messages: Vec<&'a RawValue>,
        callback_url: String,
    }
    #[derive(serde::Deserialize)]
    struct Named {
        id: String,
    }
    let signed = Headers::find(|name| headers.get(name)?.to_str().ok()).unwrap();
    Secret::from_bytes(SECRET).verify(signed, &body, now()).unwrap();
    let request: Request<'_> = serde_json::from_slice(&body).unwrap();
    assert_eq!(request.callback_url, "http://localhost/receipt");
    let id = |raw: &RawValue| serde_json::from_str::<Named>(raw.get()).unwrap().id;
    let messages: Vec<_> = request.messages.iter().map(|raw| (id(raw), raw.get().to_owned())).collect();
    let ids: Vec<_> = messages.iter().map(|(id, _)| id.clone()).collect();
    scripted.seen.lock().unwrap().push(messages);
    (scripted.answer)(&ids)
}

async fn status(State(scripted): State<Arc<Scripted>>, body: Bytes) -> Response {
    let request: HashMap<String, Vec<String>> = serde_json::from_slice(&body).unwrap();
    (scripted.answer)(&request["ids"])
}

fn accepting(ids: &[String]) -> Response {
    (StatusCode::ACCEPTED, serde_json::json!({ "accepted": ids, "rejected": [] }).to_string()).into_response()
}

fn refusing(status: u16, said: &'static str) -> Response {
    (StatusCode::from_u16(status).unwrap(), said).into_response()
}

fn batch(size: u32) -> Vec<Outgoing> {
    (0..size)
        .map(|ordinal| Outgoing {
            id: id(ordinal),
            channel: Channel::Email,
            to: format!("c{ordinal}@shop.example"),
            name: Some("Ana".into()),
            subject: Some("Hi".into()),
            body: format!("Hi {ordinal} \u{1f33b}"),
            html: Some("<p>Hi</p>".into()),
        })
        .collect()
}

fn id(ordinal: u32) -> WireId {
    format!("7-{ordinal}.1").parse().unwrap()
}

fn ids(ordinals: impl IntoIterator<Item = u32>) -> Vec<WireId> {
    ordinals.into_iter().map(id).collect()
}

#[tokio::test]
async fn each_message_is_accepted_rejected_or_unanswered() {
    let answer = r#"{"accepted":["7-0.1","7-0.1","9-9.1","?"],"rejected":[{"id":"7-1.1","reason":"no\nsuch user"},
        {"id":"7-0.1","reason":"both"},{"id":"7-2.1"},{"id":"somebody"}],"more":{}}"#;
    let (vendor, _) = vendor(move |_| refusing(202, answer)).await;
    let handover = vendor.send(&batch(4)).await.unwrap();
    assert_eq!(handover.accepted, [id(0)]);
    assert_eq!(
        handover.rejected,
        [(id(1), "no such user".to_owned()), (id(2), "rejected by the vendor".to_owned())]
    );
    assert_eq!(handover.unanswered, [id(3)]);
}

#[tokio::test]
async fn an_answers_status_says_what_to_do() {
    for (status, expected) in [
        (400, "invalid"),
        (401, "refused"),
        (403, "refused"),
        (404, "refused"),
        (408, "retry"),
        (410, "refused"),
        (413, "too large"),
        (422, "invalid"),
        (429, "busy"),
        (500, "retry"),
        (503, "retry"),
        (307, "refused"),
    ] {
        let (vendor, _) = vendor(move |_| refusing(status, "because\nof it")).await;
        let (kind, why) = match vendor.send(&batch(1)).await.unwrap_err() {
            SendError::Retry { after: None, why } => ("retry", why),
            SendError::Busy { after: None, why } => ("busy", why),
            SendError::Refused { status: told, why } if told == status => ("refused", why),
            SendError::TooLarge { why } => ("too large", why),
            SendError::Invalid { why } => ("invalid", why),
            other => panic!("{other:?}"),
        };
        assert_eq!(kind, expected, "{status}");
        assert!(why.contains(&status.to_string()) && why.ends_with(": because of it"), "{why}");
    }
}

#[tokio::test]
async fn the_vendor_says_how_long_to_wait() {
    let date = |seconds| {
        let at = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(seconds);
        at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
    };
    for (header, at_least, at_most) in [
        ("7".to_owned(), Some(7), 7),
        ("0".to_owned(), Some(0), 0),
        ("999999".to_owned(), Some(3_600), 3_600),
        (date(100), Some(90), 100),
        (date(-100), Some(0), 0),
        ("soon".to_owned(), None, 0),
        ("-3".to_owned(), None, 0),
    ] {
        let value = header.clone();
        let (vendor, _) = vendor(move |_| {
            (StatusCode::TOO_MANY_REQUESTS, [("retry-after", value.clone())]).into_response()
        })
        .await;
        let Err(SendError::Busy { after, .. }) = vendor.send(&batch(1)).await else { panic!("not busy") };
        let after = after.map(|after| after.as_secs());
        assert_eq!(after.is_some(), at_least.is_some(), "{header}");
        assert!(after >= at_least && after.unwrap_or_default() <= at_most, "{header}: {after:?}");
    }
}

#[tokio::test]
async fn no_answer_is_tried_again_and_names_no_address() {
    install_tls();
    let silent = Router::new().route("/send", post(std::future::pending::<()>));
    let settings = VendorSettings {
        url: serve(silent).await,
        secret: Secret::from_bytes(SECRET),
        callback_url: String::new(),
        timeout: Duration::from_millis(50),
    };
    let late = Vendor::new(settings).unwrap().send(&batch(1)).await.unwrap_err();
    assert_eq!(late, SendError::Retry { after: None, why: "the vendor did not answer in time".into() });
    let absent = client(&nobody().await).send(&batch(1)).await.unwrap_err();
    assert_eq!(absent, SendError::Busy { after: None, why: "no connection to the vendor".into() });
    let (vendor, _) = vendor(|_| refusing(200, "<html>")).await;
    assert!(matches!(vendor.send(&batch(1)).await, Err(SendError::Retry { .. })));
}

#[tokio::test]
async fn what_is_no_address_of_a_server_is_refused_at_once() {
    for url in ["", "vendor", "ftp://vendor.example", "http://", "mailto:a@b.c"] {
        let secret = Secret::from_bytes(SECRET);
        let settings = VendorSettings {
            url: url.into(),
            secret,
            callback_url: String::new(),
            timeout: Duration::from_secs(1),
        };
        assert!(Vendor::new(settings).is_err(), "{url}");
    }
}

#[tokio::test]
async fn a_batch_that_is_too_large_is_halved_until_it_is_taken() {
    let (vendor, seen) = vendor(|ids| if ids.len() > 3 { refusing(413, "") } else { accepting(ids) }).await;
    let done = hand_over(&vendor, &batch(10)).await;
    assert_eq!(
        done,
        HandedOver {
            handover: Handover { accepted: ids(0..10), ..Handover::default() },
            ..HandedOver::default()
        }
    );
    assert_eq!(seen.sizes(), [10, 5, 2, 3, 5, 2, 3]);
}

#[tokio::test]
async fn a_message_that_is_invalid_alone_is_rejected_alone() {
    let bad = ["7-3.1", "7-600.1", "7-601.1"];
    let (vendor, seen) = vendor(move |ids| {
        if ids.iter().any(|id| bad.contains(&id.as_str())) { refusing(422, "phone?") } else { accepting(ids) }
    })
    .await;
    let done = hand_over(&vendor, &batch(1_000)).await;
    assert_eq!(done.stopped, None);
    assert_eq!(done.handover.accepted, ids((0..1_000).filter(|n| ![3, 600, 601].contains(n))));
    let rejected: Vec<_> = done.handover.rejected.iter().map(|(id, _)| *id).collect();
    assert_eq!(rejected, ids([3, 600, 601]));
    assert!(done.handover.rejected[0].1.ends_with("phone?"));
    assert!(seen.sizes().len() <= 2 * 3 * 11, "{} requests", seen.sizes().len());
}

#[tokio::test]
async fn a_message_too_large_alone_is_rejected_alone_and_ends() {
    let (vendor, seen) = vendor(|_| refusing(413, "")).await;
    let done = hand_over(&vendor, &batch(4)).await;
    assert_eq!(done.handover.rejected.len(), 4);
    assert_eq!(seen.sizes(), [4, 2, 1, 1, 2, 1, 1]);
    assert_eq!(hand_over(&vendor, &[]).await, HandedOver::default());
    assert_eq!(seen.sizes().len(), 7, "nothing is not offered");
}

#[tokio::test]
async fn what_was_taken_before_a_stop_stays_taken() {
    for (status, may_be_taken) in [(503, ids(4..6)), (401, vec![]), (429, vec![])] {
        let (vendor, _) = vendor(move |ids| match ids.len() {
            8 => refusing(400, ""),
            _ if ids.contains(&"7-0.1".to_owned()) => accepting(ids),
            4 => refusing(413, ""),
            _ => refusing(status, ""),
        })
        .await;
        let done = hand_over(&vendor, &batch(8)).await;
        assert_eq!(done.handover.accepted, ids(0..4));
        let untaken: Vec<_> = ids(4..8).into_iter().filter(|id| !may_be_taken.contains(id)).collect();
        assert_eq!((done.handover.unanswered, done.untaken), (may_be_taken, untaken), "{status}");
        assert!(done.stopped.is_some());
    }
}

#[tokio::test]
async fn a_message_offered_again_is_the_same_byte_for_byte() {
    let (vendor, seen) = vendor(|ids| if ids.len() > 1 { refusing(413, "") } else { accepting(ids) }).await;
    for _ in 0..2 {
        hand_over(&vendor, &batch(5)).await;
    }
    let mut known: HashMap<String, String> = HashMap::new();
    for (id, json) in seen.seen.lock().unwrap().iter().flatten() {
        assert_eq!(known.entry(id.clone()).or_insert_with(|| json.clone()), json);
    }
    assert_eq!(known.len(), 5);
}

#[tokio::test]
async fn a_vendor_is_asked_what_became_of_messages() {
    let (able, _) = vendor(|ids| {
        assert_eq!(ids, ["7-0.1", "7-1.1", "7-2.1"]);
        refusing(
            200,
            r#"[{"id":"7-0.1","status":"sent","at":"2024-05-31T09:00:00Z"},{"id":"7-1.1","status":"pending","at":null},
                {"id":"8-0.1","status":"sent","at":"2024-05-31T09:00:00Z"}]"#,
        )
    })
    .await;
    let receipts = able.status(&ids(0..3)).await.unwrap().unwrap();
    assert_eq!(receipts.iter().map(|receipt| receipt.id).collect::<Vec<_>>(), [id(0)]);

    let (unable, _) = vendor(|_| refusing(404, "")).await;
    assert_eq!(unable.status(&ids(0..3)).await.unwrap(), None);
    let (down, _) = vendor(|_| refusing(502, "")).await;
    assert!(matches!(down.status(&ids(0..3)).await, Err(SendError::Retry { .. })));
}
