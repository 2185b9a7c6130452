//! Files that are written whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file was not saved; what was there before is unchanged.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// There is no folder to save it in.
    #[error("cannot create the folder {}; choose another place", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// It cannot be written.
    #[error("cannot write {}; is there space left, and may you write there?", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

/// Writes a file, whole or not at all: it is written beside the place first, and then takes it. Creates
/// the folder if need be.
///
/// ```
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("reports/page.html");
/// plainweave_trace::save(&path, b"<!doctype html>")?;
/// assert_eq!(std::fs::read(&path)?, b"<!doctype html>");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// If there is no folder, or no way to write in it. What was there before is unchanged then.
pub fn save(path: &Path, bytes: &[u8]) -> Result<(), SaveError> {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    let folder = folder.unwrap_or(Path::new("."));
    fs::create_dir_all(folder)
        .map_err(|source| SaveError::Folder { path: folder.to_owned(), source })?;
    let written = write(folder, path, bytes);
    written.map_err(|source| SaveError::Write { path: path.to_owned(), source })
}

fn write(folder: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any other file: a temporary one is its owner's alone.
        file.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = file.prefix(".").suffix(".part").tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}
