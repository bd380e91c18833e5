//! The chat completions of `OpenAI`, which most other services and local servers speak too.

use reqwest::{Client, RequestBuilder, Url};
use serde::Deserialize;
use serde_json::{Value, json};

use super::dialect::{Dialect, Piece, Refusal};
use super::{AiSettings, Ask, Ended, Key, Turn, Usage};
use crate::channel::connection::below;

/// Speaks to a server by `POST …/chat/completions`.
#[derive(Debug)]
pub(super) struct OpenAi {
    url: Url,
    key: Option<Key>,
    model: String,
}

impl OpenAi {
    pub(super) fn new(base: &Url, settings: &AiSettings) -> Self {
        let url = below(&below(base, "chat"), "completions");
        Self { url, key: settings.key.clone(), model: settings.model.clone() }
    }
}

impl Dialect for OpenAi {
    fn request(&self, client: &Client, ask: &Ask<'_>, stream: bool) -> RequestBuilder {
        let mut messages = vec![json!({"role": "system", "content": ask.instructions})];
        messages.extend(ask.turns.iter().map(|turn| match turn {
            Turn::Ours(text) => json!({"role": "user", "content": text}),
            Turn::Theirs(text) => json!({"role": "assistant", "content": text}),
        }));
        // Neither a temperature nor a longest answer: each is an error to some of the servers that speak this.
        let mut body = json!({
            "model": self.model,
            "messages": messages,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": ask.purpose.name(), "strict": true, "schema": ask.schema},
            },
        });
        if stream {
            body["stream"] = true.into();
            body["stream_options"] = json!({"include_usage": true});
        }
        let request = client.post(self.url.clone()).json(&body);
        match self.key.as_ref().and_then(|key| key.header("Bearer ")) {
            Some(key) => request.header("authorization", key),
            None => request,
        }
    }

    fn read(&self, json: &str) -> Result<Piece, serde_json::Error> {
        // The stream's last word.
        if json.trim() == "[DONE]" {
            return Ok(Piece::default());
        }
        let answer: Answer = serde_json::from_str(json)?;
        let mut piece = Piece {
            usage: answer
                .usage
                .map(|usage| Usage { prompt: usage.prompt_tokens, answer: usage.completion_tokens }),
            failed: answer.error.map(|error| said(&error)),
            ..Piece::default()
        };
        if let Some(choice) = answer.choices.into_iter().next() {
            let message = choice.message.or(choice.delta).unwrap_or_default();
            piece.text = message.content.unwrap_or_default();
            let refused = message.refusal.filter(|refusal| !refusal.is_empty());
            piece.ended = match choice.finish_reason.as_deref() {
                _ if refused.is_some() => refused.map(|_| Ended::Blocked("refusal".to_owned())),
                None => None,
                Some("stop") => Some(Ended::Whole),
                Some("length") => Some(Ended::CutOff),
                Some(other) => Some(Ended::Blocked(other.to_owned())),
            };
        }
        Ok(piece)
    }

    fn refusal(&self, body: &str) -> Refusal {
        let error = serde_json::from_str::<Answer>(body).ok().and_then(|answer| answer.error);
        let said = error.as_ref().map_or_else(|| body.to_owned(), said);
        let key = error.is_some_and(|error| error.get("code").is_some_and(|code| code == "invalid_api_key"));
        Refusal { said, key, after: None }
    }

    fn key_setting(&self) -> &'static str {
        "AI_API_KEY"
    }

    fn model_setting(&self) -> &'static str {
        "AI_MODEL"
    }
}

/// Errors are an object with a message, or, with some servers, only the message.
fn said(error: &Value) -> String {
    let message = error.get("message").and_then(Value::as_str).or_else(|| error.as_str());
    message.map_or_else(|| error.to_string(), ToOwned::to_owned)
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    choices: Vec<Choice>,
    usage: Option<Tokens>,
    error: Option<Value>,
}

#[derive(Deserialize)]
struct Choice {
    message: Option<Message>,
    delta: Option<Message>,
    finish_reason: Option<String>,
}

#[derive(Deserialize, Default)]
struct Message {
    content: Option<String>,
    refusal: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Tokens {
    prompt_tokens: u64,
    completion_tokens: u64,
}
