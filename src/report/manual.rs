//! Pages of the source as text: the `//!` comment at the top of a file, without marks and code.

use super::page::{DIM, HEADING, PLAIN, Page, WIDTH, styled, wrap};
use super::table::{Cell, Table};

/// Writes the page of a source file: headings, paragraphs, lists, tables, equations.
pub(super) fn write(page: &mut Page, source: &str) {
    let marked = source.lines().map_while(|line| line.strip_prefix("//!"));
    let mut writer =
        Writer { page, paragraph: String::new(), table: Table::indented(2), equation: false };
    for line in marked {
        writer.line(line.strip_prefix(' ').unwrap_or(line));
    }
    writer.flush();
}

struct Writer<'a> {
    page: &'a mut Page,
    /// What has been read of a paragraph.
    paragraph: String,
    /// What has been read of a table.
    table: Table,
    /// Whether the line stands between the fences of an equation.
    equation: bool,
}

impl Writer<'_> {
    fn line(&mut self, line: &str) {
        if line.starts_with("```") {
            self.flush();
            self.equation = !self.equation;
        } else if self.equation {
            equation(line).iter().for_each(|line| self.page.line(line));
        } else if let Some(heading) = line.strip_prefix("# ") {
            self.flush();
            self.page.blank();
            self.page.line(&styled(heading, HEADING));
        } else if line.starts_with('|') {
            self.row(line);
        } else if line.is_empty() {
            self.flush();
            self.page.blank();
        } else {
            if opens_item(line) {
                self.flush();
            }
            self.paragraph.push_str(line);
            self.paragraph.push(' ');
        }
    }

    /// A row of a table; the one that rules off the head is dropped.
    fn row(&mut self, line: &str) {
        if line.starts_with("|--") || line.starts_with("| --") {
            return;
        }
        let style = if self.table.is_empty() { DIM } else { PLAIN };
        let fields = line.trim().trim_matches('|').split('|');
        let cells: Vec<Cell> = fields.map(|f| Cell::left(f.trim()).style(style)).collect();
        self.table.row(cells);
    }

    fn flush(&mut self) {
        self.page.table(&std::mem::replace(&mut self.table, Table::indented(2)));
        let paragraph = std::mem::take(&mut self.paragraph);
        if !paragraph.is_empty() {
            let indent = if opens_item(&paragraph) { 2 } else { 0 };
            // References to code read as its names.
            let text = paragraph.replace("[`", "`").replace("`]", "`");
            self.page.paragraph(&text, PLAIN, indent);
        }
    }
}

/// Whether a line opens an item of a list: `1. …` or `- …`.
fn opens_item(line: &str) -> bool {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    line.starts_with("- ") || (rest.len() < line.len() && rest.starts_with(". "))
}

/// An equation's line within the page: where it is too long its tag moves closer, or to a line of
/// its own, and words that stand beside it are broken.
fn equation(line: &str) -> Vec<String> {
    let line = line.trim_end();
    let length = |text: &str| text.chars().count();
    let tagged = line.rsplit_once('(').filter(|(_, tag)| {
        let tag = tag.strip_suffix(')').and_then(|t| t.split_once('.'));
        tag.is_some_and(|(_, number)| number.bytes().all(|b| b.is_ascii_digit()))
    });
    if length(line) + 2 <= WIDTH {
        return vec![format!("  {line}")];
    }
    let (formula, tag) = match tagged {
        Some((formula, tag)) => (formula.trim_end(), format!("({tag}")),
        None => (line, String::new()),
    };
    let mut lines = match length(formula) + 2 > WIDTH {
        true => wrap(formula, WIDTH - 2),
        false => vec![formula.to_string()],
    };
    let room = (WIDTH - 2).saturating_sub(length(&tag));
    if lines.last().is_some_and(|last| length(last) >= room) {
        lines.push(String::new());
    }
    if let Some(last) = lines.last_mut() {
        *last = format!("{last:<room$}{tag}");
    }
    lines.iter().map(|line| format!("  {line}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_loses_its_marks_and_its_code() {
        let source = "//! What\n//! it is.\n//!\n//! # Equation\n//! ```text\n//! y = x  (a.1)\n\
                      //! ```\n//! # Symbols\n//! | s | meaning |\n//! |---|---|\n//! | x | in |\n\
                      \nfn code() {}\n";
        let mut page = Page::default();
        write(&mut page, source);
        let plain = anstream::adapter::strip_str(&page.to_string()).to_string();
        let expected =
            "What it is.\n\nEquation\n  y = x  (a.1)\n\nSymbols\n  s  meaning\n  x  in\n";
        assert_eq!(plain, expected);
    }

    #[test]
    fn tags_of_long_equations_move() {
        let near = format!("{}{}(a.1)", "x".repeat(60), " ".repeat(20));
        assert_eq!(equation(&near), [format!("  {}{}(a.1)", "x".repeat(60), " ".repeat(13))]);
        let long = format!("{} (a.1)", "x".repeat(75));
        let lines = equation(&long);
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| line.chars().count() <= WIDTH));
    }
}
