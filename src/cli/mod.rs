//! The command line: arguments in, library calls, results out. One file a command.

mod attribute;
mod bench;
mod calibrate;
mod check;
mod claims;
mod compare;
mod completions;
mod crossings;
mod diff;
mod digest;
mod ending;
mod explain;
mod exporting;
mod hindcast;
mod import;
mod interruption;
mod merge;
mod new;
mod printing;
mod replay;
mod report;
mod result;
mod run;
mod schema;
mod show;
mod slurm;
mod synth;
mod why;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::request::{asking, series};

use ending::{EXIT_CODES, Ending};

/// Simulates how states gain and lose influence over each other.
///
/// A scenario file says who there is, who depends on whom, what happens and what is claimed. A
/// run simulates it thousands of times and says how often each claim holds and how sure each
/// figure is.
#[derive(Debug, Parser)]
#[command(name = "suasion", version, max_term_width = 80, after_help = EXIT_CODES)]
#[command(disable_help_subcommand = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::Check),
    Run(run::Run),
    Merge(merge::Merge),
    Slurm(slurm::Slurm),
    Compare(compare::Compare),
    Crossings(crossings::Crossings),
    Diff(diff::Diff),
    Attribute(attribute::Attribute),
    Why(why::Why),
    Claims(claims::Claims),
    Replay(replay::Replay),
    Show(show::Show),
    Report(report::Report),
    Explain(explain::Explain),
    Schema(schema::Schema),
    New(new::New),
    Synth(synth::Synth),
    Bench(bench::Bench),
    #[command(hide = true)]
    Digest(digest::Digest),
    Import(import::Import),
    Hindcast(hindcast::Hindcast),
    Calibrate(calibrate::Calibrate),
    Completions(completions::Completions),
}

/// Does what the arguments of the process ask for.
pub fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Check(command) => command.go(),
        Command::Run(command) => command.go(),
        Command::Merge(command) => command.go(),
        Command::Slurm(command) => command.go(),
        Command::Compare(command) => command.go(),
        Command::Crossings(command) => command.go(),
        Command::Diff(command) => command.go(),
        Command::Attribute(command) => command.go(),
        Command::Why(command) => command.go(),
        Command::Claims(command) => command.go(),
        Command::Replay(command) => command.go(),
        Command::Show(command) => command.go(),
        Command::Report(command) => command.go(),
        Command::Explain(command) => command.go(),
        Command::Schema(command) => command.go(),
        Command::New(command) => command.go(),
        Command::Synth(command) => command.go(),
        Command::Bench(command) => command.go(),
        Command::Digest(command) => command.go(),
        Command::Import(command) => command.go(),
        Command::Hindcast(command) => command.go(),
        Command::Calibrate(command) => command.go(),
        Command::Completions(command) => command.go(),
    };
    done.unwrap_or_else(Ending::report)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_arguments_are_well_formed() {
        super::Arguments::command().debug_assert();
    }
}
