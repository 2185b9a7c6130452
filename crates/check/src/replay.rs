//! A run that failed, once more.

use std::path::Path;
use std::time::Duration;

use scenarios::ParamError;
use trace::{Document, LoadError};

use crate::schedule::check_of;
use crate::{Check, Drift, Engine, Entry, Report, UnknownEngine, Verdict, Why, catalogue};

/// A kept counterexample that is to be run again: exactly that interleaving, on the engine that found it, with
/// all threads on one thread of the operating system.
///
/// ```
/// use plainweave_check::{Check, Engine, Replay};
///
/// let check = Check::new(Engine::Weave);
/// let report = check.run::<scenarios::plate_and_chopsticks::Crossed>();
/// let document = report.document().expect("it deadlocks");
/// let again = Replay::of(document.clone())?.run()?;
/// assert!(again.is_exact);
/// assert_eq!(again.document.trace, document.trace);
/// # Ok::<(), plainweave_check::ReplayError>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing runs until `run` is called"]
pub struct Replay {
    document: Document,
    entry: Entry,
    check: Check,
}

/// A run that failed again with the same fault.
#[derive(Clone, Debug)]
pub struct Replayed {
    /// The report on it.
    pub report: Report,
    /// The document with the run as it is now.
    pub document: Document,
    /// Whether all events and the fault are the same, to the line.
    pub is_exact: bool,
    /// The first step that is another one, though it ends in the same fault.
    pub drift: Option<Drift>,
}

/// One run is done, and on loom those before it: time must not look like a change of the program.
const AS_LONG_AS_IT_TAKES: Duration = Duration::MAX;

/// Why a run was not done again, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The file cannot be used: among others, it may be of a newer version.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The scenario is no longer there.
    #[error("no scenario is called `{name}` any more{}", suggest(suggestion.as_deref()))]
    UnknownScenario {
        /// Its name in the document.
        name: String,
        /// The closest name there is.
        suggestion: Option<String>,
    },
    /// The scenario has other sizes now.
    #[error("`{scenario}` cannot be run with the sizes of the trace: {problem}")]
    Size {
        /// The scenario.
        scenario: String,
        /// What is wrong.
        problem: ParamError,
    },
    /// The engine does not exist.
    #[error(transparent)]
    UnknownEngine(#[from] UnknownEngine),
    /// The engine is not part of this build.
    #[error("this build is without `{engine}`, which found the trace")]
    NotBuilt {
        /// The engine.
        engine: Engine,
    },
    /// The document does not say how to come to the run.
    #[error(
        "the trace has no schedule, so its run cannot be done again; check `{scenario}` once more"
    )]
    NoSchedule {
        /// The scenario.
        scenario: String,
    },
    /// The schedule is damaged.
    #[error("the schedule in the trace is damaged ({what}); check `{scenario}` once more")]
    Damaged {
        /// The scenario.
        scenario: String,
        /// What shows it.
        what: String,
    },
    /// The program has changed.
    #[error("the program has changed since the trace was recorded: {0}")]
    Drifted(Box<Drift>),
}

fn suggest(suggestion: Option<&str>) -> String {
    suggestion.map_or(String::new(), |name| format!(" (did you mean `{name}`?)"))
}

impl Replay {
    /// The run in a file.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or is no trace that this version reads, or as [`of`](Replay::of).
    pub fn load(path: &Path) -> Result<Self, ReplayError> {
        Self::of(Document::load(path)?)
    }

    /// The run of a document of one of the catalogue's scenarios.
    ///
    /// # Errors
    ///
    /// If there is no such scenario, size or engine, or the document has no schedule.
    pub fn of(document: Document) -> Result<Self, ReplayError> {
        Self::among(&catalogue(), document)
    }

