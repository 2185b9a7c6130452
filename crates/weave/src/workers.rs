//! Workers: each has a search of its own, and takes over a part of another one's when it has nothing
//! left. Parts share nothing but names, so counts do not depend on how many workers there are.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Instant;

use crate::config::Config;
use crate::exploration::{Ended, Exploration, Failure, Leaf};
use crate::explore::WorkUnit;
use crate::graph::Graph;
use crate::run::{self, End, Engine, Halt, Names, Program};
use crate::trace;

type OnLeaf<'a> = &'a (dyn Fn(&Leaf<'_>) + Sync);

/// What the workers of one exploration share.
struct Crew<'a> {
    config: &'a Config,
    on_leaf: OnLeaf<'a>,
    program: &'a Program,
    names: Arc<Mutex<Names>>,
    started: Instant,
    /// Parts that wait for a worker, and how many workers wait for a part.
    pool: Mutex<Pool>,
    changed: Condvar,
    /// A hint for busy workers, so that they need not lock the pool to learn that nobody waits.
    hungry: AtomicUsize,
    stop: AtomicBool,
    /// The search has to start anew: more counts matter than it knew.
    anew: AtomicBool,
    runs: AtomicUsize,
    /// If a failure with as few preemptions as possible is wanted: how many one may have that is of
    /// interest.
    best: Option<AtomicU32>,
}

#[derive(Default)]
struct Pool {
    units: Vec<WorkUnit>,
    waiting: usize,
    over: bool,
}

/// Explores with as many workers as the configuration says.
pub(crate) fn explore(config: &Config, on_leaf: OnLeaf<'_>, program: &Program) -> Exploration {
    crew(config, on_leaf, program, None)
}

/// Explores on after a failure, for another one with fewer preemptions.
pub(crate) fn explore_for_fewest(config: &Config, program: &Program) -> Exploration {
    let config = Config { stop_at_first_failure: false, ..config.clone() };
    let best = AtomicU32::new(config.preemptions.unwrap_or(u32::MAX));
    crew(&config, &|_| (), program, Some(best))
}

fn crew(
    config: &Config,
    on_leaf: OnLeaf<'_>,
    program: &Program,
    best: Option<AtomicU32>,
) -> Exploration {
    let (names, started) = (Arc::default(), Instant::now());
    let most = best.as_ref().map(|best| best.load(Ordering::Relaxed));
    loop {
        // A search that starts anew knows more than the last one, so this ends: at the latest when
        // every line of the program that makes shared values has been noted.
        let best = most.map(AtomicU32::new);
        if let Some(total) = search(config, on_leaf, program, (&names, started), best) {
            return total;
        }
    }
}

/// `None` if the search has to start anew.
fn search(
    config: &Config,
    on_leaf: OnLeaf<'_>,
    program: &Program,
    (names, started): (&Arc<Mutex<Names>>, Instant),
    best: Option<AtomicU32>,
) -> Option<Exploration> {
    let crew = Crew {
        best,
        config,
        on_leaf,
        program,
        names: Arc::clone(names),
        started,
        pool: Mutex::default(),
        changed: Condvar::new(),
        hungry: AtomicUsize::new(0),
        stop: AtomicBool::new(false),
        anew: AtomicBool::new(false),
        runs: AtomicUsize::new(0),
    };
    let total = if config.jobs < 2 { crew.work(true) } else { work_together(&crew) };
    (!crew.anew.load(Ordering::Relaxed)).then_some(total)
}

fn work_together(crew: &Crew<'_>) -> Exploration {
    let mut total = Exploration::default();
    std::thread::scope(|scope| {
        let workers: Vec<_> =
            (0..crew.config.jobs).map(|index| scope.spawn(move || crew.work(index == 0))).collect();
        for worker in workers {
            match worker.join() {
                Ok(part) => total.add(&part),
                Err(payload) => std::panic::resume_unwind(payload),
            }
        }
    });
    total
}

impl Crew<'_> {
    /// The life of one worker; `first` starts with the whole search.
    fn work(&self, first: bool) -> Exploration {
        let engine = Box::new(Engine::new(self.config.clone(), Arc::clone(&self.names)));
        let outcome = run::install(engine, || {
            let mut part = Exploration::default();
            if first {
                self.search(true, &mut part);
            }
            while self.config.jobs > 1 && self.adopt() {
                self.search(false, &mut part);
            }
            part.progress = run::with(|engine| engine.search.finished_weight());
            part
        });
        let Some(part) = outcome else {
            panic!("an exploration was started inside a model");
        };
        part
    }

    /// Explores all of what the worker has.
    fn search(&self, run_first: bool, part: &mut Exploration) {
        let mut go = run_first;
        loop {
            if go {
                self.run_once(part);
            }
            if self.is_over(part) {
                return;
            }
            self.share();
            match run::with(|engine| engine.search.advance()) {
                None => return,
                Some(consistent) => {
                    part.rejected += u64::from(!consistent);
                    go = consistent;
                }
            }
        }
    }

    fn run_once(&self, part: &mut Exploration) {
        part.runs += 1;
        self.runs.fetch_add(1, Ordering::Relaxed);
        run::execute(self.program, |finished| {
            if matches!(finished.failure, Some(Halt::Anew)) {
                self.anew.store(true, Ordering::Relaxed);
                return;
            }
            let (end, kind) = run::with(|engine| {
                let kind = engine.what_failed(&finished);
                match self.bound(finished.end) {
                    Some(bound) if engine.is_beyond(finished.end, kind.as_ref(), bound) => {
                        (End::Beyond, None)
                    }
                    _ => (finished.end, kind),
                }
            });
            run::with_graph(|graph| (self.on_leaf)(&Leaf { graph, end }));
            run::with(|engine| {
                part.count(&engine.search.graph, end);
                let backlog = engine.search.backlog();
                part.backlog = (part.backlog.0.max(backlog.0), part.backlog.1.max(backlog.1));
                if let Some(kind) = kind {
                    self.note(part, || engine.report(kind));
                }
                if let Some(halt) = &finished.cut {
                    part.ended = ended_by(&engine.search.graph, halt);
                }
            });
        });
        run::with(|engine| engine.search.spread_weight(0, true));
    }

    /// How many preemptions an execution may have: those of the best failure so far less one, if only
    /// a better one is wanted.
    fn bound(&self, end: End) -> Option<u32> {
        match self.best {
            Some(_) if end == End::Complete => None,
            Some(ref best) => Some(best.load(Ordering::Relaxed)),
            None => self.config.preemptions,
        }
    }

    /// Keeps a failure: the first, or if only better ones are asked for, the newest.
    fn note(&self, part: &mut Exploration, failure: impl FnOnce() -> Failure) {
        match self.best {
            None => {
                part.failure.get_or_insert_with(failure);
            }
            Some(ref best) => {
                let failure = failure();
                match failure.interleaving.preemptions().checked_sub(1) {
                    Some(fewer) if failure.kind.is_of_an_execution() => {
                        best.fetch_min(fewer, Ordering::Relaxed);
                    }
                    _ => part.ended = Ended::Failed,
                }
                part.failure = Some(failure);
            }
        }
    }

    /// Whether this worker has to stop, and says why.
    fn is_over(&self, part: &mut Exploration) -> bool {
        let config = self.config;
        let why = if self.anew.load(Ordering::Relaxed) {
            // Of no interest: nobody sees this part.
            Some(Ended::Stopped)
        } else if part.failure.is_some() && config.stop_at_first_failure {
            Some(Ended::Failed)
        } else if matches!(part.ended, Ended::Steps { .. } | Ended::Failed) {
            Some(part.ended.clone())
        } else if config.runs.is_some_and(|limit| self.runs.load(Ordering::Relaxed) as u64 >= limit)
        {
            Some(Ended::Runs)
        } else if config.time.is_some_and(|limit| self.started.elapsed() >= limit) {
            Some(Ended::Time)
        } else {
            None
        };
        if let Some(why) = why {
            part.ended = why;
            self.stop.store(true, Ordering::Relaxed);
            self.pool().over = true;
            self.changed.notify_all();
            return true;
        }
        self.stop.load(Ordering::Relaxed)
    }

    /// Gives the oldest part of this worker's search away if another one has nothing to do.
    fn share(&self) {
        if self.config.jobs < 2 || self.hungry.load(Ordering::Relaxed) == 0 {
            return;
        }
        let mut pool = self.pool();
        if pool.units.len() < pool.waiting
            && let Some(unit) = run::with(|engine| engine.search.split_off())
        {
            pool.units.push(unit);
            self.changed.notify_one();
        }
    }

    /// Waits for a part; `false` when there is none left and nobody can make one.
    fn adopt(&self) -> bool {
        let mut pool = self.pool();
        pool.waiting += 1;
        self.hungry.fetch_add(1, Ordering::Relaxed);
        loop {
            if let Some(unit) = pool.units.pop() {
                pool.waiting -= 1;
                self.hungry.fetch_sub(1, Ordering::Relaxed);
                drop(pool);
                run::with(|engine| engine.search.adopt(unit));
                return true;
            }
            if pool.waiting == self.config.jobs {
                pool.over = true;
                self.changed.notify_all();
            }
            if pool.over {
                return false;
            }
            pool = self.changed.wait(pool).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn pool(&self) -> std::sync::MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }
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
