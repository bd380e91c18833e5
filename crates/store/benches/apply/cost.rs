//! What something costs.

use std::time::{Duration, Instant};

#[derive(Default, Clone, Copy)]
pub(crate) struct Cost {
    pub(crate) wall: Duration,
    pub(crate) cpu: Duration,
}

impl Cost {
    pub(crate) fn add(&mut self, other: Self) {
        self.wall += other.wall;
        self.cpu += other.cpu;
    }

    pub(crate) fn rates(&self, records: usize) -> String {
        let rate = |time: Duration| records as f64 / time.as_secs_f64() / 1e3;
        format!("{:>7.0} k/s  {:>7.0} k/CPU-s", rate(self.wall), rate(self.cpu))
    }
}

/// CPU time of this process in ticks of 10 ms, from the kernel's table; zero where there is none.
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks: u64 = [11, 12].iter().filter_map(|at| fields.get(*at)?.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

pub(crate) async fn timed(work: impl Future<Output = ()>) -> Cost {
    let (wall, before) = (Instant::now(), cpu());
    work.await;
    Cost { wall: wall.elapsed(), cpu: cpu().saturating_sub(before) }
}
