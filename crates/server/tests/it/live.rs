//! Live: what happened reaches a listener without being asked for.

use std::time::Duration;

use futures_util::StreamExt;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::app::App;

/// Events of an open stream.
struct Stream {
    bytes: std::pin::Pin<Box<dyn futures_util::Stream<Item = reqwest::Result<Vec<u8>>>>>,
    buffer: String,
}

impl Stream {
    fn of(response: reqwest::Response) -> Self {
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let chunks = futures_util::stream::unfold(response, |mut response| async {
            let chunk = response.chunk().await.transpose()?;
            Some((chunk.map(|bytes| bytes.to_vec()), response))
        });
        Self { bytes: Box::pin(chunks), buffer: String::new() }
    }

    /// The next event with a name for which something holds; `None` if the stream ends first.
    async fn until(&mut self, name: &str, wanted: impl Fn(&Value) -> bool) -> Option<Value> {
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

#[tokio::test]
async fn a_campaign_moves_before_the_listeners_eyes_until_it_completes() {
    let app = App::start().await;
    let customers: Vec<Value> = (0..300).map(|n| json!({"email": format!("c{n}@shop.com")})).collect();
    let mut stream = Stream::of(app.request(Method::GET, "/api/campaigns/events").send().await.unwrap());
    stream.until("pipeline", |pipeline| pipeline["state"] == "upToDate").await.unwrap();
    app.send("/api/customers", &json!(customers)).await;
    stream.until("dashboard", |_| true).await.unwrap();
    let rule = json!({"metric": "email", "operator": "contains", "value": "shop"});
    let (_, campaign) = app.post("/api/campaigns", &json!({"name": "Live", "channel": "email", "rule": rule, "message": {"subject": "S", "body": "B"}})).await;
    let id = campaign["id"].as_str().unwrap().to_owned();
    let mut close = Stream::of(
        app.request(Method::GET, &format!("/api/campaigns/events?campaign={id}")).send().await.unwrap(),
    );
    app.post(&format!("/api/campaigns/{id}/launch"), &json!({})).await;
    let own = |data: &Value| {
        data["items"].as_array().unwrap().iter().find(|item| item["id"] == id.as_str()).cloned()
    };
    stream.until("campaigns", |data| own(data).is_some_and(|item| item["state"] == "sending")).await.unwrap();
    close.until("campaign", |data| data["stats"]["submitted"].as_u64() > Some(0)).await.unwrap();
    let last = stream
        .until("campaigns", |data| own(data).is_some_and(|item| item["state"] == "completed"))
        .await
        .unwrap();
    assert_eq!(own(&last).unwrap()["stats"]["pending"], 0);
    close.until("campaign", |data| data["state"] == "completed").await.unwrap();
}

#[tokio::test]
async fn a_stream_ends_when_its_session_does() {
    let app = App::start().await;
    let token = app.link.split_once("#token=").unwrap().1;
    let signed_in =
        app.anonymous(Method::POST, "/api/auth/link").json(&json!({"token": token})).send().await.unwrap();
    let cookie = signed_in.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let with = |method, path: &str| app.anonymous(method, path).header("cookie", &cookie);
    let mut stream = Stream::of(with(Method::GET, "/api/campaigns/events").send().await.unwrap());
    stream.until("pipeline", |_| true).await.unwrap();
    with(Method::POST, "/api/auth/logout").send().await.unwrap();
    stream.until("end", |_| true).await.expect("it says that it ends");
}
