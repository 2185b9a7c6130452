//! An account as a file.

use std::cmp::Ordering::{Equal, Greater, Less};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{ACCOUNT_SCHEMA, Account, Broken, validate};
use crate::SaveError;
use crate::file::save;

const FAMILY: &str = "plainweave.trace/";
const VERSION: u32 = 1;

/// An account in a file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file cannot be read.
    #[error("cannot read {}; check the path", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The path is a folder.
    #[error("{} is a folder; name one of the *.trace.json files in it", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
    },
    /// The file ends in the middle.
    #[error("{} ends too early, as if it had been cut off; check the scenario again", path.display())]
    Truncated {
        /// The file.
        path: PathBuf,
        /// Where it ends.
        source: serde_json::Error,
    },
    /// The file is no JSON.
    #[error("{} is not JSON; is it a *.trace.json file?", path.display())]
    NotJson {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: serde_json::Error,
    },
    /// The file is JSON, but none of ours.
    #[error("{} is JSON but no trace: it has no \"schema\": \"{ACCOUNT_SCHEMA}\"", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// A later version wrote the file.
    #[error("{} is a {schema}, and this version reads {ACCOUNT_SCHEMA}; update to read it", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// What it is.
        schema: String,
    },
    /// An earlier version wrote the file.
    #[error(
        "{} is a {schema}, which is not read any more; check the scenario again to write a {ACCOUNT_SCHEMA}",
        path.display()
    )]
    Older {
        /// The file.
        path: PathBuf,
        /// What it is.
        schema: String,
    },
    /// The file is a trace of this version, but something is missing or of the wrong type.
    #[error("{} is damaged; check the scenario again to write a new one", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: serde_json::Error,
    },
    /// Parts of the file contradict one another.
    #[error("{} contradicts itself; check the scenario again to write a new one", path.display())]
    Inconsistent {
        /// The file.
        path: PathBuf,
        /// Which rule is broken.
        source: Broken,
    },
}

impl Account {
    /// Writes the account to a file, whole or not at all: it is written beside the file first, and then takes its
    /// place. Creates the folder if need be.
    ///
    /// # Errors
    ///
    /// If there is no folder, or no way to write in it.
    pub fn save(&self, path: &Path) -> Result<(), SaveError> {
        save(path, self.to_json().as_bytes())
    }

    /// Reads an account.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or is no account that this version can use. What is returned otherwise
    /// obeys [the rules](validate); but that of a run on real threads, which were watched from beside, may
    /// not: its steps were noted a little later than they were taken.
    pub fn load(path: &Path) -> Result<Self, LoadError> {
        let at = || path.to_owned();
        if path.is_dir() {
            return Err(LoadError::Folder { path: at() });
        }
        let json = fs::read(path).map_err(|source| LoadError::Unreadable { path: at(), source })?;
        let schema = match schema(&json) {
            Ok(schema) => schema,
            Err(source) if source.is_eof() => {
                return Err(LoadError::Truncated { path: at(), source });
            }
            Err(source) => return Err(LoadError::NotJson { path: at(), source }),
        };
        let foreign = || LoadError::Foreign { path: at() };
        let schema = schema.ok_or_else(foreign)?;
        let version = schema.strip_prefix(FAMILY).and_then(|version| version.parse().ok());
        match version.map(|version: u32| version.cmp(&VERSION)) {
            None => return Err(foreign()),
            Some(Less) => return Err(LoadError::Older { path: at(), schema }),
            Some(Greater) => return Err(LoadError::Newer { path: at(), schema }),
            Some(Equal) => {}
        }
        let account: Self = serde_json::from_slice(&json)
            .map_err(|source| LoadError::Malformed { path: at(), source })?;
        if account.search.memory != "hardware" {
            validate(&account).map_err(|source| LoadError::Inconsistent { path: at(), source })?;
        }
        Ok(account)
    }
}

/// The schema that the JSON names, if it does.
fn schema(json: &[u8]) -> serde_json::Result<Option<String>> {
    let value: serde_json::Value = serde_json::from_slice(json)?;
    Ok(value.get("schema").and_then(|schema| schema.as_str()).map(str::to_owned))
}
