//! Tables as Arrow streams: who reads one shares its memory.

use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::types::{Float64Type, Int32Type, UInt32Type, UInt64Type};
use arrow_array::{
    Array, ArrayRef, RecordBatch, RecordBatchIterator, RecordBatchReader, StringArray,
};
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{DataType, SchemaRef};
use pyo3::exceptions::{PyKeyError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict};

use crate::outcome::{self, parquet};

use super::error::unreadable;
use super::page::escaped;

/// Rows that are handed on at a time.
const ROWS: usize = 1 << 16;
/// Rows that a notebook shows.
const SHOWN: usize = 10;

/// A table of a result: an Arrow stream that polars, pandas, pyarrow and duckdb read.
///
/// `polars.DataFrame(table)`, `pyarrow.table(table)`, `duckdb.sql("… from table")` share its memory
/// by the Arrow PyCapsule interface. Without any of them, `table["column"]` is a list and `table.rows()`
/// a list of dicts. `len(table)` is the number of rows; `table.columns` says units and meanings.
#[pyclass(frozen, module = "suasion")]
pub struct Table {
    name: String,
    schema: SchemaRef,
    rows: u64,
    source: Source,
    /// What must live as long as the table: the folder that a file lies in.
    _owner: Option<Py<PyAny>>,
}

enum Source {
    Memory(Vec<RecordBatch>),
    /// Read anew by everyone who asks, a part at a time.
    File(PathBuf),
}

/// A column of a table: name, type, unit, meaning and source.
#[pyclass(frozen, get_all, module = "suasion")]
pub struct Column {
    /// Its name in files and in Arrow.
    name: String,
    /// Arrow's name of the type.
    r#type: String,
    /// Empty for words, counts and truth values.
    unit: String,
    /// What a value says.
    meaning: String,
    /// Where the figure comes from, or the idea of the metric; often empty.
    source: String,
}

impl Table {
    /// A table that is held in memory.
    pub fn of(name: &str, batch: RecordBatch) -> Table {
        let (schema, rows) = (batch.schema(), batch.num_rows() as u64);
        let source = Source::Memory(vec![batch]);
        Table { name: name.into(), schema, rows, source, _owner: None }
    }

    /// A table of a file, read once.
    pub fn read(name: &str, path: PathBuf) -> Result<Table, outcome::Error> {
        let (schema, batches) = (parquet::schema(&path)?, parquet::read(&path, None)?);
        let rows = batches.iter().map(|batch| batch.num_rows() as u64).sum();
        Ok(Table { name: name.into(), schema, rows, source: Source::Memory(batches), _owner: None })
    }

    /// A table that stays in its file, in a folder that lives as long as `owner`.
    pub fn stream(
        name: &str,
        path: PathBuf,
        owner: Option<Py<PyAny>>,
    ) -> Result<Table, outcome::Error> {
        let (schema, rows) = (parquet::schema(&path)?, parquet::rows(&path)?);
        Ok(Table { name: name.into(), schema, rows, source: Source::File(path), _owner: owner })
    }

    fn reader(&self) -> PyResult<Box<dyn RecordBatchReader + Send>> {
        Ok(match &self.source {
            Source::Memory(batches) => {
                let batches = batches.clone().into_iter().map(Ok);
                Box::new(RecordBatchIterator::new(batches, self.schema.clone()))
            }
            Source::File(path) => Box::new(parquet::reader(path, ROWS).map_err(unreadable)?),
        })
    }

    fn first(&self) -> PyResult<Option<RecordBatch>> {
        match &self.source {
            Source::Memory(batches) => Ok(batches.first().cloned()),
            Source::File(path) => {
                let mut reader = parquet::reader(path, SHOWN).map_err(unreadable)?;
                reader.next().transpose().map_err(|error| PyTypeError::new_err(error.to_string()))
            }
        }
    }
}

#[pymethods]
impl Table {
    /// What the table is called in a result folder.
    #[getter]
    fn name(&self) -> &str {
        &self.name
    }

    /// The columns with their units and meanings.
    #[getter]
    fn columns(&self) -> Vec<Column> {
        let column = |field: &Arc<arrow_schema::Field>| {
            let said = |key: &str| field.metadata().get(key).cloned().unwrap_or_default();
            Column {
                name: field.name().clone(),
                r#type: field.data_type().to_string(),
                unit: said("unit"),
                meaning: said("meaning"),
                source: said("source"),
            }
        };
        self.schema.fields().iter().map(column).collect()
    }

    fn __len__(&self) -> usize {
        self.rows as usize
    }

