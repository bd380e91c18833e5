//! How much waits to be applied, as far as it decides whether more is taken in: measured now and then, counted on in
//! between, and measured anew before anybody is refused.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use log::Partition;

/// How long a measurement is counted on from. What other processes take in meanwhile is not seen.
const FRESH: Duration = Duration::from_millis(200);

/// What waits in each partition, as far as this process knows.
#[derive(Default)]
pub(crate) struct Backlog(Mutex<HashMap<Partition, Known>>);

#[derive(Default, Clone, Copy)]
struct Known {
    /// Records this process took in, ever.
    taken: u64,
    measured: Option<Measured>,
}

#[derive(Clone, Copy)]
struct Measured {
    at: Instant,
    waiting: u64,
    /// What had been taken in before the measurement began.
    taken: u64,
}

/// Says when a measurement began.
#[derive(Clone, Copy)]
pub(crate) struct Measurement {
    at: Instant,
    taken: u64,
}

impl Backlog {
    /// The most that can be waiting, if that is known well enough: nothing applied since is taken off.
    pub(crate) fn at_most(&self, partition: Partition) -> Option<u64> {
        let Known { taken, measured } = *self.known().get(&partition)?;
        let measured = measured.filter(|measured| measured.at.elapsed() < FRESH)?;
        Some(measured.waiting.saturating_add(taken - measured.taken))
    }

    /// To be called before what waits is measured.
    pub(crate) fn measure(&self, partition: Partition) -> Measurement {
        let taken = self.known().get(&partition).map_or(0, |known| known.taken);
        Measurement { at: Instant::now(), taken }
    }

    /// Notes what a measurement found.
    pub(crate) fn measured(&self, partition: Partition, begun: Measurement, waiting: u64) {
        let measured = Measured { at: begun.at, waiting, taken: begun.taken };
        self.known().entry(partition).or_default().measured = Some(measured);
    }

    /// Notes that records were taken in.
    pub(crate) fn took(&self, partition: Partition, records: u64) {
        self.known().entry(partition).or_default().taken += records;
    }

    fn known(&self) -> MutexGuard<'_, HashMap<Partition, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use domain::{Topic, WorkspaceId};

    use super::*;

    #[test]
    fn what_is_taken_in_counts_from_the_beginning_of_a_measurement() {
        let partition = Partition { topic: Topic::Orders, workspace: WorkspaceId::from_i64(1).unwrap() };
        let backlog = Backlog::default();
        assert_eq!(backlog.at_most(partition), None);
        backlog.took(partition, 5);
        let begun = backlog.measure(partition);
        backlog.took(partition, 10);
        backlog.measured(partition, begun, 100);
        backlog.took(partition, 1);
        assert_eq!(backlog.at_most(partition), Some(111));
    }

    #[test]
    fn an_old_measurement_is_none() {
        let partition = Partition { topic: Topic::Orders, workspace: WorkspaceId::from_i64(1).unwrap() };
        let backlog = Backlog::default();
        let begun = backlog.measure(partition);
        let Some(before) = begun.at.checked_sub(FRESH) else { return };
        backlog.measured(partition, Measurement { at: before, ..begun }, 0);
        assert_eq!(backlog.at_most(partition), None);
    }
}
