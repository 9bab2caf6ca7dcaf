//! What `diff` prints: the differences of two scenarios, section by section.

use anstyle::{AnsiColor, Style};

use crate::scenario::{Change, ChangeKind};

use super::figure::counted;
use super::page::{DIM, PLAIN, Page, styled};

const ADDED: Style = AnsiColor::Green.on_default();
const REMOVED: Style = AnsiColor::Red.on_default();
const CHANGED: Style = AnsiColor::Yellow.on_default();

/// The page of some changes: what the first scenario says is `before`, the second `after`.
pub fn diff(changes: &[Change]) -> Page {
    let mut page = Page::default();
    let mut section = "";
    for change in changes {
        if change.section() != section {
            section = change.section();
            page.heading(section);
        }
        let (sign, style) = match change.kind {
            ChangeKind::Added => ('+', ADDED),
            ChangeKind::Removed => ('-', REMOVED),
            ChangeKind::Changed => ('~', CHANGED),
        };
        page.line(&styled(&format!("{sign} {}", change.path), style));
        let both = change.before.is_some() && change.after.is_some();
        let said = [("was", &change.before), ("is", &change.after)];
        for (tense, words) in said {
            if let Some(words) = words {
                let text = if both { format!("{tense} {words}") } else { words.clone() };
                page.paragraph(&text, PLAIN, 4);
            }
        }
    }
    page.blank();
    let summary = match changes.len() {
        0 => "no difference in meaning".to_string(),
        n => counted(n as u64, "difference"),
    };
    page.paragraph(&summary, DIM, 0);
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_grouped_and_counted() {
        let change = |path: &str, kind, before: Option<&str>, after: Option<&str>| Change {
            path: path.into(),
            kind,
            before: before.map(str::to_string),
            after: after.map(str::to_string),
        };
        let changes = [
            change("actors.KAZ.cinc", ChangeKind::Changed, Some("0.1"), Some("0.2")),
            change("events.war", ChangeKind::Removed, Some("A war"), None),
        ];
        let plain = anstream::adapter::strip_str(&diff(&changes).to_string()).to_string();
        let expected = "actors\n~ actors.KAZ.cinc\n    was 0.1\n    is 0.2\n\n\
                        events\n- events.war\n    A war\n\n2 differences\n";
        assert_eq!(plain, expected);
        assert!(diff(&[]).to_string().contains("no difference in meaning"));
    }
}
