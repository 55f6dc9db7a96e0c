//! Running the server: from settings to a listener, and back to nothing.

use std::future::IntoFuture;
use std::net::SocketAddr;
use std::sync::Arc;

use domain::backend::Backend;
use domain::sources::Sources;
use store::Store;
use tokio::net::TcpListener;

use crate::assets::{Site, Sites};
use crate::config::Settings;
use crate::doors::Doors;
use crate::live::Hub;
use crate::state::{Shared, State};
use crate::{limits, ops, routes};

/// How often what has ended is cleared away.
const CLEAR: std::time::Duration = std::time::Duration::from_secs(600);
/// Failures to sign in are forgotten after so many seconds.
const FORGET_FAILURES: i64 = 24 * 60 * 60;
/// Links that ended and answers to requests are kept for so many seconds: 30 days.
const KEEP_PASSED: i64 = 30 * 24 * 60 * 60;
/// The access log is kept for so many seconds.
const KEEP_ACCESS: i64 = domain::audit::ACCESS_DAYS * 24 * 60 * 60;

/// Any reason not to start, in words.
pub type Fault = Box<dyn std::error::Error + Send + Sync>;

/// A server that listens and is not answering yet.
pub struct Ready {
    listener: TcpListener,
    /// What requests share.
    pub shared: Shared,
    /// Address and port it listens on.
    pub address: SocketAddr,
}

impl Ready {
    /// Listens, and puts everything together.
    ///
    /// # Errors
    /// When the address is taken or the web build is missing.
    pub async fn new(settings: &Settings, store: Arc<Store>, sources: Arc<dyn Sources>) -> Result<Self, Fault> {
        let sites = Sites::new(Site::open()?);
        let listener = TcpListener::bind(settings.listen)
            .await
            .map_err(|error| format!("listen: {} cannot be used: {error}", settings.listen))?;
        let address = listener.local_addr()?;
        let shared = Shared::new(State {
            backend: Arc::clone(&store) as Arc<dyn Backend>,
            store,
            doors: Doors::new(),
            sources,
            sites,
            hub: Hub::new(),
            public_url: settings
                .public_url
                .clone()
                .unwrap_or_else(|| format!("http://{address}")),
            trusted_proxies: settings.trusted_proxies.clone(),
        });
        Ok(Self {
            listener,
            shared,
            address,
        })
    }

    /// Answers until a signal to stop comes; then ends streams, finishes what was begun, and closes the store.
    ///
    /// # Errors
    /// When the listener fails.
    pub async fn run(self) -> Result<(), Fault> {
        let shared = self.shared.clone();
        let clearing = tokio::spawn(clear(shared.clone()));
        let router = routes::all(shared.clone()).into_make_service_with_connect_info::<SocketAddr>();
        let hub = shared.hub.clone();
        let (stopping, mut stopped) = tokio::sync::watch::channel(false);
        let server = axum::serve(self.listener, router).with_graceful_shutdown(async move {
            signal().await;
            tracing::info!("stopping: finishing what was begun");
            hub.close();
            stopping.send_replace(true);
        });
        let late = async {
            // Only an error means that the sender is gone, and then the server has ended anyway.
            let _ = stopped.wait_for(|stopped| *stopped).await;
            tokio::time::sleep(limits::DRAIN).await;
        };
        tokio::select! {
            ended = server.into_future() => ended?,
            () = late => tracing::warn!("requests were still open and are cut off"),
        }
        clearing.abort();
        shared.store.shutdown().await;
        Ok(())
    }
}

/// Clears away sessions that ended, failures that no longer count, and links, answers and access notes past their time.
async fn clear(shared: Shared) {
    let mut pause = tokio::time::interval(CLEAR);
    loop {
        pause.tick().await;
        let now = shared.sources.now();
        let store = &shared.store;
        let cleared = async {
            store.expire_sessions(now).await?;
            store.forget_failures(now.plus_seconds(-FORGET_FAILURES)).await?;
            store.forget_links(now.plus_seconds(-KEEP_PASSED)).await?;
            store.forget_answers(now.plus_seconds(-KEEP_PASSED)).await?;
            store.forget_access(now.plus_seconds(-KEEP_ACCESS)).await
        };
        if let Err(error) = cleared.await {
            tracing::warn!(%error, "what has ended could not be cleared away");
        }
    }
}

/// Waits for the signal to stop.
async fn signal() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}

/// Starts log and metrics as the settings say.
///
/// # Errors
/// When the log's filter is none, or the metrics' address is taken.
pub async fn observe(settings: &Settings) -> Result<(), Fault> {
    ops::start_log(settings.log_format, &settings.log).map_err(|error| format!("log: {error}"))?;
    ops::catch_panics();
    ops::start_metrics(settings.metrics_listen).await.map_err(|error| {
        let address = settings.metrics_listen.map(|address| address.to_string());
        format!(
            "metrics_listen: {} cannot be used: {error}",
            address.unwrap_or_default()
        )
    })?;
    if settings.unbelieved_proxy() {
        tracing::warn!(
            "public_url is https and trusted_proxies is empty: every request seems to come from the proxy, so that all \
             visitors share one count of failed sign-ins and the access log has its address for everybody"
        );
    }
    Ok(())
}
