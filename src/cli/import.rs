//! `import`: from published tables to a scenario of a base year.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::import::{self, Choice, Draft, Drift, FileNote, Request, listed};
use crate::scenario;

use super::ending::{Done, Ending};
use super::printing::print;

/// Years before the base year that are read: growth and levels look back.
const LOOK_BACK: i32 = 20;

/// Make a scenario from published tables, with the origin of every number.
#[derive(Debug, Args)]
pub struct Import {
    /// Tables, or folders of them (CSV, or text separated by tabs); docs/importing.md lists which
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Base year: nothing later is read
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(1800..=2200))]
    year: i32,
    /// Actors by ISO code, as in `CHN,RUS,KAZ`; `EUU=AUT+BEL+…` makes one of several
    #[arg(long, value_name = "ISO,…", value_delimiter = ',')]
    actors: Vec<String>,
    /// The largest economies by GDP, beside those
    #[arg(long, value_name = "N", default_value_t = 0)]
    top: usize,
    /// Actors that compete for influence [default: those with the largest capabilities, five or a
    /// third of them]
    #[arg(long, value_name = "ID,…", value_delimiter = ',')]
    powers: Vec<String>,
    /// Leave the rest of the world out instead of making it one actor
    #[arg(long)]
    no_rest: bool,
    /// Leave out flows below so many USD million a year
    #[arg(long, value_name = "USD_MN", default_value_t = 1.0)]
    least: f64,
    /// Last year simulated [default: five years after the base year]
    #[arg(long, value_name = "YEAR")]
    end_year: Option<i32>,
    /// Length of a step
    #[arg(long, default_value = "year", value_parser = PossibleValuesParser::new(["month", "quarter", "year"]))]
    step: String,
    /// Economies have no drift, as in a forecast that claims none
    #[arg(long)]
    no_drift: bool,
    /// Make events of the sanctions that began after the base year
    #[arg(long)]
    hindsight: bool,
    /// Name of the scenario [default: import-YEAR]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Folder that the files are written to [default: the name]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write into a folder that is there already
    #[arg(long)]
    force: bool,
}

impl Import {
    pub fn go(self) -> Done {
        let request = self.request()?;
        let folder = self.out.clone().unwrap_or_else(|| PathBuf::from(&request.name));
        if folder.exists() && !self.force {
            let text = "is there already; --force writes into it, --out names another folder";
            return Err(Ending::Failure(format!("{} {text}", folder.display())));
        }
        // Sanctions that began later are the one thing that hindsight may read beyond the base year.
        let last = if self.hindsight { request.end_year } else { request.year };
        let read = import::read(&self.paths, request.year - LOOK_BACK..=last);
        let (facts, notes) = read.map_err(|mistakes| Ending::Failure(mistakes.to_string()))?;
        // What is not known may stand in a file that was left alone.
        let left: Vec<FileNote> = notes.iter().filter(|n| n.reader.is_none()).cloned().collect();
        let said_why =
            |why: String| Ending::Usage(format!("{why}\n{}", files(&left)).trim_end().into());
        let draft = import::build(&facts, &request).map_err(said_why)?;
        let path = import::write(&draft, &folder).map_err(Ending::io(&folder))?;
        let loaded = scenario::load(&path)?;
        assert_eq!(loaded.actors.len(), draft.actors.len(), "what is written is what was drafted");
        print(&format!("{}{}", files(&notes), said(&draft, &path)))
    }

