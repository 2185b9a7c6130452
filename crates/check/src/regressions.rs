//! Runs that failed once and are tried before anything is explored.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use scenarios::ParamError;
use trace::{Document, LoadError};

use crate::{Check, Entry, Replay, ReplayError, Report};

/// The `*.trace.json` files of a folder: counterexamples that are kept with the program, as a regression test.
///
/// ```
/// use plainweave_check::{Check, Engine, Regressions, catalogue};
///
/// let regressions = Regressions::load("model-regressions".as_ref())?;
/// let entry = catalogue().into_iter().find(|entry| entry.name == "counter/locked").expect("is there");
/// let report = entry.check_after(&regressions, &Check::new(Engine::Weave), &[]).expect("no size is set");
/// assert!(report.is_as_expected() && report.regressions.is_empty());
/// # Ok::<(), trace::LoadError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Regressions {
    kept: Vec<(PathBuf, Document)>,
}

/// What became of a run that failed once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regressed {
    /// Its file.
    pub path: PathBuf,
    /// Why it does not fail any more, or not in the same way; `None` if it does: then it is the counterexample, and
    /// nothing was explored.
    pub drift: Option<String>,
    /// Whether the run could be done at all; if not, `drift` says why.
    pub was_tried: bool,
}

impl fmt::Display for Regressed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.drift {
            None => write!(f, "{path} still fails; nothing else was explored"),
            Some(drift) if self.was_tried => write!(f, "{path} does not fail any more: {drift}"),
            Some(problem) => write!(f, "{path} could not be tried: {problem}"),
        }
    }
}

impl Regressions {
    /// Those in a folder, by name. A folder that is not there has none.
    ///
    /// # Errors
    ///
    /// If one of the files cannot be read, or is no trace that this version reads: what is kept and not
    /// tried would be forgotten.
    pub fn load(folder: &Path) -> Result<Self, LoadError> {
        let unreadable = |source| LoadError::Unreadable { path: folder.to_owned(), source };
        let files = match fs::read_dir(folder) {
            Ok(files) => files,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(unreadable(error)),
        };
        let mut paths = Vec::new();
        for file in files {
            let path = file.map_err(unreadable)?.path();
            let name = path.file_name().unwrap_or_default();
            if name.to_string_lossy().ends_with(".trace.json") {
                paths.push(path);
            }
        }
        paths.sort();
        let load = |path: PathBuf| Ok((path.clone(), Document::load(&path)?));
        Ok(Self { kept: paths.into_iter().map(load).collect::<Result<_, LoadError>>()? })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }
}

impl Entry {
    /// Checks the scenario, as [`check`](Entry::check) does, but first tries the runs that failed once: those of this
    /// scenario, with these sizes, on this engine. One that still fails is the counterexample. The others are
    /// in [`Report::regressions`], with what has changed.
    ///
    /// # Errors
    ///
    /// As [`check`](Entry::check).
    pub fn check_after(
        &self,
        regressions: &Regressions,
        check: &Check,
        sizes: &[(String, u64)],
    ) -> Result<Report, ParamError> {
        self.check_sizes(sizes)?;
        let params = self.params(check, sizes)?;
        let mut tried = Vec::new();
        let is_of_this = |document: &Document| {
            document.scenario == self.name
                && document.engine == check.engine.name()
                && document.params == params
        };
        for (path, document) in regressions.kept.iter().filter(|(_, kept)| is_of_this(kept)) {
            let replay = Replay::among(&[*self], document.clone());
            match replay.and_then(|replay| replay.run()) {
                Ok(again) => {
                    tried.push(Regressed { path: path.clone(), drift: None, was_tried: true });
                    return Ok(Report { regressions: tried, ..again.report });
                }
                Err(error) => {
                    let (drift, was_tried) = match error {
                        ReplayError::Drifted(drift) => (drift.to_string(), true),
                        other => (other.to_string(), false),
                    };
                    tried.push(Regressed { path: path.clone(), drift: Some(drift), was_tried });
                }
            }
        }
        let report = self.check(check, sizes)?;
        Ok(Report { regressions: tried, ..report })
    }
}
