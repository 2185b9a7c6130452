//! The copy of the tree in which everything is broken.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::catalogue::{CRATES, Catalogue};
use crate::error::Error;
use crate::mutant::Mutant;
use crate::splice::splice;

/// Says in the copy which mutant lives, or writes down which could.
const WHICH: &str = include_str!("which.txt");

#[derive(Debug)]
pub(crate) struct Scratch {
    /// The root of the copy.
    pub(crate) tree: PathBuf,
    /// What is built from it.
    pub(crate) target: PathBuf,
}

/// The workspace that this program was built in.
pub(crate) fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

impl Scratch {
    /// Copies the tree, with all mutants in it. What has not changed since the last time stays, so that
    /// little is built anew.
    pub(crate) fn copy(root: &Path, folder: &Path, catalogue: &Catalogue) -> Result<Self, Error> {
        let scratch = Self { tree: folder.join("tree"), target: folder.join("target") };
        let mut written = BTreeSet::new();
        for file in files(root)? {
            let source = root.join(&file);
            // A file that git knows of may be gone.
            let Ok(text) = fs::read(&source) else { continue };
            let of_it: Vec<&Mutant> =
                catalogue.mutants.iter().filter(|mutant| mutant.file == file).collect();
            let text = if of_it.is_empty() {
                text
            } else {
                let text = String::from_utf8_lossy(&text);
                let spliced = splice(&text, &of_it).map_err(|[one, other]| {
                    let message = format!("{one}\n  overlaps with\n  {other}");
                    Error::Catalogue { path: source, message }
                })?;
                spliced.into_bytes()
            };
            let text = if CRATES.iter().any(|home| file == Path::new(home).join("src/lib.rs")) {
                [&text, b"\nmod mutant;\n".as_slice()].concat()
            } else {
                text
            };
            scratch.write(&file, &text)?;
            written.insert(file);
        }
        for home in CRATES {
            let file = Path::new(home).join("src/mutant.rs");
            scratch.write(&file, WHICH.as_bytes())?;
            written.insert(file);
        }
        scratch.remove_others(Path::new(""), &written)?;
        Ok(scratch)
    }

    fn write(&self, file: &Path, text: &[u8]) -> Result<(), Error> {
        let path = self.tree.join(file);
        if fs::read(&path).is_ok_and(|old| old == text) {
            return Ok(());
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(Error::file(folder))?;
        }
        fs::write(&path, text).map_err(Error::file(path))
    }

    /// Removes what is no longer in the tree, such as the regressions of an earlier mutant.
    fn remove_others(&self, folder: &Path, written: &BTreeSet<PathBuf>) -> Result<(), Error> {
        let whole = self.tree.join(folder);
        for entry in fs::read_dir(&whole).map_err(Error::file(&whole))?.flatten() {
            let (path, file) = (entry.path(), folder.join(entry.file_name()));
            if path.is_dir() {
                self.remove_others(&file, written)?;
            } else if !written.contains(&file) {
                fs::remove_file(&path).map_err(Error::file(path))?;
            }
        }
        Ok(())
    }
}

/// All files of the tree, but for what git ignores.
fn files(root: &Path) -> Result<Vec<PathBuf>, Error> {
    let arguments = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let command = "git ls-files".to_owned();
    let listed = Command::new("git").args(arguments).current_dir(root).output();
    let listed = listed.map_err(|source| Error::Start { command: command.clone(), source })?;
    if !listed.status.success() {
        return Err(Error::Command { command });
    }
    let names = String::from_utf8_lossy(&listed.stdout).into_owned();
    Ok(names.split('\0').filter(|name| !name.is_empty()).map(PathBuf::from).collect())
}
