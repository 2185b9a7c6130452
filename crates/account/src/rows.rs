//! The steps that a reader sees: public operations, and plain accesses of the program itself.
//!
//! A primitive takes many steps for one operation. They are folded into one row, which stands where
//! the operation had its effect: where the lock was held, or free again. A thread that had to wait
//! has two rows: one where it began to wait, and one where it went on.

use std::collections::HashMap;

use trace::{Act, Call, CallId, Doing, Event, ObjectId, Site, State, Text, ThreadIndex, Trace};

/// A row of the picture.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// The index of its event, or of the last event if it is shown at the end.
    pub(crate) at: usize,
    pub(crate) thread: ThreadIndex,
    pub(crate) what: What,
    /// The user's line, if there is one.
    pub(crate) site: Option<Site>,
    /// Whether that line is the one at which began what this row ends.
    pub(crate) is_end: bool,
}

/// What a row shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Spawn(ThreadIndex),
    /// Waits for a thread to end.
    Join(ThreadIndex),
    /// Has seen it end.
    Joined(ThreadIndex),
    /// An operation took effect.
    Did {
        call: CallId,
        after_waiting: bool,
        timed_out: bool,
    },
    /// An operation has to wait for an object, perhaps after it gave up a lock.
    Waits {
        call: CallId,
        object: ObjectId,
        lock: Option<ObjectId>,
    },
    /// A step of the program itself; the value that it sees is not the last one written.
    Access {
        object: Option<ObjectId>,
        act: Act,
        stale: Option<Stale>,
    },
    Panicked,
}

/// A value that was read although another one had been written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stale {
    pub(crate) written: u64,
    /// The index of the event that wrote it.
    pub(crate) at: usize,
}

impl What {
    /// Whether the thread waits after this row.
    pub(crate) fn is_waiting(&self) -> bool {
        let sleeps = matches!(self, Self::Access { act: Act::Sleep { .. }, .. });
        sleeps || matches!(self, Self::Join(_) | Self::Waits { .. })
    }
}

/// The rows of a trace, in order. `is_weak` says whether a read may see an old value.
pub(crate) fn rows(trace: &Trace, is_weak: bool) -> Vec<Row> {
    let mut reader = Reader {
        trace,
        is_weak,
        state: State::default(),
        operations: operations(trace),
        next_own: next_own(trace),
        falls_asleep: falls_asleep(trace),
        written: vec![None; trace.objects.len()],
        waiting: vec![false; trace.threads.len()],
        shown: vec![None; trace.threads.len()],
        acquired: HashMap::new(),
        rows: Vec::new(),
        parts: files_of_parts(trace),
    };
    for index in 0..trace.events.len() {
        reader.state.apply(trace, index);
        reader.step(index);
    }
    reader.stuck_at_a_start();
    reader.rows
}

/// What is known of a call, the outermost or not.
#[derive(Clone, Copy, Debug, Default)]
struct Operation {
    /// Its last event.
    last: usize,
    /// The event in which it took effect, if it has said so.
    effect: Option<usize>,
    /// Whether it slept, and whether its last sleep ended by its deadline.
    slept: bool,
    timed_out: bool,
    /// Whether the last event is a sleep.
    is_asleep: bool,
}

impl Operation {
    /// Notes one more event; `is_its` says whether it is one on the object of the operation. That
    /// another lock is given up on the way is no effect.
    fn note(&mut self, index: usize, act: Act, is_its: bool) {
        self.last = index;
        self.is_asleep = matches!(act, Act::Sleep { .. });
        match act {
            Act::Sleep { .. } => (self.slept, self.effect) = (true, None),
            Act::TimedOut => self.timed_out = true,
            Act::Woke => self.timed_out = false,
            Act::Unlocked if !is_its => {}
            Act::Locked
            | Act::Unlocked
            | Act::Acquired(_)
            | Act::Released(_)
            | Act::Notified(_)
            | Act::Put
            | Act::Got => self.effect = Some(index),
            _ => {}
        }
    }
}

/// Each call with all that was called in it.
fn operations(trace: &Trace) -> Vec<Operation> {
    let mut operations = vec![Operation::default(); trace.calls.len()];
    for (index, event) in trace.events.iter().enumerate() {
        let mut call = event.call;
        while let Some(id) = call {
            let Call { object, outer, .. } = trace.calls[id as usize];
            let is_its = event.object.map(|it| trace.whole(it)) == Some(trace.whole(object));
            operations[id as usize].note(index, event.act, is_its);
            call = outer;
        }
    }
    operations
}

