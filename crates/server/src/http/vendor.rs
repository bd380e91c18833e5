//! Where a vendor reports what became of messages.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use engine::intake::receipts::ReceiptsError;
use engine::signature::Headers;
use serde::Serialize;
use utoipa::ToSchema;

use super::extract::Body;
use super::problem::Problem;
use crate::app::{App, now};

/// What became of receipts at the door.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReceiptsTaken {
    /// Durable; they settle their messages in a moment.
    accepted: u64,
    /// About no message of ours, or without a final state.
    ignored: u64,
}

/// Take receipts: `[{id, status: "sent" | "failed", reason?, at}]`, signed as Standard Webhooks say.
///
/// Repeated and reordered ones are fine; one that makes no sense never spoils the rest.
#[utoipa::path(post, operation_id = "receiveReceipts", path = "/api/vendor/receipt", tag = "vendor", security(()),
    params(("webhook-id" = String, Header), ("webhook-timestamp" = String, Header), ("webhook-signature" = String, Header)),
    request_body(content = Vec<super::record_schema::ReceiptRecord>, content_type = "application/json"),
    responses((status = 202, description = "Durable.", body = ReceiptsTaken),
              (status = 400, description = "Not a JSON array.", body = Problem),
              (status = 401, description = "The signature is missing, wrong, or too old.", body = Problem),
              (status = 413, description = "Too large.", body = Problem),
              (status = 503, description = "Come back after `Retry-After` seconds.", body = Problem)))]
pub(crate) async fn receive(
    State(app): State<App>,
    headers: HeaderMap,
    Body(body): Body,
) -> Result<(StatusCode, Answer<ReceiptsTaken>), Problem> {
    let signed = Headers::find(|name| headers.get(name).and_then(|value| value.to_str().ok()));
    let verified = signed.and_then(|signed| app.vendor_secret.verify(signed, &body, now()));
    if let Err(error) = verified {
        metrics::counter!("minicrm_receipts_total", "outcome" => "forged").increment(1);
        return Err(Problem::new(
            StatusCode::UNAUTHORIZED,
            "invalid_signature",
            format!("These receipts were not taken: {error}."),
        ));
    }
    let taken = app.receipts.accept_body(&body, now()).await.map_err(|error| match error {
        ReceiptsError::Malformed(_) => {
            metrics::counter!("minicrm_receipts_total", "outcome" => "malformed").increment(1);
            Problem::new(StatusCode::BAD_REQUEST, "invalid_json", error.to_string())
        }
        ReceiptsError::Intake(error) => error.into(),
        ReceiptsError::Store(error) => error.into(),
    })?;
    metrics::counter!("minicrm_receipts_total", "outcome" => "accepted").increment(taken.accepted);
    metrics::counter!("minicrm_receipts_total", "outcome" => "ignored").increment(taken.ignored);
    Ok((StatusCode::ACCEPTED, Answer(ReceiptsTaken { accepted: taken.accepted, ignored: taken.ignored })))
}
