//! Named crash points: places where a process may die between two durable steps.
//!
//! Tests set `MINICRM_CRASH_AT` to one name; the process then dies there on the spot, as by `kill -9`: nothing
//! is flushed, no destructor runs. `ARCHITECTURE.md` lists the names, and a test kills the binary at each.

use std::sync::OnceLock;

/// Every crash point: what has just become durable, and what has not.
pub const POINTS: [&str; 15] = [
    "ingest.appended",
    "ingest.read",
    "ingest.applied",
    "launch.committed",
    "deliver.leased",
    "deliver.expanded",
    "deliver.prepared",
    "deliver.sent",
    "deliver.recorded",
    "receipts.appended",
    "schedule.due",
    "schedule.launched",
    "resend.committed",
    "erase.asked",
    "erase.committed",
];

/// Dies here if the environment names this point.
pub fn point(name: &'static str) {
    static CHOSEN: OnceLock<Option<String>> = OnceLock::new();
    debug_assert!(POINTS.contains(&name), "{name} is not listed");
    let chosen = CHOSEN.get_or_init(|| std::env::var("MINICRM_CRASH_AT").ok());
    if chosen.as_deref() == Some(name) {
        std::process::abort();
    }
}
