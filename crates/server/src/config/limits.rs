//! How often callers may knock, counted by each process for itself; 0 takes a limit away.

use clap::Args;

/// How often callers may knock.
#[derive(Debug, Clone, Args)]
pub(crate) struct LimitsConfig {
    /// Tries to sign in, or with a key nobody has, that an address may make a minute; 0 for no limit
    #[arg(long, env = "SIGN_IN_PER_MINUTE", default_value_t = 30)]
    pub(crate) sign_in_per_minute: u32,

    /// The same for all addresses together
    #[arg(long, env = "SIGN_IN_PER_MINUTE_OVERALL", default_value_t = 600)]
    pub(crate) sign_in_per_minute_overall: u32,

    /// Requests with records a workspace may send a second; 0 for no limit
    #[arg(long, env = "INGEST_REQUESTS_PER_SECOND", default_value_t = 100_000)]
    pub(crate) ingest_requests_per_second: u32,

    /// Records a workspace may send a second; 0 for no limit
    #[arg(long, env = "INGEST_RECORDS_PER_SECOND", default_value_t = 10_000_000)]
    pub(crate) ingest_records_per_second: u32,
}
