//! The notes of one run.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use runtime::{Kind, Operation, ThreadId};
use trace::{
    Act, Call, CallId, Event, Leaked, Object, ObjectId, Ordering, Site, State, ThreadIndex, Trace,
};

use crate::Failure;

/// How many events a recording keeps. A run that has more is hardly one to look at, and a run
/// without end must not eat up the memory.
const EVENTS_MAX: usize = 100_000;

/// The number of a run; no other run of the process has it.
pub(crate) type Epoch = u64;

/// An object, and the run it belongs to: objects may outlive their run.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tag {
    pub(crate) id: ObjectId,
    /// 0 if no run was recorded when it was created.
    pub(crate) epoch: Epoch,
}

/// A step, as it is to be noted.
pub(crate) struct Step {
    pub(crate) object: Option<Tag>,
    pub(crate) act: Act,
    pub(crate) ordering: Option<Ordering>,
    pub(crate) site: Site,
}

#[derive(Debug, Default)]
pub(crate) struct Notes {
    epoch: Epoch,
    trace: Trace,
    /// Where the run stands after the last event.
    state: State,
    threads: Vec<Thread>,
    /// Which objects are still there.
    is_live: Vec<bool>,
    /// How many threads have not come to their end.
    unfinished: usize,
    /// How many of them are daemons.
    unfinished_daemons: usize,
    most_threads: usize,
    was_cut: bool,
    /// Whether a thread that panicked takes one more step before it fails the run.
    steps_before_panics: bool,
    outcome: Vec<(&'static str, String)>,
    failure: Option<Failure>,
}

#[derive(Debug, Default)]
struct Thread {
    is_daemon: bool,
    /// Which thread of the runtime it is, once it runs.
    id: Option<ThreadId>,
    /// What the operating system calls it.
    system: Option<u32>,
    /// The operation it is in.
    call: Option<CallId>,
    /// The word on which it sleeps.
    asleep: Option<ObjectId>,
}

/// Numbers are 32 bits wide to keep events small.
fn number(index: usize) -> u32 {
    u32::try_from(index).expect("a run has fewer than 2^32 threads, objects and calls")
}

impl Notes {
    pub(crate) fn restart(&mut self) {
        /// The last number given to a run.
        static LAST: AtomicU64 = AtomicU64::new(0);
        let Trace { threads, objects, calls, events } = &mut self.trace;
        // Emptied, not replaced: the next run needs about as much memory.
        threads.clear();
        objects.clear();
        calls.clear();
        events.clear();
        self.state.clear();
        self.threads.clear();
        self.is_live.clear();
        self.outcome.clear();
        (self.unfinished, self.unfinished_daemons) = (0, 0);
        self.was_cut = false;
        self.failure = None;
        // Relaxed: the counter only has to give every run another number.
        self.epoch = LAST.fetch_add(1, Relaxed) + 1;
    }

    pub(crate) fn set_step_before_panics(&mut self) {
        self.steps_before_panics = true;
    }

    pub(crate) fn steps_before_panics(&self) -> bool {
        self.steps_before_panics
    }

    pub(crate) fn epoch(&self) -> Epoch {
        self.epoch
    }

    pub(crate) fn trace(&self) -> &Trace {
        &self.trace
    }

