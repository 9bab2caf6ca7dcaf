//! The command line's program; everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    suasion::cli::main()
}
