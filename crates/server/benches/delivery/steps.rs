//! What each step of the way takes, from the server's own metrics.

use std::collections::BTreeMap;
use std::ops::Sub;

use crate::load;

const METRIC: &str = "minicrm_delivery_step_nanoseconds_total{step=\"";

/// Nanoseconds spent in each step since the server started.
pub(crate) struct Steps(BTreeMap<String, u64>);

impl Steps {
    pub(crate) async fn read(port: u16, key: &str) -> Self {
        let metrics = load::ask(port, key, "GET", "/metrics", "").await;
        let step = |line: &str| {
            let (step, value) = line.strip_prefix(METRIC)?.split_once("\"} ")?;
            Some((step.to_owned(), value.trim().parse().ok()?))
        };
        Self(metrics.lines().filter_map(step).collect())
    }

    /// Prints each step, the largest first, in µs a message and as a share of all of the server's CPU time.
    pub(crate) fn print(&self, messages: u64, all: f64) {
        let mut steps: Vec<(&str, f64)> = self
            .0
            .iter()
            .map(|(step, nanos)| (step.as_str(), *nanos as f64 / 1e3 / messages as f64))
            .collect();
        steps.sort_by(|a, b| b.1.total_cmp(&a.1));
        let known: f64 = steps.iter().map(|(_, micros)| micros).sum();
        steps.push(("the rest: HTTP, sockets, waking, commits", (all - known).max(0.0)));
        println!("time in each step, µs a message and share of {all:.2} µs of CPU:");
        for (step, micros) in steps {
            println!("  {micros:7.2}  {:5.1} %  {step}", micros * 100.0 / all);
        }
    }
}

impl Sub for Steps {
    type Output = Self;

    fn sub(mut self, before: Self) -> Self {
        for (step, nanos) in before.0 {
            *self.0.entry(step).or_default() -= nanos;
        }
        self
    }
}
