//! What must not outlive this program, also when it is interrupted.

use std::{
    process,
    sync::{Arc, Mutex, PoisonError, Weak},
    thread,
};

use tokio::signal::unix::{SignalKind, signal};

/// Something to stop and remove at the end; doing so twice does no harm.
pub(crate) trait Cleanup: Send + Sync {
    /// Stops and removes it.
    fn clean_up(&self);
}

static PENDING: Mutex<Vec<Weak<dyn Cleanup>>> = Mutex::new(Vec::new());

/// Sees to it that an interrupt cleans this up before the program ends.
pub(crate) fn register(thing: &Arc<impl Cleanup + 'static>) {
    let thing: Arc<dyn Cleanup> = thing.clone();
    PENDING.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::downgrade(&thing));
}

/// From now on Ctrl-C and a request to terminate clean up and then end the program.
pub(crate) fn on_interrupt() {
    thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        if runtime.is_ok_and(|runtime| runtime.block_on(interrupt()).is_ok()) {
            for thing in PENDING.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
                if let Some(thing) = thing.upgrade() {
                    thing.clean_up();
                }
            }
            // What a shell reports for a program ended by Ctrl-C.
            process::exit(130);
        }
    });
}

async fn interrupt() -> std::io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        result = tokio::signal::ctrl_c() => result,
        _ = terminate.recv() => Ok(()),
    }
}