    pub(crate) fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    pub(crate) fn outcome(&self) -> &[(&'static str, String)] {
        &self.outcome
    }

    pub(crate) fn most_threads(&self) -> usize {
        self.most_threads
    }

    pub(crate) fn was_cut(&self) -> bool {
        self.was_cut
    }

    pub(crate) fn is_over(&self) -> bool {
        self.unfinished == 0
    }

    /// Whether no thread is left but daemons.
    pub(crate) fn is_left_to_daemons(&self) -> bool {
        self.unfinished == self.unfinished_daemons
    }

    pub(crate) fn new_thread(&mut self, name: &str, is_daemon: bool) -> ThreadIndex {
        self.trace.threads.push(name.to_owned());
        self.threads.push(Thread { is_daemon, ..Thread::default() });
        self.unfinished += 1;
        self.unfinished_daemons += usize::from(is_daemon);
        self.most_threads = self.most_threads.max(self.threads.len());
        number(self.threads.len() - 1)
    }

    pub(crate) fn thread_starts(&mut self, thread: ThreadIndex, id: ThreadId, system: Option<u32>) {
        let thread = &mut self.threads[thread as usize];
        thread.id = Some(id);
        thread.system = system;
    }

    pub(crate) fn system_threads(&self) -> impl Iterator<Item = u32> {
        self.threads.iter().filter_map(|thread| thread.system)
    }

    pub(crate) fn new_object(
        &mut self,
        kind: Kind,
        created: Site,
        part_of: Option<Tag>,
        initial: u64,
    ) -> Tag {
        let part_of = part_of.and_then(|whole| self.known(whole));
        let kind = Cow::Borrowed(kind.name());
        self.trace.objects.push(Object { name: None, kind, created, part_of, initial });
        self.is_live.push(true);
        Tag { id: number(self.is_live.len() - 1), epoch: self.epoch }
    }

    pub(crate) fn describe(&mut self, tag: Tag, change: impl FnOnce(&mut Object)) {
        if let Some(id) = self.known(tag) {
            change(&mut self.trace.objects[id as usize]);
        }
    }

    pub(crate) fn drop_object(&mut self, tag: Tag) {
        if let Some(id) = self.known(tag) {
            self.is_live[id as usize] = false;
        }
    }

    /// Begins an operation; [`return_to`](Notes::return_to) what is returned ends it.
    pub(crate) fn call(
        &mut self,
        id: ThreadId,
        object: Tag,
        operation: Operation,
        site: Site,
    ) -> Option<CallId> {
        let thread = self.index(id)?;
        let outer = self.threads[thread].call;
        let Some(object) = self.known(object).filter(|_| self.takes_notes()) else { return outer };
        let Operation { name, only_waits, by_drop } = operation;
        self.threads[thread].call = Some(number(self.trace.calls.len()));
        self.trace.calls.push(Call {
            outer,
            thread: number(thread),
            object,
            operation: Cow::Borrowed(name),
            site: site.clone(),
            by_drop,
            only_waits,
        });
        self.push(thread, Some(object), Act::Begin, None, site);
        outer
    }

    pub(crate) fn return_to(&mut self, id: ThreadId, outer: Option<CallId>) {
        if let Some(thread) = self.index(id) {
            self.threads[thread].call = outer;
        }
    }

    /// Notes one step. After a failure nothing is noted any more.
    pub(crate) fn event(&mut self, id: ThreadId, step: Step) {
        let Step { object, act, ordering, site } = step;
        let Some(thread) = self.index(id) else { return };
        let object = object.and_then(|tag| self.known(tag));
        self.threads[thread].asleep = object.filter(|_| matches!(act, Act::Sleep { .. }));
        if self.takes_notes() {
            self.push(thread, object, act, ordering, site);
        }
    }

    /// Whether events are still noted; remembers if not.
    fn takes_notes(&mut self) -> bool {
        if self.failure.is_some() {
            return false;
        }
        self.was_cut |= self.trace.events.len() >= EVENTS_MAX;
        !self.was_cut
    }

    fn push(
        &mut self,
        thread: usize,
        object: Option<ObjectId>,
        act: Act,
        ordering: Option<Ordering>,
        site: Site,
    ) {
        let call = self.threads[thread].call;
        let event = Event { thread: number(thread), object, call, act, ordering, site };
        self.trace.events.push(event);
        self.state.apply(&self.trace, self.trace.events.len() - 1);
    }

    /// How many threads sleep on a word.
    pub(crate) fn sleepers(&self, tag: Tag) -> u32 {
        let Some(object) = self.known(tag) else { return 0 };
        number(self.threads.iter().filter(|thread| thread.asleep == Some(object)).count())
    }

    pub(crate) fn declare(&mut self, name: &'static str, value: String) {
        match self.outcome.iter_mut().find(|(known, _)| *known == name) {
            Some((_, declared)) => *declared = value,
            None => self.outcome.push((name, value)),
        }
    }

    /// A thread has come to its end; perhaps it was the last one. Whether the others can go on is
    /// asked unless the engine asks itself.
    pub(crate) fn thread_ends(&mut self, id: ThreadId, site: Site, engine_asks: bool) {
        self.event(id, Step { object: None, act: Act::Done, ordering: None, site });
        self.count_end(id);
        if self.unfinished > 0 && !engine_asks {
            self.fail_if_stuck();
        }
    }

    /// A thread unwinds because the run is given up; or, if it is a daemon, because the run is over.
    pub(crate) fn thread_is_ended(&mut self, id: ThreadId) {
        if self.is_left_to_daemons() {
            self.count_end(id);
        }
    }

    /// The operating system had no thread to give for it.
    pub(crate) fn thread_is_stillborn(&mut self, thread: ThreadIndex, site: Site) {
        let thread = thread as usize;
        self.unfinished_daemons -= usize::from(self.threads[thread].is_daemon);
        self.unfinished -= 1;
        if self.takes_notes() {
            self.push(thread, None, Act::Done, None, site);
        }
    }

    /// When the last thread has ended, everything has to be gone.
    fn count_end(&mut self, id: ThreadId) {
        let is_daemon = self.index(id).is_some_and(|thread| self.threads[thread].is_daemon);
        self.unfinished_daemons -= usize::from(is_daemon);
        self.unfinished = self.unfinished.saturating_sub(1);
        if self.unfinished > 0 {
            return;
        }
        let objects = self.leaked();
        if !objects.is_empty() {
            self.fail(Failure::Leak { objects });
        }
    }

    /// The whole objects that are still there, or of which something still is.
    fn leaked(&self) -> Vec<Leaked> {
        let live = (0..).zip(&self.is_live).filter(|(_, is_live)| **is_live);
        let mut wholes: Vec<ObjectId> = live.map(|(id, _)| self.trace.whole(id)).collect();
        wholes.sort_unstable();
        wholes.dedup();
        let leaked = |id| {
            let Object { kind, created, .. } = &self.trace.objects[id as usize];
            let object = self.trace.object(id);
            Leaked { object, kind: kind.clone(), created: created.clone() }
        };
        wholes.into_iter().map(leaked).collect()
    }

    /// Fails the run if no thread can ever move again, and not only daemons are left; then true.
    pub(crate) fn fail_if_stuck(&mut self) -> bool {
        // Without its end, a trace does not say where the run stands.
        let is_stuck = !self.is_left_to_daemons()
            && self.takes_notes()
            && self.state.is_standstill(&self.trace);
        if is_stuck {
            self.fail(Failure::Stuck);
        }
        is_stuck
    }

    /// Notes that the run has failed, unless it already had.
    pub(crate) fn fail(&mut self, failure: Failure) {
        self.failure.get_or_insert(failure);
    }

    pub(crate) fn thread_name(&self, id: ThreadId) -> String {
        self.index(id).map_or("a thread", |thread| &self.trace.threads[thread]).to_owned()
    }

    fn index(&self, id: ThreadId) -> Option<usize> {
        self.threads.iter().position(|thread| thread.id == Some(id))
    }

    /// The object, if it belongs to this run.
    fn known(&self, tag: Tag) -> Option<ObjectId> {
        (tag.epoch == self.epoch && tag.epoch != 0).then_some(tag.id)
    }
}
