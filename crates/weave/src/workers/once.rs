//! One run of the program, and what is kept of it.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use super::{Anew, Crew, Task};
use crate::exploration::{Ended, Exploration, Failure, Leaf};
use crate::graph::Graph;
use crate::run::{self, End, Engine, FailureKind, Finished, Halt};
use crate::trace;

impl Crew<'_> {
    /// Runs the program along the graph that the search is at.
    pub(super) fn run_once(&self, found: &mut Exploration) {
        let Task { on_leaf, program, config, .. } = self.task;
        found.runs += 1;
        let (mut ended, mut panicked) = (None, None);
        run::execute(program, |finished| {
            if matches!(finished.failure, Some(Halt::Anew)) {
                self.start_anew();
                return;
            }
            let (end, kind) = run::with(|engine| self.judge(engine, &finished));
            // Threads are still suspended: they are taken apart before anybody's panic goes on.
            let leaf = || run::with_graph(|graph| on_leaf(&Leaf { graph, end }));
            panicked = catch_unwind(AssertUnwindSafe(leaf)).err();
            run::with(|engine| {
                count(engine, end, found);
                let failure = kind.and_then(|kind| self.keep(engine, kind, found));
                ended = finished.cut.map(|halt| ended_by(&engine.search.graph, &halt)).or(failure);
            });
        });
        if let Some(payload) = panicked {
            resume_unwind(payload);
        }
        run::with(|engine| engine.search.spread_weight(0, true));
        if let Some(ended) = ended {
            self.end(found, ended);
        }
        if found.failure.is_some() && config.stop_at_first_failure {
            self.end(found, Ended::Failed);
        }
    }

    /// Everything that anybody found is void.
    fn start_anew(&self) {
        let counted = run::with(|engine| engine.names().counted().clone());
        let mut anew = self.anew.lock().unwrap_or_else(PoisonError::into_inner);
        let known = anew.get_or_insert_with(|| Anew { counted: counted.clone() });
        known.counted.extend(counted);
        drop(anew);
        self.end_all();
    }

    /// What a run was, and how it failed if it did.
    fn judge(&self, engine: &mut Engine, finished: &Finished) -> (End, Option<FailureKind>) {
        let kind = engine.what_failed(finished);
        match self.bound(finished.end) {
            Some(bound) if engine.is_beyond(finished.end, kind.as_ref(), bound) => {
                (End::Beyond, None)
            }
            _ => (finished.end, kind),
        }
    }

    /// How many preemptions an execution may have: those of the best failure so far less one, if only
    /// a better one is wanted.
    fn bound(&self, end: End) -> Option<u32> {
        match self.task.best {
            Some(_) if end == End::Complete => None,
            Some(best) => Some(best.load(Ordering::Relaxed)),
            None => self.task.config.preemptions,
        }
    }

    /// Keeps a failure if it is preferred, or if only better ones are asked for, the newest. Says if
    /// there can be none that is better.
    fn keep(&self, engine: &Engine, kind: FailureKind, found: &mut Exploration) -> Option<Ended> {
        let Some(best) = self.task.best else {
            if found.prefers(&engine.search.graph) {
                found.failure = Some(engine.report(kind));
            }
            return None;
        };
        let failure: Failure = engine.report(kind);
        let fewer = failure.interleaving.preemptions().checked_sub(1);
        let is_of_an_execution = failure.kind.is_of_an_execution();
        found.failure = Some(failure);
        match fewer {
            Some(fewer) if is_of_an_execution => {
                best.fetch_min(fewer, Ordering::Relaxed);
                None
            }
            _ => Some(Ended::Failed),
        }
    }
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
