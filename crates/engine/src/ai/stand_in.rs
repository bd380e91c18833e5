//! A server on a loopback port that speaks the documented protocols of Gemini (`generateContent`,
//! `streamGenerateContent?alt=sse`) and of `OpenAI` (`chat/completions`), says what a test tells it to, and keeps every
//! byte it was sent. Its answers are written by hand for the tests; nothing of it is in the product.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// What the stand-in says next.
#[derive(Debug, Clone)]
#[allow(dead_code, reason = "each of the suites that share this uses some")]
pub(crate) enum Reply {
    /// This text, whole; in pieces where a stream is asked for.
    Text(String),
    /// This text, cut off by the longest answer.
    CutOff(String),
    /// The prompt is blocked: no candidate at all.
    PromptBlocked,
    /// This text, and then the safety filter.
    Blocked(String),
    /// This text, and then the connection ends without a last word.
    Broken(String),
    /// A status, a `Retry-After` and a body.
    Status(u16, Option<&'static str>, Value),
    /// 200 with a body that is not of the protocol.
    Raw(&'static str),
    /// Takes the request and never answers.
    Silence,
}

/// One request as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

#[allow(dead_code, reason = "each of the suites that share this uses some")]
impl Asked {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Every byte: address, headers, body.
    pub(crate) fn everything(&self) -> String {
        format!("{} {:?} {}", self.path, self.headers, String::from_utf8_lossy(&self.body))
    }

    /// Our instructions, in either protocol.
    pub(crate) fn instructions(&self) -> String {
        let body = self.json();
        let gemini = &body["systemInstruction"]["parts"][0]["text"];
        let openai = &body["messages"][0]["content"];
        gemini.as_str().or(openai.as_str()).unwrap().to_owned()
    }

    /// The texts of the turns after them, in either protocol.
    pub(crate) fn turns(&self) -> Vec<String> {
        let body = self.json();
        let turn = |turn: &Value| {
            let text = turn["parts"][0]["text"].as_str().or(turn["content"].as_str());
            text.unwrap().to_owned()
        };
        match (body["contents"].as_array(), body["messages"].as_array()) {
            (Some(contents), _) => contents.iter().map(turn).collect(),
            (None, messages) => messages.unwrap()[1..].iter().map(turn).collect(),
        }
    }
}

#[derive(Debug, Default)]
struct Told {
    replies: VecDeque<Reply>,
    asked: Vec<Asked>,
}

/// The stand-in.
#[derive(Debug, Clone)]
pub(crate) struct StandIn {
    /// Its address, without a path.
    pub(crate) url: String,
    told: Arc<Mutex<Told>>,
}

#[allow(dead_code, reason = "each of the suites that share this uses some")]
impl StandIn {
    /// Serves until the test's runtime ends; says these one after the other.
    pub(crate) async fn saying(replies: impl IntoIterator<Item = Reply>) -> Self {
        let told = Arc::new(Mutex::new(Told { replies: replies.into_iter().collect(), asked: Vec::new() }));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(told.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, told }
    }

    /// Says this too, after the rest.
    pub(crate) fn then(&self, reply: Reply) {
        self.told.lock().unwrap().replies.push_back(reply);
    }

    /// What it was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.told.lock().unwrap().asked.clone()
    }
}

async fn answer(State(told): State<Arc<Mutex<Told>>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let path = parts.uri.to_string();
    let reply = {
        let mut told = told.lock().unwrap();
        told.asked.push(Asked { path: path.clone(), headers: parts.headers, body: body.clone() });
        told.replies.pop_front()
    };
    let gemini = path.contains(":generateContent") || path.contains(":streamGenerateContent?alt=sse");
    let asked: Value = serde_json::from_slice(&body).unwrap_or_default();
    let stream = path.contains("alt=sse") || asked["stream"] == true;
    if !gemini && !path.ends_with("/chat/completions") {
        return (StatusCode::NOT_FOUND, axum::Json(json!({"error": {"message": "no such method"}})))
            .into_response();
    }
    let say = |text: &str, ended: Option<&str>| match (stream, gemini) {
        (false, true) => whole(&gemini_piece(text, ended)),
        (false, false) => whole(&openai_whole(text, ended)),
        (true, true) => events(
            pieces(text).map(|piece| gemini_piece(piece, None)),
            ended.map(|ended| gemini_piece("", Some(ended))),
        ),
        (true, false) => events(
            pieces(text).map(|piece| openai_piece(piece, None)),
            ended.map(|ended| openai_piece("", Some(ended))),
        ),
    };
    match reply.unwrap_or(Reply::Status(
        500,
        None,
        json!({"error": {"message": "the test has said nothing more"}}),
    )) {
        Reply::Text(text) => say(&text, Some(if gemini { "STOP" } else { "stop" })),
        Reply::CutOff(text) => say(&text, Some(if gemini { "MAX_TOKENS" } else { "length" })),
        Reply::Blocked(text) => say(&text, Some(if gemini { "SAFETY" } else { "content_filter" })),
        Reply::Broken(text) => say(&text, None),
        Reply::PromptBlocked if gemini => {
            let blocked = json!({"promptFeedback": {"blockReason": "SAFETY"}, "usageMetadata": {"promptTokenCount": 9}});
            if stream { events(std::iter::once(blocked), None) } else { whole(&blocked) }
        }
        Reply::PromptBlocked => {
            let error = json!({"error": {"message": "content policy", "code": "content_filter"}});
            (StatusCode::BAD_REQUEST, axum::Json(error)).into_response()
        }
        Reply::Status(status, after, body) => {
            let mut response = (StatusCode::from_u16(status).unwrap(), axum::Json(body)).into_response();
            if let Some(after) = after {
                response.headers_mut().insert(header::RETRY_AFTER, after.parse().unwrap());
            }
            response
        }
        Reply::Raw(text) => ([(header::CONTENT_TYPE, "application/json")], text).into_response(),
        Reply::Silence => std::future::pending().await,
    }
}

/// A text in pieces of a few letters, as tokens arrive.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = rest.char_indices().nth(7).map_or(rest.len(), |(at, _)| at);
        let (piece, after) = rest.split_at(end);
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}

fn gemini_piece(text: &str, ended: Option<&str>) -> Value {
    let mut candidate = json!({"content": {"parts": [{"text": text}], "role": "model"}, "index": 0});
    if let Some(ended) = ended {
        candidate["finishReason"] = ended.into();
    }
    json!({"candidates": [candidate], "modelVersion": "stand-in",
        "usageMetadata": {"promptTokenCount": 900, "candidatesTokenCount": 200, "thoughtsTokenCount": 50, "totalTokenCount": 1150}})
}

fn openai_whole(text: &str, ended: Option<&str>) -> Value {
    json!({"object": "chat.completion", "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": ended}],
        "usage": {"prompt_tokens": 900, "completion_tokens": 250, "total_tokens": 1150}})
}

fn openai_piece(text: &str, ended: Option<&str>) -> Value {
    let usage = ended.map(|_| json!({"prompt_tokens": 900, "completion_tokens": 250}));
    json!({"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": ended}], "usage": usage})
}

fn whole(body: &Value) -> Response {
    axum::Json(body.clone()).into_response()
}

fn events(pieces: impl Iterator<Item = Value>, last: Option<Value>) -> Response {
    let events: Vec<Result<String, Infallible>> =
        pieces.chain(last).map(|piece| Ok(format!("data: {piece}\r\n\r\n"))).collect();
    let body = Body::from_stream(futures_util::stream::iter(events));
    ([(header::CONTENT_TYPE, "text/event-stream")], body).into_response()
}