/// The files in which steps are taken on parts of objects.
fn files_of_parts(trace: &Trace) -> Vec<Text> {
    let mut files: Vec<Text> = Vec::new();
    for event in &trace.events {
        let part = event.object.filter(|id| trace.objects[*id as usize].part_of.is_some());
        if part.is_some() && !files.contains(&event.site.file) {
            files.push(event.site.file.clone());
        }
    }
    files
}

/// For each event, the next one of the same thread.
fn next_own(trace: &Trace) -> Vec<Option<usize>> {
    let mut next = vec![None; trace.events.len()];
    let mut seen = vec![None; trace.threads.len()];
    for (index, event) in trace.events.iter().enumerate().rev() {
        next[index] = seen[event.thread as usize].replace(index);
    }
    next
}

/// The events that give up a lock only to sleep in the same operation, as a wait for a condition
/// does, with the event that falls asleep and its call.
fn falls_asleep(trace: &Trace) -> HashMap<usize, (usize, CallId)> {
    let mut given_up: Vec<Option<usize>> = vec![None; trace.threads.len()];
    let mut asleep = HashMap::new();
    for (index, event) in trace.events.iter().enumerate() {
        let given_up = &mut given_up[event.thread as usize];
        match (event.act, event.call) {
            (Act::Unlocked, Some(_)) => *given_up = Some(index),
            (Act::Sleep { .. }, Some(call)) => {
                let of = |call| trace.outermost_call(call);
                let before = given_up.take().filter(|before| {
                    let before = &trace.events[*before];
                    let lock = before.object.map(|lock| trace.whole(lock));
                    before.call.map(of) == Some(of(call)) && lock != trace.awaited(event)
                });
                asleep.extend(before.map(|before| (before, (index, call))));
            }
            (Act::Locked, _) => *given_up = None,
            _ => {}
        }
    }
    asleep
}

struct Reader<'a> {
    trace: &'a Trace,
    is_weak: bool,
    state: State,
    operations: Vec<Operation>,
    next_own: Vec<Option<usize>>,
    /// Where a lock is given up in order to sleep: in which event, and which call.
    falls_asleep: HashMap<usize, (usize, CallId)>,
    /// The last value written to each object, and where.
    written: Vec<Option<Stale>>,
    /// Which threads have a row that says they wait.
    waiting: Vec<bool>,
    /// The last event of each thread in which it begins to wait.
    shown: Vec<Option<usize>>,
    /// Where each thread last acquired each object.
    acquired: HashMap<(ThreadIndex, ObjectId), Site>,
    rows: Vec<Row>,
    /// The files in which steps are taken on parts of objects: those of primitives.
    parts: Vec<Text>,
}

