//! Ctrl-C and SIGTERM, for commands that have something to end first.

use std::sync::mpsc::channel;

use anyhow::{Context as _, Result};

/// Calls at the first Ctrl-C or SIGTERM. From here on neither of them ends this process by itself.
///
/// # Errors
/// When signals cannot be heard.
pub(crate) fn instead_of_ending(call: impl FnOnce() + Send + 'static) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (ready, is_ready) = channel();
    std::thread::spawn(move || {
        // Whoever waits for it to be ready hears that it is not.
        if runtime.block_on(heard(move || ready.send(()).is_ok())).is_ok() {
            call();
        }
    });
    is_ready.recv().context("signals cannot be heard")
}

#[cfg(unix)]
async fn heard(ready: impl FnOnce() -> bool) -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    ready();
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

#[cfg(not(unix))]
async fn heard(ready: impl FnOnce() -> bool) -> std::io::Result<()> {
    ready();
    tokio::signal::ctrl_c().await
}
