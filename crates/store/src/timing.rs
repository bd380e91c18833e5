//! What each step on the way of messages takes, as a metric: where the time of a large campaign goes.

use std::time::Instant;

/// Does a part of a step without waiting for anybody, and counts the nanoseconds it takes. Meant for work on many
/// messages at once: counting is no work for each of them.
pub fn timed<T>(step: &'static str, work: impl FnOnce() -> T) -> T {
    let began = Instant::now();
    let done = work();
    let took = u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX);
    metrics::counter!("minicrm_delivery_step_nanoseconds_total", "step" => step).increment(took);
    done
}
