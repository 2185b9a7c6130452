//! Workers: each has a search of its own, and takes over a part of another one's when it has nothing
//! left. Parts share nothing but names, so counts do not depend on how many workers there are, or on
//! who took what.

mod once;
mod pool;

use std::collections::BTreeSet;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Instant;

use crate::config::Config;
use crate::exploration::{Ended, Exploration, Leaf};
use crate::explore::{Applied, WorkUnit};
use crate::run::{self, Engine, Names, Program};
use crate::watch::{Tally, Watch};
use pool::Pool;

/// What is done with a search.
#[derive(Clone, Copy)]
pub(crate) struct Task<'a> {
    pub(crate) config: &'a Config,
    pub(crate) on_leaf: &'a (dyn Fn(&Leaf<'_>) + Sync),
    pub(crate) program: &'a Program,
    /// If a failure with as few preemptions as possible is wanted: how many one may have that is of
    /// interest.
    pub(crate) best: Option<&'a AtomicU32>,
}

/// A part of a search, and what its threads and locations are numbered by.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) unit: WorkUnit,
    pub(crate) names: Arc<Mutex<Names>>,
}

/// When to end for now.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Limits {
    pub(crate) runs: Option<u64>,
    pub(crate) deadline: Option<Instant>,
}

/// More counts matter than the search knew: what it found is void, and so is all else that was found
/// without them. It has to start anew with the counts of these lines.
#[derive(Clone, Debug)]
pub(crate) struct Anew {
    pub(crate) counted: BTreeSet<u128>,
}

/// What the workers of one exploration share.
struct Crew<'a> {
    task: Task<'a>,
    jobs: usize,
    /// Parts that wait for a worker, and how many workers wait for a part.
    pool: Mutex<Pool>,
    changed: Condvar,
    /// A hint for busy workers, so that they need not lock the pool to learn that nobody waits.
    hungry: AtomicUsize,
    /// The same for the pool's `over`.
    stop: AtomicBool,
    /// Runs that may still be started.
    runs_left: Option<AtomicU64>,
    deadline: Option<Instant>,
    /// The search has to start anew.
    anew: Mutex<Option<Anew>>,
    tallies: Vec<Tally>,
    watch: Option<(&'a Watch, &'a Exploration)>,
}

/// Explores `parts`, the oldest first, with as many workers as the configuration says. What is left
/// comes back, oldest first; the sum of what was found there and here is the same however often and
/// wherever a search is interrupted.
///
/// A single worker goes in the order of an uninterrupted search.
pub(crate) fn explore(
    task: Task<'_>,
    parts: Vec<Part>,
    limits: Limits,
    watch: Option<(&Watch, &Exploration)>,
) -> Result<(Exploration, Vec<Part>), Anew> {
    let jobs = task.config.jobs.max(1);
    let crew = Crew {
        task,
        jobs,
        pool: Mutex::new(Pool::of(parts)),
        changed: Condvar::new(),
        hungry: AtomicUsize::new(0),
        stop: AtomicBool::new(false),
        runs_left: limits.runs.map(AtomicU64::new),
        deadline: limits.deadline,
        anew: Mutex::new(None),
        tallies: (0..jobs).map(|_| Tally::default()).collect(),
        watch,
    };
    let found = if jobs == 1 { vec![crew.work(0)] } else { work_together(&crew) };
    if let Some(anew) = crew.anew.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(anew);
    }
    let rest = crew.pool.into_inner().unwrap_or_else(PoisonError::into_inner).into_rest();
    let mut total = sum(&found, task.best.is_some());
    if rest.is_empty() && matches!(total.ended, Ended::Runs | Ended::Time | Ended::Stopped) {
        total.ended = Ended::Exhausted;
    }
    Ok((total, rest))
}

fn work_together(crew: &Crew<'_>) -> Vec<Exploration> {
    std::thread::scope(|scope| {
        let workers: Vec<_> =
            (0..crew.jobs).map(|worker| scope.spawn(move || crew.work(worker))).collect();
        let join = |worker: std::thread::ScopedJoinHandle<'_, Exploration>| {
            worker.join().unwrap_or_else(|payload| resume_unwind(payload))
        };
        workers.into_iter().map(join).collect()
    })
}

