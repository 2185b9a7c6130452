//! What the threads of one run share.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use weave::raw::{self, Op, Order, Place, Plain, Rmw, Test, ThreadIndex, Width};

use super::engine::Shared;
use crate::explorer::Race;
use crate::fault::{Fault, Mistake};
use crate::operation::Operation;
use crate::ordering::Ordering;
use crate::program::{Kind, Location};
use crate::thread::{Pending, Thread};
use crate::value::Value;

thread_local! {
    /// The world of the run that is, or was last, on this thread of the machine.
    static LATEST: RefCell<Option<Rc<World>>> = const { RefCell::new(None) };
}

/// The state of one run. All its threads are coroutines of one thread of the machine, and none
/// leaves while it has borrowed a part of this.
pub(super) struct World {
    pub(super) shared: Arc<Shared>,
    places: RefCell<HashMap<Location, Place>>,
    /// Which thread of the engine each thread of the program is, once it is started.
    threads: RefCell<Vec<Option<ThreadIndex>>>,
    /// What each thread had in its variables when it ended.
    variables: RefCell<Vec<Vec<(String, Value)>>>,
    /// The engine checks accesses that are not atomic; the values are here.
    plain: RefCell<HashMap<Location, (Plain, i64)>>,
    /// Of each thread, the access that is being checked: if it races, the check does not return, and
    /// this stays. The other threads go on.
    suspects: RefCell<Vec<Option<Race>>>,
}

impl World {
    /// The world of the latest run on this thread of the machine.
    pub(super) fn latest() -> Option<Rc<Self>> {
        LATEST.with(|latest| latest.borrow().clone())
    }

    /// Begins a run: this is the main thread of the engine.
    pub(super) fn run(shared: &Arc<Shared>) {
        let threads = shared.program.threads();
        let world = Rc::new(Self {
            shared: Arc::clone(shared),
            places: RefCell::default(),
            threads: RefCell::new(vec![None; threads]),
            variables: RefCell::new(vec![Vec::new(); threads]),
            plain: RefCell::default(),
            suspects: RefCell::new(vec![None; threads]),
        });
        LATEST.with(|latest| latest.replace(Some(Rc::clone(&world))));
        for thread in (0..threads).filter(|&thread| !shared.program.is_started(thread)) {
            world.start(thread);
        }
    }

    /// Which thread of the engine this is.
    pub(super) fn thread(&self, thread: usize) -> Option<ThreadIndex> {
        self.threads.borrow()[thread]
    }

    /// Whether every thread was started.
    pub(super) fn has_all_threads(&self) -> bool {
        self.threads.borrow().iter().all(Option::is_some)
    }

    /// The locations that were accessed, and their numbers in the graph.
    pub(super) fn places(&self) -> Vec<(Location, u32)> {
        let places = self.places.borrow();
        places.iter().map(|(&location, place)| (location, place.index())).collect()
    }

    /// What a thread had at its end.
    pub(super) fn variables(&self, thread: usize) -> Vec<(String, Value)> {
        self.variables.borrow().get(thread).cloned().unwrap_or_default()
    }

    /// The locations that were accessed and are not atomic, and what they have.
    pub(super) fn plain_values(&self) -> Vec<(Location, i64)> {
        self.plain.borrow().iter().map(|(&location, &(_, value))| (location, value)).collect()
    }

    /// The first race of the run, if there was one.
    pub(super) fn race(&self) -> Option<Race> {
        self.suspects.borrow().iter().flatten().next().cloned()
    }

    fn start(self: &Rc<Self>, thread: usize) {
        let world = Rc::clone(self);
        let index = raw::spawn(Box::new(move || world.thread_body(thread)));
        self.threads.borrow_mut()[thread] = Some(index);
        if self.shared.has_joins {
            let is_started = Shared::started(thread);
            let set = Op::Rmw(Rmw::Swap, 1, Width::WORD);
            is_started.perform(set, Order::RELAXED, Order::RELAXED);
        }
    }

    fn thread_body(self: &Rc<Self>, number: usize) {
        let shared = Arc::clone(&self.shared);
        let mut thread = Thread::new(&shared.program, number);
        loop {
            match thread.pending() {
                Err(fault) => self.fail(fault),
                Ok(Pending::Ended) => break,
                Ok(Pending::Stopped) => return raw::stop(),
                Ok(Pending::Operation(operation)) => {
                    let value = self.perform(&thread, operation);
                    thread.feed(value);
                }
            }
        }
        let variables = thread.variables().map(|(name, value)| (name.to_owned(), value));
        self.variables.borrow_mut()[number] = variables.collect();
    }

