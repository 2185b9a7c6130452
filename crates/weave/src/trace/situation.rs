//! A graph, and where the threads stand that have not ended.

use crate::graph::{Effect, Event, EventId, Graph, LocationIndex, Op, Request, ThreadIndex};

/// A thread that has not ended when a run is over.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unfinished {
    pub(crate) thread: ThreadIndex,
    /// What it would do next, if it got that far.
    pub(crate) next: Option<Request>,
    /// It cannot do that: the newest value makes it wait, or send it round its loop.
    pub(crate) waits: bool,
}

/// What an interleaving has to explain.
#[derive(Debug)]
pub(crate) struct Situation<'a> {
    pub(crate) graph: &'a Graph,
    /// How many events each thread has performed: all of its own, but for a wait that never ended.
    pub(crate) lengths: Vec<u32>,
    /// By thread: where it stands.
    unfinished: Vec<Option<Unfinished>>,
}

impl<'a> Situation<'a> {
    pub(crate) fn new(graph: &'a Graph, unfinished: &[Unfinished]) -> Self {
        let mut threads = vec![None; graph.thread_count()];
        for standing in unfinished {
            threads[standing.thread as usize] = Some(*standing);
        }
        let mut lengths = Vec::with_capacity(threads.len());
        for (thread, standing) in (0..).zip(&mut threads) {
            let line = graph.of_thread(thread);
            let waiting = line.last().map(|&last| graph.event(last)).filter(|e| e.is_waiting());
            #[expect(clippy::cast_possible_truncation, reason = "bounded by a thread's steps")]
            lengths.push((line.len() - usize::from(waiting.is_some())) as u32);
            if let Some(event) = waiting {
                *standing = Some(Unfinished { thread, next: Some(event.request), waits: true });
            }
        }
        Self { graph, lengths, unfinished: threads }
    }

    /// The state at the end.
    pub(crate) fn everything(&self) -> Vec<(ThreadIndex, u32)> {
        (0..).zip(self.lengths.iter().copied()).collect()
    }

    /// Whether an event has happened, rather than being a wait that never ended.
    #[inline]
    pub(super) fn was_performed(&self, id: EventId) -> bool {
        let event = self.graph.event(id);
        event.index < self.lengths[event.thread as usize]
    }

    /// The next event of a thread.
    #[inline]
    pub(super) fn next(&self, positions: &[u32], thread: ThreadIndex) -> Option<EventId> {
        let at = positions[thread as usize];
        (at < self.lengths[thread as usize]).then(|| self.graph.of_thread(thread)[at as usize])
    }

    /// Whether a thread could go on in this state, whatever it would read: then it is a preemption to
    /// let another one run.
    pub(super) fn could_go_on(&self, positions: &[u32], thread: ThreadIndex) -> bool {
        let (request, source) = match self.next(positions, thread) {
            Some(id) => {
                let Event { request, rf, .. } = self.graph.event(id);
                (*request, *rf)
            }
            None => match self.unfinished[thread as usize] {
                Some(Unfinished { next: Some(request), waits, .. }) => {
                    // Loops that end when they find another value are known to wait at the end only;
                    // before that, leaving one counts.
                    if waits && !request.op.may_wait() && request.op.can_wait() {
                        return false;
                    }
                    (request, self.wake_up(thread, &request))
                }
                // It has ended, or it is the one that failed.
                _ => return false,
            },
        };
        match request.op {
            Op::Join(child) => {
                self.unfinished[child as usize].is_none()
                    && positions[child as usize] >= self.lengths[child as usize]
            }
            Op::Woken(_) | Op::Reached(..) => is_done(self.graph, positions, source),
            Op::Spin | Op::Stop => false,
            op if op.may_wait() => {
                op.effect(self.value(positions, request.location)) != Effect::Wait
            }
            _ => true,
        }
    }

    fn wake_up(&self, thread: ThreadIndex, request: &Request) -> EventId {
        match request.op {
            Op::Woken(_) => {
                self.graph.wake_up_of(thread, request.location).unwrap_or(EventId::NONE)
            }
            Op::Reached(least, _) => {
                self.graph.first_at_least(request.location, least).unwrap_or(EventId::NONE)
            }
            _ => EventId::NONE,
        }
    }

    /// The wake-ups of threads that have not noticed them yet.
    pub(super) fn pending_wake_ups(&self) -> impl Iterator<Item = EventId> {
        self.unfinished
            .iter()
            .flatten()
            .filter_map(|standing| self.wake_up(standing.thread, standing.next.as_ref()?).some())
    }

    /// The value of a location in this state: that of the newest write that has happened.
    fn value(&self, positions: &[u32], location: LocationIndex) -> u64 {
        let mut write = self.graph.mo_last(location);
        while write.is_event() && !is_done(self.graph, positions, write) {
            write = self.graph.event(write).mo_previous;
        }
        self.graph.value(write, location)
    }

    /// The operations that wait on some values of `location`, each kind once.
    pub(super) fn waits_at(&self) -> Vec<Vec<Op>> {
        let mut waits: Vec<Vec<Op>> = vec![Vec::new(); self.graph.location_count()];
        let recorded = self.graph.events().map(|(_, event)| event.request);
        let pending = self.unfinished.iter().flatten().filter_map(|standing| standing.next);
        for request in recorded.chain(pending).filter(|request| request.op.may_wait()) {
            let at = &mut waits[request.location as usize];
            if !at.contains(&request.op) {
                at.push(request.op);
            }
        }
        waits
    }

    /// The threads that some thread joins.
    pub(super) fn joined(&self) -> Vec<bool> {
        let mut joined = vec![false; self.lengths.len()];
        let recorded = self.graph.events().map(|(_, event)| event.request.op);
        let pending = self.unfinished.iter().flatten().filter_map(|standing| standing.next);
        for op in recorded.chain(pending.map(|request| request.op)) {
            if let Op::Join(child) = op {
                joined[child as usize] = true;
            }
        }
        joined
    }
}

#[inline]
fn is_done(graph: &Graph, positions: &[u32], id: EventId) -> bool {
    id == EventId::INIT
        || id.some().is_some_and(|id| {
            let event = graph.event(id);
            event.index < positions[event.thread as usize]
        })
}
