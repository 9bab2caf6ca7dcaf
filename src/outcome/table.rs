//! Small tables of results, each declared once: a row is a struct, and its fields are the columns
//! in every format, with unit and meaning.

use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::types::{Float64Type, UInt64Type};
use arrow_array::{
    Array as _, ArrayRef, BooleanArray, Float64Array, RecordBatch, StringArray, UInt64Array,
};
use arrow_schema::{DataType, Field, Schema};

use super::arrow::{About, field};

/// A cell of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Text(Option<String>),
    Count(Option<u64>),
    /// Not finite: there is none.
    Number(f64),
    Truth(Option<bool>),
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Count,
    Number,
    Truth,
}

/// A type of fields of a row.
pub trait Datum: Sized {
    const KIND: Kind;
    fn put(&self) -> Value;
    /// `None` where the value is of another kind or missing and must not be.
    fn take(value: Value) -> Option<Self>;
}

impl Datum for String {
    const KIND: Kind = Kind::Text;
    fn put(&self) -> Value {
        Value::Text(Some(self.clone()))
    }
    fn take(value: Value) -> Option<String> {
        if let Value::Text(text) = value { text } else { None }
    }
}

impl Datum for Option<String> {
    const KIND: Kind = Kind::Text;
    fn put(&self) -> Value {
        Value::Text(self.clone())
    }
    fn take(value: Value) -> Option<Option<String>> {
        if let Value::Text(text) = value { Some(text) } else { None }
    }
}

impl Datum for u64 {
    const KIND: Kind = Kind::Count;
    fn put(&self) -> Value {
        Value::Count(Some(*self))
    }
    fn take(value: Value) -> Option<u64> {
        if let Value::Count(count) = value { count } else { None }
    }
}

impl Datum for f64 {
    const KIND: Kind = Kind::Number;
    fn put(&self) -> Value {
        Value::Number(*self)
    }
    fn take(value: Value) -> Option<f64> {
        if let Value::Number(number) = value { Some(number) } else { None }
    }
}

impl Datum for bool {
    const KIND: Kind = Kind::Truth;
    fn put(&self) -> Value {
        Value::Truth(Some(*self))
    }
    fn take(value: Value) -> Option<bool> {
        if let Value::Truth(truth) = value { truth } else { None }
    }
}

/// A column of the rows `R`.
pub struct Column<R> {
    pub name: &'static str,
    /// Empty for words, counts and truth values.
    pub unit: &'static str,
    pub meaning: &'static str,
    pub kind: Kind,
    pub get: fn(&R) -> Value,
    /// False where the value does not fit.
    pub set: fn(&mut R, Value) -> bool,
}

/// A struct whose fields are columns; made by `rows!`.
pub trait Row: Default + 'static {
    const COLUMNS: &'static [Column<Self>];
}

/// Declares a row: `name: Type, "unit", "meaning";` for every column.
macro_rules! rows {
    ($(#[$about:meta])* pub struct $row:ident {
        $( $name:ident: $kind:ty, $unit:literal, $meaning:literal; )+
    }) => {
        $(#[$about])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $row { $( #[doc = $meaning] pub $name: $kind, )+ }

        impl $crate::outcome::Row for $row {
            const COLUMNS: &'static [$crate::outcome::Column<$row>] = &[ $(
                $crate::outcome::Column {
                    name: stringify!($name),
                    unit: $unit,
                    meaning: $meaning,
                    kind: <$kind as $crate::outcome::Datum>::KIND,
                    get: |row| $crate::outcome::Datum::put(&row.$name),
                    set: |row, value| match $crate::outcome::Datum::take(value) {
                        Some(value) => {
                            row.$name = value;
                            true
                        }
                        None => false,
                    },
                },
            )+ ];
        }
    };
}
pub(crate) use rows;

/// A table apart from the type of its rows: what is printed, exported and stored.
#[derive(Clone, Debug)]
pub struct Table {
    pub name: &'static str,
    pub heads: Vec<Head>,
    pub rows: Vec<Vec<Value>>,
}

/// What a column is called and means.
#[derive(Clone, Copy, Debug)]
pub struct Head {
    pub name: &'static str,
    pub unit: &'static str,
    pub meaning: &'static str,
    pub kind: Kind,
}

