//! A run that failed, once more.

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use account::{Run, account};
use scenarios::ParamError;
use trace::account::{Account, LoadError};
use trace::{FaultKind, Schedule, Trace};

use crate::run::Again;
use crate::schedule::check_of;
use crate::source::read_source;
use crate::{Check, Drift, Engine, Entry, Moved, Report, UnknownEngine, Verdict, Why, catalogue};

/// A kept counterexample that is to be run again: exactly that interleaving, on the engine that found it, with
/// all threads on one thread of the operating system.
///
/// ```
/// use plainweave_check::{Check, Engine, Replay};
///
/// let check = Check::new(Engine::Weave);
/// let report = check.run::<scenarios::plate_and_chopsticks::Crossed>();
/// let account = report.account(|_| None);
/// let again = Replay::of(account.clone())?.run()?;
/// assert!(again.drift.is_none());
/// assert_eq!(again.account.events, account.events);
/// # Ok::<(), plainweave_check::ReplayError>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing runs until `run` is called"]
pub struct Replay {
    account: Account,
    fault: FaultKind,
    schedule: Schedule,
    entry: Entry,
    check: Check,
}

/// A run that failed again with the same fault.
#[derive(Clone, Debug)]
pub struct Replayed {
    /// The report on it.
    pub report: Report,
    /// The account with the run as it is now. What the search found is as it was.
    pub account: Account,
    /// Whether all steps are the same, to the line.
    pub is_exact: bool,
    /// The first step that is another one, though it ends in the same fault.
    pub drift: Option<Drift>,
}

/// What came of a run that was done again, whatever it ended in.
pub(crate) struct Attempt {
    pub(crate) report: Report,
    pub(crate) account: Account,
    pub(crate) drift: Option<Drift>,
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
        /// Its name in the trace.
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
    /// The trace has no run that fails.
    #[error("the trace of `{scenario}` has no run that fails; there is nothing to do again")]
    NoFault {
        /// The scenario.
        scenario: String,
    },
    /// The trace does not say how to come to the run.
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
    /// It was not done to its end.
    #[error("the run was not done to its end: {why}")]
    CutShort {
        /// What ended it.
        why: Why,
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
        Self::of(Account::load(path)?)
    }

    /// The run of an account of one of the catalogue's scenarios.
    ///
    /// # Errors
    ///
    /// If there is no such scenario, size or engine, or the account has no schedule.
    pub fn of(account: Account) -> Result<Self, ReplayError> {
        Self::among(&catalogue(), account)
    }

    /// The run of an account of one of these scenarios.
    ///
    /// # Errors
    ///
    /// As [`of`](Replay::of).
    pub fn among(entries: &[Entry], account: Account) -> Result<Self, ReplayError> {
        let scenario = || account.scenario.name.clone();
        let entry = find(entries, &account.scenario.name)?;
        let fault = account.verdict.fault;
        let fault = fault.ok_or_else(|| ReplayError::NoFault { scenario: scenario() })?;
        let engine: Engine = account.search.engine.parse()?;
        let schedule = schedule(&account)?;
        let check = Check::new(engine).budget(AS_LONG_AS_IT_TAKES);
        let check = check_of(&schedule, check).ok_or_else(|| ReplayError::Damaged {
            scenario: scenario(),
            what: format!("there is no level `{}`", schedule.level),
        })?;
        entry
            .check_sizes(&sizes(&account))
            .map_err(|problem| ReplayError::Size { scenario: scenario(), problem })?;
        Ok(Self { account, fault, schedule, entry, check })
    }

    /// Ends the run once `stop` is `true`.
    pub fn stop(mut self, stop: &'static AtomicBool) -> Self {
        self.check = self.check.stop(stop);
        self
    }

