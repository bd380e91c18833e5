//! How long a request may take: past that it is given up, and whoever sent it is told so.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::problem::Problem;

/// A middleware that gives up a request after so long. The body arrives within this time as well; what a stream of
/// events sends after its beginning does not count.
pub(crate) fn after(
    limit: Duration,
) -> impl Fn(Request, Next) -> Pin<Box<dyn Future<Output = Response> + Send>> + Clone {
    move |request, next| {
        Box::pin(async move {
            tokio::time::timeout(limit, next.run(request)).await.unwrap_or_else(|_| {
                let detail = format!(
                    "This took longer than {} seconds and was given up. What was asked for may still have happened: \
                     look before you send it again, or send it with the same Idempotency-Key.",
                    limit.as_secs()
                );
                Problem::new(StatusCode::GATEWAY_TIMEOUT, "took_too_long", detail).into_response()
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::http::header;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn a_request_that_takes_too_long_ends_in_a_problem_that_says_so() {
        let never = || async { std::future::pending::<()>().await };
        let router: Router = Router::new()
            .route("/", get(never))
            .layer(axum::middleware::from_fn(after(Duration::from_millis(1))));
        let answer = router.oneshot(Request::new(Body::empty())).await.unwrap();
        assert_eq!(answer.status(), StatusCode::GATEWAY_TIMEOUT);
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/problem+json");
        let body = to_bytes(answer.into_body(), 4096).await.unwrap();
        assert!(String::from_utf8_lossy(&body).contains("took_too_long"));
    }
}
