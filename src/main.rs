//! The command line's program; everything is in the library.

use std::process::ExitCode;

/// Blocks of runs are short-lived and large; this allocator hands their memory on.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    suasion::cli::main()
}
