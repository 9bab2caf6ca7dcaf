//! `--format`: tables as text for people, or for other programs.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use clap::ValueEnum;

use crate::outcome::{Table, parquet};
use crate::report;

use super::ending::{Done, Ending};
use super::printing::print;

/// A format on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Aligned tables
    Text,
    /// All tables as one object
    Json,
    /// One table, with a head
    Csv,
    /// One table, for documents
    Markdown,
    /// One table, for other programs
    Parquet,
}

/// A table of a comparison on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableWord {
    Outcomes,
    Claims,
    Crossings,
    Assumptions,
    Levels,
    Survival,
}

impl TableWord {
    fn name(self) -> &'static str {
        match self {
            TableWord::Outcomes => "outcomes",
            TableWord::Claims => "claims",
            TableWord::Crossings => "crossings",
            TableWord::Assumptions => "assumptions",
            TableWord::Levels => "levels",
            TableWord::Survival => "survival",
        }
    }
}

impl Format {
    /// Prints the tables, or the one that was chosen, in a format for programs.
    pub fn print(self, tables: &[Table], chosen: TableWord) -> Done {
        let named = tables.iter().find(|table| table.name == chosen.name());
        self.write(tables, named.expect("every comparison has all tables"))
    }

    /// Prints all `tables` as JSON, or `one` of them in a format that holds one.
    pub fn write(self, tables: &[Table], one: &Table) -> Done {
        match self {
            Format::Json => print(&report::json(tables)),
            Format::Csv => print(&report::csv(one)),
            Format::Markdown | Format::Text => print(&report::markdown(one)),
            Format::Parquet => raw(&parquet::bytes(&one.batch())?),
        }
    }
}

/// Bytes to standard output, which must not be a terminal.
fn raw(bytes: &[u8]) -> Done {
    let mut out = std::io::stdout().lock();
    if out.is_terminal() {
        let text = "Parquet is no text: send it into a file with `> FILE`, or use --out DIR";
        return Err(Ending::Usage(text.into()));
    }
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Ending::Failure(format!("standard output: {error}")))
        }
        _ => Ok(ExitCode::SUCCESS),
    }
}
