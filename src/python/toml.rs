//! Python's values as TOML.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyString};
use toml::{Table, Value};

/// A value as a setting has it: numbers, words, truth values, sequences and mappings of these.
///
/// # Errors
/// A value of another type.
pub fn value(of: &Bound<'_, PyAny>) -> PyResult<Value> {
    if let Ok(truth) = of.cast::<PyBool>() {
        return Ok(Value::Boolean(truth.is_true()));
    }
    if let Ok(text) = of.cast::<PyString>() {
        return Ok(Value::String(text.to_cow()?.into_owned()));
    }
    if let Ok(table) = of.cast::<PyDict>() {
        let mut all = Table::new();
        for (key, entry) in table {
            all.insert(key.extract()?, value(&entry)?);
        }
        return Ok(Value::Table(all));
    }
    // Also those of NumPy: whole numbers have an index, others a float.
    if of.hasattr("__index__")? {
        return Ok(Value::Integer(of.extract()?));
    }
    if of.hasattr("__float__")? {
        return Ok(Value::Float(of.call_method0("__float__")?.extract()?));
    }
    if let Ok(list) = of.try_iter() {
        let list = list.map(|entry| value(&entry?)).collect::<PyResult<Vec<Value>>>();
        return Ok(Value::Array(list?));
    }
    let name = of.get_type().name()?;
    Err(PyTypeError::new_err(format!(
        "a scenario takes numbers, text, True and False, lists and dicts of these, not {name}"
    )))
}

#[cfg(test)]
mod tests {
    use toml::{Table, Value};

    #[test]
    fn a_table_is_written_in_one_line() {
        let mut table = Table::new();
        table.insert("dist".into(), Value::from("normal"));
        table.insert("mean".into(), Value::from(0.02));
        let text = Value::Table(table).to_string();
        assert_eq!(text, "{ dist = \"normal\", mean = 0.02 }");
    }
}
