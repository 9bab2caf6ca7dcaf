//! The Python package's door: Python's values in, library calls, tables and pages out.
//!
//! The package is `suasion`, with its Python sources in `python/suasion`; this is its compiled part,
//! `suasion._suasion`. What a user calls is documented there; here is what crosses.
//!
//! | file | what crosses |
//! | --- | --- |
//! | `error` | mistakes of a scenario, wrong requests, files that cannot be read |
//! | `table` | tables, as Arrow streams that share their memory |
//! | `page` | texts for a reader |
//! | `scenario`, `diff`, `outcome`, `comparison`, `attribution`, `hindcast` | the nouns |
//! | `running`, `sharing` | ensembles on this machine and on several |
//! | `watch` | work without the interpreter's lock that tells how far it is and hears Ctrl-C |

mod attribution;
mod comparison;
mod diff;
mod error;
mod hindcast;
mod outcome;
mod page;
mod row;
mod running;
mod scenario;
mod sharing;
mod table;
mod toml;
mod watch;

use pyo3::prelude::*;

/// The compiled part of the package `suasion`.
#[pymodule]
mod _suasion {
    #[pymodule_export]
    use super::attribution::{Attribution, attribute};
    #[pymodule_export]
    use super::comparison::{Comparison, compare, open_comparison};
    #[pymodule_export]
    use super::diff::Diff;
    #[pymodule_export]
    use super::error::{Problem, ResultError, ScenarioError};
    #[pymodule_export]
    use super::hindcast::{Hindcast, hindcast};
    #[pymodule_export]
    use super::outcome::{Outcome, open_outcome};
    #[pymodule_export]
    use super::page::{Page, explain};
    #[pymodule_export]
    use super::running::{resume, run};
    #[pymodule_export]
    use super::scenario::{Scenario, load, loads, restore};
    #[pymodule_export]
    use super::sharing::{known, merge, partial, shard, shares};
    #[pymodule_export]
    use super::table::{Column, Table};

    use super::{Bound, PyModule, PyModuleMethods, PyResult};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
