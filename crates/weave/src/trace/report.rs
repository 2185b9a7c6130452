//! A failure, with everything that is needed to understand it.

use super::{Ending, Interleaving, Situation, bound, explain, objects};
use crate::exploration::Failure;
use crate::graph::{LocationIndex, Op, ThreadIndex};
use crate::run::{End, Engine, FailureKind, Finished};

impl Engine {
    /// What went wrong in the run that has just ended, if something did.
    pub(crate) fn what_failed(&self, finished: &Finished) -> Option<FailureKind> {
        match &finished.failure {
            Some(halt) => halt.to_failure(&self.search.graph, &self.objects()),
            None if finished.end == End::Deadlock => {
                let graph = &self.search.graph;
                let blocked = explain(graph, &self.unfinished(), &self.objects());
                Some(FailureKind::Deadlock { blocked })
            }
            None => None,
        }
    }

    /// Whether the run that has just ended needs more preemptions than `bound`. Failures that are no
    /// executions, such as a program that is not deterministic, never do.
    pub(crate) fn is_beyond(&mut self, end: End, kind: Option<&FailureKind>, bound: u32) -> bool {
        let goal = match (end, kind) {
            (End::Complete | End::Deadlock, _) => None,
            (End::Failure, Some(kind)) if kind.is_of_an_execution() => self.goal(kind),
            _ => return false,
        };
        let unfinished = self.unfinished();
        let graph = &self.search.graph;
        !bound::is_within(&mut self.scheduler, graph, &unfinished, goal.as_deref(), bound)
    }

    /// Puts together a report on the run that has just ended.
    pub(crate) fn report(&self, kind: FailureKind) -> Failure {
        let unfinished = self.unfinished();
        let graph = &self.search.graph;
        let situation = Situation::new(graph, &unfinished);
        let goal = self.goal(&kind).unwrap_or_else(|| situation.everything());
        let mut interleaving = Interleaving::of(&situation, &self.objects(), &goal);
        interleaving.ending = endings(&kind);
        interleaving.names = self.thread_names();
        Failure { kind, graph: graph.clone(), interleaving, names: self.names().clone() }
    }

    /// How far threads have to come for a failure to happen: `None` if all of them have to come to
    /// their end.
    pub(super) fn goal(&self, kind: &FailureKind) -> Option<Vec<(ThreadIndex, u32)>> {
        let length = |thread: ThreadIndex| {
            let length = self.search.graph.of_thread(thread).len();
            u32::try_from(length).expect("bounded by a thread's steps")
        };
        match kind {
            FailureKind::Panic { thread, .. } => Some(vec![(*thread, length(*thread))]),
            FailureKind::Race { first, second, .. } => {
                Some(vec![(first.thread, first.epoch), (second.thread, second.epoch)])
            }
            _ => None,
        }
    }

    /// The objects of the current graph, by location.
    pub(crate) fn objects(&self) -> Vec<super::Object> {
        let names: Vec<_> = self.names().locations().collect();
        let pending = self.unfinished().into_iter().filter_map(|standing| {
            standing.next.map(|request| -> (LocationIndex, Op) { (request.location, request.op) })
        });
        objects(&self.search.graph, pending, &names, &self.makings)
    }
}

fn endings(kind: &FailureKind) -> Vec<Ending> {
    match kind {
        FailureKind::Panic { thread, .. } => vec![Ending::Panics { thread: *thread }],
        FailureKind::Deadlock { blocked } => blocked.iter().copied().map(Ending::Waits).collect(),
        FailureKind::Race { first, second, .. } => [first, second]
            .map(|access| Ending::Accesses {
                thread: access.thread,
                index: access.epoch,
                write: access.write,
                site: access.site,
            })
            .to_vec(),
        _ => Vec::new(),
    }
}
