//! Aligned columns. In a table that is too wide for the page the widest columns give way: their
//! cells are broken into lines between words.

use anstyle::Style;

use super::page::{PLAIN, WIDTH, styled, wrap};

/// One field of a table.
#[derive(Clone, Debug)]
pub struct Cell {
    text: String,
    style: Style,
    right: bool,
    close: bool,
}

impl Cell {
    /// Text, aligned on its left.
    pub fn left(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), style: PLAIN, right: false, close: false }
    }

    /// A number, aligned on its right.
    pub fn right(text: impl Into<String>) -> Cell {
        Cell { right: true, ..Cell::left(text) }
    }

    /// Text that belongs to its neighbour on the left: one space between them instead of two.
    pub fn close(text: impl Into<String>) -> Cell {
        Cell { close: true, ..Cell::left(text) }
    }

    pub fn style(self, style: Style) -> Cell {
        Cell { style, ..self }
    }

    fn width(&self) -> usize {
        self.text.chars().count()
    }

    fn longest_word(&self) -> usize {
        let words = self.text.split_whitespace();
        words.map(|word| word.chars().count()).max().unwrap_or(0)
    }

    /// A line of the cell in a column of this width; the last column is not filled up.
    fn show(&self, line: &str, width: usize, last: bool) -> String {
        let fill = " ".repeat(width.saturating_sub(line.chars().count()));
        let text = if line.is_empty() { String::new() } else { styled(line, self.style) };
        match (self.right, last) {
            (true, _) => fill + &text,
            (false, true) => text,
            (false, false) => text + &fill,
        }
    }
}

/// Rows of cells; a row may be shorter than others.
#[derive(Clone, Debug, Default)]
pub struct Table {
    indent: usize,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    /// A table so many columns from the left.
    pub fn indented(indent: usize) -> Table {
        Table { indent, rows: Vec::new() }
    }

    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(cells.into_iter().collect());
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Columns that it takes unbroken.
    pub fn width(&self) -> usize {
        let columns = self.columns();
        self.indent + self.gaps().iter().sum::<usize>() + columns.iter().sum::<usize>()
    }

    /// The table as lines that fit the page.
    pub fn lines(&self) -> Vec<String> {
        let mut columns = self.columns();
        let words = self.by_column(|longest, cell| longest.max(cell.longest_word()));
        for _ in WIDTH..self.width() {
            let breakable = columns.iter_mut().zip(&words).filter(|(width, word)| **width > **word);
            if let Some((widest, _)) = breakable.max() {
                *widest -= 1;
            }
        }
        let rows = self.rows.iter();
        rows.flat_map(|row| self.show(row, &columns)).collect()
    }

    /// One row, on as many lines as its longest cell needs.
    fn show(&self, row: &[Cell], columns: &[usize]) -> Vec<String> {
        let gaps = self.gaps();
        let broken = row.iter().zip(columns).map(|(cell, &width)| {
            if cell.width() <= width { vec![cell.text.clone()] } else { wrap(&cell.text, width) }
        });
        let broken: Vec<Vec<String>> = broken.collect();
        let height = broken.iter().map(Vec::len).max().unwrap_or(0);
        let line = |at: usize| {
            let mut line = " ".repeat(self.indent);
            for (column, cell) in row.iter().enumerate() {
                let text = broken[column].get(at).map_or("", String::as_str);
                line += &" ".repeat(gaps[column]);
                line += &cell.show(text, columns[column], column + 1 == row.len());
            }
            line
        };
        (0..height).map(line).collect()
    }

    /// Width of each column.
    fn columns(&self) -> Vec<usize> {
        self.by_column(|widest, cell| widest.max(cell.width()))
    }

    /// Space before each column.
    fn gaps(&self) -> Vec<usize> {
        let close = self.by_column(|close, cell| close | usize::from(cell.close));
        let gap = |(column, close): (usize, usize)| if column == 0 { 0 } else { 2 - close };
        close.into_iter().enumerate().map(gap).collect()
    }

    fn by_column(&self, fold: impl Fn(usize, &Cell) -> usize) -> Vec<usize> {
        let mut found = Vec::new();
        for row in &self.rows {
            found.resize(found.len().max(row.len()), 0);
            for (column, cell) in row.iter().enumerate() {
                found[column] = fold(found[column], cell);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_neighbours_stand_close() {
        let mut table = Table::indented(1);
        table.row([Cell::left("who"), Cell::right("2021")]);
        table.row([Cell::left("Russia"), Cell::right("9.5"), Cell::close("8–11")]);
        table.row([Cell::left("EU"), Cell::right("49.5"), Cell::close("41–51")]);
        assert_eq!(table.lines(), [" who     2021", " Russia   9.5 8–11", " EU      49.5 41–51"]);
        assert_eq!(table.width(), 19);
    }

    #[test]
    fn a_wide_table_breaks_its_widest_column() {
        let mut table = Table::default();
        table.row([Cell::left("key"), Cell::left("word ".repeat(30).trim()), Cell::left("source")]);
        let lines = table.lines();
        assert_eq!(lines.len(), 3, "{lines:?}");
        assert!(lines.iter().all(|line| line.chars().count() <= WIDTH));
        assert!(lines[0].starts_with("key  word") && lines[0].ends_with("  source"));
        assert!(lines[1].starts_with("     word"));
    }
}
