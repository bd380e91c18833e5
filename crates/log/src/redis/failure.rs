//! How failures of the server look to callers.

use ::redis::{ErrorKind, RedisError, ServerErrorKind};

use crate::LogError;

/// What is said when a server does not answer: it may have frozen, or what lies between may be broken.
pub(super) const NO_ANSWER: &str = "the server did not answer in time";

/// Sorts a failure into the kinds the log has.
pub(super) fn failure(doing: &'static str, error: &RedisError) -> LogError {
    if error.code() == Some("WRONGTYPE") {
        return LogError::corrupt(doing, reason(error));
    }
    LogError::unavailable(doing, reason(error))
}

/// What went wrong, in the words of the server if it said any.
pub(super) fn reason(error: &RedisError) -> String {
    if error.is_timeout() {
        return NO_ANSWER.to_owned();
    }
    match (error.code(), error.detail()) {
        (Some("ERR"), Some(detail)) => detail.to_owned(),
        (Some(code), Some(detail)) => format!("{code} {detail}"),
        (Some(code), None) => code.to_owned(),
        (None, _) => error.to_string(),
    }
}

/// Whether a server does not know a script (yet).
pub(super) fn is_unknown_script(error: &RedisError) -> bool {
    error.kind() == ErrorKind::Server(ServerErrorKind::NoScript)
}

/// Whether another connection might do better: this one is broken, or leads to a server that was demoted.
pub(super) fn spoils_connection(error: &RedisError) -> bool {
    error.is_unrecoverable_error()
        || error.is_io_error()
        || error.kind() == ErrorKind::Server(ServerErrorKind::ReadOnly)
}
