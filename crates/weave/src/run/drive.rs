//! One run of the program, from its first step to the end of all of its threads.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arena::Arena;
use corosensei::stack::DefaultStack;
use corosensei::{Coroutine, Yielder};

use super::slot::{Body, Slot, Thread};
use super::{End, Engine, Halt, Pending, Values, locals, teardown, with};
use crate::config::Schedule;
use crate::graph::{EventId, ThreadIndex};

/// A program to check.
pub(crate) type Program = Arc<dyn Fn() + Send + Sync>;

thread_local! {
    /// Where the program's threads allocate. Apart from the engine, since a run borrows it.
    static ARENA: RefCell<Arena> = RefCell::new(Arena::new());
    /// Stacks for the next exploration, each with the size it has at least: most explorations are short,
    /// and mapping memory is slow.
    static STACKS: RefCell<Vec<(usize, DefaultStack)>> = const { RefCell::new(Vec::new()) };
}

/// Stacks to keep between explorations.
const KEPT_STACKS: usize = 64;

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) end: End,
    /// What failed.
    pub(crate) failure: Option<Halt>,
    /// Which bound was reached.
    pub(crate) cut: Option<Halt>,
}

/// Runs the program along the current graph, and on from there. `at_end` learns how it ended, before
/// the threads are taken apart.
///
/// How many blocks of memory the run has left behind.
pub(crate) fn execute(program: &Program, at_end: impl FnOnce(Finished)) -> usize {
    in_arena(|| {
        begin(program);
        repeat();
        build();
        at_end(finish());
    })
}

/// Runs the program along the current graph, and each thread on from there to its next operation, which
/// is not performed: nothing is added.
pub(crate) fn execute_recorded(program: &Program, at_end: impl FnOnce(Finished)) {
    in_arena(|| {
        begin(program);
        repeat();
        while let Some(thread) = with(Engine::next_to_arrive) {
            resume(thread);
        }
        at_end(finish());
    });
}

/// Lets the threads of a run allocate, and takes them apart when `job` is done. How many blocks of
/// memory it has left behind.
pub(super) fn in_arena(job: impl FnOnce()) -> usize {
    ARENA.with(|arena| {
        let mut arena = arena.borrow_mut();
        let memory = arena.run();
        job();
        teardown::tear_down();
        memory.end().blocks
    })
}

fn begin(program: &Program) {
    let program = Arc::clone(program);
    with(|engine| engine.begin(Box::new(move || program())));
}

fn repeat() {
    while let Some(thread) = with(Engine::next_to_repeat) {
        resume(thread);
    }
}

fn build() {
    with(|engine| engine.repeating = false);
    let mut last = with(Engine::thread_of_newest);
    while let Some(thread) =
        with(|engine| engine.next_to_build(last).or_else(|| engine.last_resort()))
    {
        last = thread;
        resume(thread);
    }
}

/// How the run ended. An execution is complete only if nothing leaked: what its daemons have is given
/// back when they are taken apart.
fn finish() -> Finished {
    let mut finished = with(Engine::finish);
    if finished.end == End::Complete {
        teardown::end_daemons();
        teardown::drop_statics();
        if let Some(leak) = with(|engine| engine.leak()) {
            finished = Finished { end: End::Failure, failure: Some(leak), cut: None };
        }
    }
    finished
}

/// Switches to a thread until it stops.
pub(super) fn resume(thread: ThreadIndex) {
    let mut coroutine = with(|engine| engine.take(thread));
    coroutine.resume(());
    with(|engine| engine.put_back(thread, coroutine));
}

impl Engine {
    pub(super) fn begin(&mut self, body: Body) {
        self.run = self.run.wrapping_add(1);
        for slot in &mut self.slots {
            *slot = Slot::default();
        }
        self.cells.clear();
        self.pointers.clear();
        self.leaks.begin();
        self.sharing.begin();
        self.watch.begin();
        self.statics = Values::default();
        self.halt = None;
        self.failed = None;
        self.moot = false;
        self.wasted = false;
        self.order = None;
        let name = super::lock(&self.names).thread_name(0);
        self.search.graph.know_thread(0, name);
        self.slots[0].body = Some(body);
        self.slots[0].live = true;
        self.repeating = true;
        self.cursor = 0;
        self.recorded = self.search.graph.len();
    }

    /// The thread that has the first event not yet repeated; or the one that has what that needs.
    fn next_to_repeat(&mut self) -> Option<ThreadIndex> {
        while self.cursor < self.recorded.min(self.search.graph.len()) {
            if self.halt.is_some() || self.moot {
                return None;
            }
            let event = self.search.graph.event(EventId::new(self.cursor));
            if self.slots[event.thread as usize].index > event.index {
                self.cursor += 1;
                continue;
            }
            let (thread, index) = (event.thread, event.index);
            let mut next = thread;
            for _ in 0..=self.slots.len() {
                match self.source_still_missing(next) {
                    Some(source) => next = source,
                    None => break,
                }
            }
            let slot = &self.slots[next as usize];
            if slot.done || slot.stopped || !slot.live || self.source_still_missing(next).is_some()
            {
                let recorded = Some(self.search.graph.event(EventId::new(self.cursor)).request);
                self.halt(Halt::Diverged { thread, index, recorded, now: None });
                return None;
            }
            return Some(next);
        }
        None
    }

    /// The thread that `thread` waits for while recorded events are repeated.
    pub(super) fn source_still_missing(&self, thread: ThreadIndex) -> Option<ThreadIndex> {
        let slot = &self.slots[thread as usize];
        let Pending::Source = slot.pending else { return None };
        let id = self.search.graph.of_thread(thread)[slot.index as usize];
        self.missing_source(self.search.graph.event(id))
    }

