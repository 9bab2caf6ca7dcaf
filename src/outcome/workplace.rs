//! The hidden folder in which a result is made, beside its target, so that a rename puts it in its
//! place. One program at a time works in it.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use super::Error;
use super::checkpoint::Checkpoint;

/// The folder of the checkpoint inside the workplace.
pub const CHECKPOINT: &str = "checkpoint";
const LOCK: &str = "lock";

/// A workplace that this program holds; dropped, it is removed unless it was asked to
/// [`keep`](Workplace::keep).
pub struct Workplace {
    path: PathBuf,
    lock: File,
    keep: bool,
}

impl Workplace {
    /// Where the workplace of a target is: `results/.sco-1a2b3c4d.unfinished`.
    pub fn of(target: &Path) -> PathBuf {
        let name = target.file_name().unwrap_or_default().to_string_lossy();
        parent(target).join(format!(".{name}.unfinished"))
    }

    /// Takes the workplace of a target, with what a killed program left in it.
    pub fn claim(target: &Path) -> Result<Workplace, Error> {
        let path = Workplace::of(target);
        fs::create_dir_all(&path).map_err(Error::io(&path))?;
        let lock = path.join(LOCK);
        let lock = File::create(&lock).map_err(Error::io(&lock))?;
        match lock.try_lock() {
            Ok(()) => {
                let keep = Checkpoint::is_in(&path.join(CHECKPOINT));
                Ok(Workplace { path, lock, keep })
            }
            Err(TryLockError::WouldBlock) => Err(Error::Busy { path: target.to_path_buf() }),
            Err(TryLockError::Error(error)) => Err(Error::io(&path)(error)),
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn checkpoint(&self) -> PathBuf {
        self.path.join(CHECKPOINT)
    }

    /// Removes everything but the lock.
    pub fn clear(&self) -> Result<(), Error> {
        Checkpoint::remove(&self.checkpoint())?;
        for entry in fs::read_dir(&self.path).map_err(Error::io(&self.path))? {
            let path = entry.map_err(Error::io(&self.path))?.path();
            if path.file_name().is_some_and(|name| name != LOCK) {
                let gone =
                    if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
                gone.map_err(Error::io(&path))?;
            }
        }
        Ok(())
    }

    /// Leaves the checkpoint where it is, whatever happens.
    pub fn keep(&mut self) {
        self.keep = true;
    }

    /// Renames the finished folder to its target; a target that may be replaced is moved aside
    /// first and removed when the new one stands.
    pub fn put_in_place(mut self, target: &Path, replace: bool) -> Result<(), Error> {
        Checkpoint::remove(&self.checkpoint())?;
        self.keep = false;
        let lock = self.path.join(LOCK);
        fs::remove_file(&lock).map_err(Error::io(&lock))?;
        sync_folder(&self.path)?;
        let mut old = None;
        if target.exists() {
            if !replace {
                return Err(Error::Exists { path: target.to_path_buf() });
            }
            let aside = tempfile::Builder::new().prefix(".replaced-").tempdir_in(parent(target));
            let aside = aside.map_err(Error::io(target))?;
            fs::rename(target, aside.path().join("old")).map_err(Error::io(target))?;
            old = Some(aside);
        }
        fs::rename(&self.path, target).map_err(Error::io(target))?;
        drop(old);
        sync_folder(parent(target))
    }
}

impl Drop for Workplace {
    fn drop(&mut self) {
        // A folder that was put in its place is no longer here.
        if !self.keep {
            let _ = fs::remove_dir_all(&self.path);
        }
        let _ = self.lock.unlock();
    }
}

/// The target whose workplace a path is.
pub fn target_of(workplace: &Path) -> Option<PathBuf> {
    let name = workplace.file_name()?.to_str()?;
    let name = name.strip_prefix('.')?.strip_suffix(".unfinished")?;
    Some(workplace.with_file_name(name))
}

fn parent(target: &Path) -> &Path {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn sync_folder(path: &Path) -> Result<(), Error> {
    // Opening a folder as a file is a Unix notion; elsewhere the rename is all there is.
    if cfg!(unix) {
        File::open(path).and_then(|folder| folder.sync_all()).map_err(Error::io(path))?;
    }
    Ok(())
}
