//! Where an ensemble stands. It says megabytes of a large scenario, and the more the more runs are
//! behind it: it waits in a file.

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read as _, Seek as _, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

use serde::de::{SeqAccess, Visitor};
use serde::ser::{Error as _, SerializeSeq as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::hashed::Hashed;
use super::{Error, FileEntry};

/// Where an ensemble stands: what its merged tables say after its first runs, in a form that only
/// `ensemble` reads.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Standing {
    /// The runs `0..runs` are behind it.
    pub runs: u64,
    pub state: State,
}

impl Standing {
    /// Writes the standing as it is kept in a file, and waits until that is on the disk.
    pub(super) fn write(&self, path: &Path) -> Result<FileEntry, Error> {
        let file = BufWriter::new(Hashed::create(path)?);
        let written = postcard::to_io(self, file).map_err(Error::unreadable(path))?;
        let file = written.into_inner().map_err(|error| Error::io(path)(error.into_error()))?;
        file.finish(path)
    }

    /// # Errors
    /// What is not a standing.
    pub fn from_bytes(path: &Path, bytes: &[u8]) -> Result<Standing, Error> {
        postcard::from_bytes(bytes).map_err(Error::unreadable(path))
    }
}

/// Bytes in a nameless file, which goes with the last copy of this.
#[derive(Clone, Debug, Default)]
pub struct State(Option<Arc<Mutex<File>>>);

impl State {
    /// The bytes that `write` writes.
    ///
    /// # Errors
    /// A disk that takes no more.
    pub fn written(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<State> {
        let mut file = BufWriter::new(tempfile::tempfile()?);
        write(&mut file)?;
        Ok(State(Some(Arc::new(Mutex::new(file.into_inner()?)))))
    }

    /// Hands the bytes to `read`, from the first on, and says how many there are.
    ///
    /// # Errors
    /// Those of reading.
    pub fn read<T>(
        &self,
        read: impl FnOnce(&mut dyn BufRead, u64) -> io::Result<T>,
    ) -> io::Result<T> {
        let Some(file) = &self.0 else { return read(&mut io::empty(), 0) };
        let mut file = file.lock().expect("no thread panicked");
        file.rewind()?;
        let length = file.metadata()?.len();
        read(&mut BufReader::new(&mut *file), length)
    }
}

impl Serialize for State {
    /// As a vector of bytes is, which is not held.
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let copy = |from: &mut dyn BufRead, length: u64| {
            let mut bytes = match to.serialize_seq(Some(length as usize)) {
                Ok(bytes) => bytes,
                Err(error) => return Ok(Err(error)),
            };
            for byte in from.bytes() {
                if let Err(error) = bytes.serialize_element(&byte?) {
                    return Ok(Err(error));
                }
            }
            Ok(bytes.end())
        };
        self.read(copy).unwrap_or_else(|error| Err(S::Error::custom(error)))
    }
}

impl<'de> Deserialize<'de> for State {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<State, D::Error> {
        from.deserialize_seq(Bytes)
    }
}

/// Takes bytes one after the other.
struct Bytes;

impl<'de> Visitor<'de> for Bytes {
    type Value = State;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bytes")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut bytes: A) -> Result<State, A::Error> {
        let mut end = Ok(());
        let copy = |to: &mut dyn Write| {
            loop {
                match bytes.next_element::<u8>() {
                    Ok(Some(byte)) => to.write_all(&[byte])?,
                    Ok(None) => return Ok(()),
                    Err(error) => {
                        end = Err(error);
                        return Ok(());
                    }
                }
            }
        };
        let state = State::written(copy).map_err(serde::de::Error::custom)?;
        end.map(|()| state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standing_is_written_as_a_vector_of_bytes_is_and_comes_back() {
        #[derive(Serialize)]
        struct Plain {
            runs: u64,
            state: Vec<u8>,
        }

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("standing");
        for n in [0, 1, 300, 100_000] {
            let bytes: Vec<u8> = (0..n).map(|i| (i * i % 251) as u8).collect();
            let state = State::written(|to| to.write_all(&bytes)).unwrap();
            let entry = Standing { runs: 7, state }.write(&path).unwrap();
            let written = std::fs::read(&path).unwrap();
            let plain = Plain { runs: 7, state: bytes.clone() };
            assert_eq!(written, postcard::to_stdvec(&plain).unwrap());
            assert_eq!(entry.bytes, written.len() as u64);

            let again = Standing::from_bytes(&path, &written).unwrap();
            // As often as is asked for.
            for _ in 0..2 {
                let mut read = Vec::new();
                again.state.read(|from, _| from.read_to_end(&mut read)).unwrap();
                assert_eq!((again.runs, &read), (7, &bytes));
            }
            assert!(n == 0 || Standing::from_bytes(&path, &written[..written.len() - 1]).is_err());
        }
    }
}