    /// A thread that has not come to an operation that is not recorded.
    fn next_to_arrive(&mut self) -> Option<ThreadIndex> {
        if self.halt.is_some() || self.moot {
            return None;
        }
        let arrives = |slot: &Slot| {
            let under_way = slot.live && !slot.done && !slot.stopped && !slot.waiting;
            under_way && matches!(slot.pending, Pending::Nothing)
        };
        (0..).zip(&self.slots).find(|(_, slot)| arrives(slot)).map(|(thread, _)| thread)
    }

    fn thread_of_newest(&mut self) -> ThreadIndex {
        self.search.graph.newest().map_or(0, |event| event.thread)
    }

    /// Which thread builds on.
    fn next_to_build(&mut self, last: ThreadIndex) -> Option<ThreadIndex> {
        if self.halt.is_some() || self.moot {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "threads are numbered by u32")]
        let count = self.slots.len() as u32;
        match self.config.schedule {
            Schedule::LeftToRight if self.is_ready(last) => Some(last),
            Schedule::LeftToRight => (0..count).find(|&thread| self.is_ready(thread)),
            Schedule::RightToLeft => (0..count).rev().find(|&thread| self.is_ready(thread)),
            Schedule::Random(_) => {
                let ready: Vec<_> = (0..count).filter(|&thread| self.is_ready(thread)).collect();
                let pick = usize::try_from(self.dice() % (ready.len().max(1) as u64)).ok()?;
                ready.get(pick).copied()
            }
        }
    }

    /// The next number of a xorshift generator.
    fn dice(&mut self) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random
    }

    fn take(&mut self, thread: ThreadIndex) -> Thread {
        self.current = thread;
        let slot = &mut self.slots[thread as usize];
        slot.pending = Pending::Nothing;
        if let Some(coroutine) = slot.coroutine.take() {
            return coroutine;
        }
        let body = slot.body.take().unwrap_or_else(|| Box::new(|| ()));
        let wanted = self.slots[thread as usize].stack_size;
        let usual = self.config.stack_size;
        let mut pooled = || self.stacks.pop().or_else(|| kept_stack(usual));
        let pooled = if wanted <= usual { pooled() } else { None };
        let stack = pooled.unwrap_or_else(|| stack(wanted.max(usual)));
        Coroutine::with_stack(stack, move |yielder: &Yielder<(), ()>, ()| {
            with(|engine| engine.slots[thread as usize].yielder = yielder);
            let outcome = arena::within(thread, || {
                catch_unwind(AssertUnwindSafe(|| {
                    body();
                    locals::destroy_own();
                }))
            });
            with(|engine| engine.slots[thread as usize].done = true);
            if let Err(payload) = outcome {
                end_by_panic(thread, &*payload);
            }
        })
    }

    fn put_back(&mut self, thread: ThreadIndex, coroutine: Thread) {
        if coroutine.done() {
            self.stacks.push(coroutine.into_stack());
        } else {
            self.slots[thread as usize].coroutine = Some(coroutine);
        }
    }

    pub(super) fn yielder(&mut self) -> *const Yielder<(), ()> {
        self.slots[self.current as usize].yielder
    }

    /// Whether the run that has just ended only took a loop round once more.
    pub(crate) fn is_moot(&self) -> bool {
        self.moot
    }

    /// Says how the run ended, before its threads are taken apart.
    fn finish(&mut self) -> Finished {
        let unfinished = self.slots.iter().any(Slot::is_unfinished);
        let end = match &self.halt {
            Some(Halt::Steps { .. } | Halt::Abandoned) => End::Cut,
            Some(Halt::Anew) => End::Blocked,
            Some(_) => End::Failure,
            None if self.moot => End::Blocked,
            None if unfinished => self.end_of_stuck(),
            None => End::Complete,
        };
        let (halt, failed) = (self.halt.take(), self.failed.take());
        let (cut, halt) = match halt {
            Some(Halt::Steps { .. } | Halt::Abandoned) => (halt, None),
            _ => (None, halt),
        };
        // What the others did after a thread had failed tells nothing about it.
        let end = if failed.is_some() { End::Failure } else { end };
        Finished { end, failure: halt.or(failed), cut }
    }
}

/// A thread that panics ends the run, unless the run is over already: then it was only unwound, or
/// goes on in a world that is not the model's any more.
fn end_by_panic(thread: ThreadIndex, payload: &(dyn Any + Send)) {
    if with(|engine| engine.is_teardown()) {
        return;
    }
    let message = message_of(payload);
    with(|engine| engine.halt(Halt::Panic { thread, message }));
}

fn message_of(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a value that is not text".to_owned())
}

/// A stack that an earlier exploration has left.
fn kept_stack(least: usize) -> Option<DefaultStack> {
    STACKS.with(|stacks| {
        let mut stacks = stacks.borrow_mut();
        let fits = stacks.iter().rposition(|&(size, _)| size >= least)?;
        Some(stacks.swap_remove(fits).1)
    })
}

impl Drop for Engine {
    fn drop(&mut self) {
        let size = self.config.stack_size;
        let left = std::mem::take(&mut self.stacks);
        // Not when the machine's thread ends.
        let _ = STACKS.try_with(|stacks| {
            let mut stacks = stacks.borrow_mut();
            let room = KEPT_STACKS.saturating_sub(stacks.len());
            stacks.extend(left.into_iter().take(room).map(|stack| (size, stack)));
        });
    }
}

fn stack(size: usize) -> DefaultStack {
    DefaultStack::new(size).unwrap_or_else(|error| {
        panic!("no memory for the stack of a model's thread ({size} bytes): {error}")
    })
}