    fn request(&self) -> Result<Request, Ending> {
        let end_year = self.end_year.unwrap_or(self.year + 5);
        if end_year <= self.year {
            let text = format!("--end-year {end_year} is not after --year {}", self.year);
            return Err(Ending::Usage(text));
        }
        if !(self.least >= 0.0 && self.least.is_finite()) {
            let text = "--least is a number of USD million, 0 or more".to_string();
            return Err(Ending::Usage(text));
        }
        let name = self.name.clone().unwrap_or_else(|| format!("import-{}", self.year));
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if name.is_empty() || !name.chars().all(fits) {
            let text = "is no name: use letters, digits, `-` and `_`, as in `my-region`";
            return Err(Ending::Usage(format!("`{name}` {text}")));
        }
        let powers = self.powers.clone();
        let choice = Choice { actors: self.actors.clone(), top: self.top, rest: !self.no_rest };
        Ok(Request {
            name,
            year: self.year,
            end_year,
            step: self.step.clone(),
            choice,
            powers,
            least_bn: self.least * 1e-3,
            hindsight: self.hindsight,
            drift: if self.no_drift { Drift::None } else { Drift::Drawn },
        })
    }
}

/// What became of each file.
fn files(notes: &[FileNote]) -> String {
    let mut text = String::new();
    for note in notes {
        let name = note.path.file_name().unwrap_or_default().to_string_lossy();
        let Some(reader) = note.reader else {
            let why = match &note.nearly {
                Some((reader, columns)) => format!("to be {reader} it lacks {}", listed(columns)),
                None => "no reader knows its columns".to_string(),
            };
            let _ = writeln!(text, "{name}: left alone, {why}");
            continue;
        };
        let tally = &note.tally;
        let _ = write!(text, "{name}: {reader}, {} rows, {} figures kept", tally.rows, tally.kept);
        if tally.missing > 0 {
            let _ = write!(text, ", {} unknown", tally.missing);
        }
        if tally.other_years > 0 {
            let _ = write!(text, ", {} of other years", tally.other_years);
        }
        if !tally.strangers.is_empty() {
            let shown: Vec<&str> = tally.strangers.keys().take(3).map(String::as_str).collect();
            let more = if tally.strangers.len() > shown.len() { ", …" } else { "" };
            let (n, shown) = (tally.strangers.len(), shown.join(", "));
            let _ = write!(text, ", {n} names of no economy ({shown}{more})");
        }
        text.push('\n');
    }
    text
}

/// What was made.
fn said(draft: &Draft, path: &std::path::Path) -> String {
    let mut text = String::from("\n");
    let powers: Vec<&str> =
        draft.actors.iter().filter(|a| a.power).map(|a| a.id.as_str()).collect();
    let _ = writeln!(text, "{} actors; powers: {}", draft.actors.len(), powers.join(", "));
    let doubted = draft.trade.iter().filter(|row| row.error > 0.0).count();
    let (small, share) = draft.small;
    let _ = write!(text, "{} trade flows, {doubted} with reports that disagree", draft.trade.len());
    let _ = match draft.trade.iter().filter(|row| row.potential.is_some()).count() {
        0 => write!(text, ", none with a potential (distances unknown, or too few flows)"),
        n => write!(text, ", {n} with a potential"),
    };
    if small > 0 {
        let percent = 100.0 * share;
        let _ = write!(text, "; {small} smaller ones ({percent:.3} % of trade) are left out");
    }
    let _ = writeln!(
        text,
        "\n{} arms, {} credit, {} diplomacy ties, {} guarantees, {} mirrors, {} events",
        draft.arms.len(),
        draft.credit.len(),
        draft.diplomacy.len(),
        draft.guarantees.len(),
        draft.mirrors.len(),
        draft.events.len(),
    );
    if !draft.left.is_empty() {
        let shown = draft.left.iter().take(8).map(|l| format!("{} ({})", l.iso, l.why));
        let shown: Vec<String> = shown.collect();
        let more = if draft.left.len() > shown.len() { ", …" } else { "" };
        let _ = writeln!(
            text,
            "{} economies are no actors: {}{more}",
            draft.left.len(),
            shown.join(", ")
        );
    }
    let path = path.display();
    let _ = writeln!(text, "\nwrote {path}; next:\n  suasion show {path}\n  suasion run {path}");
    text
}
