//! A result in another folder, byte for byte.

use std::fs;
use std::path::Path;

use super::folder::Making;
use super::{Error, Manifest};

impl Manifest {
    /// Copies the files of the result in `folder` and the manifest into `target`, which appears
    /// whole or not at all.
    ///
    /// # Errors
    /// An existing target unless `replace`, and files that cannot be read or written.
    pub fn save(&self, folder: &Path, target: &Path, replace: bool) -> Result<(), Error> {
        let making = Making::begin(target, replace)?;
        for file in &self.files {
            let (from, to) = (folder.join(&file.name), making.path().join(&file.name));
            fs::copy(&from, &to).map_err(Error::io(&from))?;
            fs::File::open(&to).and_then(|file| file.sync_all()).map_err(Error::io(&to))?;
        }
        making.finish(self)
    }
}
