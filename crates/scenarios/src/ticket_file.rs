//! The file that says how many tickets are left.
//!
//! Natively it is a real file in a directory of its own. In a model it is simulated: reading it is
//! one step and writing it is another, on one word.
//!
//! Both are whole-file operations. A real write goes to a new file which then takes the name of the
//! old one, so that who reads meanwhile sees either text, never half of one. The word is always
//! read and written by read-modify-writes: whoever opens a file sees what was written last, even
//! where memory is weak.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use runtime::Ordering::SeqCst;
use runtime::{Atomic, AtomicInt, Futex, Kind, Runtime};
use serde::{Deserialize, Serialize};
use tempfile::{NamedTempFile, TempDir};

const NAME: &str = "tickets.json";

/// A file that holds `{"count": 3}`.
#[derive(Debug)]
pub(crate) struct TicketFile<R: Runtime> {
    medium: Medium<R>,
}

#[derive(Debug)]
enum Medium<R: Runtime> {
    /// The directory is removed, and the file with it, when this is dropped.
    Disk(TempDir),
    /// The text is this count as JSON.
    Word(R::Futex),
}

/// What is in the file.
#[derive(Serialize, Deserialize)]
struct Stock {
    count: u32,
}

impl<R: Runtime> TicketFile<R> {
    /// Creates the file.
    ///
    /// # Panics
    ///
    /// As every method of it does: if the system has no place for a small file.
    #[track_caller]
    pub(crate) fn holding(count: u32) -> Self {
        if R::IS_MODEL {
            let word = R::Futex::new(count).of_kind(Kind::File).named(NAME.into());
            return Self { medium: Medium::Word(word) };
        }
        let directory = TempDir::new().expect("there is a place for temporary files");
        replace(directory.path(), &to_json(count)).expect("a new directory has room for a file");
        Self { medium: Medium::Disk(directory) }
    }

    /// Reads how many tickets are left.
    #[track_caller]
    pub(crate) fn read(&self) -> u32 {
        let json = match &self.medium {
            Medium::Disk(directory) => {
                fs::read_to_string(path_in(directory.path())).expect("the file can be read")
            }
            Medium::Word(word) => to_json(R::call(word, "read", || word.fetch_add(0, SeqCst))),
        };
        let Stock { count } = serde_json::from_str(&json).expect("whoever writes, writes JSON");
        count
    }

    /// Writes how many tickets are left.
    #[track_caller]
    pub(crate) fn write(&self, count: u32) {
        match &self.medium {
            Medium::Disk(directory) => {
                replace(directory.path(), &to_json(count)).expect("the file can be written");
            }
            Medium::Word(word) => {
                R::call(word, "write", || word.swap(count, SeqCst));
            }
        }
    }
}

fn to_json(count: u32) -> String {
    serde_json::to_string(&Stock { count }).expect("a number can be written as JSON")
}

fn path_in(directory: &Path) -> PathBuf {
    directory.join(NAME)
}

/// Lets a new file take the place of the old one.
fn replace(directory: &Path, text: &str) -> io::Result<()> {
    let file = NamedTempFile::new_in(directory)?;
    fs::write(file.path(), text)?;
    file.persist(path_in(directory))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Medium, TicketFile, path_in};
    use runtime::Native;

    #[test]
    fn a_native_file_is_json_on_disk_and_goes_away() {
        let file = TicketFile::<Native>::holding(3);
        let Medium::Disk(directory) = &file.medium else { panic!("natively it is on disk") };
        let path = path_in(directory.path());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), r#"{"count":3}"#);
        file.write(2);
        assert_eq!(file.read(), 2);
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1, "no files are left");
        drop(file);
        assert!(!path.exists());
    }
}
