//! Bytes that are put aside for a while, in a nameless file and not in memory.

use std::fs::File;
use std::io::{Read as _, Result, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

/// A nameless file in a folder; there is none until the bytes are too many.
#[derive(Debug)]
pub struct Aside {
    folder: PathBuf,
    file: Option<File>,
    /// Bytes in the file, and the last ones, which are not yet in it.
    written: u64,
    tail: Vec<u8>,
    /// Where the file is read or written next.
    at: Option<u64>,
}

impl Aside {
    /// How many bytes are written at once.
    const TAIL: usize = 1 << 20;

    /// Beside the file `path`.
    pub fn beside(path: &Path) -> Aside {
        let folder = path.parent().unwrap_or(Path::new(".")).to_path_buf();
        Aside { folder, file: None, written: 0, tail: Vec::new(), at: None }
    }

    /// Where the next bytes begin.
    pub fn end(&self) -> u64 {
        self.written + self.tail.len() as u64
    }

    /// Puts bytes after the others.
    pub fn put(&mut self, bytes: &[u8]) -> Result<()> {
        if self.tail.len() + bytes.len() > Self::TAIL {
            let file = match &mut self.file {
                Some(file) => file,
                none => none.insert(tempfile::tempfile_in(&self.folder)?),
            };
            if self.at != Some(self.written) {
                file.seek(SeekFrom::Start(self.written))?;
            }
            file.write_all(&self.tail)?;
            self.written += self.tail.len() as u64;
            self.at = Some(self.written);
            self.tail.clear();
        }
        self.tail.extend_from_slice(bytes);
        Ok(())
    }

    /// Reads bytes that were put at once.
    pub fn read(&mut self, start: u64, bytes: &mut [u8]) -> Result<()> {
        if let Some(start) = start.checked_sub(self.written) {
            let start = start as usize;
            bytes.copy_from_slice(&self.tail[start..start + bytes.len()]);
            return Ok(());
        }
        let file = self.file.as_mut().expect("what was written is in the file");
        if self.at != Some(start) {
            file.seek(SeekFrom::Start(start))?;
        }
        file.read_exact(bytes)?;
        self.at = Some(start + bytes.len() as u64);
        Ok(())
    }

    /// Forgets all bytes; their place is used again.
    pub fn clear(&mut self) {
        (self.written, self.at) = (0, None);
        self.tail.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_from_memory_and_from_the_file_and_their_place_is_used_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut aside = Aside::beside(&folder.path().join("table"));
        let page = |i: usize| vec![i as u8; 300_000 + i];
        for _ in 0..2 {
            aside.clear();
            let mut starts = Vec::new();
            for i in 0..9 {
                starts.push(aside.end());
                aside.put(&page(i)).unwrap();
            }
            for i in [8, 0, 1, 5, 2, 3, 4, 6, 7] {
                let mut read = vec![0; page(i).len()];
                aside.read(starts[i], &mut read).unwrap();
                assert_eq!(read, page(i));
            }
        }
        let length = aside.file.unwrap().metadata().unwrap().len();
        assert!(length < 9 * 301_000, "{length}");
    }
}