impl Table {
    /// The rows as a table of that name.
    pub fn of<R: Row>(name: &'static str, rows: &[R]) -> Table {
        let head =
            |c: &Column<R>| Head { name: c.name, unit: c.unit, meaning: c.meaning, kind: c.kind };
        let cells = |row: &R| R::COLUMNS.iter().map(|column| (column.get)(row)).collect();
        Table {
            name,
            heads: R::COLUMNS.iter().map(head).collect(),
            rows: rows.iter().map(cells).collect(),
        }
    }

    /// The table as a record batch, with units and meanings in the fields' metadata.
    pub fn batch(&self) -> RecordBatch {
        let fields: Vec<Field> = self.heads.iter().map(Head::field).collect();
        let columns = (0..self.heads.len()).map(|at| self.column(at)).collect();
        RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
            .expect("columns of one table have one length")
    }

    fn column(&self, at: usize) -> ArrayRef {
        let cells = self.rows.iter().map(|row| &row[at]);
        match self.heads[at].kind {
            Kind::Text => {
                let text = |cell: &Value| match cell {
                    Value::Text(text) => text.clone(),
                    _ => None,
                };
                Arc::new(cells.map(text).collect::<StringArray>())
            }
            Kind::Count => {
                let count = |cell: &Value| match cell {
                    Value::Count(count) => *count,
                    _ => None,
                };
                Arc::new(cells.map(count).collect::<UInt64Array>())
            }
            Kind::Number => {
                let number = |cell: &Value| match cell {
                    Value::Number(number) => number.is_finite().then_some(*number),
                    _ => None,
                };
                Arc::new(cells.map(number).collect::<Float64Array>())
            }
            Kind::Truth => {
                let truth = |cell: &Value| match cell {
                    Value::Truth(truth) => *truth,
                    _ => None,
                };
                Arc::new(cells.map(truth).collect::<BooleanArray>())
            }
        }
    }
}

impl Head {
    /// A column of words.
    pub const fn text(name: &'static str, meaning: &'static str) -> Head {
        Head { name, unit: "", meaning, kind: Kind::Text }
    }

    /// A column of counts.
    pub const fn count(name: &'static str, meaning: &'static str) -> Head {
        Head { name, unit: "", meaning, kind: Kind::Count }
    }

    /// A column of numbers.
    pub const fn number(name: &'static str, unit: &'static str, meaning: &'static str) -> Head {
        Head { name, unit, meaning, kind: Kind::Number }
    }

    fn field(&self) -> Field {
        let kind = match self.kind {
            Kind::Text => DataType::Utf8,
            Kind::Count => DataType::UInt64,
            Kind::Number => DataType::Float64,
            Kind::Truth => DataType::Boolean,
        };
        field(self.name, kind, About::unit(self.unit, self.meaning))
    }
}

/// The rows of a record batch; what is not finite was stored as null and comes back as NaN.
///
/// # Errors
/// A column that is missing, of another kind, or has a gap where there may be none.
pub fn read_rows<R: Row>(batch: &RecordBatch) -> Result<Vec<R>, String> {
    let mut rows: Vec<R> = (0..batch.num_rows()).map(|_| R::default()).collect();
    for column in R::COLUMNS {
        let name = column.name;
        let stored = batch.column_by_name(name).ok_or(format!("column `{name}` is missing"))?;
        let wrong = || format!("column `{name}` holds {}", stored.data_type());
        let value: Box<dyn Fn(usize) -> Value> = match column.kind {
            Kind::Text => {
                let cells = stored.as_string_opt::<i32>().ok_or_else(wrong)?;
                let text = |at| cells.is_valid(at).then(|| cells.value(at).to_string());
                Box::new(move |at| Value::Text(text(at)))
            }
            Kind::Count => {
                let cells = stored.as_primitive_opt::<UInt64Type>().ok_or_else(wrong)?;
                Box::new(|at| Value::Count(cells.is_valid(at).then(|| cells.value(at))))
            }
            Kind::Number => {
                let cells = stored.as_primitive_opt::<Float64Type>().ok_or_else(wrong)?;
                let number = |at| if cells.is_valid(at) { cells.value(at) } else { f64::NAN };
                Box::new(move |at| Value::Number(number(at)))
            }
            Kind::Truth => {
                let cells = stored.as_boolean_opt().ok_or_else(wrong)?;
                Box::new(|at| Value::Truth(cells.is_valid(at).then(|| cells.value(at))))
            }
        };
        for (at, row) in rows.iter_mut().enumerate() {
            if !(column.set)(row, value(at)) {
                return Err(format!("column `{name}` has a gap"));
            }
        }
    }
    Ok(rows)
}
