//! `minicrm serve`: web interface, API and workers in one process.

use std::future::IntoFuture;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use domain::Topic;
use engine::channel::{Delivery, Vendor, VendorSettings};
use engine::intake::Intake;
use engine::intake::receipts::ReceiptIntake;
use engine::pulse::Pulse;
use engine::signature::Secret;
use engine::simulator::{self, Behaviour};
use engine::suggest::Offline;
use engine::worker::apply::Apply;
use engine::worker::complete::Complete;
use engine::worker::deliver::Deliver;
use engine::worker::reconcile::{Patience, Reconcile};
use engine::worker::trim::Trim;
use engine::worker::{Crew, Wake};
use log::{Log, SqliteLog};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use store::{Deliveries, Imports, Store};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;

use super::{folder, sign_in_link};
use crate::app::{App, Parts, now};
use crate::config::Config;
use crate::http::origins::Origins;
use crate::http::router;
use crate::http::session::Sessions;
use crate::secrets;

/// How often workers look for work nobody told them about.
const LOOK: Duration = Duration::from_millis(500);
/// How often the log is trimmed.
const TRIM: Duration = Duration::from_secs(10);
/// Delivery workers: enough to keep a vendor busy while one waits for its answer.
const DELIVERERS: usize = 4;
/// How long an answer of a vendor may take.
const VENDOR_TIMEOUT: Duration = Duration::from_secs(30);
/// Bounds of the buckets in which requests are counted by how long they took, in seconds.
const REQUEST_SECONDS: [f64; 9] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0];
/// How often measurements are folded into buckets.
const FOLD: Duration = Duration::from_secs(5);
/// How long a stop waits for what is under way.
const PATIENCE: Duration = Duration::from_secs(10);

/// Runs until it is told to stop.
pub(crate) async fn run(config: Config) -> Result<()> {
    start_logging(&config)?;
    let metrics = start_measuring()?;
    folder::prepare(&config.data_dir)?;
    let _lock = folder::lock(&config.data_dir)?;
    let store = Arc::new(folder::store(&config.data_dir)?);
    let log: Arc<dyn Log> = Arc::new(SqliteLog::open(&config.data_dir).context("cannot open the log")?);
    let interrupted = "The server was stopped while this file was read. What was accepted stays; import the file again for the rest.";
    // The lock says that nobody else works here: whatever is running or leased is left over from a process that died.
    store.fail_running_imports(interrupted, now(), now().plus_millis(i64::MAX)).await?;
    store.end_leases().await?;

    let listener = TcpListener::bind((config.host, config.port)).await;
    let listener = listener.with_context(|| {
        format!("cannot listen on {}:{}; is it in use? Set PORT to another", config.host, config.port)
    })?;
    let (stop, stopping) = watch::channel(false);
    let link = sign_in_link::make(&*store, &config.base_url()).await?;
    let vendor_secret =
        Secret::parse(&secrets::vendor_secret(config.vendor_secret.as_deref(), &config.data_dir)?)?;
    if vendor_secret.is_short() {
        tracing::warn!(
            "VENDOR_SECRET is short: 24 random bytes or more are safe, such as `whsec_$(openssl rand -base64 24)`"
        );
    }
    let vendor = vendor(&config, &vendor_secret, listener.local_addr()?.port(), &stopping).await?;
    let app = parts(config, store, log, vendor_secret, metrics, stopping)?;
    let crew = hire(&app, &vendor);

    println!("Mini CRM is ready. Sign in once, within an hour:\n\n    {link}\n");
    let mut over = stop.subscribe();
    let shutdown = async move {
        asked_to_stop().await;
        tracing::info!("stopping: no new requests; finishing what is under way");
        stop.send_replace(true);
    };
    let serving = axum::serve(listener, router::router(app)).with_graceful_shutdown(shutdown).into_future();
    let hurry = async move {
        let _ = over.changed().await;
        tokio::time::sleep(PATIENCE).await;
    };
    tokio::select! {
        served = serving => served.context("the server failed")?,
        () = hurry => tracing::warn!("some requests did not finish in time"),
    }
    crew.dismiss(PATIENCE).await;
    Ok(())
}

/// Sets up metrics; what was measured is folded into its buckets every few seconds, so that memory stays flat also
/// where nobody scrapes.
fn start_measuring() -> Result<PrometheusHandle> {
    let builder = PrometheusBuilder::new().set_buckets(&REQUEST_SECONDS).context("cannot set up metrics")?;
    let handle = builder.install_recorder().context("cannot set up metrics")?;
    let folding = handle.clone();
    tokio::spawn(async move {
        let mut beat = tokio::time::interval(FOLD);
        loop {
            beat.tick().await;
            folding.run_upkeep();
        }
    });
    Ok(handle)
}

