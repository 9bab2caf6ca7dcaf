//! Where an ensemble stands, as bytes: the merged summaries and verdicts of its first runs.

use std::io;
use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use crate::outcome::{self, Error, Layout, Standing};

use super::summaries::{self, Summaries};
use super::verdicts::{self, Verdicts};

/// What errors call it.
const NAME: &str = "the standing of the ensemble";
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
///
/// # Errors
/// A disk that takes no more.
pub(super) fn pack(summaries: &Summaries, verdicts: &Verdicts) -> Result<Standing, Error> {
    let (summaries, verdicts) = (summaries.state(), verdicts.state());
    let state = Written { format: FORMAT, summaries, verdicts };
    // Compressed as it is written, and kept in a file: the whole would be held a second time.
    let packed = outcome::State::written(|to| {
        let packed = io::BufWriter::new(zstd::Encoder::new(to, COMPRESSION)?);
        let packed = postcard::to_io(&state, packed).map_err(io::Error::other)?;
        packed.into_inner()?.finish()?.flush()
    });
    let unwritten = |source| Error::Io { path: NAME.into(), source };
    Ok(Standing { runs: verdicts.simulated, state: packed.map_err(unwritten)? })
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
    let unreadable = |why: String| Error::Unreadable { path: NAME.into(), why };
    let bytes = standing.state.read(|from, _| zstd::decode_all(from));
    let bytes = bytes.map_err(|e| unreadable(e.to_string()))?;
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
