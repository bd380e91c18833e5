//! One call: sent, waited for, tried again where that can help, and read within bounds.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::{Response, StatusCode, header};
use tokio::time::{Instant, sleep, timeout_at};

use super::dialect::Piece;
use super::error::{AiError, Trouble, in_words};
use super::sse::Events;
use super::{Ai, Ask, Ended, Hear, Usage, Written};
use crate::channel::vendor::wait;

/// How often one ask is sent at most.
const ATTEMPTS: u32 = 3;
/// The first pause where the service names none; the next is twice as long.
const PAUSE: Duration = Duration::from_millis(400);
/// The longest answer read, in bytes: far beyond any we ask for.
const LONGEST: usize = 1 << 20;
/// The most of what a service says about a refusal that is kept.
const LONGEST_SAID: usize = 300;

/// The service asked us to come back, and this is when. Until then nobody is made to wait for the same answer.
#[derive(Debug, Default)]
pub(super) struct Held(Mutex<Option<Instant>>);

impl Held {
    fn until(&self) -> Option<Instant> {
        let until = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        until.filter(|until| *until > Instant::now())
    }

    fn hold(&self, until: Instant) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(until);
    }
}

/// A try that failed.
struct Failed {
    error: AiError,
    /// True if the next may not.
    again: bool,
}

impl Failed {
    fn for_good(error: AiError) -> Self {
        Self { error, again: false }
    }

    fn for_now(error: AiError) -> Self {
        Self { error, again: true }
    }
}

impl Ai {
    /// Sends until there is an answer, patience is over, or trying again cannot help.
    pub(super) async fn exchange(
        &self,
        ask: &Ask<'_>,
        hear: Option<Hear<'_>>,
        attempts: &mut u32,
    ) -> Result<Written, AiError> {
        if let Some(until) = self.held.until() {
            return Err(self.busy(until - Instant::now()));
        }
        let deadline = Instant::now() + self.settings.patience;
        let heard = Mutex::new(Heard::default());
        loop {
            *attempts += 1;
            let failed = match timeout_at(deadline, self.once(ask, hear, &heard)).await {
                Ok(Ok(written)) => return Ok(written),
                Ok(Err(failed)) => failed,
                Err(_) => {
                    let Heard { text, usage } = heard.into_inner().unwrap_or_else(PoisonError::into_inner);
                    if text.is_empty() {
                        return Err(self.slow());
                    }
                    return Ok(Written { text, ended: Ended::Late, usage });
                }
            };
            if !failed.again || *attempts == ATTEMPTS {
                return Err(failed.error);
            }
            let pause = failed.error.after.unwrap_or_else(|| jittered(PAUSE * (1 << (*attempts - 1))));
            let next = Instant::now() + pause;
            if next >= deadline {
                // Nobody waits that long; whoever asks before is told so at once.
                if failed.error.after.is_some() {
                    self.held.hold(next);
                }
                return Err(failed.error);
            }
            sleep(pause).await;
        }
    }

    async fn once(
        &self,
        ask: &Ask<'_>,
        hear: Option<Hear<'_>>,
        heard: &Mutex<Heard>,
    ) -> Result<Written, Failed> {
        let request = self.dialect.request(&self.client, ask, hear.is_some());
        let response = request.send().await.map_err(|error| {
            // Where nobody listens, nobody will in a moment; whoever waits is told at once.
            Failed { again: !error.is_connect(), error: self.broken(&error) }
        })?;
        if !response.status().is_success() {
            return Err(self.refused(response).await);
        }
        let media = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        match hear {
            Some(hear) if media.is_some_and(|media| media.starts_with("text/event-stream")) => {
                self.follow(response, hear, heard).await
            }
            _ => {
                let body = self.whole(response).await?;
                let piece = self.read(&body).map_err(Failed::for_good)?;
                if let Some(hear) = hear {
                    hear(&piece.text);
                }
                if let Some(said) = piece.failed {
                    return Err(Failed::for_good(self.gave_up(&said)));
                }
                let ended = piece.ended.unwrap_or(Ended::Whole);
                Ok(Written { text: piece.text, ended, usage: piece.usage.unwrap_or_default() })
            }
        }
    }

    /// Reads a stream of events. What breaks before the first text may be tried again; after it, the text stays.
    async fn follow(
        &self,
        mut response: Response,
        hear: Hear<'_>,
        heard: &Mutex<Heard>,
    ) -> Result<Written, Failed> {
        let (mut events, mut read, mut ended) = (Events::default(), 0, None);
        loop {
            let chunk = response.chunk().await;
            let (data, over) = match &chunk {
                Ok(Some(bytes)) => {
                    read += bytes.len();
                    (events.push(bytes), false)
                }
                Ok(None) | Err(_) => (std::mem::take(&mut events).finish(), true),
            };
            for data in data {
                let piece = self.read(&data).map_err(Failed::for_good)?;
                if let Some(said) = piece.failed {
                    return Self::interrupted(heard, || self.gave_up(&said));
                }
                if !piece.text.is_empty() {
                    hear(&piece.text);
                }
                let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
                heard.text.push_str(&piece.text);
                heard.usage = piece.usage.unwrap_or(heard.usage);
                ended = piece.ended.or(ended);
            }
            if read > LONGEST {
                return Err(Failed::for_good(self.garbled("an answer without end")));
            }
            if over {
                if let Some(ended) = ended {
                    let Heard { text, usage } = heard.lock().unwrap_or_else(PoisonError::into_inner).clone();
                    return Ok(Written { text, ended, usage });
                }
                return Self::interrupted(heard, || match &chunk {
                    Err(error) => self.broken(error),
                    Ok(_) => {
                        AiError::new(Trouble::Unreachable, format!("the connection to {} broke", self.who()))
                    }
                });
            }
        }
    }

