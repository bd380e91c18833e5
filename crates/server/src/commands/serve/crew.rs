//! The workers of a process.
//!
//! Any number of processes may hire the same crew. Whoever applies holds its partition, and the mark fences; whoever
//! delivers holds its chunk by a lease with a token; what completes, reconciles, trims or ends silent imports changes only
//! what is still as it was, so that two at once do what one would have done.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use domain::Topic;
use engine::channel::Delivery;
use engine::worker::Crew;
use engine::worker::apply::Apply;
use engine::worker::complete::Complete;
use engine::worker::deliver::Deliver;
use engine::worker::imports::EndSilentImports;
use engine::worker::reconcile::{Patience, Reconcile};
use engine::worker::schedule::LaunchScheduled;
use engine::worker::trim::Trim;
use tokio::sync::watch;

use crate::app::{App, now};
use crate::secrets;

/// How often workers look for work nobody told them about.
const LOOK: Duration = Duration::from_millis(500);
/// How often the log is trimmed.
const TRIM: Duration = Duration::from_secs(10);
/// How often somebody looks for imports whose process has died.
const LISTEN: Duration = Duration::from_secs(30);
/// Delivery workers: enough to keep a vendor busy while one waits for its answer.
const DELIVERERS: usize = 4;

/// Hires the workers of this process.
pub(super) fn hire(app: &App, vendor: &Arc<dyn Delivery>) -> Result<Crew> {
    let mut crew = Crew::default();
    // Tells this process from every other, also of other machines whose processes have the same number.
    let holder = format!("{}-{}", std::process::id(), secrets::token()?);
    let (log, store, pulse) = (&app.log, &app.store, &app.pulse);
    for topic in Topic::ALL {
        let apply = Apply::new(log.clone(), store.clone(), pulse.clone(), topic, holder.clone());
        crew.hire(Arc::new(apply), log.subscribe(topic), LOOK);
    }
    for number in 0..DELIVERERS {
        let holder = format!("{holder}-{number}");
        let deliver = Deliver::new(store.clone(), vendor.clone(), pulse.clone(), holder, now);
        crew.hire(Arc::new(deliver), app.deliver.here().listen(), LOOK);
    }
    let schedule = LaunchScheduled {
        store: store.clone(),
        pulse: pulse.clone(),
        deliver: app.deliver.clone(),
        simulated: app.simulated,
        clock: now,
    };
    crew.hire(Arc::new(schedule), watch::channel(0).1, LOOK);
    let complete = Complete { store: store.clone(), pulse: pulse.clone(), clock: now };
    crew.hire(Arc::new(complete), log.subscribe(Topic::Receipts), LOOK);
    let patience = Patience { ask_after: app.config.ask_after(), give_up_after: app.config.give_up_after() };
    let reconcile = Reconcile {
        log: log.clone(),
        holder: holder.clone(),
        store: store.clone(),
        vendor: vendor.clone(),
        receipts: app.receipts.clone(),
        pulse: pulse.clone(),
        patience,
        clock: now,
    };
    crew.hire(Arc::new(reconcile), log.subscribe(Topic::Receipts), LOOK);
    let never = || watch::channel(0).1;
    crew.hire(Arc::new(Trim { log: log.clone(), store: store.clone() }), never(), TRIM);
    if app.config.is_shared() {
        crew.hire(Arc::new(EndSilentImports { store: store.clone(), clock: now }), never(), LISTEN);
    }
    Ok(crew)
}
