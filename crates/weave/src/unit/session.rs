//! An exploration from where it starts to where it has to end: rounds of workers, between which it
//! can put down how far it is. A checkpoint is an interruption after which one goes on.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::again;
use super::checkpoint::{Checkpoint, Contents};
use super::identity::Identity;
use super::{Unit, UnitError};
use crate::config::Config;
use crate::exploration::{Ended, Exploration, Leaf};
use crate::run::{self, Counted, Program};
use crate::watch::Watch;
use crate::workers::{self, Explored, Limits, Part, Task};

/// Explores what lies in `units`. If a bound ends that, what is left comes back: exploring it later,
/// wherever, adds up to the same.
///
/// Of the bounds, `runs` and `time` are for this call. If there is no failure, an empty rest means
/// that all of the units were explored.
///
/// # Errors
///
/// If a unit belongs to another program or another search, the executable cannot be read, or a
/// checkpoint cannot be written.
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
    let parts = parts(identity, units)?;
    let program: Program = Arc::new(program);
    let task = Task::new(config, &leaf, &program);
    explore_parts(task, Exploration::default(), parts, identity)
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
    let task = Task::new(config, &leaf, &program);
    let Contents { mut found, failure, units } = from.contents(identity)?;
    if let Some((message, unit)) = failure {
        identity.check(unit.identity, "unit")?;
        found.failure = again::run_along(task, unit.part).failure;
        if found.failure.as_ref().is_none_or(|failure| failure.kind.to_string() != message) {
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
    explore_parts(task, found, parts(identity, units)?, identity)
}

/// Whether an exploration that ended like this goes no further, whatever is left.
pub(super) fn is_final(ended: &Ended) -> bool {
    matches!(ended, Ended::Failed | Ended::Steps { .. })
}

pub(super) fn units(identity: Identity, parts: Vec<Part>) -> Vec<Unit> {
    parts.into_iter().map(|part| Unit { identity, part }).collect()
}

fn parts(identity: Identity, units: Vec<Unit>) -> Result<Vec<Part>, UnitError> {
    let part = |unit: Unit| {
        identity.check(unit.identity, "unit")?;
        // One that may turn out to have to start anew is no part of anything.
        let is_part = *run::lock(&unit.part.names).counted() == Counted::All;
        if is_part { Ok(unit.part) } else { Err(UnitError::OneExecution) }
    };
    units.into_iter().map(part).collect()
}

/// Explores the whole search, anew as long as it learns that more counts matter than it knew. That
/// ends: at the latest when every line that makes shared values has been noted.
pub(crate) fn explore_all(mut task: Task<'_>) -> Exploration {
    let session = Session::new(task);
    let most = task.best.map(|best| best.most.load(Ordering::Relaxed));
    let mut counted = Counted::default();
    loop {
        let part = Part::whole(task.config, counted);
        let names = Arc::clone(&part.names);
        let explored =
            Session { task, ..session }.run(Exploration::default(), vec![part], None, |_, _| ());
        if !explored.anew {
            return explored.found;
        }
        counted = run::lock(&names).counted().clone();
        task.attempt += 1;
        if let (Some(best), Some(most)) = (task.best, most) {
            best.most.store(most, Ordering::Relaxed);
        }
    }
}

/// Goes on from `found`, with checkpoints.
pub(super) fn explore_parts(
    task: Task<'_>,
    found: Exploration,
    parts: Vec<Part>,
    identity: Identity,
) -> Result<(Exploration, Vec<Unit>), UnitError> {
    let config = task.config;
    let Some(path) = &config.checkpoint else {
        let explored = Session::new(task).run(found, parts, None, |_, _| ());
        return Ok((explored.found, units(identity, explored.rest)));
    };
    let save = |found: &Exploration, parts: &[Part]| save(path, config, identity, found, parts);
    // Before anything is explored: whether the file can be written should not be learnt last.
    save(&found, &parts).map_err(|source| UnitError::Unwritable { path: path.clone(), source })?;
    let pause = Some((config.checkpoint_every, config.checkpoint_runs));
    // One that cannot be written may be writable the next time, and the old one is still there.
    let retry = |found: &Exploration, parts: &[Part]| drop(save(found, parts));
    let Explored { found: total, rest, .. } = Session::new(task).run(found, parts, pause, retry);
    let saved = save(&total, &rest);
    let rest = units(identity, rest);
    match saved {
        Ok(()) => Ok((total, rest)),
        Err(source) => {
            let outcome = Box::new((total, rest));
            Err(UnitError::Unsaved { path: path.clone(), outcome, source })
        }
    }
}

fn save(
    path: &Path,
    config: &Config,
    identity: Identity,
    found: &Exploration,
    parts: &[Part],
) -> io::Result<()> {
    let units = units(identity, parts.to_vec());
    Checkpoint::of(identity, config, found, &units).write(path)
}

/// One call, with its budgets.
#[derive(Clone, Copy)]
struct Session<'a> {
    task: Task<'a>,
    deadline: Option<Instant>,
    runs: Option<u64>,
}

impl<'a> Session<'a> {
    fn new(task: Task<'a>) -> Self {
        let deadline = task.config.time.and_then(|time| Instant::now().checked_add(time));
        Self { task, deadline, runs: task.config.runs }
    }

    /// Adds to `total` what lies in `parts`, with pauses at most so long and so many runs apart.
    fn run(
        mut self,
        mut total: Exploration,
        mut parts: Vec<Part>,
        pause: Option<(Duration, Option<u64>)>,
        paused: impl Fn(&Exploration, &[Part]),
    ) -> Explored {
        let given = parts.iter().fold(total.share, |sum, part| sum.plus(part.unit.weight()));
        let on_progress = self.task.config.on_progress.clone();
        let watch = on_progress.map(|on_progress| Watch::new(on_progress, given));
        let anew = loop {
            let limits = self.limits(pause);
            let watched = watch.as_ref().map(|watch| (watch, &total));
            let Explored { found: mut part, rest, anew } =
                workers::explore(self.task, parts, limits, watched);
            let why = std::mem::replace(&mut part.ended, Ended::Exhausted);
            self.runs = self.runs.map(|left| left.saturating_sub(part.runs));
            total.add(&part);
            parts = rest;
            if anew || pause.is_none() || !self.goes_on(&why) {
                total.end(why);
                break anew;
            }
            paused(&total, &parts);
        };
        if let Some(watch) = watch {
            watch.report_end(&total);
        }
        Explored { found: total, rest: parts, anew }
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
