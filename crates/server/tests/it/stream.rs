//! Reading server-sent events.

use std::time::Duration;

use futures_util::StreamExt;
use reqwest::Method;
use serde_json::Value;
use tokio::time::timeout;

use super::caller::Caller;

/// Events of an open stream.
pub(crate) struct Stream {
    bytes: std::pin::Pin<Box<dyn futures_util::Stream<Item = reqwest::Result<Vec<u8>>>>>,
    buffer: String,
}

impl Stream {
    /// The events of an answer.
    pub(crate) fn of(response: reqwest::Response) -> Self {
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let chunks = futures_util::stream::unfold(response, |mut response| async {
            let chunk = response.chunk().await.transpose()?;
            Some((chunk.map(|bytes| bytes.to_vec()), response))
        });
        Self { bytes: Box::pin(chunks), buffer: String::new() }
    }

    /// Follows what happens in a workspace.
    pub(crate) async fn follow(caller: &Caller) -> Self {
        Self::of(caller.request(Method::GET, "/api/campaigns/events").send().await.unwrap())
    }

    /// The next event with a name for which something holds; `None` if the stream ends first.
    pub(crate) async fn until(&mut self, name: &str, wanted: impl Fn(&Value) -> bool) -> Option<Value> {
        loop {
            while let Some((event, rest)) =
                self.buffer.split_once("\n\n").map(|(event, rest)| (event.to_owned(), rest.to_owned()))
            {
                self.buffer = rest;
                let field = |field: &str| {
                    event
                        .lines()
                        .find_map(|line| line.strip_prefix(field))
                        .map(str::trim)
                        .unwrap_or_default()
                        .to_owned()
                };
                let data = serde_json::from_str(&field("data:")).unwrap_or_default();
                if field("event:") == name && wanted(&data) {
                    return Some(data);
                }
            }
            let chunk =
                timeout(Duration::from_secs(30), self.bytes.next()).await.expect("the stream is silent")?;
            self.buffer.push_str(std::str::from_utf8(&chunk.ok()?).unwrap());
        }
    }
}
