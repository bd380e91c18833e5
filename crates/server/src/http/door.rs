//! The door of a server: there from the first moment, and closed with a reason until the store is.

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::extract::connect_info::IntoMakeServiceWithConnectInfo;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use log::Log;
use tower::ServiceExt;

use super::operations::{self, Health};
use super::problem::Problem;

/// What stands before a server's routes.
#[derive(Clone)]
pub(crate) struct Door {
    behind: Arc<OnceLock<Router>>,
    closed: Router,
}

impl Door {
    /// A closed door; the log is there already.
    pub(crate) fn new(log: Arc<dyn Log>) -> Self {
        let closed = Router::new()
            .route("/health/live", get(operations::live))
            .route("/health/ready", get(ready))
            .route("/health", get(health))
            .fallback(closed)
            .with_state(log);
        Self { behind: Arc::default(), closed }
    }

    /// Opens it, once.
    pub(crate) fn open(&self, routes: Router) {
        let _ = self.behind.set(routes);
    }

    /// The same, telling who connects.
    pub(crate) fn service(&self) -> IntoMakeServiceWithConnectInfo<Router, SocketAddr> {
        self.router().into_make_service_with_connect_info()
    }

    /// Answers whatever comes by what is behind the door, as soon as it is open.
    pub(crate) fn router(&self) -> Router {
        Router::new().fallback(enter).with_state(self.clone())
    }
}

async fn enter(State(door): State<Door>, request: Request) -> Response {
    let routes = door.behind.get().unwrap_or(&door.closed).clone();
    let Ok(response) = routes.oneshot(request).await;
    response
}

async fn closed() -> Problem {
    Problem::unavailable(
        "starting",
        "Mini CRM has started and waits for its database. Nothing was accepted; try again in a moment.",
        2,
    )
}

async fn ready(State(log): State<Arc<dyn Log>>) -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, health(State(log)).await).into_response()
}

async fn health(State(log): State<Arc<dyn Log>>) -> axum::Json<Health> {
    axum::Json(Health::of(false, operations::answers(&*log).await))
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::http::header;
    use log::SqliteLog;

    use super::*;

    #[tokio::test]
    async fn until_the_store_is_there_everybody_is_told_to_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let door = Door::new(Arc::new(SqliteLog::open(folder.path()).unwrap()));
        let ask = async |path: &str| {
            let request = Request::post(path).body(Body::empty()).unwrap();
            let request = if path.starts_with("/health") {
                Request::get(path).body(Body::empty()).unwrap()
            } else {
                request
            };
            let answer = door.router().oneshot(request).await.unwrap();
            let (status, later) = (answer.status(), answer.headers().contains_key(header::RETRY_AFTER));
            let body = to_bytes(answer.into_body(), 4096).await.unwrap();
            (status.as_u16(), later, String::from_utf8_lossy(&body).into_owned())
        };
        let (status, later, body) = ask("/api/customers").await;
        assert!(status == 503 && later && body.contains("starting"), "{status} {body}");
        let (status, _, body) = ask("/health/ready").await;
        assert_eq!(status, 503);
        assert!(body.contains(r#""store":"not reachable","log":"ok""#), "{body}");
        assert_eq!(ask("/health/live").await.0, 200);
        door.open(Router::new().route("/api/customers", axum::routing::post(async || "taken")));
        assert_eq!(ask("/api/customers").await, (200, false, "taken".into()));
    }
}