fn start_logging(config: &Config) -> Result<()> {
    let filter = EnvFilter::try_new(&config.log).context("LOG is not a level, nor a list of module=level")?;
    // Complaints of the logging itself would panic where stderr stands on a full disk, and take the thread that
    // logs with them.
    let logging = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .log_internal_errors(false);
    match config.log_format.as_str() {
        "json" => logging.json().init(),
        _ => logging.init(),
    }
    Ok(())
}

/// The vendor of the settings, or the simulator on a loopback port of its own.
async fn vendor(
    config: &Config,
    secret: &Secret,
    port: u16,
    stopping: &watch::Receiver<bool>,
) -> Result<Arc<dyn Delivery>> {
    let (url, callback) = if let Some(url) = &config.vendor_url {
        (url.clone(), config.base_url())
    } else {
        let listener =
            TcpListener::bind(("127.0.0.1", 0)).await.context("cannot start the vendor simulator")?;
        let url = format!("http://{}", listener.local_addr()?);
        let behaviour = Behaviour { success: config.simulator_success, ..Behaviour::default() };
        let (secret, mut stopping) = (secret.clone(), stopping.clone());
        tokio::spawn(async move {
            let end = async move {
                let _ = stopping.changed().await;
            };
            if let Err(error) = simulator::serve(listener, behaviour, secret, end).await {
                tracing::error!(error = &error as &dyn std::error::Error, "the vendor simulator failed");
            }
        });
        let host = if config.host.is_ipv6() { "[::1]" } else { "127.0.0.1" };
        (url, format!("http://{host}:{port}"))
    };
    let callback_url = format!("{callback}/api/vendor/receipt");
    let settings = VendorSettings { url, secret: secret.clone(), callback_url, timeout: VENDOR_TIMEOUT };
    Ok(Arc::new(Vendor::new(settings).context("cannot set up the vendor")?))
}

fn parts(
    config: Config,
    store: Arc<dyn Store>,
    log: Arc<dyn Log>,
    vendor_secret: Secret,
    metrics: PrometheusHandle,
    stopping: watch::Receiver<bool>,
) -> Result<App> {
    let intake = Intake::new(log.clone());
    let secret = secrets::session_secret(config.jwt_secret.as_deref(), &config.data_dir)?;
    Ok(Arc::new(Parts {
        receipts: Arc::new(ReceiptIntake::new(intake.clone(), store.clone())),
        sessions: Sessions::new(&secret, config.base_url().starts_with("https://")),
        origins: Origins::new(&config),
        simulated: config.vendor_url.is_none(),
        pulse: Arc::new(Pulse::default()),
        deliver: Wake::default(),
        suggester: Arc::new(Offline),
        config,
        store,
        log,
        intake,
        vendor_secret,
        metrics,
        stopping,
    }))
}

/// All workers of this process.
fn hire(app: &App, vendor: &Arc<dyn Delivery>) -> Crew {
    let mut crew = Crew::default();
    for topic in Topic::ALL {
        let apply = Apply { log: app.log.clone(), store: app.store.clone(), pulse: app.pulse.clone(), topic };
        crew.hire(Arc::new(apply), app.log.subscribe(topic), LOOK);
    }
    for number in 0..DELIVERERS {
        let holder = format!("{}-{number}", std::process::id());
        let deliver = Deliver::new(app.store.clone(), vendor.clone(), app.pulse.clone(), holder, now);
        crew.hire(Arc::new(deliver), app.deliver.listen(), LOOK);
    }
    let patience = Patience { ask_after: app.config.ask_after(), give_up_after: app.config.give_up_after() };
    let complete = Complete { store: app.store.clone(), pulse: app.pulse.clone(), clock: now };
    crew.hire(Arc::new(complete), app.log.subscribe(Topic::Receipts), LOOK);
    let (store, pulse) = (app.store.clone(), app.pulse.clone());
    let reconcile = Reconcile {
        store,
        vendor: vendor.clone(),
        receipts: app.receipts.clone(),
        pulse,
        patience,
        clock: now,
    };
    crew.hire(Arc::new(reconcile), app.log.subscribe(Topic::Receipts), LOOK);
    crew.hire(Arc::new(Trim { log: app.log.clone(), store: app.store.clone() }), watch::channel(0).1, TRIM);
    crew
}

/// Waits for Ctrl-C or a polite kill.
pub(crate) async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut term) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = term.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
