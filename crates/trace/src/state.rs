//! Where a run stands: what each thread is up to, and who holds what.

use crate::{Act, Event, ObjectId, ThreadIndex, Trace};

/// What a thread is up to. The number is the index of the event that says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Doing {
    /// It could take a step, as far as is known.
    #[default]
    Running,
    /// It is at the start of an operation that only waits while another thread holds the object.
    Beginning(usize),
    /// It sleeps.
    Asleep {
        /// Since which event.
        at: usize,
        /// Whether it has a deadline, and so can go on without anybody.
        timed: bool,
    },
    /// It waits for a thread to end.
    Joining {
        /// The thread.
        other: ThreadIndex,
        /// Since which event.
        at: usize,
    },
    /// It has come to its end.
    Done,
    /// It has panicked.
    Panicked,
}

/// A thread that holds an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The thread.
    pub thread: ThreadIndex,
    /// The index of the event in which it got the object.
    pub since: usize,
    /// How many units of it; 1 if the thread holds the object alone.
    pub units: u32,
}

/// Who holds an object, what is in it, and whom it told something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectState {
    /// The thread that holds it alone.
    pub owner: Option<Holder>,
    /// The threads that hold units of it, in the order in which they got their first one.
    pub sharers: Vec<Holder>,
    /// Whether units were given back that nobody had: then having got some does not mean holding
    /// them, as with a semaphore that is used as a signal.
    pub is_signal: bool,
    /// The last event in which somebody was to be told something, and nobody waited.
    pub told_nobody: Option<usize>,
    /// How many items were put into it that nobody has got.
    pub items: u32,
}

impl ObjectState {
    /// Those who would have to give something back for another thread to get the object.
    pub fn holders(&self) -> impl Iterator<Item = &Holder> {
        let sharers = if self.is_signal { &[] } else { self.sharers.as_slice() };
        self.owner.iter().chain(sharers)
    }

    fn apply(&mut self, event: &Event, index: usize) {
        let thread = event.thread;
        match event.act {
            // A thread may lock again what it holds.
            Act::Locked if self.owner.is_some_and(|owner| owner.thread == thread) => {}
            Act::Locked => self.owner = Some(Holder { thread, since: index, units: 1 }),
            // Perhaps by another thread than the owner.
            Act::Unlocked => self.owner = None,
            Act::Acquired(units) => {
                match self.sharers.iter_mut().find(|sharer| sharer.thread == thread) {
                    Some(mine) => mine.units = mine.units.saturating_add(units),
                    None => self.sharers.push(Holder { thread, since: index, units }),
                }
            }
            Act::Released(units) => self.release(thread, units),
            Act::Notified(0) => self.told_nobody = Some(index),
            Act::Put => self.items = self.items.saturating_add(1),
            Act::Got => self.items = self.items.saturating_sub(1),
            _ => {}
        }
    }

    /// Takes units away from the thread, and if it does not have as many, from others.
    fn release(&mut self, thread: ThreadIndex, units: u32) {
        let mut left = units;
        let mine = self.sharers.iter().position(|sharer| sharer.thread == thread);
        if let Some(mine) = mine {
            self.take(mine, &mut left);
        }
        self.is_signal |= left > 0;
        while left > 0 && !self.sharers.is_empty() {
            self.take(0, &mut left);
        }
    }

    fn take(&mut self, sharer: usize, left: &mut u32) {
        let taken = self.sharers[sharer].units.min(*left);
        *left -= taken;
        self.sharers[sharer].units -= taken;
        if self.sharers[sharer].units == 0 {
            self.sharers.remove(sharer);
        }
    }
}

/// Where a run stands after some of its events.
///
/// ```
/// use plainweave_trace::{Doing, State, Trace};
///
/// fn print_what_all_are_up_to(trace: &Trace) {
///     let end = State::at_end(trace);
///     for (thread, name) in (0..).zip(&trace.threads) {
///         let held = end.held_by(thread).map(|(object, _)| trace.object(object));
///         println!("{name} is {:?}, with {:?}", end.thread(thread), held.collect::<Vec<_>>());
///     }
/// }
///
/// let trace = Trace { threads: vec!["main".to_owned()], ..Trace::default() };
/// print_what_all_are_up_to(&trace);
/// assert_eq!(State::at_end(&trace).thread(0), Doing::Running);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    threads: Vec<Doing>,
    objects: Vec<ObjectState>,
}

impl State {
    /// Where the run stands at the end of `trace`.
    pub fn at_end(trace: &Trace) -> Self {
        let mut state = Self::default();
        for index in 0..trace.events.len() {
            state.apply(trace, index);
        }
        state
    }

    /// Goes back to before the first event, of whichever trace comes next.
    pub fn clear(&mut self) {
        self.threads.clear();
        self.objects.clear();
    }

