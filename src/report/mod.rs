//! Reports: pages for a terminal, from a scenario, an outcome or the model's own tables.
//!
//! Nothing is computed here but how a figure is written. A [`Page`] is eighty columns wide and
//! carries styles as escape codes; whoever prints it strips them where they would not show.

mod answer;
mod attribution;
mod balance;
mod calibration;
mod claim;
mod claims;
mod compare;
mod crossing;
mod crossings;
mod dependence;
mod diff;
mod explain;
mod figure;
mod hindcast;
pub mod html;
mod manual;
mod numbers;
mod page;
mod replay;
mod sensitivity;
mod shard;
mod show;
mod slurm;
mod speed;
mod status;
mod table;
mod tabular;
mod variance;
mod why;

pub use answer::answer;
pub use attribution::{Heading, attribution};
pub use calibration::{calibration, parameter_file};
pub use claims::{claims, claims_table};
pub use compare::comparison;
pub use crossings::{crossings, first};
pub use diff::diff;
pub use explain::{everything, explanation, parameter_list};
pub use figure::count;
pub use hindcast::{ablations, hindcast};
pub use numbers::numbers;
pub use page::Page;
pub use replay::{course, course_table, reproduction};
pub use shard::{merged, shard};
pub use show::{show, shown_metrics};
pub use slurm::{Resources, Submission, slurm};
pub use speed::{Speeds, speeds};
pub use status::{precision, sound, timing};
pub use tabular::{csv, json, markdown};
pub use why::{run_log, run_table, separation, separation_table};