    /// The values of a column as a list as long as the table; None stands for what is not there.
    ///
    /// Raises KeyError for a name that no column has.
    fn __getitem__<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let at = self.schema.index_of(name).map_err(|_| self.unknown(name))?;
        let mut all = Vec::with_capacity(self.rows as usize);
        let batches = match &self.source {
            Source::Memory(batches) => batches.clone(),
            Source::File(path) => parquet::read(path, Some(&[name])).map_err(unreadable)?,
        };
        for batch in &batches {
            let at = if batch.num_columns() == 1 { 0 } else { at };
            values(py, batch.column(at), &mut all)?;
        }
        Ok(all)
    }

    /// The rows as dicts.
    fn rows<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let mut rows: Vec<Bound<'py, PyDict>> = Vec::new();
        for batch in self.reader()? {
            let batch = batch.map_err(|error| PyTypeError::new_err(error.to_string()))?;
            rows.extend(dicts(py, &batch)?);
        }
        Ok(rows)
    }

    /// The Arrow stream of the table (PyCapsule interface); its buffers are shared, not copied.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // A producer may ignore what is requested; the consumer then casts.
        let _ = requested_schema;
        let stream = FFI_ArrowArrayStream::new(self.reader()?);
        PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
    }

    /// The Arrow schema of the table (PyCapsule interface).
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(self.schema.as_ref())
            .map_err(|error| PyTypeError::new_err(error.to_string()))?;
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }

    /// As a pandas data frame.
    fn to_pandas<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let arrow = slf.py().import("pyarrow")?.call_method1("table", (slf,))?;
        arrow.call_method0("to_pandas")
    }

    /// As a polars data frame.
    fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("polars")?.call_method1("DataFrame", (slf,))
    }

    /// As a pyarrow table.
    fn to_arrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("pyarrow")?.call_method1("table", (slf,))
    }

    fn __repr__(&self) -> String {
        let names: Vec<&str> = self.schema.fields().iter().map(|f| f.name().as_str()).collect();
        let shown = names.iter().take(12).copied().collect::<Vec<_>>().join(", ");
        let more = if names.len() > 12 { ", …" } else { "" };
        format!("<Table {}: {} rows; {shown}{more}>", self.name, self.rows)
    }

    fn _repr_html_(&self, py: Python<'_>) -> PyResult<String> {
        let fields = self.schema.fields();
        let shown = fields.len().min(12);
        let mut html = "<table><thead><tr>".to_string();
        for field in fields.iter().take(shown) {
            let said = |key: &str| field.metadata().get(key).cloned().unwrap_or_default();
            html += &format!(
                "<th title=\"{}\">{}<br><small>{}</small></th>",
                escaped(&said("meaning")).replace('"', "&quot;"),
                escaped(field.name()),
                escaped(&said("unit"))
            );
        }
        html += "</tr></thead><tbody>";
        if let Some(batch) = self.first()? {
            let batch = batch.slice(0, batch.num_rows().min(SHOWN));
            for row in dicts(py, &batch)? {
                html += "<tr>";
                for (_, value) in row.iter().take(shown) {
                    html += &format!("<td>{}</td>", escaped(&cell(&value)));
                }
                html += "</tr>";
            }
        }
        html += "</tbody></table>";
        let left = match fields.len() - shown {
            0 => String::new(),
            more => format!(", {more} more columns"),
        };
        Ok(html + &format!("<small>{}: {} rows{left}</small>", escaped(&self.name), self.rows))
    }
}

impl Table {
    fn unknown(&self, name: &str) -> PyErr {
        let known = self.schema.fields().iter().map(|field| field.name().as_str());
        let near = crate::scenario::near(name, known);
        PyKeyError::new_err(format!("no column is called `{name}`; {near}"))
    }
}

/// A value as a table of a notebook shows it.
fn cell(value: &Bound<'_, PyAny>) -> String {
    if value.is_none() {
        return "–".to_string();
    }
    match value.extract::<f64>() {
        Ok(number) if number.fract() != 0.0 => {
            let rounded: f64 = format!("{number:.4e}").parse().unwrap_or(number);
            rounded.to_string()
        }
        _ => value.str().map(|text| text.to_string()).unwrap_or_default(),
    }
}

fn dicts<'py>(py: Python<'py>, batch: &RecordBatch) -> PyResult<Vec<Bound<'py, PyDict>>> {
    let rows: Vec<Bound<'py, PyDict>> = (0..batch.num_rows()).map(|_| PyDict::new(py)).collect();
    for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
        let mut all = Vec::new();
        values(py, column, &mut all)?;
        for (row, value) in rows.iter().zip(all) {
            row.set_item(field.name(), value)?;
        }
    }
    Ok(rows)
}

/// The values of a column as Python has them.
fn values<'py>(
    py: Python<'py>,
    column: &ArrayRef,
    all: &mut Vec<Bound<'py, PyAny>>,
) -> PyResult<()> {
    macro_rules! push {
        ($cells:expr) => {
            for cell in $cells {
                all.push(cell.into_pyobject(py)?.into_any());
            }
        };
    }
    match column.data_type() {
        DataType::Utf8 => push!(column.as_string::<i32>().iter()),
        DataType::Float64 => push!(column.as_primitive::<Float64Type>().iter()),
        DataType::UInt64 => push!(column.as_primitive::<UInt64Type>().iter()),
        DataType::UInt32 => push!(column.as_primitive::<UInt32Type>().iter()),
        DataType::Boolean => {
            for cell in column.as_boolean() {
                let value =
                    cell.map(|truth| truth.into_pyobject(py).map(|t| t.to_owned().into_any()));
                all.push(value.transpose()?.unwrap_or_else(|| py.None().into_bound(py)));
            }
        }
        DataType::Dictionary(_, _) => {
            let words = column.as_dictionary_opt::<Int32Type>();
            let words = words.and_then(|words| words.downcast_dict::<StringArray>());
            let words = words.ok_or_else(|| PyTypeError::new_err("a dictionary of words"))?;
            push!(words.into_iter());
        }
        other => {
            let text = format!("values of the type {other} are read through Arrow only");
            return Err(PyTypeError::new_err(text));
        }
    }
    Ok(())
}
