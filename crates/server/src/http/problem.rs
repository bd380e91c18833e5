//! Errors as callers see them: RFC 9457 problems with a stable code. Internals stay in the log.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::FieldError;
use engine::intake::IntakeError;
use log::LogError;
use serde::Serialize;
use store::StoreError;
use utoipa::ToSchema;

use super::segments::{SegmentUsers, invalid_rule};

/// What went wrong with one place of what was sent.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = FieldError)]
pub(crate) struct ProblemPlace {
    /// Where, as the caller wrote it: `rules[1].operator`, `message.body`; empty for the whole.
    #[schema(example = "rules[0].operator")]
    pub(crate) path: String,
    /// A stable word for programs.
    #[schema(example = "unknown_operator")]
    pub(crate) code: String,
    /// A sentence for people.
    pub(crate) message: String,
}

impl From<FieldError> for ProblemPlace {
    fn from(error: FieldError) -> Self {
        Self { path: error.field, code: error.code, message: error.message }
    }
}

/// An error, in the form of RFC 9457 (`application/problem+json`).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// Always `about:blank`: the `code` tells problems apart.
    #[serde(rename = "type")]
    #[schema(example = "about:blank")]
    kind: &'static str,
    /// In a few words.
    title: String,
    /// The HTTP status.
    #[schema(example = 422)]
    status: u16,
    /// A stable word for programs.
    #[schema(example = "invalid_rule")]
    code: &'static str,
    /// What happened, what was kept, what to do.
    detail: String,
    /// What is wrong where, if it can be said.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ProblemPlace>,
    /// More that a program can use; its members stand beside the others.
    #[serde(flatten)]
    #[schema(ignore)]
    more: serde_json::Map<String, serde_json::Value>,
    #[serde(skip)]
    #[schema(ignore)]
    retry_after: Option<u32>,
}

