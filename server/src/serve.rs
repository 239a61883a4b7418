//! `hezong serve`: from start to a clean end.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use axum::serve::ListenerExt;
use hezong_app::public::DemoHint;
use hezong_services::Services;
use hezong_services::setup::{self, Contents, Purpose};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::http::listener::{Gate, Guarded};
use crate::router::{RouterSettings, router};
use crate::{Config, Failure, demo, jobs, metering, wiring};

/// How long running requests and the round of background work may take to end.
const FAREWELL: Duration = Duration::from_secs(10);
/// How long the database may take to close.
const CLOSING: Duration = Duration::from_secs(5);

/// Serves until `end` completes; `started` is told the address once requests are taken.
///
/// # Errors
/// What keeps the server from starting, or made it stop by itself.
pub async fn serve(
    config: &Config,
    purpose: Purpose,
    started: impl FnOnce(SocketAddr),
    end: impl Future<Output = ()>,
) -> Result<(), Failure> {
    let is_demo = purpose == Purpose::Demo;
    if is_demo && !config.listen.ip().is_loopback() {
        return Err(Failure::Config(format!(
            "--demo has known passwords and listens on loopback only, not on {}: unset HEZONG_LISTEN or set it \
             to 127.0.0.1:3000",
            config.listen
        )));
    }
    // Before anything is written: a second server on the same port must not touch the database.
    let listener = TcpListener::bind(config.listen).await.map_err(|error| {
        Failure::Start(format!(
            "cannot listen on {} ({error}): stop what uses the port or set HEZONG_LISTEN",
            config.listen
        ))
    })?;
    let (services, storage) = wiring::wire(config, purpose).await?;
    check_contents(config, &services, purpose).await?;
    let metrics = config.metrics_listen.map(metering::start).transpose()?;
    warn_of_fonts(config);
    warn_of_payer(&services);
    let settings = RouterSettings::new(config, is_demo.then(demo_hint));
    let router = router(&services, &settings);
    let (stop, stopped) = watch::channel(false);
    let jobs = jobs::start(services, stopped.clone());
    let address = listener.local_addr().unwrap_or(config.listen);
    let mut until = stopped;
    let mut server = tokio::spawn(
        axum::serve(
            Gate::new(listener).tap_io(Guarded::hurry),
            router.into_make_service_with_connect_info::<SocketAddr>(),
        )
        .with_graceful_shutdown(async move {
            // The sender lives as long as this function; an error means the same.
            let _ = until.wait_for(|stopped| *stopped).await;
        })
        .into_future(),
    );
    tracing::info!("hezong {} listens on http://{address}", env!("CARGO_PKG_VERSION"));
    started(address);
    let stopped_itself = tokio::select! {
        () = end => false,
        _ = &mut server => true,
    };
    tracing::info!("stopping: running requests may take up to {} s", FAREWELL.as_secs());
    let _ = stop.send(true);
    if !stopped_itself && tokio::time::timeout(FAREWELL, &mut server).await.is_err() {
        tracing::warn!("some requests were still running and are cut off");
        server.abort();
    }
    if tokio::time::timeout(FAREWELL, jobs).await.is_err() {
        tracing::warn!(
            "background work was still running and is cut off; another round repeats it"
        );
    }
    if tokio::time::timeout(CLOSING, storage.close()).await.is_err() {
        tracing::warn!("the database took too long to close");
    }
    if let Some(metrics) = metrics {
        metrics.abort();
    }
    tracing::info!("stopped");
    if stopped_itself {
        return Err(Failure::Start("the server stopped listening by itself".to_owned()));
    }
    Ok(())
}

/// Demo data, sandboxes and real data never meet.
async fn check_contents(
    config: &Config,
    services: &Services,
    purpose: Purpose,
) -> Result<(), Failure> {
    let database = config.database.redacted();
    let refused = |flag: &str, why: &str| {
        Err(Failure::Config(format!(
            "{flag} refuses {database}: it {why}; set HEZONG_DATA_DIR to another folder"
        )))
    };
    match (purpose, setup::contents(services).await?) {
        (_, Contents::DemoBegun) => Err(Failure::Config(format!(
            "{database} holds unfinished demo data, because a first start with --demo was interrupted: delete the \
             database{} and start again",
            config.data_folder_with_database()
        ))),
        (Purpose::Demo, Contents::Operators | Contents::Real | Contents::Sandbox) => {
            refused("--demo", "holds data that is not demo data")
        }
        (Purpose::Sandbox, Contents::Real) => {
            refused("--sandbox", "holds real data, whose business time must not be moved")
        }
        (Purpose::Sandbox, Contents::Demo) => {
            refused("--sandbox", "holds demo data: start with --demo")
        }
        (Purpose::Real, Contents::Demo) => Err(Failure::Config(format!(
            "{database} holds demo data with known passwords: start with --demo, or set HEZONG_DATA_DIR to \
             another folder for real data"
        ))),
        (Purpose::Real, Contents::Sandbox) => Err(Failure::Config(format!(
            "{database} is a sandbox, whose business time may have been moved: start with --sandbox, or set \
             HEZONG_DATA_DIR to another folder for real data"
        ))),
        (Purpose::Demo, Contents::Empty | Contents::Demo) => {
            Ok(Box::pin(demo::seed(services)).await?)
        }
        (Purpose::Sandbox | Purpose::Real, Contents::Empty) => {
            if purpose == Purpose::Sandbox {
                setup::mark_sandbox(services).await?;
            }
            tracing::info!(
                "nobody can sign in yet: make the first operator with `hezong create-operator`"
            );
            Ok(())
        }
        // Operators may be made before the first start.
        (Purpose::Sandbox, Contents::Operators) => Ok(setup::mark_sandbox(services).await?),
        (Purpose::Sandbox, Contents::Sandbox)
        | (Purpose::Real, Contents::Operators | Contents::Real) => Ok(()),
    }
}

/// Says once that papers cannot be printed, and what helps; everything else works.
fn warn_of_fonts(config: &Config) {
    if let Err(error) = config.print_fonts.check() {
        tracing::warn!(
            "invoice lists cannot be printed as PDF: {error}; install fonts-noto-cjk (Debian) or name font \
             files in HEZONG_PRINT_FONTS"
        );
    }
}

/// Says once that nothing can be invoiced, and what helps; everything else works.
fn warn_of_payer(services: &Services) {
    if services.payer().is_none() {
        tracing::warn!(
            "nobody has entered who pays partners: payment requests cannot be approved or invoiced; set \
             HEZONG_PAYER_COMPANY, HEZONG_PAYER_TAX_NUMBER, HEZONG_PAYER_ADDRESS, HEZONG_PAYER_CONTACT and \
             HEZONG_PAYER_PHONE"
        );
    }
}

fn demo_hint() -> DemoHint {
    DemoHint {
        password: demo::PASSWORD.to_owned(),
        sign_ins: demo::SIGN_INS.iter().map(|s| (s.sign_in.to_owned(), s.who.to_owned())).collect(),
    }
}

/// Completes when the process is asked to end.
///
/// # Errors
/// When signals cannot be watched.
pub fn asked_to_end() -> Result<impl Future<Output = ()>, Failure> {
    let watch = |kind| {
        signal(kind).map_err(|error| Failure::Start(format!("signals cannot be watched: {error}")))
    };
    let (mut terminate, mut interrupt) =
        (watch(SignalKind::terminate())?, watch(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
