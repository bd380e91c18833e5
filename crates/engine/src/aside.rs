//! Work that takes long, on a thread where it keeps nobody waiting.

use log::LogError;

/// Runs it; panics as it does.
pub(crate) async fn aside<T: Send + 'static>(
    doing: &'static str,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, LogError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| match error.try_into_panic() {
        Ok(panic) => std::panic::resume_unwind(panic),
        Err(error) => LogError::unavailable(doing, error),
    })
}
