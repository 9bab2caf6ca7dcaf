//! Ties and mirrors.

use crate::scenario::cursor::Cursor;
use crate::scenario::meaning::{Mirror, Tie};
use crate::scenario::path::{row_keys, row_name};
use crate::scenario::tree::Node;
use crate::scenario::word::Word;
use crate::world::Channel;

/// Every tie, channel by channel in the order of the files.
pub fn ties(file: &Cursor) -> Vec<Tie> {
    let Some(ties) = file.section("ties") else {
        return Vec::new();
    };
    let channels = <Channel as Word>::WORDS.iter();
    channels.flat_map(|(word, channel)| of_channel(&ties, word, *channel)).collect()
}

fn of_channel(ties: &Cursor, word: &str, channel: Channel) -> Vec<Tie> {
    let rows = ties.list(word, |row| name(row, &format!("ties.{word}")));
    rows.iter().filter_map(|row| tie(row, channel)).collect()
}

fn tie(row: &Cursor, channel: Channel) -> Option<Tie> {
    Some(Tie {
        channel,
        from: row.text("from")?,
        to: row.text("to")?,
        value: row.quantity("value")?,
        energy_share: row.quantity("energy_share"),
        substitutability: row.quantity("substitutability"),
        normal: row.quantity("normal"),
        potential: row.quantity("potential"),
        permanent_sd: row.quantity("permanent_sd"),
        transitory_sd: row.quantity("transitory_sd"),
        lending: row.quantity("lending"),
        ceiling: row.quantity("ceiling"),
        adoption: row.quantity("adoption"),
    })
}

/// Every mirror, in the order of the files.
pub fn mirrors(file: &Cursor) -> Vec<Mirror> {
    let mirror = |row: &Cursor| {
        Some(Mirror {
            reporter: row.text("reporter")?,
            from: row.text("from")?,
            to: row.text("to")?,
            value: row.quantity("value")?,
        })
    };
    let rows = file.list("mirrors", |row| name(row, "mirrors"));
    rows.iter().filter_map(mirror).collect()
}

fn name(row: &Node, list: &str) -> Option<String> {
    row_name(row, row_keys(list)?).map(|name| name.join("."))
}