    /// The stream broke: with text, that is an answer which says so.
    fn interrupted(heard: &Mutex<Heard>, why: impl FnOnce() -> AiError) -> Result<Written, Failed> {
        let Heard { text, usage } = heard.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if text.is_empty() {
            return Err(Failed::for_now(why()));
        }
        Ok(Written { text, ended: Ended::Broken, usage })
    }

    async fn whole(&self, mut response: Response) -> Result<String, Failed> {
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() <= LONGEST => body.extend_from_slice(&chunk),
                Ok(Some(_)) => return Err(Failed::for_good(self.garbled("an answer without end"))),
                Ok(None) => break,
                Err(error) => return Err(Failed::for_now(self.broken(&error))),
            }
        }
        Ok(String::from_utf8_lossy(&body).into_owned())
    }

    fn read(&self, json: &str) -> Result<Piece, AiError> {
        self.dialect.read(json).map_err(|_| self.garbled(json))
    }

    /// What a status other than success means.
    async fn refused(&self, response: Response) -> Failed {
        let (status, header) = (response.status(), wait(response.headers()));
        let body = self.whole(response).await.unwrap_or_default();
        let refusal = self.dialect.refusal(&body);
        let (who, said) = (self.who(), self.clip(&refusal.said));
        let setting_key = self.dialect.key_setting();
        let error = match status {
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                let mut error = AiError::new(Trouble::Busy, format!("{who} is overloaded just now"));
                if let Some(after) = header.or(refusal.after) {
                    error = self.busy(after);
                }
                return Failed::for_now(error.saying(said));
            }
            StatusCode::INTERNAL_SERVER_ERROR | StatusCode::BAD_GATEWAY | StatusCode::GATEWAY_TIMEOUT => {
                let why = format!("{who} answered with an error of its own ({})", status.as_u16());
                return Failed::for_now(AiError::new(Trouble::Unreachable, why).saying(said));
            }
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                AiError::new(Trouble::Refused, format!("{who} refuses the key: check {setting_key}"))
            }
            _ if refusal.key => {
                AiError::new(Trouble::Refused, format!("{who} refuses the key: check {setting_key}"))
            }
            StatusCode::NOT_FOUND => {
                let why = format!(
                    "the server knows no model “{}”: check {}",
                    self.model(),
                    self.dialect.model_setting()
                );
                AiError::new(Trouble::Refused, why)
            }
            _ => {
                let why = format!("{who} refused the request with status {}", status.as_u16());
                AiError::new(Trouble::Refused, why)
            }
        };
        Failed::for_good(error.saying(said))
    }

    fn busy(&self, after: Duration) -> AiError {
        let why = format!("{} is overloaded and asks us to come back in {}", self.who(), in_words(after));
        AiError::new(Trouble::Busy, why).coming_back(after)
    }

    fn slow(&self) -> AiError {
        let why = format!("{} did not answer within {}", self.who(), in_words(self.settings.patience));
        AiError::new(Trouble::Slow, why)
    }

    fn gave_up(&self, said: &str) -> AiError {
        AiError::new(Trouble::Unreachable, format!("{} gave up in the middle of its answer", self.who()))
            .saying(self.clip(said))
    }

    fn garbled(&self, said: &str) -> AiError {
        let why = format!("{} answered something that cannot be read", self.who());
        AiError::new(Trouble::Nonsense, why).saying(self.clip(said))
    }

    /// A request without an answer, without the address, which may hold a key.
    fn broken(&self, error: &reqwest::Error) -> AiError {
        let who = self.who();
        let why = if error.is_connect() || error.is_timeout() {
            format!("{who} cannot be reached")
        } else {
            format!("the connection to {who} broke")
        };
        AiError::new(Trouble::Unreachable, why)
    }

    /// What a service said, short, on one line and without our key.
    fn clip(&self, said: &str) -> String {
        let said = match &self.settings.key {
            Some(key) => key.out_of(said),
            None => said.to_owned(),
        };
        said.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST_SAID).collect()
    }
}

/// What has come of an answer.
#[derive(Debug, Clone, Default)]
struct Heard {
    text: String,
    usage: Usage,
}

/// Between three quarters and five quarters of a pause: many clients must not come back in step.
fn jittered(pause: Duration) -> Duration {
    let random = getrandom::u32().unwrap_or_default();
    pause.mul_f64(0.75 + f64::from(random) / f64::from(u32::MAX) / 2.0)
}
