//! An exploration from where it starts to where it has to end: rounds of workers, between which it
//! can put down how far it is. A checkpoint is an interruption after which one goes on.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::again;
use super::checkpoint::{Checkpoint, Contents};
use super::identity::Identity;
use super::{Unit, UnitError};
use crate::config::Config;
use crate::exploration::{Ended, Exploration, Leaf};
use crate::run::{FailureKind, Program};
use crate::watch::Watch;
use crate::workers::{self, Anew, Limits, Part, Task};

/// Explores what lies in `units`. If a bound ends that, what is left comes back: exploring it later,
/// wherever, adds up to the same.
///
/// Of the bounds, `runs` and `time` are for this call. If there is no failure, an empty rest means
/// that all of the units were explored.
///
/// # Errors
///
/// If a unit belongs to another program or another search, the search has to start anew (unless the
/// only unit is the whole: then it does), the executable cannot be read, or a checkpoint cannot be
/// written.
///
/// # Panics
///
/// When called inside a model.
pub fn explore_units(
    config: &Config,
    units: Vec<Unit>,
    program: impl Fn() + Send + Sync + 'static,
) -> Result<(Exploration, Vec<Unit>), UnitError> {
    explore_units_with(config, units, |_| (), program)
}

/// Like [`explore_units`], and shows each run to `leaf` when it has ended.
///
/// # Errors
///
/// As [`explore_units`].
///
/// # Panics
///
/// When called inside a model.
pub fn explore_units_with(
    config: &Config,
    units: Vec<Unit>,
    leaf: impl Fn(&Leaf<'_>) + Sync,
    program: impl Fn() + Send + Sync + 'static,
) -> Result<(Exploration, Vec<Unit>), UnitError> {
    let identity = Identity::of(config)?;
    let whole = matches!(&units[..], [unit] if unit.is_whole());
    let start = Start { found: Exploration::default(), parts: parts(identity, units)?, whole };
    let program: Program = Arc::new(program);
    explore_from(Task { config, on_leaf: &leaf, program: &program, best: None }, start, identity)
}

/// Goes on from a checkpoint. The result counts what was found before, too; nothing of what came after
/// the checkpoint was written is in it, and all of that is explored again.
///
/// # Errors
///
/// As [`explore_units`]; and if the failure that the checkpoint reports does not happen again.
///
/// # Panics
///
/// When called inside a model.
pub fn resume(
    config: &Config,
    from: &Checkpoint,
    program: impl Fn() + Send + Sync + 'static,
) -> Result<(Exploration, Vec<Unit>), UnitError> {
    resume_with(config, from, |_| (), program)
}

/// Like [`resume`], and shows each run to `leaf` when it has ended.
///
/// # Errors
///
/// As [`resume`].
///
/// # Panics
///
/// When called inside a model.
pub fn resume_with(
    config: &Config,
    from: &Checkpoint,
    leaf: impl Fn(&Leaf<'_>) + Sync,
    program: impl Fn() + Send + Sync + 'static,
) -> Result<(Exploration, Vec<Unit>), UnitError> {
    let identity = Identity::of(config)?;
    let program: Program = Arc::new(program);
    let task = Task { config, on_leaf: &leaf, program: &program, best: None };
    let Contents { mut found, failure, units, whole } = from.contents(identity)?;
    if let Some((message, unit)) = failure {
        let mut part = parts(identity, vec![unit])?;
        let again = part.pop().and_then(|part| again::run_along(task, part).failure);
        let is_other = |kind: &FailureKind| {
            matches!(kind, FailureKind::NotDeterministic { .. }) && kind.to_string() != message
        };
        found.failure = again.filter(|failure| !is_other(&failure.kind));
        if found.failure.is_none() {
            return Err(UnitError::NotRepeated { message });
        }
        if config.stop_at_first_failure {
            found.ended = Ended::Failed;
            return Ok((found, units));
        }
    }
    if !matches!(found.ended, Ended::Steps { .. }) {
        found.ended = Ended::Exhausted;
    }
    explore_from(task, Start { found, parts: parts(identity, units)?, whole }, identity)
}

/// Whether an exploration that ended like this goes no further, whatever is left.
pub(super) fn is_final(ended: &Ended) -> bool {
    matches!(ended, Ended::Failed | Ended::Steps { .. })
}

pub(super) fn units(identity: Identity, parts: Vec<Part>) -> Vec<Unit> {
    parts.into_iter().map(|part| Unit { identity, part }).collect()
}

/// The parts that the units stand for: all of one search that knew the same when it started.
pub(super) fn parts(identity: Identity, units: Vec<Unit>) -> Result<Vec<Part>, UnitError> {
    let counted = units.iter().map(|unit| unit.part.counted()).max_by_key(BTreeSet::len);
    for unit in &units {
        identity.check(unit.identity, "unit")?;
        if Some(unit.part.counted()) != counted {
            return Err(UnitError::Void { what: "unit" });
        }
    }
    Ok(units.into_iter().map(|unit| unit.part).collect())
}

/// Explores the whole search.
pub(crate) fn explore_all(task: Task<'_>) -> Exploration {
    let mut session = Session::new(task);
    let most = task.best.map(|best| best.load(Ordering::Relaxed));
    let mut counted = BTreeSet::new();
    loop {
        let start = Start {
            found: Exploration::default(),
            parts: vec![Part::whole(task.config, &counted)],
            whole: true,
        };
        match session.run(start, None, |_, _| ()) {
            Ok((total, _)) => return total,
            // It knows more than the last time, so this ends: at the latest when every line of the
            // program that makes shared values has been noted.
            Err(anew) => counted.extend(anew.counted),
        }
        if let (Some(best), Some(most)) = (task.best, most) {
            best.store(most, Ordering::Relaxed);
        }
    }
}

/// Where an exploration begins.
pub(super) struct Start {
    pub(super) found: Exploration,
    pub(super) parts: Vec<Part>,
    /// Together that is the whole search: it can start anew if it has to.
    pub(super) whole: bool,
}

/// Goes on from there, with checkpoints.
pub(super) fn explore_from(
    task: Task<'_>,
    start: Start,
    identity: Identity,
) -> Result<(Exploration, Vec<Unit>), UnitError> {
    let config = task.config;
    let whole = start.whole;
    let save = |found: &Exploration, parts: &[Part]| match &config.checkpoint {
        None => Ok(()),
        Some(path) => {
            let units = units(identity, parts.to_vec());
            let checkpoint = Checkpoint::of(identity, config, found, &units, whole);
            checkpoint.write(path).map_err(|error| (path.clone(), error))
        }
    };
    // Before anything is explored: whether the file can be written should not be learnt last.
    save(&start.found, &start.parts)
        .map_err(|(path, source)| UnitError::Unwritable { path, source })?;
    let pause = (config.checkpoint_every, config.checkpoint_runs);
    let pause = config.checkpoint.is_some().then_some(pause);
    // One that cannot be written may be writable the next time, and the old one is still there.
    let retry = |found: &Exploration, parts: &[Part]| drop(save(found, parts));
    let mut session = Session::new(task);
    let mut start = start;
    let (total, rest) = loop {
        let anew = match session.run(start, pause, retry) {
            Ok(outcome) => break outcome,
            Err(anew) => Part::whole(config, &anew.counted),
        };
        if !whole {
            return Err(UnitError::StartAnew { from: Box::new(Unit { identity, part: anew }) });
        }
        start = Start { found: Exploration::default(), parts: vec![anew], whole };
    };
    let saved = save(&total, &rest);
    let rest = units(identity, rest);
    match saved {
        Ok(()) => Ok((total, rest)),
        Err((path, source)) => {
            Err(UnitError::Unsaved { path, outcome: Box::new((total, rest)), source })
        }
    }
}

/// One call, with its budgets.
struct Session<'a> {
    task: Task<'a>,
    deadline: Option<Instant>,
    /// Left in this search.
    runs: Option<u64>,
}

impl<'a> Session<'a> {
    fn new(task: Task<'a>) -> Self {
        let deadline = task.config.time.and_then(|time| Instant::now().checked_add(time));
        Self { task, deadline, runs: None }
    }

    /// Goes on from `start`, with pauses at most so long and so many runs apart.
    fn run(
        &mut self,
        start: Start,
        pause: Option<(Duration, Option<u64>)>,
        paused: impl Fn(&Exploration, &[Part]),
    ) -> Result<(Exploration, Vec<Part>), Anew> {
        let Start { found: mut total, mut parts, .. } = start;
        self.runs = self.task.config.runs;
        let given = parts.iter().fold(total.share, |sum, part| sum.plus(part.unit.weight()));
        let on_progress = self.task.config.on_progress.clone();
        let watch = on_progress.map(|on_progress| Watch::new(on_progress, given));
        loop {
            let limits = self.limits(pause);
            let watched = watch.as_ref().map(|watch| (watch, &total));
            let (mut part, rest) = workers::explore(self.task, parts, limits, watched)?;
            let why = std::mem::replace(&mut part.ended, Ended::Exhausted);
            self.runs = self.runs.map(|left| left.saturating_sub(part.runs));
            total.add(&part);
            parts = rest;
            if pause.is_none() || !self.goes_on(&why) {
                total.end(why);
                break;
            }
            paused(&total, &parts);
        }
        if let Some(watch) = watch {
            watch.report_end(&total);
        }
        Ok((total, parts))
    }

    /// Whichever comes first, the end or a pause.
    fn limits(&self, pause: Option<(Duration, Option<u64>)>) -> Limits {
        let (every, runs) = pause.unzip();
        let pause = every.and_then(|every| Instant::now().checked_add(every));
        let first = |a: Option<Instant>, b: Option<Instant>| a.into_iter().chain(b).min();
        // At least one: a pause that comes before anything was done would never end.
        let runs = runs.flatten().map(|runs| runs.max(1));
        Limits {
            runs: self.runs.into_iter().chain(runs).min(),
            deadline: first(self.deadline, pause),
        }
    }

    /// Whether the workers ended for a pause only.
    fn goes_on(&self, why: &Ended) -> bool {
        match why {
            Ended::Runs => self.runs != Some(0),
            Ended::Time => self.deadline.is_none_or(|deadline| Instant::now() < deadline),
            _ => false,
        }
    }
}