impl Problem {
    /// A problem with a status, a code and a sentence.
    pub(crate) fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            code,
            detail: detail.into(),
            errors: Vec::new(),
            more: serde_json::Map::new(),
            retry_after: None,
        }
    }

    /// 422 with what is wrong where.
    pub(crate) fn invalid(code: &'static str, detail: impl Into<String>, errors: Vec<FieldError>) -> Self {
        Self {
            errors: errors.into_iter().map(ProblemPlace::from).collect(),
            ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail)
        }
    }

    /// 404: it does not exist, or belongs to somebody else; nobody is told which.
    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", format!("There is no such {what} in this workspace."))
    }

    /// 503 with a time to come back.
    pub(crate) fn unavailable(code: &'static str, detail: impl Into<String>, retry_after: u32) -> Self {
        Self::come_back(StatusCode::SERVICE_UNAVAILABLE, code, detail, retry_after)
    }

    /// A status with a time to come back, in seconds.
    pub(crate) fn come_back(
        status: StatusCode,
        code: &'static str,
        detail: impl Into<String>,
        retry_after: u32,
    ) -> Self {
        Self { retry_after: Some(retry_after), ..Self::new(status, code, detail) }
    }

    /// Adds a member that a program can use.
    pub(crate) fn with(mut self, name: &str, value: impl Serialize) -> Self {
        self.more.insert(name.to_owned(), serde_json::to_value(value).unwrap_or_default());
        self
    }

    /// 500: our fault. The cause goes to the log, not to the caller.
    pub(crate) fn internal(error: &(dyn std::error::Error + 'static)) -> Self {
        tracing::error!(error, "cannot answer");
        let detail = "Something went wrong here. It was logged under the x-request-id of this answer.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry_after = self.retry_after;
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::not_found("thing"),
            StoreError::WrongState => Self::new(
                StatusCode::CONFLICT,
                "wrong_state",
                "That is not possible in its present state. Reload to see where it stands.",
            ),
            StoreError::NobodyReachable { matching } => {
                let detail = match matching {
                    0 => "Nobody matches this audience. Nothing was sent.".to_owned(),
                    matching => format!(
                        "{matching} match this audience, but none of them can be reached on this channel. Nothing was sent."
                    ),
                };
                Self::new(StatusCode::CONFLICT, "nobody_reachable", detail).with("matching", matching)
            }
            StoreError::TooManyReachable { reachable, most } => {
                let detail = format!(
                    "{reachable} people can be reached, and this workspace allows {most} for one campaign. Nothing was sent. Narrow the audience, or ask an owner to raise the limit in the settings."
                );
                Self::new(StatusCode::CONFLICT, "too_many_recipients", detail)
                    .with("reachable", reachable)
                    .with("mostRecipients", most)
            }
            StoreError::Loading { read, of } => {
                let progress = if of == 0 { 0.0 } else { (read as f64 / of as f64).min(1.0) };
                Self::unavailable(
                    "audience_loading",
                    "The customers of this workspace are being read into memory. Ask again in a moment.",
                    1,
                )
                .with("progress", (progress * 1_000.0).round() / 1_000.0)
            }
            StoreError::NameTaken => Self::new(
                StatusCode::CONFLICT,
                "name_taken",
                "There is a segment of this name. Names are the same in whatever case.",
            ),
            StoreError::ChangedMeanwhile => Self::new(
                StatusCode::PRECONDITION_FAILED,
                "changed_meanwhile",
                "Somebody changed this segment meanwhile. Nothing was saved.",
            ),
            StoreError::SegmentInUse(users) => {
                let users = SegmentUsers::from(*users);
                let detail =
                    "Others refer to this segment. Nothing was forgotten. Take it out of them first.";
                Self::new(StatusCode::CONFLICT, "segment_in_use", detail)
                    .with("segments", &users.segments)
                    .with("campaigns", &users.campaigns)
            }
            StoreError::InvalidRule(errors) => invalid_rule(errors),
            StoreError::InvalidCursor => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "invalid_cursor",
                "The cursor is not one this list gave out.",
            ),
            StoreError::Unavailable(_) | StoreError::Fenced => {
                tracing::warn!(error = &error as &dyn std::error::Error, "the store did not answer");
                Self::unavailable(
                    "store_unavailable",
                    "The database cannot be reached just now. Try again in a moment.",
                    2,
                )
            }
            StoreError::Corrupt(_) => Self::internal(&error),
        }
    }
}

impl From<LogError> for Problem {
    fn from(error: LogError) -> Self {
        match error {
            LogError::Unavailable { .. } => {
                tracing::warn!(error = &error as &dyn std::error::Error, "the log did not answer");
                Self::unavailable(
                    "log_unavailable",
                    "Nothing was accepted: the log cannot be written just now. Send it again in a moment.",
                    2,
                )
            }
            LogError::TooLarge { .. } => {
                Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", error.to_string())
            }
            LogError::Corrupt { .. } => Self::internal(&error),
        }
    }
}

impl From<IntakeError> for Problem {
    fn from(error: IntakeError) -> Self {
        match error {
            IntakeError::Malformed(body) => Self::new(
                StatusCode::BAD_REQUEST,
                body.code,
                format!("{} Nothing was accepted.", body.message),
            ),
            IntakeError::KeyReused => Self::new(
                StatusCode::CONFLICT,
                "idempotency_key_reused",
                "This Idempotency-Key came with another body before. Nothing was accepted; choose a new key for new records.",
            ),
            IntakeError::Log(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_asks_while_audiences_are_loaded_is_told_how_far_that_is() {
        for (read, of, progress) in [(250, 1_000, 0.25), (0, 0, 0.0), (9, 3, 1.0)] {
            let problem = Problem::from(StoreError::Loading { read, of });
            assert_eq!((problem.status, problem.code), (503, "audience_loading"));
            assert_eq!(problem.more.get("progress"), Some(&serde_json::json!(progress)));
            assert!(problem.into_response().headers().contains_key(header::RETRY_AFTER));
        }
    }
}
