//! A trace with everything that is known about it, as a file.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::file::save;
use crate::layout::to_json;
use crate::{Extent, Fault, FaultKind, Inconsistent, Minimal, Schedule, Trace};

/// The schema of the documents that this version writes.
pub const SCHEMA: &str = "plainweave.trace/0";
const FAMILY: &str = "plainweave.trace/";
const VERSION: u32 = 0;

/// What is kept of a failure: a `*.trace.json`.
///
/// ```
/// use plainweave_trace::{Document, Fault, SCHEMA, Trace};
/// # use std::collections::BTreeMap;
///
/// let document = Document {
///     schema: SCHEMA.to_owned(),
///     scenario: "kitchen/panic".to_owned(),
///     story: "A cook drops the pan.".to_owned(),
///     engine: "native".to_owned(),
///     memory: "hardware".to_owned(),
///     expected: None,
///     fault: Fault::of_panic("ann".to_owned(), "the pan is on the floor".to_owned(), None),
///     extent: None,
///     bounds: BTreeMap::new(),
///     seed: None,
///     executions: 1,
///     params: BTreeMap::new(),
///     minimal: None,
///     schedule: None,
///     trace: Trace { threads: vec!["main".to_owned(), "ann".to_owned()], ..Trace::default() },
/// };
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("kitchen_panic.trace.json");
/// document.save(&path)?;
/// assert_eq!(Document::load(&path)?, document);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Which kind of document this is; [`SCHEMA`].
    pub schema: String,
    /// The name of the scenario.
    pub scenario: String,
    /// What the scenario is about, in a sentence.
    pub story: String,
    /// Which engine found the fault.
    pub engine: String,
    /// The memory model under which it was found: `sc`, `rc11`, …
    pub memory: String,
    /// The fault the scenario is expected to have; `None` if it is expected to hold.
    pub expected: Option<FaultKind>,
    /// What is wrong.
    pub fault: Fault,
    /// Who is stuck, if the run came to a standstill.
    pub extent: Option<Extent>,
    /// Within which bounds was searched, by name.
    pub bounds: BTreeMap<String, String>,
    /// The seed, if chance was involved.
    pub seed: Option<u64>,
    /// How many executions were explored, with this one.
    pub executions: u64,
    /// The scenario's parameters, by name.
    pub params: BTreeMap<String, u64>,
    /// How small the run is; `None` if nobody has looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimal: Option<Minimal>,
    /// How the engine comes to the run again, if it can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Schedule>,
    /// The run.
    pub trace: Trace,
}

/// A document was not saved; what was there before is unchanged.
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

/// A document cannot be used.
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
    #[error("{} is JSON but no trace: it has no \"schema\": \"{SCHEMA}\"", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// A later version wrote the file.
    #[error("{} is a {schema}, and this version reads {SCHEMA}; update to read it", path.display())]
    Newer {
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
        /// What is wrong.
        source: Inconsistent,
    },
}

impl Document {
    /// Writes the document to a file, whole or not at all: it is written beside the file first, and
    /// then takes its place. Creates the folder if need be.
    ///
    /// # Errors
    ///
    /// If there is no folder, or no way to write in it.
    pub fn save(&self, path: &Path) -> Result<(), SaveError> {
        let json = to_json(self);
        let json = json
            .map_err(|source| SaveError::Write { path: path.to_owned(), source: source.into() })?;
        save(path, &json)
    }

    /// Reads a document.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or is no document that this version can use. What is returned
    /// otherwise is consistent, so that its trace can be replayed.
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
        let version = schema.as_deref().and_then(|schema| schema.strip_prefix(FAMILY));
        match version.and_then(|version| version.parse::<u32>().ok()) {
            None => return Err(LoadError::Foreign { path: at() }),
            Some(version) if version > VERSION => {
                let schema = schema.unwrap_or_default();
                return Err(LoadError::Newer { path: at(), schema });
            }
            Some(_) => {}
        }
        let document: Self = serde_json::from_slice(&json)
            .map_err(|source| LoadError::Malformed { path: at(), source })?;
        let consistent = document.trace.validate();
        consistent.map_err(|source| LoadError::Inconsistent { path: at(), source })?;
        Ok(document)
    }
}

/// The schema that the JSON names, if it does.
fn schema(json: &[u8]) -> serde_json::Result<Option<String>> {
    let value: serde_json::Value = serde_json::from_slice(json)?;
    Ok(value.get("schema").and_then(|schema| schema.as_str()).map(str::to_owned))
}
