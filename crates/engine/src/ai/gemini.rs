//! Gemini's REST interface: `generateContent` and `streamGenerateContent`.

use std::time::Duration;

use reqwest::{Client, RequestBuilder, Url};
use serde::Deserialize;
use serde_json::{Value, json};

use super::dialect::{Dialect, LONGEST_ANSWER, Piece, Refusal};
use super::{AiSettings, Ask, Ended, Key, Turn, Usage};
use crate::channel::connection::below;

/// Speaks to Gemini.
#[derive(Debug)]
pub(super) struct Gemini {
    /// `…/v1beta/models/MODEL`, without the method.
    model: Url,
    key: Option<Key>,
}

impl Gemini {
    pub(super) fn new(base: &Url, settings: &AiSettings) -> Self {
        let name = settings.model.strip_prefix("models/").unwrap_or(&settings.model);
        let versioned = base.path().trim_end_matches('/').rsplit('/').next().is_some_and(is_version);
        let base = if versioned { base.clone() } else { below(base, "v1beta") };
        Self { model: below(&below(&base, "models"), name), key: settings.key.clone() }
    }
}

fn is_version(segment: &str) -> bool {
    segment.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

impl Dialect for Gemini {
    fn request(&self, client: &Client, ask: &Ask<'_>, stream: bool) -> RequestBuilder {
        let mut url = self.model.clone();
        let method = if stream { "streamGenerateContent" } else { "generateContent" };
        url.set_path(&format!("{}:{method}", self.model.path()));
        if stream {
            url.query_pairs_mut().append_pair("alt", "sse");
        }
        let contents: Vec<Value> = ask
            .turns
            .iter()
            .map(|turn| match turn {
                Turn::Ours(text) => json!({"role": "user", "parts": [{"text": text}]}),
                Turn::Theirs(text) => json!({"role": "model", "parts": [{"text": text}]}),
            })
            .collect();
        let body = json!({
            "systemInstruction": {"parts": [{"text": ask.instructions}]},
            "contents": contents,
            "generationConfig": {
                "temperature": ask.temperature,
                "maxOutputTokens": LONGEST_ANSWER,
                "responseMimeType": "application/json",
                "responseJsonSchema": ask.schema,
            },
        });
        let request = client.post(url).json(&body);
        match self.key.as_ref().and_then(|key| key.header("")) {
            Some(key) => request.header("x-goog-api-key", key),
            None => request,
        }
    }

    fn read(&self, json: &str) -> Result<Piece, serde_json::Error> {
        let answer: Answer = serde_json::from_str(json)?;
        let mut piece = Piece {
            usage: answer.usage_metadata.map(|usage| Usage {
                prompt: usage.prompt_token_count,
                answer: usage.candidates_token_count + usage.thoughts_token_count,
            }),
            failed: answer.error.map(|error| error.message),
            ..Piece::default()
        };
        if let Some(reason) = answer.prompt_feedback.and_then(|feedback| feedback.block_reason) {
            piece.ended = Some(Ended::Blocked(reason));
        }
        if let Some(candidate) = answer.candidates.into_iter().next() {
            let parts = candidate.content.map(|content| content.parts).unwrap_or_default();
            piece.text = parts.into_iter().filter(|part| !part.thought).map(|part| part.text).collect();
            piece.ended = piece.ended.or(candidate.finish_reason.and_then(ended));
        }
        Ok(piece)
    }

    fn refusal(&self, body: &str) -> Refusal {
        // Streams wrap an error into a list.
        let error = match serde_json::from_str::<OneOrMany>(body) {
            Ok(OneOrMany::One(answer)) => answer.error,
            Ok(OneOrMany::Many(answers)) => answers.into_iter().find_map(|answer| answer.error),
            Err(_) => None,
        };
        let Some(error) = error else { return Refusal { said: body.to_owned(), ..Refusal::default() } };
        let after = error.details.iter().find_map(|detail| {
            let delay = detail.get("retryDelay")?.as_str()?.strip_suffix('s')?;
            Duration::try_from_secs_f64(delay.parse().ok()?).ok()
        });
        let key = error.details.iter().any(|detail| {
            detail.get("reason").and_then(Value::as_str).is_some_and(|reason| reason.starts_with("API_KEY"))
        }) || error.message.contains("API key");
        Refusal { said: error.message, key, after }
    }

    fn key_setting(&self) -> &'static str {
        "GEMINI_API_KEY"
    }

    fn model_setting(&self) -> &'static str {
        "GEMINI_MODEL"
    }
}

/// What a reason of finishing means; `None` while the answer goes on.
fn ended(reason: String) -> Option<Ended> {
    match reason.as_str() {
        "FINISH_REASON_UNSPECIFIED" => None,
        "STOP" => Some(Ended::Whole),
        "MAX_TOKENS" => Some(Ended::CutOff),
        _ => Some(Ended::Blocked(reason)),
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(Answer),
    Many(Vec<Answer>),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    #[serde(default)]
    candidates: Vec<Candidate>,
    prompt_feedback: Option<PromptFeedback>,
    usage_metadata: Option<UsageMetadata>,
    error: Option<GoogleError>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Candidate {
    content: Option<Content>,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Content {
    #[serde(default)]
    parts: Vec<Part>,
}

#[derive(Deserialize)]
struct Part {
    #[serde(default)]
    text: String,
    /// Part of the model's thinking, which nobody asked for.
    #[serde(default)]
    thought: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PromptFeedback {
    block_reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
struct UsageMetadata {
    prompt_token_count: u64,
    candidates_token_count: u64,
    thoughts_token_count: u64,
}

#[derive(Deserialize)]
struct GoogleError {
    #[serde(default)]
    message: String,
    #[serde(default)]
    details: Vec<Value>,
}
