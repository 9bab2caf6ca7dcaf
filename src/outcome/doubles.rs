//! Columns of doubles that wait for the end of their row group, as they are: a column is encoded
//! when it is written, so that no more than one of thousands is in work.

use std::path::Path;

use arrow_array::cast::AsArray as _;
use arrow_array::types::Float64Type;
use arrow_array::{Array as _, ArrayRef};
use arrow_schema::{DataType, Field};
use parquet::column::writer::ColumnWriterImpl;
use parquet::data_type::DoubleType;
use parquet::errors::Result;

use super::aside::Aside;

/// The values of all such columns of a row group.
pub struct Doubles {
    aside: Aside,
    /// Where each part begins, and how many rows it has.
    parts: Vec<(u64, usize)>,
    /// A column of a part, as bytes.
    bytes: Vec<u8>,
}

impl Doubles {
    /// Rows of a part, at most.
    pub const MOST: usize = 1024;

    /// Beside the file `path`.
    pub fn beside(path: &Path) -> Doubles {
        Doubles { aside: Aside::beside(path), parts: Vec::new(), bytes: Vec::new() }
    }

    /// Whether a column waits here.
    pub fn has(field: &Field) -> bool {
        field.data_type() == &DataType::Float64 && field.is_nullable()
    }

    /// Takes the next rows, up to [`Doubles::MOST`] of them, of every column.
    pub fn put<'a>(
        &mut self,
        rows: usize,
        columns: impl Iterator<Item = &'a ArrayRef>,
    ) -> Result<()> {
        self.parts.push((self.aside.end(), rows));
        for column in columns {
            let column = column.as_primitive::<Float64Type>();
            self.bytes.clear();
            self.bytes.extend_from_slice(column.values().inner().as_slice());
            let valid = |row: usize| u8::from(column.is_valid(row)) << (row % 8);
            match column.null_count() {
                0 => self.bytes.resize(size_of_part(rows), u8::MAX),
                _ => self.bytes.extend((0..rows).step_by(8).map(|first| {
                    (first..rows.min(first + 8)).map(valid).fold(0, |bits, bit| bits | bit)
                })),
            }
            self.aside.put(&self.bytes)?;
        }
        Ok(())
    }

    /// Writes the column of some number among them.
    pub fn write(
        &mut self,
        column: usize,
        writer: &mut ColumnWriterImpl<'_, DoubleType>,
    ) -> Result<()> {
        let (mut values, mut levels) = (Vec::with_capacity(Self::MOST), vec![1; Self::MOST]);
        for &(start, rows) in &self.parts {
            let length = size_of_part(rows);
            self.bytes.resize(length, 0);
            self.aside.read(start + (column * length) as u64, &mut self.bytes)?;
            let (numbers, valid) = self.bytes.split_at(rows * size_of::<f64>());
            let numbers = numbers.as_chunks().0.iter().map(|&bytes| f64::from_ne_bytes(bytes));
            values.clear();
            values.extend(numbers);
            let is_valid = |row: usize| valid[row / 8] >> (row % 8) & 1;
            let whole = valid[..rows / 8].iter().all(|&bits| bits == u8::MAX)
                && (rows / 8 * 8..rows).all(|row| is_valid(row) == 1);
            if whole {
                writer.write_batch(&values, Some(&levels[..rows]), None)?;
                continue;
            }
            let mut row = 0..rows;
            values.retain(|_| row.next().is_some_and(|row| is_valid(row) == 1));
            (0..rows).for_each(|row| levels[row] = i16::from(is_valid(row)));
            writer.write_batch(&values, Some(&levels[..rows]), None)?;
            levels.fill(1);
        }
        Ok(())
    }

    /// Forgets all rows.
    pub fn clear(&mut self) {
        self.aside.clear();
        self.parts.clear();
    }
}

/// Bytes of a column of a part: its values, and a bit for each that is there.
fn size_of_part(rows: usize) -> usize {
    rows * size_of::<f64>() + rows.div_ceil(8)
}
