//! `new`: a scenario to start from.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::PathBuf;

use clap::Args;

use super::ending::{Done, Ending};
use super::printing::print;

/// What a new scenario starts from; `NAME` stands for its name.
const TEMPLATE: &str = include_str!("new.toml");

/// Write a commented scenario of three actors that runs.
#[derive(Debug, Args)]
pub struct New {
    /// Name of the scenario; the file is NAME.toml
    #[arg(value_name = "NAME")]
    name: String,
}

impl New {
    pub fn go(self) -> Done {
        let name = self.name.strip_suffix(".toml").unwrap_or(&self.name);
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if name.is_empty() || !name.chars().all(fits) {
            let text = "is no name: use letters, digits, `-` and `_`, as in `my-region`";
            return Err(Ending::Usage(format!("`{name}` {text}")));
        }
        let path = PathBuf::from(format!("{name}.toml"));
        let file = OpenOptions::new().write(true).create_new(true).open(&path);
        let mut file = file.map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => Ending::Failure(format!(
                "{} exists already and is left as it is; choose another name",
                path.display()
            )),
            _ => Ending::io(&path)(error),
        })?;
        let text = TEMPLATE.replace("NAME", name);
        file.write_all(text.as_bytes()).map_err(Ending::io(&path))?;
        print(&format!(
            "wrote {name}.toml; next:\n  suasion check {name}.toml\n  suasion run {name}.toml\n"
        ))
    }
}
