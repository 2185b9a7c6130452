//! Runs that failed once and are tried before anything is explored.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use scenarios::ParamError;
use trace::account::{Account, LoadError};

use crate::replay::Attempt;
use crate::{Check, Drift, Entry, Replay, ReplayError, Report, Verdict};

/// The `*.trace.json` files of a folder: counterexamples that are kept with the program, as a regression test.
///
/// ```
/// use plainweave_check::{Check, Engine, Regressions, catalogue};
///
/// let regressions = Regressions::load("model-regressions".as_ref())?;
/// let entry = catalogue().into_iter().find(|entry| entry.name == "counter/locked").expect("is there");
/// let report = entry.check_after(&regressions, &Check::new(Engine::Weave), &[]).expect("no size is set");
/// assert!(report.is_as_expected() && report.regressions.is_empty());
/// # Ok::<(), trace::account::LoadError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Regressions {
    kept: Vec<(PathBuf, Account)>,
}

/// What became of a run that failed once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regressed {
    /// Its file.
    pub path: PathBuf,
    /// What happened when it was done again.
    pub now: Now,
}

/// What happens when a run that failed once is done again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Now {
    /// It still fails: it is the counterexample, and nothing was explored.
    Fails,
    /// It fails in another way, and is the counterexample.
    FailsOtherwise(Drift),
    /// It does not fail any more.
    Passes(Drift),
    /// It could not be done again, for this reason.
    Untried(String),
}

impl fmt::Display for Regressed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.now {
            Now::Fails => write!(f, "{path} still fails; nothing else was explored"),
            Now::FailsOtherwise(drift) => {
                write!(f, "{path} still fails, in another way; nothing else was explored: {drift}")
            }
            Now::Passes(drift) => write!(f, "{path} does not fail any more: {drift}"),
            Now::Untried(problem) => write!(f, "{path} could not be tried: {problem}"),
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
        let load = |path: PathBuf| Ok((path.clone(), Account::load(&path)?));
        Ok(Self { kept: paths.into_iter().map(load).collect::<Result<_, LoadError>>()? })
    }

    /// The scenario of each, by file: one that no longer exists is never tried.
    pub fn scenarios(&self) -> impl Iterator<Item = (&Path, &str)> {
        self.kept.iter().map(|(path, kept)| (path.as_path(), kept.scenario.name.as_str()))
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
        let is_of_this = |kept: &Account| {
            kept.scenario.name == self.name
                && kept.search.engine == check.engine.name()
                && kept.scenario.params == params
        };
        for (path, kept) in regressions.kept.iter().filter(|(_, kept)| is_of_this(kept)) {
            let path = path.clone();
            match self.again(check, kept) {
                Ok((now, Some(report))) => {
                    tried.push(Regressed { path, now });
                    return Ok(Report { regressions: tried, ..report });
                }
                Ok((now, None)) => tried.push(Regressed { path, now }),
                Err(problem) => {
                    tried.push(Regressed { path, now: Now::Untried(problem.to_string()) });
                }
            }
        }
        let report = self.check(check, sizes)?;
        Ok(Report { regressions: tried, ..report })
    }

    /// Does a run again that failed once; the report is there if it still fails.
    fn again(&self, check: &Check, kept: &Account) -> Result<(Now, Option<Report>), ReplayError> {
        let mut replay = Replay::among(&[*self], kept.clone())?;
        if let Some(stop) = check.stop {
            replay = replay.stop(stop);
        }
        let Attempt { report, drift, .. } = replay.attempt()?;
        Ok(match (&report.verdict, drift) {
            (Verdict::Breaks { .. }, None) => (Now::Fails, Some(report)),
            (Verdict::Breaks { .. }, Some(drift)) => (Now::FailsOtherwise(drift), Some(report)),
            (_, Some(drift)) => (Now::Passes(drift), None),
            (_, None) => (Now::Untried("it came to no end".to_owned()), None),
        })
    }
}
