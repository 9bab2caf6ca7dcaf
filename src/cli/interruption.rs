//! Ctrl-C on the command line.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::ending::Ending;

/// Becomes true at the first Ctrl-C; the second one ends the process at once.
pub fn interruption() -> Result<Arc<AtomicBool>, Ending> {
    let cancel = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&cancel);
    let handler = ctrlc::set_handler(move || {
        if asked.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
    handler.map_err(|error| Ending::Failure(format!("cannot listen to Ctrl-C: {error}")))?;
    Ok(cancel)
}
