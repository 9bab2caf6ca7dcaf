//! Files whose digest is taken while they are written or read.

use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::Error;
use super::manifest::{FileEntry, hexadecimal};

/// A file that keeps the digest of what is written to it.
pub struct Hashed {
    file: BufWriter<File>,
    digest: Sha256,
    bytes: u64,
}

impl Hashed {
    pub fn create(path: &Path) -> Result<Hashed, Error> {
        let file = File::create(path).map_err(Error::io(path))?;
        Ok(Hashed { file: BufWriter::new(file), digest: Sha256::new(), bytes: 0 })
    }

    /// Waits until the file is on the disk; what a manifest says of it.
    pub fn finish(mut self, path: &Path) -> Result<FileEntry, Error> {
        self.file.flush().map_err(Error::io(path))?;
        self.file.get_ref().sync_all().map_err(Error::io(path))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let sha256 = hexadecimal(&self.digest.finalize());
        Ok(FileEntry { name, bytes: self.bytes, sha256 })
    }
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let n = self.file.write(bytes)?;
        self.digest.update(&bytes[..n]);
        self.bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}

/// SHA-256 of a file, in hexadecimal; of a long one no more than a piece is in memory.
pub fn digest(path: &Path) -> Result<String, Error> {
    let mut file = File::open(path).map_err(Error::io(path))?;
    let (mut digest, mut piece) = (Sha256::new(), vec![0; 1 << 20]);
    loop {
        match file.read(&mut piece).map_err(Error::io(path))? {
            0 => return Ok(hexadecimal(&digest.finalize())),
            n => digest.update(&piece[..n]),
        }
    }
}
