//! Pages of a Parquet file that wait for the end of their row group, in a file of their own and not
//! in memory: row groups may then be large, and the records of them, which are held to the end, few.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use bytes::Bytes;
use parquet::arrow::arrow_writer::{PageKey, PageStore, PageStoreArgs, PageStoreFactory};
use parquet::errors::{ParquetError, Result};

/// A nameless file beside the one that is being written; there is none until a page comes.
#[derive(Debug)]
pub struct Spilled {
    folder: PathBuf,
    waiting: Arc<Mutex<Waiting>>,
}

#[derive(Debug, Default)]
struct Waiting {
    file: Option<File>,
    /// Bytes in the file, and the last ones, which are not yet in it.
    written: u64,
    tail: Vec<u8>,
    /// Where the file is read next.
    at: Option<u64>,
    /// Pages put and not taken; when all are taken their place is used again.
    pages: usize,
}

impl Waiting {
    /// How many bytes are written at once.
    const TAIL: usize = 1 << 20;

    /// Where the page begins.
    fn put(&mut self, page: &[u8], folder: &Path) -> std::io::Result<u64> {
        if self.pages == 0 {
            (self.written, self.at) = (0, None);
            self.tail.clear();
        }
        if self.tail.len() + page.len() > Self::TAIL {
            let file = match &mut self.file {
                Some(file) => file,
                none => none.insert(tempfile::tempfile_in(folder)?),
            };
            if self.at != Some(self.written) {
                file.seek(SeekFrom::Start(self.written))?;
            }
            file.write_all(&self.tail)?;
            self.written += self.tail.len() as u64;
            self.at = Some(self.written);
            self.tail.clear();
        }
        self.pages += 1;
        let start = self.written + self.tail.len() as u64;
        self.tail.extend_from_slice(page);
        Ok(start)
    }

    fn take(&mut self, start: u64, length: usize) -> std::io::Result<Vec<u8>> {
        self.pages -= 1;
        if let Some(start) = start.checked_sub(self.written) {
            let start = start as usize;
            return Ok(self.tail[start..start + length].to_vec());
        }
        let file = self.file.as_mut().expect("what was written is in the file");
        if self.at != Some(start) {
            file.seek(SeekFrom::Start(start))?;
        }
        let mut page = vec![0; length];
        file.read_exact(&mut page)?;
        self.at = Some(start + length as u64);
        Ok(page)
    }
}

impl Spilled {
    /// Beside the file `path`.
    pub fn beside(path: &Path) -> Spilled {
        let folder = path.parent().unwrap_or(Path::new(".")).to_path_buf();
        Spilled { folder, waiting: Arc::default() }
    }
}

impl PageStoreFactory for Spilled {
    fn create(&self, _: &PageStoreArgs<'_>) -> Result<Box<dyn PageStore>> {
        let (folder, waiting) = (self.folder.clone(), self.waiting.clone());
        Ok(Box::new(Column { folder, waiting }))
    }
}

/// The pages of one column of a row group. The key of a page says where it lies, so that nothing is
/// kept here for each of them.
struct Column {
    folder: PathBuf,
    waiting: Arc<Mutex<Waiting>>,
}

impl Column {
    /// Bits of a key that hold the length of a page; the others hold where it begins.
    const LENGTH: u32 = 24;

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().expect("no thread panicked")
    }
}

impl PageStore for Column {
    fn put(&mut self, page: Bytes) -> Result<PageKey> {
        let start = self.waiting().put(&page, &self.folder)?;
        let length = page.len() as u64;
        if length >> Self::LENGTH != 0 || start >> (u64::BITS - Self::LENGTH) != 0 {
            let why = format!("a page of {length} bytes at {start} cannot wait in a file");
            return Err(ParquetError::General(why));
        }
        Ok(PageKey::new(start << Self::LENGTH | length))
    }

    fn take(&mut self, key: PageKey) -> Result<Bytes> {
        let (start, length) = (key.get() >> Self::LENGTH, key.get() % (1 << Self::LENGTH));
        Ok(self.waiting().take(start, length as usize)?.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_come_back_from_memory_and_from_the_file_and_their_place_is_used_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut waiting = Waiting::default();
        let page = |i: usize| vec![i as u8; 300_000 + i];
        for _ in 0..2 {
            let starts: Vec<u64> =
                (0..9).map(|i| waiting.put(&page(i), folder.path()).unwrap()).collect();
            for i in [8, 0, 1, 5, 2, 3, 4, 6, 7] {
                assert_eq!(waiting.take(starts[i], page(i).len()).unwrap(), page(i));
            }
        }
        let length = waiting.file.unwrap().metadata().unwrap().len();
        assert!(length < 9 * 301_000, "{length}");
    }
}
