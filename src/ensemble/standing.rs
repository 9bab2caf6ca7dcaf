//! Where an ensemble stands, as bytes: the merged summaries and verdicts of its first runs.

use std::io::BufWriter;
use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use crate::outcome::{Error, Layout, Standing};

use super::summaries::{self, Summaries};
use super::verdicts::{self, Verdicts};

/// The bytes' version: another one is not read.
const FORMAT: u32 = 4;
/// Fast, and most of what there is to gain.
const COMPRESSION: i32 = 1;

/// What is written …
#[derive(Serialize)]
struct Written<'a> {
    format: u32,
    summaries: &'a [Mutex<summaries::Cells>],
    verdicts: &'a verdicts::State,
}

/// … and read.
#[derive(Deserialize)]
struct State {
    format: u32,
    summaries: Vec<summaries::Cells>,
    verdicts: verdicts::State,
}

/// Packs what an ensemble has merged so far.
pub(super) fn pack(summaries: &Summaries, verdicts: &Verdicts) -> Standing {
    let (summaries, verdicts) = (summaries.state(), verdicts.state());
    let state = Written { format: FORMAT, summaries, verdicts };
    // Compressed as it is written: the whole would be held a second time.
    let packed = zstd::Encoder::new(Vec::new(), COMPRESSION).map(BufWriter::new);
    let packed = postcard::to_io(&state, packed.expect("there is memory to compress in"));
    let packed =
        packed.expect("numbers can be written").into_inner().ok().expect("so can the last");
    let state = packed.finish().expect("memory can be compressed");
    Standing { runs: verdicts.simulated, state }
}

/// Unpacks it again.
///
/// # Errors
/// Bytes that another version wrote, or for another layout.
pub(super) fn unpack<'a>(
    standing: &Standing,
    layout: &'a Layout,
    replicates: Option<u32>,
) -> Result<(Summaries, Verdicts<'a>), Error> {
    let state = read(standing, layout)?;
    let summaries = Summaries::from_state(state.summaries, replicates);
    Ok((summaries, Verdicts::from_state(layout, replicates, state.verdicts)))
}

/// Adds another ensemble's standing, of other runs of the same order.
///
/// # Errors
/// As for [`unpack`].
pub(super) fn add(
    standing: &Standing,
    layout: &Layout,
    (summaries, verdicts): (&mut Summaries, &mut Verdicts),
) -> Result<(), Error> {
    let state = read(standing, layout)?;
    summaries.merge(state.summaries);
    verdicts.merge(&state.verdicts);
    Ok(())
}

fn read(standing: &Standing, layout: &Layout) -> Result<State, Error> {
    let unreadable =
        |why: String| Error::Unreadable { path: "the standing of the ensemble".into(), why };
    let bytes = zstd::decode_all(&standing.state[..]).map_err(|e| unreadable(e.to_string()))?;
    let state: State = postcard::from_bytes(&bytes).map_err(|e| unreadable(e.to_string()))?;
    if state.format != FORMAT {
        let why = format!("format {}; this version reads {FORMAT}", state.format);
        return Err(unreadable(why));
    }
    let shape = (state.summaries.first().map_or(0, Vec::len), state.summaries.len());
    if shape != (layout.observations.len(), layout.dates.len()) {
        return Err(unreadable("it belongs to another scenario".to_string()));
    }
    Ok(state)
}
