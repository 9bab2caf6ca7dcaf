//! How far an ensemble is, for somebody who waits.

use indicatif::{ProgressBar, ProgressStyle};

/// Somebody who is told how far an ensemble is; called from several threads.
pub trait Progress: Sync {
    /// So many runs will be simulated.
    fn begin(&self, runs: u64);
    /// So many runs will be simulated after all.
    fn expect(&self, _runs: u64) {}
    /// So many more runs are done.
    fn advance(&self, runs: u64);
    /// The ensemble is over, complete or not.
    fn end(&self);
}

/// Tells nobody.
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _runs: u64) {}
    fn advance(&self, _runs: u64) {}
    fn end(&self) {}
}

/// A bar on standard error with runs per second and the time left; nothing where standard error
/// is not a terminal.
pub struct Bar(ProgressBar);

impl Bar {
    /// `what` stands before the bar: the scenario's name.
    pub fn new(what: &str) -> Bar {
        let style = "{prefix} {wide_bar} {human_pos}/{human_len} runs, {per_sec}, {eta} left";
        let style = ProgressStyle::with_template(style).expect("the template is well formed");
        Bar(ProgressBar::no_length().with_style(style).with_prefix(what.to_string()))
    }
}

impl Progress for Bar {
    fn begin(&self, runs: u64) {
        self.0.reset();
        self.0.set_length(runs);
    }

    fn expect(&self, runs: u64) {
        self.0.set_length(runs);
    }

    fn advance(&self, runs: u64) {
        self.0.inc(runs);
    }

    fn end(&self) {
        self.0.finish_and_clear();
    }
}