    /// Goes on to after the event with this index, which must be the next one. Takes constant time.
    pub fn apply(&mut self, trace: &Trace, index: usize) {
        let event = &trace.events[index];
        let thread = event.thread as usize;
        if self.threads.len() <= thread {
            self.threads.resize(trace.threads.len(), Doing::Running);
        }
        self.threads[thread] = match event.act {
            Act::Begin if trace.innermost(event).is_some_and(|call| call.only_waits) => {
                Doing::Beginning(index)
            }
            Act::Sleep { timed, .. } => Doing::Asleep { at: index, timed },
            Act::Join(other) => Doing::Joining { other, at: index },
            Act::Done => Doing::Done,
            Act::Panicked => Doing::Panicked,
            _ => Doing::Running,
        };
        if let Some(object) = event.object {
            // What is held is the whole object, whichever of its words says so.
            let whole = trace.whole(object) as usize;
            if self.objects.len() <= whole {
                self.objects.resize_with(whole + 1, ObjectState::default);
            }
            self.objects[whole].apply(event, index);
        }
    }

    /// What a thread is up to.
    pub fn thread(&self, thread: ThreadIndex) -> Doing {
        self.threads.get(thread as usize).copied().unwrap_or_default()
    }

    /// The state of a whole object; `None` if nothing has happened to it yet.
    pub fn object(&self, object: ObjectId) -> Option<&ObjectState> {
        self.objects.get(object as usize)
    }

    /// Everything that a thread holds, as (object, holder).
    pub fn held_by(&self, thread: ThreadIndex) -> impl Iterator<Item = (ObjectId, &Holder)> {
        (0..).zip(&self.objects).flat_map(move |(id, object)| {
            object.holders().filter(move |holder| holder.thread == thread).map(move |it| (id, it))
        })
    }

    /// Since which event a thread waits for others, and cannot go on without them; `None` if it
    /// could move.
    ///
    /// That a thread sleeps is taken at its word: it may have been woken without knowing yet.
    pub fn waits_since(&self, trace: &Trace, thread: ThreadIndex) -> Option<usize> {
        match self.thread(thread) {
            Doing::Asleep { at, timed: false } => Some(at),
            Doing::Joining { other, at } => (self.thread(other) != Doing::Done).then_some(at),
            Doing::Beginning(at) => self.beginning_waits_for(trace, at).is_some().then_some(at),
            _ => None,
        }
    }

    /// The threads of which one would have to act for `thread` to go on, as far as is known.
    pub fn waits_for(&self, trace: &Trace, thread: ThreadIndex) -> Vec<ThreadIndex> {
        match self.thread(thread) {
            Doing::Joining { other, .. } => vec![other],
            Doing::Beginning(at) => {
                let Some(object) = self.beginning_waits_for(trace, at) else { return Vec::new() };
                object.holders().map(|holder| holder.thread).collect()
            }
            Doing::Asleep { at, timed: false } => {
                let object = trace.awaited(&trace.events[at]).and_then(|id| self.object(id));
                object.into_iter().flat_map(ObjectState::holders).map(|it| it.thread).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The object for which the operation that begins at `at` has to wait.
    fn beginning_waits_for(&self, trace: &Trace, at: usize) -> Option<&ObjectState> {
        let event = &trace.events[at];
        let id = trace.awaited(event)?;
        let is_reentrant = trace.objects[id as usize].kind == "rlock";
        let state = self.object(id)?;
        let mut holders = state.holders();
        holders.any(|holder| holder.thread != event.thread || !is_reentrant).then_some(state)
    }

    /// The threads that wait in a circle, directly or through others: none of them can go on,
    /// unless a thread outside gives away what is not its own.
    ///
    /// The largest set of threads that wait for threads, and for none outside the set.
    pub fn knot(&self, trace: &Trace) -> Vec<ThreadIndex> {
        let all: Vec<ThreadIndex> = (0..).zip(&trace.threads).map(|(thread, _)| thread).collect();
        let mut knot = all;
        loop {
            let before = knot.clone();
            knot.retain(|thread| {
                let awaited = self.waits_for(trace, *thread);
                !awaited.is_empty() && awaited.iter().all(|other| before.contains(other))
            });
            if knot.len() == before.len() {
                return knot;
            }
        }
    }

    /// Whether no thread will ever move again, and that is certain even on real threads: each is
    /// over, or waits for another one to end or for a lock that is held, and some wait.
    ///
    /// A thread that merely sleeps may have been woken already. One that could still move might
    /// unlock what is not its own: so a circle of waits is not enough.
    pub fn is_standstill(&self, trace: &Trace) -> bool {
        let has_owner = |at: usize| {
            let object = trace.awaited(&trace.events[at]).and_then(|id| self.object(id));
            object.is_some_and(|object| object.owner.is_some())
        };
        let mut somebody_waits = false;
        let mut threads = (0..).zip(&trace.threads).map(|(thread, _)| thread);
        let all_stand = threads.all(|thread| match self.thread(thread) {
            Doing::Done => true,
            doing => {
                somebody_waits = true;
                let since = self.waits_since(trace, thread);
                since.is_some_and(|at| matches!(doing, Doing::Joining { .. }) || has_owner(at))
            }
        });
        all_stand && somebody_waits
    }
}
