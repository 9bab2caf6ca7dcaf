//! Work without the interpreter's lock: it tells how far it is, and hears Ctrl-C.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use pyo3::prelude::*;

use crate::ensemble::Progress;

/// Time between two looks at signals and progress.
const LOOK: Duration = Duration::from_millis(50);

/// How far the work is, for the thread that looks on.
#[derive(Default)]
struct Counter {
    done: AtomicU64,
    total: AtomicU64,
}

impl Progress for Counter {
    fn begin(&self, runs: u64) {
        self.done.store(0, Ordering::Relaxed);
        self.total.store(runs, Ordering::Relaxed);
    }

    fn expect(&self, runs: u64) {
        self.total.store(runs, Ordering::Relaxed);
    }

    fn advance(&self, runs: u64) {
        self.done.fetch_add(runs, Ordering::Relaxed);
    }

    fn end(&self) {}
}

/// What the work gave, and what was raised meanwhile: Ctrl-C, or a mistake in `progress`.
pub struct Watched<T> {
    pub result: T,
    pub raised: Option<PyErr>,
}

/// Does the work on a thread of its own, without the interpreter's lock. `progress` is called
/// with the runs that are done and all that there are. Signals are looked at where Python lets
/// them through, in its main thread; what is raised sets the flag that ends the work early.
pub fn watched<T: Send>(
    py: Python<'_>,
    progress: Option<&Bound<'_, PyAny>>,
    work: impl FnOnce(&dyn Progress, &AtomicBool) -> T + Send,
) -> Watched<T> {
    let progress = progress.map(|progress| progress.clone().unbind());
    let (counter, cancel) = (Counter::default(), AtomicBool::new(false));
    let (counter, cancel) = (&counter, &cancel);
    py.detach(move || {
        thread::scope(|scope| {
            let (over, ended) = channel();
            let worker = scope.spawn(move || {
                let result = work(counter, cancel);
                // Nobody is left to be told only where the looker has panicked.
                let _ = over.send(());
                result
            });
            let mut raised = None;
            while let Err(RecvTimeoutError::Timeout) = ended.recv_timeout(LOOK) {
                if raised.is_none() {
                    raised = look(progress.as_ref(), counter).err();
                    cancel.store(raised.is_some(), Ordering::Relaxed);
                }
            }
            let result = worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            if raised.is_none() {
                raised = look(progress.as_ref(), counter).err();
            }
            Watched { result, raised }
        })
    })
}

fn look(progress: Option<&Py<PyAny>>, counter: &Counter) -> PyResult<()> {
    Python::attach(|py| {
        py.check_signals()?;
        let total = counter.total.load(Ordering::Relaxed);
        match progress {
            Some(progress) if total > 0 => {
                let done = counter.done.load(Ordering::Relaxed).min(total);
                progress.call1(py, (done, total)).map(|_| ())
            }
            _ => Ok(()),
        }
    })
}
