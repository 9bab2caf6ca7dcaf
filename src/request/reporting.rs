//! A page in its file, whole or not at all.

use std::io::Write as _;
use std::path::Path;

use super::Ending;

/// Writes a page of HTML.
///
/// # Errors
/// A file that is there already unless `replace`, or one that cannot be written.
pub fn write(target: &Path, text: &str, replace: bool) -> Result<(), Ending> {
    if !replace && target.exists() {
        return Err(Ending::Failure(format!(
            "{} exists already; choose another file with --out or replace it with --force",
            target.display()
        )));
    }
    let place = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    // Temporary files are for their owner alone; a report is to be read by whoever may read here.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(place).map_err(Ending::io(place))?;
    file.write_all(text.as_bytes()).map_err(Ending::io(target))?;
    file.persist(target).map_err(|error| Ending::io(target)(error.error))?;
    Ok(())
}
