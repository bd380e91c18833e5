//! What every handler can reach.

use std::sync::Arc;

use engine::ai::Ai;
pub(crate) use engine::clock::now;
use engine::hints::DeliverWake;
use engine::intake::Intake;
use engine::intake::receipts::ReceiptIntake;
use engine::pulse::Pulse;
use engine::signature::Secret;
use engine::suggest::Copywriters;
use log::Log;
use store::Store;
use tokio::sync::watch;

use crate::config::Config;
use crate::http::backlog::Backlog;
use crate::http::known_keys::KnownKeys;
use crate::http::limits::Limits;
use crate::http::origins::Origins;
use crate::http::reach::Reach;
use crate::http::session::Sessions;
use crate::oidc::Provider;

/// The parts of a running server; cheap to clone.
pub(crate) type App = Arc<Parts>;

/// The parts of a running server.
pub(crate) struct Parts {
    /// Settings.
    pub(crate) config: Config,
    /// Where everything lives.
    pub(crate) store: Arc<dyn Store>,
    /// What was accepted.
    pub(crate) log: Arc<dyn Log>,
    /// The door for records.
    pub(crate) intake: Intake,
    /// The door for receipts.
    pub(crate) receipts: Arc<ReceiptIntake>,
    /// What changed.
    pub(crate) pulse: Arc<Pulse>,
    /// Rung when there is something to deliver.
    pub(crate) deliver: DeliverWake,
    /// Signs and reads session tokens.
    pub(crate) sessions: Sessions,
    /// The provider people sign in by, if there is one.
    pub(crate) provider: Option<Provider>,
    /// Which addresses browsers may come from.
    pub(crate) origins: Origins,
    /// Keys found good a moment ago.
    pub(crate) keys: KnownKeys,
    /// How often callers may still knock.
    pub(crate) limits: Limits,
    /// What waits to be applied, as far as it decides whether more is taken in.
    pub(crate) backlog: Backlog,
    /// The language model that is set up, if there is one.
    pub(crate) ai: Option<Arc<Ai>>,
    /// Who writes suggestions.
    pub(crate) copywriters: Copywriters,
    /// Whether the database can be reached.
    pub(crate) reach: Reach,
    /// Shared with the vendor.
    pub(crate) vendor_secret: Secret,
    /// True when messages go to the built-in simulator.
    pub(crate) simulated: bool,
    /// Renders metrics.
    pub(crate) metrics: metrics_exporter_prometheus::PrometheusHandle,
    /// Turns true when the server is about to stop.
    pub(crate) stopping: watch::Receiver<bool>,
}
