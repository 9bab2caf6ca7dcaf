//! `completions`: a shell's completion script.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::Arguments;
use super::ending::Done;
use super::printing::print;

/// Print a completion script for a shell.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

impl Completions {
    pub fn go(self) -> Done {
        let mut script = Vec::new();
        let mut command = Arguments::command();
        clap_complete::generate(self.shell, &mut command, "suasion", &mut script);
        print(&String::from_utf8_lossy(&script))
    }
}
