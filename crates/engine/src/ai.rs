//! A language model behind HTTP: asked within bounds, measured, and never trusted.
//!
//! [`Ai`] is whoever the settings name. It takes an [`Ask`] (our instructions, a turn of data, the schema of the
//! answer) and gives text; what the text is worth is judged by those who asked. Here live the waiting, the retries,
//! the limit of each workspace, and the line in the log for every call. A provider is a `Dialect`: how
//! a request is put and an answer is read.
//!
//! Plain HTTP rather than a client library: `Retry-After`, reasons of blocking, a broken stream and the very bytes sent
//! are what this is about, and they are what libraries hide.

mod allowance;
mod dialect;
mod error;
mod exchange;
mod gemini;
mod key;
mod openai;
pub mod partial;
mod sse;
pub mod veil;

#[cfg(test)]
pub(crate) mod stand_in;
#[cfg(test)]
mod tests;

use std::time::{Duration, Instant};

use domain::WorkspaceId;
use reqwest::{Client, Url, redirect};

use crate::channel::connection::ConnectionError;
use allowance::Allowance;
use dialect::Dialect;
pub use error::{AiError, Trouble};
use exchange::Held;
use gemini::Gemini;
pub use key::Key;
use openai::OpenAi;

/// How long a connection may take to come about. Past it the service counts as down, so that whoever waits can be
/// told within a second.
const CONNECT: Duration = Duration::from_millis(900);

/// Who is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Provider {
    /// Google's Gemini by its own REST interface.
    Gemini,
    /// Any server that speaks the chat completions of `OpenAI`.
    OpenAi,
    /// Ollama on a machine of one's own, by the same interface.
    Ollama,
}

impl Provider {
    /// A short stable word for programs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gemini => "gemini",
            Self::OpenAi => "openai",
            Self::Ollama => "ollama",
        }
    }
}

/// What a person decided about AI.
#[derive(Debug, Clone)]
pub struct AiSettings {
    /// Who is asked.
    pub provider: Provider,
    /// The server's address, up to and without the version for Gemini, with it (`/v1`) for the others.
    pub base_url: String,
    /// Shown to the server and to nobody else.
    pub key: Option<Key>,
    /// The model's name there.
    pub model: String,
    /// How long one answer may take, retries included.
    pub patience: Duration,
    /// How often a workspace may ask within a minute.
    pub per_minute: u32,
}

/// What a call is for: a label of logs and metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Messages for an objective.
    Messages,
    /// A rule for words.
    Audience,
}

impl Purpose {
    const fn name(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Audience => "audience",
        }
    }
}

/// One turn of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    /// What we say, made of data.
    Ours(String),
    /// What the model said before.
    Theirs(String),
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct Ask<'a> {
    /// For whom: its allowance is used.
    pub workspace: WorkspaceId,
    /// What for.
    pub purpose: Purpose,
    /// Our instructions; nothing of a person's is in them.
    pub instructions: &'a str,
    /// The conversation, ours first.
    pub turns: &'a [Turn],
    /// The JSON schema of the answer.
    pub schema: &'a serde_json::Value,
    /// From 0 (the likeliest words) to 2.
    pub temperature: f32,
}

/// How an answer ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// By itself.
    Whole,
    /// At the longest answer allowed.
    CutOff,
    /// By the provider's filter, which gave this as its reason.
    Blocked(String),
    /// The connection broke in the middle.
    Broken,
    /// Our patience ran out in the middle.
    Late,
}

impl Ended {
    /// A stable word for logs and metrics.
    const fn name(&self) -> &'static str {
        match self {
            Self::Whole => "answered",
            Self::CutOff => "cut_off",
            Self::Blocked(_) => "blocked",
            Self::Broken => "broken",
            Self::Late => "late",
        }
    }
}

/// Tokens paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// Read by the model.
    pub prompt: u64,
    /// Written by it, thoughts included.
    pub answer: u64,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// As it came: supposed to be JSON of the schema.
    pub text: String,
    /// How it ended.
    pub ended: Ended,
    /// What it cost, as far as was told.
    pub usage: Usage,
}

/// Hears an answer piece by piece, as it is written.
pub type Hear<'a> = &'a (dyn Fn(&str) + Send + Sync);

/// A language model that can be asked.
#[derive(Debug)]
pub struct Ai {
    client: Client,
    dialect: Box<dyn Dialect>,
    settings: AiSettings,
    allowance: Allowance,
    held: Held,
}

