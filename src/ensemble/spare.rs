//! Memory that is no longer needed, for what needs such memory next.
//!
//! A group of runs of a large world takes a hundred megabytes. An allocator gives memory of that size
//! back to the system when it lies idle for a moment, and what comes from the system has to be
//! cleared and mapped page by page: up to an eighth of the time of a run.

use std::sync::Mutex;

use crate::engine::Memory;

/// Stock of one kind.
#[derive(Debug, Default)]
pub(super) struct Stock<T>(Mutex<Vec<T>>);

impl<T: Default> Stock<T> {
    /// One that was used before, if there is any.
    pub(super) fn take(&self) -> T {
        self.0.lock().expect("no thread panicked").pop().unwrap_or_default()
    }

    pub(super) fn give(&self, piece: T) {
        self.0.lock().expect("no thread panicked").push(piece);
    }
}

/// What the runs of a study leave behind.
pub(super) struct Spare<R> {
    /// States, whatever model they were of.
    pub(super) memories: Stock<Memory<R>>,
    /// Drawn numbers, likewise.
    pub(super) numbers: Stock<Vec<R>>,
    /// Trajectories, of the base model and of each variant.
    pub(super) trajectories: Vec<Stock<Vec<R>>>,
}

impl<R> Spare<R> {
    /// Nothing yet, of so many models.
    pub(super) fn new(models: usize) -> Spare<R> {
        Spare {
            memories: Stock(Mutex::default()),
            numbers: Stock(Mutex::default()),
            trajectories: (0..models).map(|_| Stock(Mutex::default())).collect(),
        }
    }
}
