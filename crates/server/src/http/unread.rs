//! What a client is still sending when the answer is known already is read and thrown away: a connection closed
//! under a client that writes shows it a broken pipe instead of the answer.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::Request;
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;
use tokio_stream::{Stream, StreamExt};

/// Bytes thrown away at most; whoever sends more sees a broken pipe.
const MOST: usize = 1 << 30;
/// How long at most.
const PATIENCE: Duration = Duration::from_secs(20);

/// Answers once the body has arrived, whether anybody wanted it or not.
pub(crate) async fn drain(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    // A client that waits to be asked has not begun to send, and is not asked by an answer.
    let waits = parts.headers.contains_key(header::EXPECT);
    let rest =
        Rest(Arc::new(Mutex::new(State { stream: body.into_data_stream(), asked: false, over: false })));
    let response = next.run(Request::from_parts(parts, Body::from_stream(rest.clone()))).await;
    if !rest.is_over() && (rest.was_asked() || !waits) {
        // Past the bound the answer is given all the same.
        let _ = tokio::time::timeout(PATIENCE, throw_away(rest)).await;
    }
    response
}

async fn throw_away(mut rest: Rest) {
    let mut thrown = 0;
    while let Some(Ok(bytes)) = rest.next().await {
        thrown += bytes.len();
        if thrown > MOST {
            return;
        }
    }
}

/// A body that can be read on where a handler stopped.
#[derive(Clone)]
struct Rest(Arc<Mutex<State>>);

struct State {
    stream: BodyDataStream,
    asked: bool,
    over: bool,
}

impl Rest {
    fn is_over(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).over
    }

    fn was_asked(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).asked
    }
}

impl Stream for Rest {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.over {
            return Poll::Ready(None);
        }
        state.asked = true;
        let read = Pin::new(&mut state.stream).poll_next(context);
        state.over = matches!(read, Poll::Ready(None | Some(Err(_))));
        read
    }
}
