//! How a log fails.

use std::error::Error;
use std::sync::Arc;

/// Why a log did not do what it was asked. Cheap to clone: appends that shared a commit share its failure.
#[derive(Clone, Debug, thiserror::Error)]
pub enum LogError {
    /// The storage does not work now: full, broken, busy or gone. Workers retry for ever with backoff.
    ///
    /// An append that ends so may still be found later (the commit happened and its answer was lost); an
    /// idempotency key makes repeating it safe.
    #[error("the log is unavailable: {doing} failed")]
    Unavailable {
        /// What was being done, as a noun phrase.
        doing: &'static str,
        /// The reason.
        #[source]
        source: Arc<dyn Error + Send + Sync>,
    },
    /// The storage answers, but what it holds is damaged. Retrying does not help; restoring a backup does.
    #[error("the log is damaged: {doing} failed")]
    Corrupt {
        /// What was being done, as a noun phrase.
        doing: &'static str,
        /// The reason.
        #[source]
        source: Arc<dyn Error + Send + Sync>,
    },
    /// The entry is larger than [`MAX_ENTRY_BYTES`](crate::MAX_ENTRY_BYTES). Nothing was appended.
    #[error("an entry of {bytes} bytes is larger than the limit of {limit} bytes")]
    TooLarge {
        /// The size of payload, key and answer together.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
}

impl LogError {
    /// An [`LogError::Unavailable`] from any reason.
    pub fn unavailable(doing: &'static str, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unavailable { doing, source: Arc::from(source.into()) }
    }

    /// A [`LogError::Corrupt`] from any reason.
    pub fn corrupt(doing: &'static str, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Corrupt { doing, source: Arc::from(source.into()) }
    }
}