/// What all workers found. If the failure with the fewest preemptions is wanted, that one.
fn sum(found: &[Exploration], fewest: bool) -> Exploration {
    let mut total = Exploration::default();
    found.iter().for_each(|found| total.add(found));
    if fewest {
        let failures = found.iter().filter_map(|found| found.failure.as_ref());
        total.failure = failures.min_by_key(|failure| failure.interleaving.preemptions()).cloned();
    }
    total
}

/// Ends all workers when one of them panics: nobody else would.
struct Alarm<'a, 'b>(&'a Crew<'b>);

impl Drop for Alarm<'_, '_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.end_all();
        }
    }
}

impl Crew<'_> {
    /// The life of one worker.
    fn work(&self, worker: usize) -> Exploration {
        let _alarm = Alarm(self);
        let engine = Box::new(Engine::new(self.task.config.clone(), Arc::default()));
        let outcome = run::install(engine, || {
            let mut found = Exploration::default();
            // Whoever was interrupted keeps what is left, and must not adopt over it.
            while self.adopt() && self.search(worker, &mut found) {}
            run::with(|engine| {
                found.set_share(engine.search.finished_weight());
                let left = engine.search.split_all();
                self.pool().give_back(left.into_iter().map(|unit| part(engine, unit)));
            });
            found
        });
        let Some(found) = outcome else {
            panic!("an exploration was started inside a model");
        };
        found
    }

    /// Explores what the worker has, until it has nothing (`true`) or has to stop.
    fn search(&self, worker: usize, found: &mut Exploration) -> bool {
        let mut may_run = false;
        while !run::with(|engine| engine.search.is_done()) {
            if self.is_over(found) {
                break;
            }
            may_run = may_run || self.may_run();
            if !may_run {
                self.end(found, Ended::Runs);
                break;
            }
            match run::with(|engine| engine.search.advance()) {
                Some(Applied::Consistent) => {
                    may_run = false;
                    self.run_once(found);
                    self.report(worker, found);
                }
                Some(Applied::Inconsistent) => found.rejected += 1,
                Some(Applied::Round) => found.rounds += 1,
                None => break,
            }
            self.share();
        }
        if may_run && let Some(left) = &self.runs_left {
            left.fetch_add(1, Ordering::Relaxed);
        }
        run::with(|engine| engine.search.is_done())
    }

    /// Whether this worker has to stop.
    fn is_over(&self, found: &mut Exploration) -> bool {
        if self.stop.load(Ordering::Relaxed) {
            return true;
        }
        let asked = |stop: &Arc<AtomicBool>| stop.load(Ordering::Relaxed);
        let late = |deadline| Instant::now() >= deadline;
        if self.task.config.stop.as_ref().is_some_and(asked) {
            self.end(found, Ended::Stopped);
        } else if found.runs > 0 && self.deadline.is_some_and(late) {
            // Once at least: whoever is always interrupted would never end.
            self.end(found, Ended::Time);
        } else {
            return false;
        }
        true
    }

    /// Takes the right to run the program once.
    fn may_run(&self) -> bool {
        let take = |left: u64| left.checked_sub(1);
        self.runs_left.as_ref().is_none_or(|left| {
            left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
        })
    }

    /// This worker knows why everybody has to stop.
    fn end(&self, found: &mut Exploration, why: Ended) {
        found.end(why);
        self.end_all();
    }

    fn report(&self, worker: usize, found: &Exploration) {
        if let Some((watch, before)) = self.watch {
            let share = run::with(|engine| engine.search.finished_weight());
            self.tallies[worker].set(found, share);
            watch.report_if_due(before, &self.tallies);
        }
    }
}

fn part(engine: &Engine, unit: WorkUnit) -> Part {
    Part { unit, names: Arc::clone(engine.shared_names()) }
}
