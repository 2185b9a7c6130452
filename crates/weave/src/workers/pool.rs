//! Parts that wait for a worker.

use std::collections::VecDeque;
use std::sync::atomic::Ordering;
use std::sync::{MutexGuard, PoisonError};

use super::{Crew, Part, part};
use crate::run;

#[derive(Debug, Default)]
pub(super) struct Pool {
    parts: VecDeque<Part>,
    waiting: usize,
    over: bool,
    /// What workers had not done when they ended.
    rest: Vec<Part>,
}

impl Pool {
    pub(super) fn of(parts: Vec<Part>) -> Self {
        Self { parts: parts.into(), ..Self::default() }
    }

    /// A worker ends, and has this left.
    pub(super) fn give_back(&mut self, parts: impl Iterator<Item = Part>) {
        self.rest.extend(parts);
    }

    /// What nobody has explored.
    pub(super) fn into_rest(self) -> Vec<Part> {
        self.parts.into_iter().chain(self.rest).collect()
    }

    /// Alone, one goes on where the search was; among several, each takes what is likely the most.
    fn next(&mut self, jobs: usize) -> Option<Part> {
        if jobs == 1 { self.parts.pop_back() } else { self.parts.pop_front() }
    }
}

impl Crew<'_> {
    pub(super) fn pool(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes every worker stop after its run.
    pub(super) fn end_all(&self) {
        self.pool().over = true;
        self.stop.store(true, Ordering::Relaxed);
        self.changed.notify_all();
    }

    /// Gives the oldest part of this worker's search away if another one has nothing to do. There are
    /// never more parts than somebody waits for.
    pub(super) fn share(&self) {
        if self.hungry.load(Ordering::Relaxed) == 0 {
            return;
        }
        let mut pool = self.pool();
        if pool.parts.len() >= pool.waiting {
            return;
        }
        let split = run::with(|engine| {
            let unit = engine.search.split_off()?;
            Some(part(engine, unit))
        });
        if let Some(part) = split {
            pool.parts.push_back(part);
            self.changed.notify_one();
        }
    }

    /// Waits for a part; `false` when there is none left and nobody can make one.
    pub(super) fn adopt(&self) -> bool {
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
}
