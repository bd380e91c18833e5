//! Ends imports that nobody reads any more: the process that did has died, and nobody else has their file.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::Timestamp;
use store::Store;

use super::{Progress, Step, WorkError};

/// What a person reads about an import that ended with the process that read it.
pub const INTERRUPTED: &str = "The server was stopped while this file was read. What was accepted stays; import the file again for the rest.";
/// An import that is read says so every thousand rows, however slow the log.
const SILENCE: Duration = Duration::from_mins(3);

/// Ends imports that are silent. For stores that several processes share; one that is alone ends them when it starts.
pub struct EndSilentImports {
    /// Where imports are noted.
    pub store: Arc<dyn Store>,
    /// What time it is.
    pub clock: fn() -> Timestamp,
}

#[async_trait]
impl Step for EndSilentImports {
    fn name(&self) -> &'static str {
        "imports"
    }

    async fn run_once(&self) -> Result<Progress, WorkError> {
        let now = (self.clock)();
        let silent_since = now.plus_millis(-(SILENCE.as_millis() as i64));
        self.store.fail_running_imports(INTERRUPTED, now, silent_since).await?;
        Ok(Progress::Idle)
    }
}