impl Ai {
    /// Makes the client; nothing is asked yet.
    ///
    /// # Panics
    /// If no TLS provider has been installed in the process: the binary does that first of all.
    pub fn new(settings: AiSettings) -> Result<Self, ConnectionError> {
        let url = Url::parse(&settings.base_url).ok();
        let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        let url = url.ok_or_else(|| ConnectionError::NoAddress(settings.base_url.clone()))?;
        let mut builder = Client::builder()
            .connect_timeout(CONNECT)
            .redirect(redirect::Policy::none())
            .user_agent(concat!("minicrm/", env!("CARGO_PKG_VERSION")));
        if url.scheme() == "http" {
            // A server of one's own must be reachable from a machine without any root certificates.
            builder = builder.tls_certs_only([]);
        }
        if crate::channel::connection::is_loopback(&url) {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(ConnectionError::NoTls)?;
        let dialect: Box<dyn Dialect> = match settings.provider {
            Provider::Gemini => Box::new(Gemini::new(&url, &settings)),
            Provider::OpenAi | Provider::Ollama => Box::new(OpenAi::new(&url, &settings)),
        };
        let allowance = Allowance::of(settings.per_minute);
        Ok(Self { client, dialect, settings, allowance, held: Held::default() })
    }

    /// A short stable word for programs: who answers.
    pub fn source(&self) -> &'static str {
        self.settings.provider.name()
    }

    /// Who answers, for people.
    pub fn who(&self) -> &str {
        match self.settings.provider {
            Provider::Gemini => "Gemini",
            Provider::OpenAi | Provider::Ollama => &self.settings.model,
        }
    }

    /// The model's name.
    pub fn model(&self) -> &str {
        &self.settings.model
    }

    /// Asks, within the workspace's allowance and our patience; with `hear`, piece by piece. Text that was heard is
    /// never taken back: an answer that ends badly after its beginning comes as [`Written`] and says how.
    pub async fn ask(&self, ask: &Ask<'_>, hear: Option<Hear<'_>>) -> Result<Written, AiError> {
        self.allowance.take(ask.workspace)?;
        let mut call = Call { ai: self, ask, begun: Instant::now(), attempts: 0, over: false };
        let answer = self.exchange(ask, hear, &mut call.attempts).await;
        call.over(&answer);
        answer
    }

    /// How long one answer may take.
    pub const fn patience(&self) -> Duration {
        self.settings.patience
    }
}

/// A call under way. However it ends, dropped by whoever waited for it too, it leaves one line in the log and its share
/// in the metrics. No word of what was asked or answered is in them.
struct Call<'a> {
    ai: &'a Ai,
    ask: &'a Ask<'a>,
    begun: Instant,
    attempts: u32,
    over: bool,
}

impl Call<'_> {
    fn over(&mut self, answer: &Result<Written, AiError>) {
        self.over = true;
        let (outcome, usage) = match answer {
            Ok(written) => (written.ended.name(), written.usage),
            Err(error) => (error.trouble.name(), Usage::default()),
        };
        self.record(outcome, usage);
        if let Err(error) = answer {
            let said = error.said.as_deref().unwrap_or_default();
            tracing::warn!(provider = self.ai.source(), outcome, said, "{error}");
        }
    }

    fn record(&self, outcome: &'static str, usage: Usage) {
        let took = self.begun.elapsed();
        let (provider, model, purpose) = (self.ai.source(), self.ai.model(), self.ask.purpose.name());
        let labels = [("provider", provider.to_owned()), ("model", model.to_owned())];
        for (kind, count) in [("prompt", usage.prompt), ("answer", usage.answer)] {
            let labels = [&labels[..], &[("kind", kind.to_owned())]].concat();
            metrics::counter!("minicrm_ai_tokens_total", &labels).increment(count);
        }
        let labels = [&labels[..], &[("purpose", purpose.to_owned())]].concat();
        metrics::histogram!("minicrm_ai_seconds", &labels).record(took.as_secs_f64());
        let labels = [&labels[..], &[("outcome", outcome.to_owned())]].concat();
        metrics::counter!("minicrm_ai_calls_total", &labels).increment(1);
        tracing::info!(
            workspace = self.ask.workspace.get(),
            provider,
            model,
            purpose,
            outcome,
            attempts = self.attempts,
            prompt_tokens = usage.prompt,
            answer_tokens = usage.answer,
            took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            "asked a language model"
        );
    }
}

impl Drop for Call<'_> {
    fn drop(&mut self) {
        if !self.over {
            self.record("abandoned", Usage::default());
        }
    }
}
