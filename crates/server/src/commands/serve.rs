//! `minicrm serve`: web interface, API and workers, in one process or in many.

mod crew;
mod delivery;
mod observing;

use std::future::IntoFuture;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use engine::ai::Ai;
use engine::hints::{self, DeliverWake};
use engine::intake::Intake;
use engine::intake::receipts::ReceiptIntake;
use engine::pulse::Pulse;
use engine::signature::Secret;
use engine::suggest::Copywriters;
use engine::worker::imports::INTERRUPTED;
use metrics_exporter_prometheus::PrometheusHandle;
use store::Store;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::backends::{self, Logging, in_time};
use super::sign_in_link;
use crate::app::{App, Parts, now};
use crate::config::Config;
use crate::http::backlog::Backlog;
use crate::http::door::Door;
use crate::http::known_keys::KnownKeys;
use crate::http::limits::Limits;
use crate::http::origins::Origins;
use crate::http::reach::Reach;
use crate::http::router;
use crate::http::session::Sessions;
use crate::oidc::Provider;
use crate::secrets::{self, Keeper};

/// How long a stop waits for what is under way.
const PATIENCE: Duration = Duration::from_secs(10);

/// Runs until it is told to stop.
pub(crate) async fn run(mut config: Config) -> Result<()> {
    config.check()?;
    observing::start_logging(&config)?;
    let metrics = observing::start_measuring()?;
    let _lock = backends::lock(&config)?;
    let logging = backends::log(&config).await?;

    let listener = TcpListener::bind((config.host, config.port)).await;
    let listener = listener.with_context(|| {
        format!("cannot listen on {}:{}; is it in use? Set PORT to another", config.host, config.port)
    })?;
    // With PORT=0 the system has chosen one.
    config.port = listener.local_addr()?.port();
    let (stop, stopping) = watch::channel(false);
    tokio::spawn(async move {
        asked_to_stop().await;
        tracing::info!("stopping: no new requests; finishing what is under way");
        stop.send_replace(true);
    });
    let door = Door::new(logging.log.clone());
    let serving = axum::serve(listener, door.service())
        .with_graceful_shutdown(until_stop(stopping.clone()))
        .into_future();
    let serving = tokio::spawn(serving);

    // The door is there before the store is, so that whoever asks is told what is missing.
    let opened = tokio::select! {
        opened = open(config, logging, metrics, stopping.clone()) => opened?,
        () = until_stop(stopping.clone()) => return Ok(()),
    };
    let Opened { app, crew } = opened;
    if app.config.role.answers() {
        let token = secrets::token()?;
        let link = in_time(async || sign_in_link::offer(&*app.store, &token, &app.config.base_url()).await);
        let link = link.await?;
        door.open(router::router(app));
        println!("Mini CRM is ready. Sign in once, within an hour:\n\n    {link}\n");
    } else {
        println!("Mini CRM's workers are ready. Their health: http://localhost:{}/health", app.config.port);
        door.open(router::of_workers(app));
    }

    let hurry = async move {
        until_stop(stopping).await;
        tokio::time::sleep(PATIENCE).await;
    };
    tokio::select! {
        served = serving => served?.context("the server failed")?,
        () = hurry => tracing::warn!("some requests did not finish in time"),
    }
    if let Some(crew) = crew {
        crew.dismiss(PATIENCE).await;
    }
    Ok(())
}

/// A server with everything it needs, and its workers if it has any.
struct Opened {
    app: App,
    crew: Option<engine::worker::Crew>,
}

/// Opens the store, waiting for it where it is a server, and starts what works behind the door.
async fn open(
    config: Config,
    logging: Logging,
    metrics: PrometheusHandle,
    stopping: watch::Receiver<bool>,
) -> Result<Opened> {
    let store = backends::store_in_time(&config.places, config.memory_budget()).await?;
    if !config.is_shared() {
        // Nobody else works here: whatever is running or leased is left over from a process that died.
        in_time(async || {
            store.fail_running_imports(INTERRUPTED, now(), now().plus_millis(i64::MAX)).await?;
            store.end_leases().await
        })
        .await?;
    }
    let keeper = match config.places.mongo_uri {
        Some(_) => Keeper::Store(&*store),
        None => Keeper::Folder(&config.places.data_dir),
    };
    let session_secret = secrets::session_secret(config.jwt_secret.as_deref(), keeper).await?;
    let vendor_secret =
        Secret::parse(&secrets::vendor_secret(config.vendor_secret.as_deref(), keeper).await?)
            .context("VENDOR_SECRET is no secret")?;
    if vendor_secret.is_short() {
        tracing::warn!(
            "VENDOR_SECRET is short: 24 random bytes or more are safe, such as `whsec_$(openssl rand -base64 24)`"
        );
    }
    let app = parts(config, store.clone(), logging, &session_secret, vendor_secret, metrics, stopping)?;
    let crew = if app.config.role.works() {
        let vendor = delivery::vendor(&app.config, &app.vendor_secret, &app.stopping).await?;
        Some(crew::hire(&app, &vendor)?)
    } else {
        None
    };
    Ok(Opened { app, crew })
}

fn parts(
    config: Config,
    store: Arc<dyn Store>,
    Logging { log, signals }: Logging,
    session_secret: &str,
    vendor_secret: Secret,
    metrics: PrometheusHandle,
    stopping: watch::Receiver<bool>,
) -> Result<App> {
    let ai = match config.ai.settings()? {
        Some(settings) => Some(Arc::new(Ai::new(settings).context("cannot set up AI")?)),
        None => None,
    };
    let intake = Intake::new(log.clone());
    let pulse = Arc::new(Pulse::new(signals.clone()));
    let deliver = DeliverWake::new(signals.clone());
    tokio::spawn(hints::pass_on(signals, pulse.clone(), deliver.here().clone()));
    Ok(Arc::new(Parts {
        receipts: Arc::new(ReceiptIntake::new(intake.clone(), store.clone())),
        sessions: Sessions::new(session_secret, config.base_url().starts_with("https://")),
        provider: Provider::new(&config)?,
        origins: Origins::new(&config),
        simulated: config.vendor_url.is_none(),
        pulse,
        deliver,
        copywriters: Copywriters::new(ai.clone()),
        ai,
        reach: Reach::default(),
        keys: KnownKeys::default(),
        limits: Limits::new(&config.limits),
        backlog: Backlog::default(),
        config,
        store,
        log,
        intake,
        vendor_secret,
        metrics,
        stopping,
    }))
}

/// Ends when the server is to stop.
async fn until_stop(mut stopping: watch::Receiver<bool>) {
    let _ = stopping.wait_for(|stop| *stop).await;
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