impl Reader<'_> {
    fn push(&mut self, at: usize, what: What) {
        self.push_later(at, at, what);
    }

    /// Shows an event in the place of a later one.
    fn push_later(&mut self, event: usize, at: usize, what: What) {
        let event = &self.trace.events[event];
        self.waiting[event.thread as usize] = what.is_waiting();
        let (site, is_end) = match self.trace.outermost(event) {
            // Where a panic was raised, the fault knows.
            _ if what == What::Panicked => (None, false),
            Some(call) if call.by_drop => match self.ended(call) {
                Some(site) => (Some(site.clone()), true),
                None => (Some(call.site.clone()), false),
            },
            Some(call) => (Some(call.site.clone()), false),
            None => (Some(event.site.clone()), false),
        };
        self.rows.push(Row { at, thread: event.thread, what, site, is_end });
    }

    /// Where that was acquired which a destructor gives back: as [`Trace::user_site`], but without
    /// going through the whole trace for each.
    fn ended(&self, call: &Call) -> Option<&Site> {
        self.acquired.get(&(call.thread, self.trace.whole(call.object)))
    }

    fn remember_acquired(&mut self, index: usize) {
        let Event { thread, object: Some(object), act: Act::Locked | Act::Acquired(_), .. } =
            self.trace.events[index]
        else {
            return;
        };
        let event = &self.trace.events[index];
        let site = match self.trace.outermost(event) {
            Some(Call { by_drop: true, .. }) => return,
            Some(call) => &call.site,
            None => &event.site,
        };
        self.acquired.insert((thread, self.trace.whole(object)), site.clone());
    }

    fn step(&mut self, index: usize) {
        let trace = self.trace;
        let event = &trace.events[index];
        if let Some((asleep, call)) = self.falls_asleep.get(&index).copied() {
            // From here on others can have the lock.
            return self.wait(asleep, index, call);
        }
        match (event.act, event.call) {
            (Act::Done, _) => {}
            (Act::Panicked, _) => self.push(index, What::Panicked),
            (Act::Spawn(other), _) => self.push(index, What::Spawn(other)),
            (Act::Join(other), _) => {
                if self.state.thread(other) != Doing::Done {
                    self.push(index, What::Join(other));
                }
            }
            (Act::Joined(other), _) => self.push(index, What::Joined(other)),
            (Act::Begin, Some(call)) => self.begin(index, call),
            (Act::Sleep { .. }, Some(call)) => self.wait(index, index, call),
            (_, Some(call)) if !self.is_variable(event) => self.inside(index, call),
            _ if self.is_insides(event) => {}
            _ => self.access(index),
        }
        self.remember_written(index);
        self.remember_acquired(index);
    }

    /// A variable of the program is used, even if in the middle of an operation.
    fn is_variable(&self, event: &Event) -> bool {
        event.object.is_some_and(|id| self.trace.objects[id as usize].kind == "variable")
    }

    /// A primitive that is made or dropped does this, which is nobody's business: a step on a part of
    /// an object, outside of any operation, or a fence beside it.
    fn is_insides(&self, event: &Event) -> bool {
        let is_part = |id: ObjectId| self.trace.objects[id as usize].part_of.is_some();
        match event.object {
            Some(object) => is_part(object),
            None if event.act == Act::Fence => self.parts.contains(&event.site.file),
            None => false,
        }
    }

    fn access(&mut self, index: usize) {
        let Event { object, act, .. } = self.trace.events[index];
        let stale = match act {
            Act::Load(value) | Act::Read(value) if self.is_weak => {
                object.and_then(|id| self.written[id as usize]).filter(|last| last.written != value)
            }
            _ => None,
        };
        self.push(index, What::Access { object, act, stale });
    }

    fn remember_written(&mut self, index: usize) {
        let Event { object, act, .. } = self.trace.events[index];
        if let (Some(object), Some(written)) = (object, act.written()) {
            self.written[object as usize] = Some(Stale { written, at: index });
        }
    }

    /// An operation that can only wait, and takes no step until it has what it wants.
    fn begin(&mut self, index: usize, call: CallId) {
        let thread = self.trace.events[index].thread;
        let waits = self.state.waits_since(self.trace, thread) == Some(index);
        // One that sleeps says so itself; and if it goes on at once it has not waited.
        let goes_on = self.next_own[index] == Some(index + 1);
        if waits && !goes_on && !self.operations[call as usize].slept {
            self.wait(index, index, call);
        } else {
            self.inside(index, call);
        }
    }

    fn wait(&mut self, event: usize, at: usize, call: CallId) {
        let Call { object, thread, .. } = self.trace.calls[call as usize];
        let (object, call) = (self.trace.whole(object), self.trace.outermost_call(call));
        if self.shown[thread as usize].replace(event) == Some(event) {
            return;
        }
        let before = self.rows.iter().rfind(|row| row.thread == thread);
        let is_again = before.is_some_and(|row| {
            matches!(row.what, What::Waits { call: other, object: same, .. }
                if (other, same) == (call, object))
        });
        // Somebody else was faster, or a primitive waits in a loop: it still waits. That it does so to
        // the end is worth a row.
        if is_again && self.next_own[event].is_some() {
            return;
        }
        let lock = self.trace.events[at].object.map(|lock| self.trace.whole(lock));
        let lock = lock.filter(|_| at < event);
        self.push_later(event, at, What::Waits { call, object, lock });
    }

    /// A step of a primitive: a row only where its operation takes effect.
    fn inside(&mut self, index: usize, call: CallId) {
        let call = self.trace.outermost_call(call);
        let operation = self.operations[call as usize];
        // Without a word about its effect, an operation that the thread has left has had it.
        let left = self.next_own[operation.last].is_some() && !operation.is_asleep;
        let effect = operation.effect.or(left.then_some(operation.last));
        if effect == Some(index) {
            let Operation { slept, timed_out, .. } = operation;
            let after_waiting = slept || self.waiting[self.trace.events[index].thread as usize];
            self.push(index, What::Did { call, after_waiting, timed_out });
        }
    }

    /// Threads that were free to go on when they began to wait, and at the end are not.
    fn stuck_at_a_start(&mut self) {
        for thread in (0..).zip(&self.trace.threads).map(|(thread, _)| thread) {
            let Doing::Beginning(at) = self.state.thread(thread) else { continue };
            let is_stuck = self.state.waits_since(self.trace, thread).is_some();
            if let (true, false, Some(call)) =
                (is_stuck, self.waiting[thread as usize], self.trace.events[at].call)
            {
                self.wait(at, self.trace.events.len() - 1, call);
            }
        }
    }
}
