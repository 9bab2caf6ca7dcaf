//! Mistakes of form: files, syntax, keys, types, units, numbers.

use super::{Problem, mistakes};
use crate::scenario::tree::Span;

mistakes! {
    /// A file that cannot be read.
    unreadable_file(path: &str, reason: &str)
        "cannot read `{path}`: {reason}",
        "named here",
        "a file is looked for beside the file that names it",
        "check the path, and that you may read the file";
    /// A file that is not text.
    not_text(path: &str)
        "`{path}` is not UTF-8 text",
        "named here",
        "files and their tables are UTF-8 text",
        "save the file as UTF-8";
    /// Broken TOML.
    bad_toml(message: &str)
        "not valid TOML",
        "{message}",
        "the file is written in TOML, see https://toml.io",
        "mend the line; other mistakes show once the file can be parsed";
    /// A key that its table does not have.
    unknown_key(key: &str, noun: &str, near: &str)
        "{noun} has no key `{key}`",
        "unknown key",
        "a misspelt or unused key is a mistake, so that nothing is silently left out",
        "{near}";
    /// A key that its table needs.
    missing_key(key: &str, noun: &str, meaning: &str)
        "{noun} needs `{key}`",
        "`{key}` is missing here",
        "`{key}` says: {meaning}",
        "add `{key} = …`";
    /// A value of the wrong type.
    wrong_type(found: &str, expected: &str)
        "expected {expected}, found {found}",
        "this is {found}",
        "this key takes {expected}",
        "write {expected}";
    /// A word that is not among the choices.
    unknown_word(word: &str, known: &str, near: &str)
        "`{word}` is not one of the words for this key",
        "unknown word",
        "the words are {known}",
        "{near}";
    /// The version of the format.
    wrong_version(found: i64)
        "this program does not read version {found} of the format",
        "version {found}",
        "`suasion` states the version of the format; this program reads version 1",
        "write `suasion = 1`, or use a newer program";
    /// Not a date.
    bad_date(text: &str)
        "`{text}` is not a date",
        "not a date",
        "a date is \"2024\", \"2024Q3\", \"2024-07\" or \"2024-07-04\", in quotes",
        "write it in one of these four forms";
    /// An id with odd characters.
    bad_id(id: &str)
        "`{id}` cannot be an id",
        "not an id",
        "an id has letters, digits, `_` and `-` only, so that key paths and tests can name it",
        "rename it";
    /// A whole number outside its range.
    whole_out_of_range(value: i64, low: i64, high: i64)
        "{value} is out of range",
        "not in {low}…{high}",
        "this key takes a whole number from {low} to {high}",
        "write a number in this range";
    /// Not finite, or too large.
    bad_number()
        "not a usable number",
        "infinite, not a number, or too large",
        "numbers are finite; whole numbers fit into 64 bits",
        "write a finite number";
    /// A unit that does not fit.
    wrong_unit(unit: &str, known: &str)
        "the unit `{unit}` does not fit here",
        "wrong unit",
        "this number may be written in {known}",
        "convert the number, or correct the unit";
    /// A quantity that says neither or both.
    mixed_quantity()
        "a number is either a value or a distribution",
        "has both or neither",
        "write `value = …`, optionally with `error = …`, or `dist = \"…\"` with its parameters",
        "state one of the two";
    /// A distribution that does not exist.
    unknown_distribution(name: &str, near: &str)
        "no distribution is called `{name}`",
        "unknown distribution",
        "normal, lognormal, uniform, triangular, pert, beta, student_t and choice are known",
        "{near}";
    /// Parameters under which there is no probability.
    bad_distribution(name: &str, rule: &str)
        "this {name} distribution holds no probability",
        "impossible parameters",
        "{rule}",
        "correct the parameters";
    /// `error` beside a value that cannot have one.
    error_without_size()
        "`error` needs a value above 0, and is itself above 0",
        "not possible here",
        "`error` is the standard deviation of the logarithm around a positive median",
        "use `dist = \"normal\"` for a number that can be zero or negative";
    /// A number outside the range of its key.
    out_of_range(reach: &str, range: &str)
        "the number reaches {reach}",
        "must be {range}",
        "this key takes a number that is {range}, with its whole distribution",
        "correct the number, or choose a distribution that stays inside";
    /// A list that must not be empty.
    empty_list()
        "the list is empty",
        "nothing in it",
        "this key takes at least one element",
        "add an element, or drop the key";
    /// A CSV file without a column.
    missing_column(column: &str)
        "the table has no column `{column}`",
        "columns of the table",
        "the first line names the columns; ties need from, to and value, mirrors also reporter",
        "add the column `{column}`";
    /// A CSV column that is not known.
    unknown_column(column: &str, near: &str)
        "the table cannot have a column `{column}`",
        "unknown column",
        "the columns of a table are the keys of its ties, `unit` and `error` of the value, and origins of a number (`normal.method`)",
        "{near}";
    /// A CSV column named twice.
    repeated_column(column: &str)
        "the column `{column}` appears twice",
        "again here",
        "each column is named once",
        "drop one of the two";
    /// A CSV row with too many or too few cells.
    ragged_row(found: usize, expected: usize)
        "the row has {found} cells, the table {expected} columns",
        "{found} cells",
        "every row has one cell per column; empty cells stand for absent values",
        "add or drop commas; put text with a comma in double quotes";
    /// A CSV quotation that never ends.
    open_quote()
        "the quotation never ends",
        "opened here",
        "a cell in double quotes ends with a double quote; inside, \"\" stands for one",
        "close the quotation";
    /// A CSV cell that is not a number.
    bad_cell(text: &str, column: &str)
        "`{text}` is not a number",
        "in the column `{column}`",
        "numbers are written as 1234.5 or 1.2e3, without spaces or thousands separators",
        "write a number, or leave the cell empty";
    /// `extends` leads back to a file.
    extends_cycle(path: &str)
        "`{path}` extends itself",
        "leads back to a file that is being read",
        "the chain of `extends` ends at a file without `extends`",
        "break the chain";
    /// `remove` without something to remove from.
    remove_without_extends()
        "there is nothing to remove from",
        "no `extends` in this file",
        "`remove` drops key paths from the scenario that `extends` names",
        "name the scenario in `extends`, or delete the lines themselves";
    /// `remove` or a setting names what is not there.
    unknown_path(path: &str, near: &str)
        "nothing is called `{path}`",
        "unknown key path",
        "a key path names what is there: `events.invasion`, `ties.trade.CHN.RUS`",
        "{near}";
    /// A setting whose value is none.
    bad_setting(setting: &str, message: &str, next: &str)
        "`{setting}` sets no value",
        "{message}",
        "what is set is written in TOML: a number, true or false, text in double quotes, a list",
        "{next}";
}
