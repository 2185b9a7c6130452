//! Workers: each has a search of its own, and takes over a part of another one's when it has nothing
//! left. Parts share nothing but names, so counts do not depend on how many workers there are, or on
//! who took what.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::config::Config;
use crate::exploration::{Behind, Ended, Exploration, Leaf};
use crate::explore::{Applied, WorkUnit};
use crate::graph::Graph;
use crate::run::{self, End, Engine, FailureKind, Finished, Halt, Names, Program};
use crate::trace;
use crate::watch::{Tally, Watch};

/// What is done with a search.
#[derive(Clone, Copy)]
pub(crate) struct Task<'a> {
    pub(crate) config: &'a Config,
    pub(crate) on_leaf: &'a (dyn Fn(&Leaf<'_>) + Sync),
    pub(crate) program: &'a Program,
    /// If a failure with as few preemptions as possible is wanted.
    pub(crate) best: Option<Best<'a>>,
    /// How often the search has started anew.
    pub(crate) attempt: u32,
}

/// A failure that is wanted.
#[derive(Clone, Copy)]
pub(crate) struct Best<'a> {
    /// How many preemptions one may have that is of interest.
    pub(crate) most: &'a AtomicU32,
    /// Whether of those with the fewest preemptions one with the fewest steps is wanted.
    pub(crate) fewest_steps: bool,
}

impl<'a> Task<'a> {
    pub(crate) fn new(
        config: &'a Config,
        on_leaf: &'a (dyn Fn(&Leaf<'_>) + Sync),
        program: &'a Program,
    ) -> Self {
        Self { config, on_leaf, program, best: None, attempt: 0 }
    }
}

/// What came of an exploration, and what is left of it.
pub(crate) struct Explored {
    pub(crate) found: Exploration,
    pub(crate) rest: Vec<Part>,
    /// The search has to start anew: more counts matter than it knew. The rest is of no interest.
    pub(crate) anew: bool,
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
    anew: AtomicBool,
    tallies: Vec<Tally>,
    watch: Option<(&'a Watch, &'a Exploration)>,
}

