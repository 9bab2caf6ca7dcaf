//! Text for a terminal: eighty columns, styles as escape codes.
//!
//! The door that prints a page strips the codes where nobody sees them as colour.

use std::fmt;

use anstyle::{AnsiColor, Style};

use super::table::Table;

/// Columns of a page.
pub const WIDTH: usize = 80;

pub const PLAIN: Style = Style::new();
pub const BOLD: Style = Style::new().bold();
pub const DIM: Style = Style::new().dimmed();
pub const HEADING: Style = AnsiColor::Cyan.on_default().bold();
pub const WARNING: Style = AnsiColor::Yellow.on_default().bold();

/// A text in the making.
#[derive(Clone, Debug, Default)]
pub struct Page(String);

impl Page {
    /// A heading, with an empty line before it.
    pub fn heading(&mut self, text: &str) {
        self.blank();
        self.paragraph(text, HEADING, 0);
    }

    /// A text broken into lines, in one style, so many columns from the left.
    pub fn paragraph(&mut self, text: &str, style: Style, indent: usize) {
        for line in wrap(text, WIDTH - indent) {
            self.line(&format!("{}{}", " ".repeat(indent), styled(&line, style)));
        }
    }

    /// A line as it stands.
    pub fn line(&mut self, text: &str) {
        self.0.push_str(text.trim_end());
        self.0.push('\n');
    }

    /// An empty line, unless the page is empty or has just had one.
    pub fn blank(&mut self) {
        if !self.0.is_empty() && !self.0.ends_with("\n\n") {
            self.0.push('\n');
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn table(&mut self, table: &Table) {
        table.lines().iter().for_each(|line| self.line(line));
    }
}

impl fmt::Display for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text between the codes of its style.
pub fn styled(text: &str, style: Style) -> String {
    format!("{style}{text}{style:#}")
}

/// Breaks a text at spaces into lines of at most `width` characters; a longer word stands alone.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is always a line");
        let length = line.chars().count();
        if length == 0 {
            line.push_str(word);
        } else if length + 1 + word.chars().count() <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_string());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces_and_long_words_stand_alone() {
        assert_eq!(wrap("one two  three", 7), ["one two", "three"]);
        assert_eq!(wrap("a pneumonoultramicroscopic b", 5), ["a", "pneumonoultramicroscopic", "b"]);
        assert_eq!(wrap("", 5), [""]);
        assert_eq!(wrap("éé éé", 5), ["éé éé"], "characters count, not bytes");
    }

    #[test]
    fn empty_lines_never_double() {
        let mut page = Page::default();
        page.blank();
        page.line("one");
        page.blank();
        page.blank();
        page.line("two  ");
        assert_eq!(page.to_string(), "one\n\ntwo\n");
    }
}
