//! Pages of a Parquet file that wait for the end of their row group, in a file of their own and not
//! in memory: row groups may then be large, and the records of them, which are held to the end, few.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

use bytes::Bytes;
use parquet::arrow::arrow_writer::{PageKey, PageStore, PageStoreArgs, PageStoreFactory};
use parquet::errors::{ParquetError, Result};

use super::aside::Aside;

/// The pages of all columns.
#[derive(Debug)]
pub struct Spilled(Arc<Mutex<Waiting>>);

#[derive(Debug)]
struct Waiting {
    aside: Aside,
    /// Pages put and not taken; when all are taken their place is used again.
    pages: usize,
}

impl Spilled {
    /// Beside the file `path`.
    pub fn beside(path: &Path) -> Spilled {
        Spilled(Arc::new(Mutex::new(Waiting { aside: Aside::beside(path), pages: 0 })))
    }
}

impl PageStoreFactory for Spilled {
    fn create(&self, _: &PageStoreArgs<'_>) -> Result<Box<dyn PageStore>> {
        Ok(Box::new(Column(self.0.clone())))
    }
}

/// The pages of one column of a row group. The key of a page says where it lies, so that nothing is
/// kept here for each of them.
struct Column(Arc<Mutex<Waiting>>);

impl Column {
    /// Bits of a key that hold the length of a page; the others hold where it begins.
    const LENGTH: u32 = 24;

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().expect("no thread panicked")
    }
}

impl PageStore for Column {
    fn put(&mut self, page: Bytes) -> Result<PageKey> {
        let mut waiting = self.waiting();
        if waiting.pages == 0 {
            waiting.aside.clear();
        }
        let (start, length) = (waiting.aside.end(), page.len() as u64);
        if length >> Self::LENGTH != 0 || start >> (u64::BITS - Self::LENGTH) != 0 {
            let why = format!("a page of {length} bytes at {start} cannot wait in a file");
            return Err(ParquetError::General(why));
        }
        waiting.aside.put(&page)?;
        waiting.pages += 1;
        Ok(PageKey::new(start << Self::LENGTH | length))
    }

    fn take(&mut self, key: PageKey) -> Result<Bytes> {
        let (start, length) = (key.get() >> Self::LENGTH, key.get() % (1 << Self::LENGTH));
        let mut waiting = self.waiting();
        waiting.pages -= 1;
        let mut page = vec![0; length as usize];
        waiting.aside.read(start, &mut page)?;
        Ok(page.into())
    }
}
