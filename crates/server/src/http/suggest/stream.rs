//! Suggestions as they are written.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive};
use axum::response::{IntoResponse, Response, Sse};
use engine::suggest::{Progress, Task};
use serde::Serialize;
use serde_json::json;
use tokio::sync::mpsc::{self, UnboundedSender};
use tokio_stream::wrappers::UnboundedReceiverStream;

use super::no_suggestion;
use super::view::{SuggestedVariant, Suggestion};
use crate::app::App;

type Events = UnboundedSender<Result<Event, Infallible>>;

/// A stream of what is written. It ends with the last event, and the writing ends when nobody listens any more.
pub(super) fn written(app: App, task: Task) -> Response {
    // Unbounded, and bounded by the longest answer a model may give.
    let (events, stream) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let mut stopping = app.stopping.clone();
        tokio::select! {
            () = write(&app, &task, &events) => {}
            () = events.closed() => tracing::debug!("nobody waits for these suggestions any more"),
            _ = stopping.changed() => {}
        }
    });
    let stream = UnboundedReceiverStream::new(stream);
    Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(10))).into_response()
}

async fn write(app: &App, task: &Task, events: &Events) {
    let progress = |progress| match progress {
        Progress::Draft { place, subject, body } => {
            send(events, "draft", &json!({"place": place, "subject": subject, "body": body}));
        }
        Progress::Ready { place, suggested } => {
            send(events, "variant", &json!({"place": place, "variant": SuggestedVariant::from(suggested)}));
        }
        Progress::Meanwhile(suggestion) => send(events, "meanwhile", &Suggestion::from(suggestion)),
    };
    match app.copywriters.suggest(task, &progress).await {
        Ok(suggestion) => send(events, "done", &Suggestion::from(suggestion)),
        Err(error) => send(events, "problem", &no_suggestion(error.as_ref())),
    }
}

fn send(events: &Events, name: &str, data: &impl Serialize) {
    if let Ok(data) = serde_json::to_string(data) {
        // Whoever has gone does not hear it.
        let _ = events.send(Ok(Event::default().event(name).data(data)));
    }
}