#[derive(Default)]
struct Pool {
    parts: VecDeque<Part>,
    waiting: usize,
    over: bool,
    /// What workers had not done when they ended.
    rest: Vec<Part>,
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
) -> Explored {
    let jobs = task.config.jobs.max(1);
    let crew = Crew {
        task,
        jobs,
        pool: Mutex::new(Pool { parts: parts.into(), ..Pool::default() }),
        changed: Condvar::new(),
        hungry: AtomicUsize::new(0),
        stop: AtomicBool::new(false),
        runs_left: limits.runs.map(AtomicU64::new),
        deadline: limits.deadline,
        anew: AtomicBool::new(false),
        tallies: (0..jobs).map(|_| Tally::default()).collect(),
        watch,
    };
    let mut total = Exploration::default();
    if jobs == 1 {
        total.add(&crew.work(0));
    } else {
        std::thread::scope(|scope| {
            let crew = &crew;
            let workers: Vec<_> =
                (0..jobs).map(|worker| scope.spawn(move || crew.work(worker))).collect();
            for worker in workers {
                match worker.join() {
                    Ok(part) if task.best.is_some() => total.add_for_fewest(&part),
                    Ok(part) => total.add(&part),
                    Err(payload) => resume_unwind(payload),
                }
            }
        });
    }
    let anew = crew.anew.load(Ordering::Relaxed);
    let pool = crew.pool.into_inner().unwrap_or_else(PoisonError::into_inner);
    let rest: Vec<Part> = pool.parts.into_iter().chain(pool.rest).collect();
    // A run that was cut short by its program has left nothing, and was not explored.
    let is_whole = rest.is_empty() && total.cut == 0;
    if is_whole && matches!(total.ended, Ended::Runs | Ended::Time | Ended::Stopped) {
        total.ended = Ended::Exhausted;
    }
    Explored { found: total, rest, anew }
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
                found.held_back = engine.has_held_back();
                found.set_share(engine.search.finished_weight());
                let left = engine.search.split_all();
                self.pool().rest.extend(left.into_iter().map(|unit| part(engine, unit)));
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

    fn run_once(&self, found: &mut Exploration) {
        let Task { on_leaf, program, attempt, .. } = self.task;
        found.runs += 1;
        let mut panicked = None;
        let (mut why, mut anew) = (None, false);
        run::execute(program, |finished| {
            if matches!(finished.failure, Some(Halt::Anew)) {
                anew = true;
                return;
            }
            let (end, kind) = run::with(|engine| self.judge(engine, &finished));
            // Threads are still suspended: they are taken apart before anybody's panic goes on.
            panicked = catch_unwind(AssertUnwindSafe(|| {
                run::with(|engine| {
                    let (graph, failure) = (&engine.search.graph, kind.as_ref());
                    on_leaf(&Leaf { graph, end, attempt, failure, engine: Behind(engine) });
                });
            }))
            .err();
            run::with(|engine| {
                count(engine, end, found);
                why = finished.cut.as_ref().map(|halt| ended_by(&engine.search.graph, halt));
                if let Some(kind) = kind {
                    why = self.note(engine, kind, found).or(why.take());
                }
            });
        });
        if let Some(payload) = panicked {
            resume_unwind(payload);
        }
        found.imitated += run::with(Engine::take_imitated);
        run::with(|engine| engine.search.spread_weight(0, true));
        if anew {
            self.anew.store(true, Ordering::Relaxed);
            why = Some(Ended::Stopped);
        }
        if let Some(why) = why {
            self.end(found, why);
        }
    }

    /// How a run ended for this exploration, and what failed.
    fn judge(&self, engine: &mut Engine, finished: &Finished) -> (End, Option<FailureKind>) {
        if engine.is_moot() {
            // Also how it failed is found elsewhere, by whoever remembers the round, too.
            return (End::Blocked, None);
        }
        let kind = engine.what_failed(finished);
        match self.bound(finished.end) {
            Some(bound) if engine.is_beyond(finished.end, kind.as_ref(), bound) => {
                (End::Beyond, None)
            }
            _ => (finished.end, kind),
        }
    }

    /// How many preemptions an execution may have: those of the best failure so far less one, if only
    /// a better one is wanted; or as many, if it may be better for its steps.
    fn bound(&self, end: End) -> Option<u32> {
        match self.task.best {
            Some(_) if end == End::Complete => None,
            Some(best) => Some(best.most.load(Ordering::Relaxed)),
            None => self.task.config.preemptions,
        }
    }

    /// Keeps a failure if it is better than what there is; why that ends the exploration, if it does.
    fn note(
        &self,
        engine: &mut Engine,
        kind: FailureKind,
        found: &mut Exploration,
    ) -> Option<Ended> {
        let Some(best) = self.task.best else {
            if found.prefers(&kind, &engine.search.graph) {
                found.failure = Some(engine.report(kind));
            }
            return self.task.config.stop_at_first_failure.then_some(Ended::Failed);
        };
        let failure = engine.report(kind);
        let preemptions = failure.interleaving.preemptions();
        let most = if best.fewest_steps { Some(preemptions) } else { preemptions.checked_sub(1) };
        let most = most.filter(|_| failure.kind.is_of_an_execution());
        // Without regard to steps, whatever is within the bound is better than what there is.
        let known = found.failure.as_ref().filter(|_| best.fewest_steps);
        if known.is_none_or(|known| failure.size() < known.size()) {
            found.failure = Some(failure);
        }
        match most {
            Some(most) => {
                best.most.fetch_min(most, Ordering::Relaxed);
                None
            }
            None => Some(Ended::Failed),
        }
    }

    /// Whether this worker has to stop.
    fn is_over(&self, found: &mut Exploration) -> bool {
        if self.stop.load(Ordering::Relaxed) {
            return true;
        }
        let asked = |stop: &Arc<AtomicBool>| stop.load(Ordering::Relaxed);
        if self.task.config.stop.as_ref().is_some_and(asked) {
            self.end(found, Ended::Stopped);
        } else if found.runs > 0 && self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
        {
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

    fn end_all(&self) {
        self.pool().over = true;
        self.stop.store(true, Ordering::Relaxed);
        self.changed.notify_all();
    }

    fn report(&self, worker: usize, found: &Exploration) {
        if let Some((watch, before)) = self.watch {
            let share = run::with(|engine| engine.search.finished_weight());
            self.tallies[worker].set(found, share);
            watch.report_if_due(before, &self.tallies);
        }
    }

    /// Gives the oldest part of this worker's search away if another one has nothing to do.
    fn share(&self) {
        if self.hungry.load(Ordering::Relaxed) == 0 {
            return;
        }
        let mut pool = self.pool();
        if pool.parts.len() < pool.waiting
            && let Some(part) =
                run::with(|engine| engine.search.split_off().map(|unit| part(engine, unit)))
        {
            pool.parts.push_back(part);
            self.changed.notify_one();
        }
    }

    /// Waits for a part; `false` when there is none left and nobody can make one.
    fn adopt(&self) -> bool {
        let mut pool = self.pool();
        pool.waiting += 1;
        if self.jobs > 1 {
            self.hungry.fetch_add(1, Ordering::Relaxed);
        }
        let part = loop {
            if pool.over {
                break None;
            }
            if let Some(part) = pool.next(self.jobs) {
                break Some(part);
            }
            if pool.waiting == self.jobs {
                pool.over = true;
                self.changed.notify_all();
                break None;
            }
            pool = self.changed.wait(pool).unwrap_or_else(PoisonError::into_inner);
        };
        pool.waiting -= usize::from(part.is_some());
        drop(pool);
        let Some(part) = part else { return false };
        if self.jobs > 1 {
            self.hungry.fetch_sub(1, Ordering::Relaxed);
        }
        run::with(|engine| {
            engine.use_names(&part.names);
            engine.search.adopt(part.unit);
        });
        true
    }

    fn pool(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pool {
    /// Alone, one goes on where the search was; among several, each takes what is likely the most.
    fn next(&mut self, jobs: usize) -> Option<Part> {
        if jobs == 1 { self.parts.pop_back() } else { self.parts.pop_front() }
    }
}

fn part(engine: &Engine, unit: WorkUnit) -> Part {
    Part { unit, names: Arc::clone(engine.shared_names()) }
}

/// Counts the run that has just ended.
fn count(engine: &Engine, end: End, found: &mut Exploration) {
    if engine.is_moot() {
        found.rounds += 1;
    } else {
        found.count(&engine.search.graph, end);
    }
    let backlog = engine.search.backlog();
    found.backlog = (found.backlog.0.max(backlog.0), found.backlog.1.max(backlog.1));
}

/// A bound that was reached in a run, and ends the exploration.
fn ended_by(graph: &Graph, halt: &Halt) -> Ended {
    match halt {
        Halt::Steps { thread, limit, site } => {
            let lines = trace::cycle(graph, *thread).into_iter();
            let cycle = lines.map(|line| trace::Line(line).to_string()).collect();
            Ended::Steps { site: site.to_string(), limit: *limit, cycle }
        }
        _ => Ended::Stopped,
    }
}