    /// Does the run again.
    ///
    /// # Errors
    ///
    /// [`ReplayError::Drifted`] if it does not end in the same fault; or if the build is without the engine, the
    /// schedule is damaged, or it was stopped.
    pub fn run(&self) -> Result<Replayed, ReplayError> {
        let Attempt { mut report, mut account, drift } = self.attempt()?;
        let recorded = &self.account;
        let is_it = report.fault_kind() == Some(self.fault);
        if let Some(drift) = drift.clone().filter(|_| !is_it) {
            return Err(ReplayError::Drifted(Box::new(drift)));
        }
        let is_exact =
            drift.is_none() && account.events == recorded.events && account.cause == recorded.cause;
        // How it was found is a matter of the search.
        account.search = recorded.search.clone();
        account.scenario.expect.clone_from(&recorded.scenario.expect);
        account.verdict = recorded.verdict.clone();
        account.reproduce = recorded.reproduce.clone();
        let executions = recorded.search.executions;
        report.executions = executions.complete.saturating_add(executions.blocked);
        report.bounds.seed = recorded.search.seed;
        if is_exact {
            // Nothing is known about other runs of another program.
            account.minimal.clone_from(&recorded.minimal);
            account.outcomes.clone_from(&recorded.outcomes);
            account.graph.clone_from(&recorded.graph);
            account.id.clone_from(&recorded.id);
        }
        Ok(Replayed { report, account, is_exact, drift })
    }

    /// Does the run again, whatever it ends in.
    pub(crate) fn attempt(&self) -> Result<Attempt, ReplayError> {
        let Self { account: recorded, entry, check, schedule, .. } = self;
        let scenario = || recorded.scenario.name.clone();
        let Again { report, instead, damage } = entry
            .replay(check, &sizes(recorded), schedule.clone())
            .map_err(|problem| ReplayError::Size { scenario: scenario(), problem })?;
        if let Some(what) = damage {
            return Err(ReplayError::Damaged { scenario: scenario(), what });
        }
        let now = match (&report.verdict, &instead) {
            (Verdict::Breaks { .. }, _) => report.account(read_source),
            (Verdict::Undecided { why: Why::NotBuilt }, _) => {
                return Err(ReplayError::NotBuilt { engine: check.engine });
            }
            (Verdict::Undecided { why: why @ (Why::Time | Why::Steps | Why::Interrupted) }, _) => {
                return Err(ReplayError::CutShort { why: why.clone() });
            }
            (_, Some(trace)) => of_another(&report, trace),
            (verdict, None) => {
                let what = format!("it says nothing: {}", verdict.name());
                return Err(ReplayError::Damaged { scenario: scenario(), what });
            }
        };
        let mut drift = Drift::between(recorded, self.fault, &now);
        if let (Some(drift), Some(trace)) = (&mut drift, &instead) {
            // A run may end as soon as it parts from what was recorded.
            drift.found = drift.found.take().or_else(|| Moved::begun(trace));
        }
        Ok(Attempt { report, account: now, drift })
    }

    /// What is to be run.
    pub fn account(&self) -> &Account {
        &self.account
    }
}

fn find(entries: &[Entry], name: &str) -> Result<Entry, ReplayError> {
    if let Some(entry) = entries.iter().find(|entry| entry.name == name) {
        return Ok(*entry);
    }
    let likeness = |other: &str| strsim::jaro_winkler(other, name);
    let names = entries.iter().map(|entry| entry.name);
    let closest = names.max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    let suggestion = closest.filter(|name| likeness(name) > 0.7).map(str::to_owned);
    Err(ReplayError::UnknownScenario { name: name.to_owned(), suggestion })
}

/// The engine's own schedule, which is an attachment.
fn schedule(account: &Account) -> Result<Schedule, ReplayError> {
    let scenario = || account.scenario.name.clone();
    let attachment = account.attachments.iter().find(|attachment| attachment.kind == "schedule");
    let attachment = attachment.ok_or_else(|| ReplayError::NoSchedule { scenario: scenario() })?;
    serde_json::from_value(attachment.data.clone())
        .map_err(|error| ReplayError::Damaged { scenario: scenario(), what: error.to_string() })
}

/// The account of a run that did not fail.
fn of_another(report: &Report, trace: &Trace) -> Account {
    let run = Run { fault: None, extent: None, trace, schedule: None };
    account(&report.found(), Some(&run), read_source)
}

fn sizes(account: &Account) -> Vec<(String, u64)> {
    account.scenario.params.iter().map(|(name, value)| (name.clone(), *value)).collect()
}
