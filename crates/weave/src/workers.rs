//! Workers: each has a search of its own, and takes over a part of another one's when it has nothing
//! left. Parts share nothing but names, so counts do not depend on how many workers there are.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Instant;

use crate::config::Config;
use crate::exploration::{Ended, Exploration, Failure, Leaf};
use crate::explore::WorkUnit;
use crate::run::{self, End, Engine, FailureKind, Halt, Names, Program};

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
    runs: AtomicUsize,
}

#[derive(Default)]
struct Pool {
    units: Vec<WorkUnit>,
    waiting: usize,
    over: bool,
}

/// Explores with as many workers as the configuration says.
pub(crate) fn explore(config: &Config, on_leaf: OnLeaf<'_>, program: &Program) -> Exploration {
    let crew = Crew {
        config,
        on_leaf,
        program,
        names: Arc::default(),
        started: Instant::now(),
        pool: Mutex::default(),
        changed: Condvar::new(),
        hungry: AtomicUsize::new(0),
        stop: AtomicBool::new(false),
        runs: AtomicUsize::new(0),
    };
    if config.jobs < 2 {
        return crew.work(true);
    }
    let mut total = Exploration::default();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..config.jobs)
            .map(|index| {
                scope.spawn({
                    let crew = &crew;
                    move || crew.work(index == 0)
                })
            })
            .collect();
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
        run::execute(self.program, |end, halt| {
            run::with_graph(|graph| (self.on_leaf)(&Leaf { graph, end }));
            run::with(|engine| {
                part.count(&engine.search.graph, end);
                let backlog = engine.search.backlog();
                part.backlog = (part.backlog.0.max(backlog.0), part.backlog.1.max(backlog.1));
                if part.failure.is_none() {
                    part.failure = failure(engine, end, halt.clone());
                }
            });
            if let Some(Halt::Steps { limit, site, .. }) = halt {
                part.ended = Ended::Steps { site: site.to_string(), limit };
            }
        });
        run::with(|engine| engine.search.spread_weight(0, true));
    }

    /// Whether this worker has to stop, and says why.
    fn is_over(&self, part: &mut Exploration) -> bool {
        let config = self.config;
        let why = if part.failure.is_some() && config.stop_at_first_failure {
            Some(Ended::Failed)
        } else if matches!(part.ended, Ended::Steps { .. }) {
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

/// What went wrong in the run that has just ended, if something did.
fn failure(engine: &Engine, end: End, halt: Option<Halt>) -> Option<Failure> {
    let kind = match halt {
        Some(halt) => halt.into_failure()?,
        None if end == End::Deadlock => FailureKind::Deadlock { blocked: engine.blocked() },
        None => return None,
    };
    Some(Failure { kind, graph: engine.search.graph.clone() })
}