    /// The run of a document of one of these scenarios.
    ///
    /// # Errors
    ///
    /// As [`of`](Replay::of).
    pub fn among(entries: &[Entry], document: Document) -> Result<Self, ReplayError> {
        let scenario = || document.scenario.clone();
        let Some(entry) = entries.iter().find(|entry| entry.name == document.scenario) else {
            let likeness = |name: &str| strsim::jaro_winkler(name, &document.scenario);
            let closest = entries
                .iter()
                .map(|entry| entry.name)
                .max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
            let suggestion = closest.filter(|name| likeness(name) > 0.7).map(str::to_owned);
            return Err(ReplayError::UnknownScenario { name: scenario(), suggestion });
        };
        let engine: Engine = document.engine.parse()?;
        let schedule = document.schedule.as_ref();
        let schedule = schedule.ok_or_else(|| ReplayError::NoSchedule { scenario: scenario() })?;
        let check = check_of(schedule, Check::new(engine).budget(AS_LONG_AS_IT_TAKES)).ok_or_else(
            || {
                let what = format!("there is no level `{}`", schedule.level);
                ReplayError::Damaged { scenario: scenario(), what }
            },
        )?;
        let problem = entry.check_sizes(&sizes(&document)).err();
        if let Some(problem) = problem {
            return Err(ReplayError::Size { scenario: scenario(), problem });
        }
        Ok(Self { entry: *entry, check, document })
    }

    /// Does the run again.
    ///
    /// # Errors
    ///
    /// [`ReplayError::Drifted`] if it does not end in the same fault; or if the build is without the engine, or the
    /// schedule is damaged.
    pub fn run(&self) -> Result<Replayed, ReplayError> {
        let Self { document, entry, check } = self;
        let scenario = || document.scenario.clone();
        let schedule = document.schedule.clone();
        let schedule = schedule.ok_or_else(|| ReplayError::NoSchedule { scenario: scenario() })?;
        let again = entry
            .replay(check, &sizes(document), schedule)
            .map_err(|problem| ReplayError::Size { scenario: scenario(), problem })?;
        if let Some(what) = again.damage {
            return Err(ReplayError::Damaged { scenario: scenario(), what });
        }
        let mut report = again.report;
        let was = document.fault.kind();
        match (&report.verdict, again.instead) {
            (Verdict::Breaks { fault, trace, extent }, _) if fault.kind() == was => {
                let is_exact = **trace == document.trace && **fault == document.fault;
                let drift = Drift::between((&document.trace, was), (trace, Some(was)));
                let drift = Some(drift).filter(|drift| drift.step.is_some());
                let (fault, extent) = ((**fault).clone(), extent.clone());
                let trace = (**trace).clone();
                // Nothing is known about smaller runs of another program.
                let minimal = document.minimal.filter(|_| is_exact);
                let document = Document { fault, extent, trace, minimal, ..document.clone() };
                // How it was found is a matter of the search.
                report.executions = document.executions;
                report.minimal = document.minimal;
                report.bounds.seed = document.seed;
                Ok(Replayed { report, document, is_exact, drift })
            }
            (Verdict::Undecided { why: Why::NotBuilt }, _) => {
                Err(ReplayError::NotBuilt { engine: check.engine })
            }
            (Verdict::Breaks { trace, fault, .. }, _) => {
                let now = (&**trace, Some(fault.kind()));
                Err(drifted(Drift::between((&document.trace, was), now)))
            }
            (_, Some(instead)) => {
                Err(drifted(Drift::between((&document.trace, was), (&instead, None))))
            }
            (verdict, None) => {
                let what = format!("it says nothing: {}", verdict.name());
                Err(ReplayError::Damaged { scenario: scenario(), what })
            }
        }
    }

    /// What is to be run.
    pub fn document(&self) -> &Document {
        &self.document
    }
}

fn drifted(drift: Drift) -> ReplayError {
    ReplayError::Drifted(Box::new(drift))
}

fn sizes(document: &Document) -> Vec<(String, u64)> {
    document.params.iter().map(|(name, value)| (name.clone(), *value)).collect()
}
