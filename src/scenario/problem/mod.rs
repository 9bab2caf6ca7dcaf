//! Mistakes in scenario files: every word that a user reads about them.
//!
//! A problem has a stable code, the place, what is wrong, the rule that it breaks and what to do
//! next. All problems of all files are collected and shown together, in the order of the files.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::tree::{Files, Span};

pub mod form;
pub mod name;
pub mod sense;
pub mod sheet;

/// One mistake.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// Stable name of the kind of mistake: `suasion::unknown_actor`.
    pub code: &'static str,
    /// Where it stands; absent where no file could be read.
    pub span: Option<Span>,
    /// What is wrong, in one line.
    pub title: String,
    /// What to look at in the place.
    pub label: String,
    /// The rule.
    pub rule: String,
    /// What to do next.
    pub help: String,
}

/// Declares mistakes: a function that says each one, and the list of their codes. The texts may
/// name the arguments in braces.
macro_rules! mistakes {
    ($( $(#[doc = $doc:literal])+ $code:ident ( $($arg:ident: $kind:ty),* )
        $title:literal, $label:literal, $rule:literal, $help:literal; )+) => {
        $(
            $(#[doc = $doc])+
            pub fn $code(place: impl Into<Option<Span>>, $($arg: $kind),*) -> Problem {
                Problem {
                    code: concat!("suasion::", stringify!($code)),
                    span: place.into(),
                    title: format!($title),
                    label: format!($label),
                    rule: format!($rule),
                    help: format!($help),
                }
            }
        )+
        /// The codes of this page.
        #[allow(dead_code, reason = "files that are no scenario have no list of bad files")]
        pub const CODES: &[&str] = &[$( concat!("suasion::", stringify!($code)) ),+];
    };
}
use mistakes;

/// Every code, page by page.
pub fn codes() -> Vec<&'static str> {
    [form::CODES, name::CODES, sense::CODES].concat()
}

/// A suggestion for a misspelt word: the nearest known one, or what is known.
pub fn near<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    match meant(word, known.iter().copied()) {
        Some(question) => question,
        None if known.is_empty() => "none is declared: declare it first".to_string(),
        None => format!("write one of these: {}", list(&known)),
    }
}

/// Asks for the nearest known word, where one is near enough to be meant, or for the only one that
/// goes on where the word ends: `gdp_usd_bn` for `gdp`.
pub fn meant<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let small = word.to_lowercase();
    let apart = |k: &str| strsim::damerau_levenshtein(&small, &k.to_lowercase());
    let known: Vec<&str> = known.into_iter().collect();
    let nearest = known.iter().copied().min_by_key(|k| apart(k))?;
    let near = apart(nearest) <= 1 + word.chars().count() / 4;
    let begun = format!("{small}_");
    let mut longer = known.into_iter().filter(|k| k.to_lowercase().starts_with(&begun));
    let only = longer.next().filter(|_| longer.next().is_none());
    near.then_some(nearest).or(only).map(|meant| format!("did you mean `{meant}`?"))
}

/// Words in backquotes, the first dozen of them.
pub fn list(words: &[&str]) -> String {
    let shown: Vec<String> = words.iter().take(12).map(|w| format!("`{w}`")).collect();
    let more = words.len().saturating_sub(12);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    shown.join(", ") + &rest
}

/// Where a problem stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// Path as given by the user or by the file that names it.
    pub file: &'a str,
    /// From 1.
    pub line: usize,
    /// Characters from the beginning of the line, from 1.
    pub column: usize,
}

/// All mistakes of a scenario, with the files in which they stand.
#[derive(Clone, Debug)]
pub struct Problems {
    files: Files,
    list: Vec<Problem>,
}

impl Problems {
    /// Puts problems in the order of the files and drops repetitions.
    pub fn new(files: Files, mut list: Vec<Problem>) -> Problems {
        list.sort_by_key(|p| p.span);
        list.dedup();
        Problems { files, list }
    }

    /// The problems, in the order of the files.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.list.iter()
    }

    /// Where a problem of the list stands; `None` where no file could be read.
    pub fn place(&self, problem: &Problem) -> Option<Place<'_>> {
        let span = problem.span?;
        let file = &self.files.0[span.file];
        let before = &file.text[..floor(&file.text, span.start)];
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.matches('\n').count() + 1;
        Some(Place { file: &file.path, line, column: before[start..].chars().count() + 1 })
    }

    /// The text for a terminal, in colour on request.
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let renderer = renderer.decor_style(DecorStyle::Ascii);
        let mut text = String::new();
        for problem in &self.list {
            text += &renderer.render(&[self.group(problem)]);
            text += "\n\n";
        }
        text + &self.summary()
    }

    fn group<'a>(&'a self, problem: &'a Problem) -> Group<'a> {
        let title = Level::ERROR.primary_title(&problem.title).id(problem.code);
        let mut group = Group::with_title(title);
        if let Some(span) = problem.span {
            let file = &self.files.0[span.file];
            let range = shown(&file.text, span);
            let mark = AnnotationKind::Primary.span(range).label(&problem.label);
            group = group.element(Snippet::source(&file.text).path(&file.path).annotation(mark));
        }
        group
            .element(Level::NOTE.message(&problem.rule))
            .element(Level::HELP.message(&problem.help))
    }

    fn summary(&self) -> String {
        match self.list.len() {
            1 => "1 problem\n".to_string(),
            n => format!("{n} problems\n"),
        }
    }
}

/// The part of a span that is worth marking: inside the text, and its first line only.
fn shown(text: &str, span: Span) -> std::ops::Range<usize> {
    let start = floor(text, span.start);
    let end = floor(text, span.end.max(start));
    let line = text[start..end].find('\n').map_or(end, |at| start + at);
    start..line
}

/// The nearest boundary of a character at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0)
}

impl std::fmt::Display for Problems {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Problems {}