    fn perform(self: &Rc<Self>, thread: &Thread<'_>, operation: Operation) -> Value {
        match operation {
            Operation::Fence { ordering } => raw::fence(order(ordering)),
            Operation::Start { thread: started } if self.thread(started).is_some() => {
                self.fail(thread.fault_here(Mistake::StartedTwice(started)))
            }
            Operation::Start { thread: started } => self.start(started),
            Operation::Join { thread: joined } => self.join(joined),
            _ => {}
        }
        let Some(location) = operation.location() else { return Value::Number(0) };
        match self.shared.program.kind(location) {
            Kind::NonAtomic => self.access_plain(thread.number(), location, operation),
            Kind::Atomic | Kind::Mutex => self.access(location, operation),
        }
    }

    fn join(&self, thread: usize) {
        let is_set = Op::AwaitLoad(Test::NotEqual, 0);
        Shared::started(thread).perform(is_set, Order::RELAXED, Order::RELAXED);
        let index = self.thread(thread).expect("it was started, as was just read");
        raw::join(index);
    }

    fn access(&self, location: Location, operation: Operation) -> Value {
        let (op, success, failure) = request(operation);
        let answer = self.place(location).perform(op, order(success), order(failure));
        let old = answer.value.cast_signed();
        match operation {
            Operation::CompareAndSwap { .. } => Value::Pair { succeeded: answer.wrote, found: old },
            Operation::TryLock { .. } => Value::Number(i64::from(answer.wrote)),
            _ => Value::Number(old),
        }
    }

    fn place(&self, location: Location) -> Place {
        let known = self.places.borrow().get(&location).copied();
        known.unwrap_or_else(|| {
            let place = self.shared.place(location);
            self.places.borrow_mut().insert(location, place);
            place
        })
    }

    fn access_plain(&self, thread: usize, location: Location, operation: Operation) -> Value {
        let program = &self.shared.program;
        let (cell, old) = {
            let mut plain = self.plain.borrow_mut();
            let new = || (Plain::untouched(), program.initial(location));
            *plain.entry(location).or_insert_with(new)
        };
        let race = Race { location: program.name(location), thread };
        self.suspects.borrow_mut()[thread] = Some(race);
        cell.access(matches!(operation, Operation::Store { .. }), "a location");
        self.suspects.borrow_mut()[thread] = None;
        if let Operation::Store { value, .. } = operation {
            self.plain.borrow_mut().insert(location, (cell, value));
        }
        Value::Number(old)
    }

    /// The program makes a mistake. That ends the exploration.
    fn fail(&self, fault: Fault) -> ! {
        self.shared.blame(fault);
        raw::abandon()
    }
}

/// What an operation is for the engine, with its ordering, and the one if it fails.
fn request(operation: Operation) -> (Op, Ordering, Ordering) {
    let same = |op, ordering| (op, ordering, ordering);
    let word = i64::cast_unsigned;
    match operation {
        Operation::Load { ordering, .. } => same(Op::Load, ordering),
        Operation::Store { value, ordering, .. } => same(Op::Store(word(value)), ordering),
        Operation::Add { operand, ordering, .. } => {
            same(Op::Rmw(Rmw::Add, word(operand), Width::WORD), ordering)
        }
        Operation::Exchange { new, ordering, .. } => {
            same(Op::Rmw(Rmw::Swap, word(new), Width::WORD), ordering)
        }
        Operation::CompareAndSwap { expected, new, success, failure, .. } => {
            (Op::Cas { expected: word(expected), new: word(new) }, success, failure)
        }
        Operation::Lock { .. } => {
            (Op::AwaitCas { expected: 0, new: 1 }, Ordering::Acquire, Ordering::Relaxed)
        }
        Operation::TryLock { .. } => {
            (Op::Cas { expected: 0, new: 1 }, Ordering::Acquire, Ordering::Relaxed)
        }
        Operation::Unlock { .. } => same(Op::Store(0), Ordering::Release),
        Operation::Fence { .. } | Operation::Start { .. } | Operation::Join { .. } => {
            unreachable!("it accesses a location")
        }
    }
}

fn order(ordering: Ordering) -> Order {
    match ordering {
        // What is not atomic does not get here.
        Ordering::NonAtomic | Ordering::Relaxed => Order::RELAXED,
        Ordering::Acquire => Order::ACQUIRE,
        Ordering::Release => Order::RELEASE,
        Ordering::AcqRel => Order::ACQ_REL,
        Ordering::SeqCst => Order::SEQ_CST,
    }
}
